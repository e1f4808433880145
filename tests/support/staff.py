"""Staff for tests, and a client that is signed in as one of them."""

from itertools import count

from flask.testing import FlaskClient

from newsletter.accounts import passwords
from newsletter.accounts.models import Role, Staff, StaffSession
from newsletter.accounts.session import COOKIE_KEY
from newsletter.contacts import service as contacts
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.tokens import random_token

PASSWORD = "bark canoe lantern nine"
_PASSWORD_HASH = passwords.hash_password(PASSWORD)
_numbers = count(1)


def make_staff(
    role: Role = Role.EDITOR, *, email: str = "", language: str = "en", name: str = "Ida Holm"
) -> Staff:
    """A staff member with `PASSWORD`."""
    address = contacts.parse_address(email or f"staff{next(_numbers)}@example.org")
    contact = contacts.get_or_create(address, language, name)
    staff = Staff(contact=contact, role=role, password_hash=_PASSWORD_HASH, language=language)
    session.add(staff)
    session.commit()
    return staff


def sign_in_as(client: FlaskClient, staff: Staff | Role = Role.EDITOR) -> Staff:
    """Signs the client in without going through the form."""
    person = make_staff(staff) if isinstance(staff, Role) else staff
    token, hashed = random_token()
    session.add(
        StaffSession(
            hash=hashed,
            staff_id=person.id,
            version=person.session_version or 0,
            started_at=now(),
            seen_at=now(),
        )
    )
    session.commit()
    with client.session_transaction() as cookie:
        cookie[COOKIE_KEY] = token
    return person
