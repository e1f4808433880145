"""When digests leave: each working day at 08:30, or on the first working day of the week, in our own zone."""

from datetime import date, datetime, time, timedelta

from newsletter.core.clock import local_to_utc, utc_to_local
from newsletter.core.working_days import is_working_day
from newsletter.events.models import Event
from newsletter.notices.kinds import INVITING
from newsletter.notices.models import NoticePlan
from newsletter.notices.workdays import ONE_DAY
from newsletter.organisation import service as organisation
from newsletter.subscribers.models import Frequency

AT = time(8, 30)
ROOM_TO_ACT = timedelta(hours=4)
"""A digest that comes less than this before a deadline comes too late for it."""


def next_digest(frequency: Frequency, after: datetime) -> datetime:
    """The first digest of this frequency later than that instant."""
    us = organisation.get()
    day = utc_to_local(after, us.zone).date()
    while True:
        at = local_to_utc(datetime.combine(day, AT), us.zone)
        is_day = is_working_day(day, us.country) and (
            frequency is not Frequency.WEEKLY or _is_first_of_week(day, us.country)
        )
        if is_day and at > after:
            return at
        day += ONE_DAY


def _is_first_of_week(day: date, country: str) -> bool:
    """A week that begins with holidays has its digest after them."""
    earlier = (day - timedelta(days=back) for back in range(1, day.weekday() + 1))
    return not any(is_working_day(other, country) for other in earlier)


def is_too_late(plan: NoticePlan, event: Event, frequency: Frequency, moment: datetime) -> bool:
    """Whether people with a digest of this frequency would read of the deadline after it."""
    if plan.kind not in INVITING or event.deadline_instant is None:
        return False
    return next_digest(frequency, moment) > event.deadline_instant - ROOM_TO_ACT
