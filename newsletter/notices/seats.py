"""“Last seats”: planned the first time that few places are left, where somebody has switched it on."""

from datetime import timedelta

from sqlalchemy import exists, func, select

from newsletter.core.clock import now
from newsletter.core.database import session, transaction
from newsletter.events.models import Allocation, Event, Publication, RegistrationMode
from newsletter.notices.models import NoticeKind, NoticePlan, NoticeRule
from newsletter.notices.needs import why_unwanted
from newsletter.notices.plans import Board
from newsletter.notices.timing import next_open_slot, within
from newsletter.registrations import desk
from newsletter.registrations.models import Registration

FEW = 5
FEW_OF_ALL = 0.1
ROOM_TO_ACT = timedelta(hours=48)


def look() -> None:
    """Asked by every tick; costs one query, which finds nothing as long as no event with the rule on is nearly full."""
    taken = (
        select(func.count())
        .where(Registration.event_id == Event.id, desk.takes_place())
        .correlate(Event)
        .scalar_subquery()
    )
    waiting = session.scalars(
        select(Event.id)
        .join(NoticeRule, NoticeRule.event_id == Event.id)
        .where(
            NoticeRule.kind == NoticeKind.LAST_SEATS,
            NoticeRule.enabled,
            Event.publication == Publication.PUBLISHED,
            Event.registration_mode == RegistrationMode.BUILTIN,
            Event.places.is_not(None),
            Event.deadline_instant >= now() + ROOM_TO_ACT,
            ~exists().where(NoticePlan.rule_id == NoticeRule.id),
            taken.between(Event.places - func.greatest(FEW, Event.places * FEW_OF_ALL), Event.places - 1),
        )
    ).all()
    for event_id in waiting:
        with transaction():
            plan(session.get_one(Event, event_id))


def plan(event: Event) -> NoticePlan | None:
    """Once per event, and not again when places come back."""
    if why_unwanted(event, NoticeKind.LAST_SEATS, now()) or event.deadline_instant is None:
        return None
    if event.allocation is Allocation.AFTER_DEADLINE or event.deadline_instant - now() < ROOM_TO_ACT:
        return None
    free = few_left(event)
    if free is None:
        return None
    board = Board.of(event, now())
    rule = board.rule(NoticeKind.LAST_SEATS)
    if not rule.enabled or board.newest(rule) is not None:
        return None
    slot = within(next_open_slot(event, rule.kind, now()), event.deadline_instant)
    return board.add(rule, now(), slot, details={"free": free})


def few_left(event: Event) -> int | None:
    """How many places are left, if they are few and there are any."""
    if event.places is None:
        return None
    free = event.places - desk.seats(event).taken
    return free if 0 < free <= max(FEW, int(event.places * FEW_OF_ALL)) and free < event.places else None
