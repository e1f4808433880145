"""When notices about a deadline are due.

Offsets are calendar days at a local wall time, never seconds: seven days before Tuesday 30 March 08:30 is Tuesday
23 March 08:30, whatever the clocks did in between.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from newsletter.core.clock import local_to_utc, utc_to_local
from newsletter.events.models import Event
from newsletter.notices.workdays import is_working_day, on_or_before

RULES = (7, 1)
"""Calendar days before the deadline."""

AT = time(8, 30)
OFFICE_OPENS, OFFICE_CLOSES = time(7, 30), time(17, 0)
GRACE = timedelta(hours=24)
ROOM_TO_ACT = timedelta(hours=4)
"""A reminder that leaves less than this before the deadline helps nobody."""


@dataclass(frozen=True)
class Due:
    local: datetime
    at: datetime
    not_after: datetime


def due(event: Event, days_before: int) -> Due:
    """The slot of the rule, on a working day of the event's country. The event must have a deadline."""
    assert event.deadline_on is not None
    day = on_or_before(event.deadline_on - timedelta(days=days_before), event.country)
    return _slot(event, datetime.combine(day, AT))


def next_open_slot(event: Event, now: datetime) -> Due | None:
    """The next moment in office hours, if that leaves room to act before the deadline."""
    assert event.deadline_instant is not None
    local = utc_to_local(now, event.zone)
    if local.time() >= OFFICE_CLOSES:
        local = datetime.combine(local.date() + timedelta(days=1), OFFICE_OPENS)
    elif local.time() < OFFICE_OPENS:
        local = datetime.combine(local.date(), OFFICE_OPENS)
    while not is_working_day(local.date(), event.country):
        local = datetime.combine(local.date() + timedelta(days=1), OFFICE_OPENS)
    slot = _slot(event, local)
    return slot if event.deadline_instant - slot.at >= ROOM_TO_ACT else None


def _slot(event: Event, local: datetime) -> Due:
    assert event.deadline_instant is not None
    at = local_to_utc(local, event.zone)
    return Due(local, at, min(event.deadline_instant, at + GRACE))


def today(event: Event, now: datetime) -> date:
    return utc_to_local(now, event.zone).date()
