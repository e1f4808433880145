"""What one person gets from an event, and why, or why not: the same audiences, asked for one contact."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from newsletter.contacts.models import Contact
from newsletter.core.addresses import parse_address
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.languages import format_moment
from newsletter.events.models import Event
from newsletter.notices import digest_pages, plans, reach, words
from newsletter.notices.models import NoticeKind, NoticePlan
from newsletter.notices.plans import HANDED_OVER, OPEN
from newsletter.outbox import service as outbox
from newsletter.outbox.models import DeliveryState, Reason
from newsletter.registrations import mark_words, marks
from newsletter.subscribers import profiles
from newsletter.web.language import interface_language


@dataclass(frozen=True)
class Answer:
    """One notice for one person: whether it reaches them, in words."""

    plan: NoticePlan
    name: str
    when: str
    state: tuple[str, str]
    gets_it: bool
    why: str


def contact_of(address: str) -> Contact | None:
    """Raises Invalid for what is no address."""
    key = parse_address(address).key
    return session.scalar(select(Contact).where(Contact.address_key == key))


def answers(event: Event, contact: Contact) -> Sequence[Answer]:
    """In the order in which the notices are due; notes to staff are left out."""
    found = sorted(plans.of_event(event.id), key=lambda plan: plan.due_at)
    return [_answer(plan, event, contact.id) for plan in found if plan.kind is not NoticeKind.ORGANISER]


def said(event: Event, contact: Contact) -> list[tuple[str, str]]:
    """What the person told us that may decide it, each under its name."""
    mark = marks.of(contact.id, event.id)
    of_event = [(_("Said of this event"), str(mark_words.NAMES[mark]))] if mark else []
    return [*of_event, *profiles.facts(profiles.of(contact.id), interface_language())]


def _answer(plan: NoticePlan, event: Event, contact_id: int) -> Answer:
    gets_it, why = _judge(plan, event, contact_id)
    return Answer(
        plan=plan,
        name=words.name(plan),
        when=format_moment(plan.due_local, interface_language()),
        state=words.state(plan),
        gets_it=gets_it,
        why=why,
    )


def _judge(plan: NoticePlan, event: Event, contact_id: int) -> tuple[bool, str]:
    if plan.state in HANDED_OVER and plan.mailing_id is not None:
        return _delivered(plan, event, contact_id)
    if plan.state not in OPEN:
        return False, words.reason(plan)
    is_candidate, reason = would_get(plan, event, contact_id)
    if not is_candidate:
        return False, _not_a_candidate(plan)
    if reason is Reason.DIGEST_INSTEAD:
        return digest_pages.answer(plan, event, contact_id)
    if reason is not None:
        return False, words.exclusion(reason)
    if plan.reason:
        return True, words.reason(plan)
    sentence = _("It would go to this person. Who gets it is settled when it is sent.")
    return True, str(sentence)


def would_get(plan: NoticePlan, event: Event, contact_id: int) -> tuple[bool, Reason | None]:
    """Whether the person is among the candidates of a notice, and why left out."""
    audience = reach.audience(plan, event, max(now(), plan.due_at)).subquery()
    row = session.execute(select(audience.c.reason).where(audience.c.contact_id == contact_id)).one_or_none()
    if row is None:
        return False, None
    return True, Reason(row.reason) if row.reason else None


def _not_a_candidate(plan: NoticePlan) -> str:
    if reach.is_for_participants(plan):
        return str(_("Is not registered for this event."))
    return str(_("Follows none of the event's topics."))


def _delivered(plan: NoticePlan, event: Event, contact_id: int) -> tuple[bool, str]:
    found = outbox.delivery(plan.mailing_id, contact_id) if plan.mailing_id is not None else None
    if found is None:
        return False, str(_("Was not among those whom it could go to."))
    if found.reason is Reason.DIGEST_INSTEAD:
        return digest_pages.answer(plan, event, contact_id)
    if found.state in (DeliveryState.EXCLUDED, DeliveryState.SKIPPED):
        return False, words.exclusion(found.reason) if found.reason else ""
    return True, words.delivery(found.state)
