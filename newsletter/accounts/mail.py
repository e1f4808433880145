"""The mails staff get: an invitation, a link after a forgotten password."""

from newsletter.accounts.models import Staff
from newsletter.organisation import senders
from newsletter.rendering import letters
from newsletter.rendering.letter import Letter


def send_invitation(staff: Staff, link: str) -> None:
    sender, reply_to = senders.of_letter()
    letter = letters.staff_invitation(language=staff.language, sender=sender, reply_to=reply_to)
    _post("staff_invitation", staff, letter, link)


def send_password_link(staff: Staff, link: str) -> None:
    sender, reply_to = senders.of_letter()
    letter = letters.staff_password(language=staff.language, sender=sender, reply_to=reply_to)
    _post("staff_password", staff, letter, link)


def _post(kind: str, staff: Staff, letter: Letter, link: str) -> None:
    from newsletter.outbox import service as outbox  # type: ignore[attr-defined]

    outbox.post(kind, contact_id=staff.contact_id, letter=letter, values={"action_url": link})
