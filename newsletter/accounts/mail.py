"""The mails staff get: an invitation, a link after a forgotten password."""

from newsletter.accounts.models import Staff


def send_invitation(staff: Staff, link: str) -> None:
    _post("staff_invitation", staff, link)


def send_password_link(staff: Staff, link: str) -> None:
    _post("staff_password", staff, link)


def _post(kind: str, staff: Staff, link: str) -> None:
    raise NotImplementedError
