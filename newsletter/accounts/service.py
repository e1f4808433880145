"""What becomes of staff accounts after the invitation."""

from datetime import timedelta

from flask_babel import gettext as _

from newsletter.accounts import find, links, mail, passwords
from newsletter.accounts import session as sessions
from newsletter.accounts.models import Role, Staff, TokenPurpose
from newsletter.audit.service import record
from newsletter.contacts.service import LONGEST_NAME
from newsletter.core.clock import now
from newsletter.core.languages import is_supported
from newsletter.core.text import one_line
from newsletter.errors import Invalid, NotFound, NotPossible

MOST_LINKS_PER_HOUR = 3


def change_role(staff_id: int, role: Role, *, actor_id: int) -> None:
    """Ends the person's sessions: what is open in another window was drawn for the old role."""
    staff = find.by_id(staff_id)
    if staff.role is role:
        return
    _keep_an_admin(staff)
    before, staff.role = staff.role, role
    sessions.end_all(staff)
    record(
        "accounts.role_changed",
        actor_id=actor_id,
        subject=("staff", staff.id),
        before=before.value,
        after=role.value,
    )


def disable(staff_id: int, *, actor_id: int) -> None:
    staff = find.by_id(staff_id)
    if staff.disabled_at is not None:
        return
    _keep_an_admin(staff)
    staff.disabled_at = now()
    links.void(staff)
    sessions.end_all(staff)
    record("accounts.disabled", actor_id=actor_id, subject=("staff", staff.id))


def enable(staff_id: int, *, actor_id: int) -> None:
    staff = find.by_id(staff_id)
    if staff.disabled_at is None:
        return
    staff.disabled_at = None
    record("accounts.enabled", actor_id=actor_id, subject=("staff", staff.id))


def _keep_an_admin(staff: Staff) -> None:
    if [admin.id for admin in find.lock_active_admins()] == [staff.id]:
        raise NotPossible(_("This is the last admin who can sign in. Make somebody else admin first."))


def forgotten(address: str) -> None:
    """Mails a link if the address is that of somebody who may sign in, and says nothing of it.

    More than a few requests an hour are swallowed: a stranger shall not fill anybody's mailbox.
    """
    staff = find.by_address(address)
    if staff is None or staff.disabled_at is not None:
        return
    if links.made_since(staff, timedelta(hours=1), TokenPurpose.PASSWORD) >= MOST_LINKS_PER_HOUR:
        return
    mail.send_password_link(staff, links.make(staff, TokenPurpose.PASSWORD))
    record("accounts.password_link_sent", subject=("staff", staff.id))


def set_password(token: str, password: str) -> Staff:
    """Uses up a one-time link; ends every session of the person.

    Raises:
        Invalid: the password is not good enough; the link stays good.
        NotFound: the link is used, too old or wrong.
    """
    link = links.find(token, to_use=True)
    if link is None:
        raise NotFound
    staff = link.staff
    _replace_password(staff, password)
    record("accounts.password_set", actor_id=staff.id, subject=("staff", staff.id), by=link.purpose.value)
    return staff


def change_password(staff: Staff, current: str, new: str) -> None:
    """Ends every session of the person; the caller starts a new one at this browser.

    Raises:
        Invalid: the current password is wrong, or the new one is not good enough.
    """
    if not passwords.matches(staff.password_hash, current):
        raise Invalid(_("This is not your present password"), "current")
    _replace_password(staff, new)
    record("accounts.password_changed", actor_id=staff.id, subject=("staff", staff.id))


def _replace_password(staff: Staff, password: str) -> None:
    passwords.check_new(password, staff.contact.address)
    staff.password_hash = passwords.hash_password(password)
    links.void(staff)
    sessions.end_all(staff)


def change_own_details(staff: Staff, *, name: str, language: str) -> None:
    cleaned = one_line(name)
    if not cleaned:
        raise Invalid(_("Write your name"), "name")
    if not is_supported(language):
        raise Invalid(_("Choose one of the languages"), "language")
    staff.contact.name = cleaned[:LONGEST_NAME]
    staff.language = language
    record("accounts.details_changed", actor_id=staff.id, subject=("staff", staff.id))
