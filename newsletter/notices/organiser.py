"""Notes to those who answer for events: one mail a day to each of them with all that needs a hand.

What stays true for weeks is said once; a missing link is said each day, for people wait for it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import or_, select, update

from newsletter.accounts.models import Staff
from newsletter.core.clock import now, utc_to_local
from newsletter.core.database import session, transaction
from newsletter.core.working_days import is_working_day
from newsletter.events.cards import card
from newsletter.events.models import Allocation, Event, Mode, Occurrence, Publication, RegistrationMode
from newsletter.notices import undelivered, waiting
from newsletter.notices.models import Anchor, NoticeHours, NoticeKind, NoticePlan, PlanState
from newsletter.notices.plans import Board
from newsletter.notices.rules import MORNING
from newsletter.notices.timing import Slot, anchored
from newsletter.organisation import senders
from newsletter.organisation import service as organisation
from newsletter.outbox import service as outbox
from newsletter.registrations import desk
from newsletter.rendering.notice_digests import Arranged, Concern, ConcernKind
from newsletter.rendering.notice_digests import organiser as organiser_letter

MAILING_KIND = "organiser_notes"
LINK_DAYS, PARTICIPANT_DAYS = 5, 10
SAID_DAILY = (ConcernKind.JOIN_LINK_MISSING, ConcernKind.APPROVAL, ConcernKind.LIST_AWAITED)


def look() -> None:
    """Asked by every tick; the first on a working day after half past eight writes the notes of that day."""
    us = organisation.get()
    local = utc_to_local(now(), us.zone)
    if local.time() < MORNING or not is_working_day(local.date(), us.country):
        return
    if _is_written(local.date()):
        return
    with transaction():
        if _claim(local.date()):
            write_notes()


def _is_written(day: date) -> bool:
    row = session.get(NoticeHours, 1)
    return row is None or row.noted_on == day


def _claim(day: date) -> bool:
    """Of several beats one writes."""
    claimed = update(NoticeHours).where(
        NoticeHours.id == 1, or_(NoticeHours.noted_on.is_(None), NoticeHours.noted_on < day)
    )
    return bool(session.execute(claimed.values(noted_on=day).returning(NoticeHours.id)).all())


def write_notes() -> None:
    """One mail to each owner who has something to look after."""
    if organisation.sender(None) is None:
        return
    by_owner: dict[int, list[tuple[Event, list[Concern]]]] = defaultdict(list)
    for event in _coming():
        said = _said_before(event.id)
        found = [each for each in concerns(event) if each.kind in SAID_DAILY or each.kind not in said]
        if found and event.created_by is not None:
            by_owner[event.created_by].append((event, found))
    for staff_id, events in by_owner.items():
        owner = session.get(Staff, staff_id)
        if owner is not None and owner.disabled_at is None:
            _post(owner, events)


def _coming() -> Sequence[Event]:
    return session.scalars(
        select(Event).where(
            Event.publication == Publication.PUBLISHED,
            Event.occurrence == Occurrence.SCHEDULED,
            Event.created_by.is_not(None),
            or_(Event.over_instant.is_(None), Event.over_instant > now()),
        )
    ).all()


def concerns(event: Event) -> Iterator[Concern]:
    """What somebody should look after now."""
    seats = desk.seats(event)
    start = anchored(event, Anchor.START)
    takes_here = event.registration_mode is RegistrationMode.BUILTIN
    days = _days_until(event, start.day) if start else LINK_DAYS + PARTICIPANT_DAYS
    needs_link = takes_here and event.mode is not Mode.PHYSICAL and not event.join_url
    if needs_link and days <= LINK_DAYS:
        yield Concern(ConcernKind.JOIN_LINK_MISSING)
    needed = event.min_participants or 0
    if days <= PARTICIPANT_DAYS and seats.taken < needed:
        yield Concern(ConcernKind.TOO_FEW, seats.taken, needed)
    if takes_here and event.places is not None and seats.taken >= event.places:
        yield Concern(ConcernKind.FULL, seats.waiting)
    if takes_here and _allocation_is_due(event):
        yield Concern(ConcernKind.ALLOCATION_DUE)
    lost = undelivered.lost(event)
    if lost.is_much:
        yield Concern(ConcernKind.BOUNCES, lost.count, lost.total)
    if undelivered.contact_fails(event):
        yield Concern(ConcernKind.CONTACT_BOUNCES)
    if waiting.list_is_awaited(event, now()) and _is_awaited_by_a_notice(event):
        yield Concern(ConcernKind.LIST_AWAITED)
    if _has(event, PlanState.AWAITING_APPROVAL):
        yield Concern(ConcernKind.APPROVAL)


def _days_until(event: Event, day: date) -> int:
    return (day - utc_to_local(now(), event.zone).date()).days


def _allocation_is_due(event: Event) -> bool:
    if event.allocation is Allocation.FCFS or event.deadline_instant is None:
        return False
    found = desk.find(event.id)
    return event.deadline_instant <= now() and (found is None or found.allocated_at is None)


def _is_awaited_by_a_notice(event: Event) -> bool:
    soon = now() + timedelta(days=1)
    query = select(NoticePlan.id).where(
        NoticePlan.event_id == event.id, NoticePlan.state == PlanState.PLANNED, NoticePlan.due_at <= soon
    )
    return session.scalars(query.limit(1)).first() is not None


def _has(event: Event, state: PlanState) -> bool:
    query = select(NoticePlan.id).where(NoticePlan.event_id == event.id, NoticePlan.state == state)
    return session.scalars(query.limit(1)).first() is not None


def _said_before(event_id: int) -> set[str]:
    written = session.scalars(
        select(NoticePlan.details).where(
            NoticePlan.event_id == event_id, NoticePlan.kind == NoticeKind.ORGANISER
        )
    )
    return {each["kind"] for details in written for each in details.get("concerns", ())}


def _post(owner: Staff, events: Sequence[tuple[Event, list[Concern]]]) -> None:
    plans = [plan for event, found in events if (plan := _plan(event, found)) is not None]
    if not plans:
        return
    wanted = {plan.event_id for plan in plans}
    base = current_app.config["SETTINGS"].base_url
    sender, reply_to = senders.of_letter()
    letter = organiser_letter(
        language=owner.language,
        sender=sender,
        today=utc_to_local(now(), organisation.get().zone).date(),
        events=[
            Arranged(card(event, owner.language), f"{base}/staff/events/{event.id}", tuple(found))
            for event, found in events
            if event.id in wanted
        ],
        reply_to=reply_to,
    )
    mailing = outbox.post(MAILING_KIND, contact_id=owner.contact_id, letter=letter)
    for plan in plans:
        plan.mailing_id = mailing.id
    session.flush()


def _plan(event: Event, found: Sequence[Concern]) -> NoticePlan | None:
    """A line in the timeline, and the memory of what was said."""
    moment: datetime = now()
    board = Board.of(event, moment)
    rule = board.rule(NoticeKind.ORGANISER)
    if not rule.enabled:
        return None
    details = {
        "concerns": [{"kind": each.kind.value, "number": each.number, "total": each.total} for each in found]
    }
    slot = Slot(utc_to_local(moment, event.zone), moment, moment)
    return board.add(rule, moment, slot, state=PlanState.SENT, sent_at=moment, details=details)
