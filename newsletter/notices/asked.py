"""Those who asked to hear of one event, whatever they follow: in which notices they are told, and how they stop it."""

from typing import Any

from sqlalchemy import Select

from newsletter.audiences import participants
from newsletter.core.database import session
from newsletter.events import wording
from newsletter.events.models import Event
from newsletter.notices.announcing import DATE_SET
from newsletter.notices.models import NoticeKind, NoticePlan
from newsletter.notices.rules import TO_PARTICIPANTS
from newsletter.outbox.models import Mailing
from newsletter.registrations import marks
from newsletter.registrations.models import MarkKind
from newsletter.subscribers.facts import MailingLeft
from newsletter.subscribers.topics import Text
from newsletter.web.language import current_language

INTERESTED_IN = frozenset(
    {
        NoticeKind.OPENS,
        NoticeKind.LAST_SEATS,
        NoticeKind.EXTENDED,
        NoticeKind.EARLIER,
        NoticeKind.CHANGED,
        NoticeKind.POSTPONED,
        NoticeKind.CANCELLED,
    }
)


def who(plan: NoticePlan) -> Select[Any] | None:
    """Ids of those whom a notice reaches because they asked; None where asking changes nothing."""
    if plan.kind in INTERESTED_IN or _is_date_set(plan):
        if plan.kind is NoticeKind.CANCELLED:  # nor will there be material
            return participants.asking(plan.event_id, *marks.ASKED)
        return participants.asking(plan.event_id, MarkKind.INTERESTED)
    if plan.kind is NoticeKind.MATERIAL and plan.step == TO_PARTICIPANTS:
        return participants.asking(plan.event_id, MarkKind.MATERIALS_ONLY)
    return None


def _is_date_set(plan: NoticePlan) -> bool:
    return plan.kind is NoticeKind.NEW and plan.details.get("variant") == DATE_SET


def left(fact: MailingLeft) -> None:
    """One click in a notice ends what led to it, a wish for this one event as well as topics."""
    event = _event_of(session.get(Mailing, fact.mailing_id))
    if event is not None:
        marks.take_back(fact.contact_id, event.id)


def title_left(mailing: Mailing, contact_id: int) -> Text | None:
    """The event that one click stops mail about; None for who never asked, or has taken it back."""
    event = _event_of(mailing)
    if event is None or marks.of(contact_id, event.id) not in marks.ASKED:
        return None
    return Text(*wording.title(event, current_language()))


def _event_of(mailing: Mailing | None) -> Event | None:
    if mailing is None or mailing.kind not in KINDS or mailing.subject_id is None:
        return None
    plan = session.get(NoticePlan, mailing.subject_id)
    return session.get(Event, plan.event_id) if plan is not None else None


KINDS = ("deadline_notice", "follower_notice", "participant_notice", "everybody_notice")
"""Mailings about one event."""
