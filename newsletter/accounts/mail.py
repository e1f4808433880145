"""The mails staff get: an invitation, a link after a forgotten password."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from newsletter.accounts.models import Staff
from newsletter.core.database import session
from newsletter.organisation import senders
from newsletter.outbox import service as outbox
from newsletter.outbox.models import Mailing, Reason
from newsletter.outbox.producer import Transactional
from newsletter.rendering import letters


class StaffMail(Transactional):
    """A link that waits in the queue is not sent to one who was disabled meanwhile."""

    def unwanted(self, mailing: Mailing, contact_ids: Collection[int]) -> Mapping[int, Reason]:
        disabled = session.scalars(
            select(Staff.contact_id).where(Staff.contact_id.in_(contact_ids), Staff.disabled_at.is_not(None))
        )
        return dict.fromkeys(disabled, Reason.CANCELLED)


def send_invitation(staff: Staff, link: str) -> None:
    sender, reply_to = senders.of_letter()
    letter = letters.staff_invitation(language=staff.language, sender=sender, reply_to=reply_to)
    outbox.post("staff_invitation", contact_id=staff.contact_id, letter=letter, values={"action_url": link})


def send_password_link(staff: Staff, link: str) -> None:
    sender, reply_to = senders.of_letter()
    letter = letters.staff_password(language=staff.language, sender=sender, reply_to=reply_to)
    outbox.post("staff_password", contact_id=staff.contact_id, letter=letter, values={"action_url": link})
