"""Signing in with address and password."""

import logging

from flask_babel import gettext as _

from newsletter.accounts import passwords
from newsletter.accounts.find import by_address
from newsletter.accounts.models import Staff
from newsletter.audit.service import record
from newsletter.core.clock import now
from newsletter.errors import Invalid

log = logging.getLogger(__name__)


def sign_in(address: str, password: str) -> Staff:
    """The person whose address and password these are; the caller starts the session.

    Unknown, disabled, invited and mistyped get the same answer after the same work.

    Raises:
        Invalid: the one sentence for all of those.
    """
    staff = by_address(address)
    is_right = passwords.matches(staff.password_hash if staff else None, password)
    if staff is None or staff.password_hash is None or staff.disabled_at or not is_right:
        log.info("sign-in refused", extra={"staff_id": staff.id if staff else None})
        raise Invalid(
            _("The e-mail address and the password do not belong together. Check both."), "password"
        )
    if passwords.is_outdated(staff.password_hash):
        staff.password_hash = passwords.hash_password(password)
    staff.last_sign_in_at = now()
    record("accounts.signed_in", actor_id=staff.id, subject=("staff", staff.id))
    return staff
