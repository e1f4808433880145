"""Letting new staff in."""

from flask_babel import gettext as _
from sqlalchemy import select

from newsletter.accounts import find, links, mail
from newsletter.accounts.models import Role, Staff, TokenPurpose
from newsletter.audit.service import record
from newsletter.contacts import service as contacts
from newsletter.core.database import session
from newsletter.core.text import one_line
from newsletter.errors import Invalid, NotPossible


def add(address: str, role: Role, language: str, *, name: str = "", actor_id: int | None = None) -> Staff:
    """A staff member who cannot sign in yet.

    Raises:
        Invalid: not an address, or somebody of the staff has it.
    """
    contact = contacts.get_or_create(contacts.parse_address(address), language, name)
    if session.scalar(select(Staff.id).where(Staff.contact_id == contact.id)):
        raise Invalid(_("Somebody of the staff already has this address"), "email")
    if not contact.name:
        contact.name = one_line(name)[: contacts.LONGEST_NAME]
    staff = Staff(contact_id=contact.id, contact=contact, role=role, language=language)
    session.add(staff)
    session.flush()
    record("accounts.added", actor_id=actor_id, subject=("staff", staff.id), role=role.value)
    return staff


def invite(address: str, role: Role, language: str, *, name: str, actor_id: int) -> Staff:
    """Adds a staff member and mails the link with which to set a password."""
    staff = add(address, role, language, name=name, actor_id=actor_id)
    mail.send_invitation(staff, links.make(staff, TokenPurpose.INVITATION))
    return staff


def invite_again(staff_id: int, *, actor_id: int) -> Staff:
    """Mails a new link to one who has not come yet; the old one dies.

    Raises:
        NotPossible: the person has a password, or is disabled.
    """
    staff = find.by_id(staff_id)
    if staff.password_hash is not None or staff.disabled_at is not None:
        raise NotPossible(_("This person has a password already, or may not sign in"))
    links.void(staff)
    mail.send_invitation(staff, links.make(staff, TokenPurpose.INVITATION))
    record("accounts.invited_again", actor_id=actor_id, subject=("staff", staff.id))
    return staff
