"""When digests leave: each working day, or once a week on its day, at the organisation's hour and in its zone."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from newsletter.core.clock import local_to_utc, utc_to_local
from newsletter.events.models import Event
from newsletter.notices import hours
from newsletter.notices.kinds import INVITING
from newsletter.notices.models import NoticeKind, NoticePlan
from newsletter.notices.workdays import ONE_DAY, WorkCalendar
from newsletter.organisation import service as organisation
from newsletter.subscribers.models import Frequency

ROOM_TO_ACT = timedelta(hours=4)
"""A digest that comes less than this before a deadline comes too late for it."""

ON_TIME = timedelta(minutes=15)
CAUGHT_UP_WITHIN = {Frequency.DAILY: timedelta(days=1), Frequency.WEEKLY: timedelta(days=2)}
"""A digest that is later than this is joined with the next one."""


def next_digest(frequency: Frequency, after: datetime) -> datetime:
    """The first digest of this frequency later than that instant."""
    return next(at for at in _times(frequency, after, ONE_DAY) if at > after)


def latest_digest(frequency: Frequency, after: datetime, upto: datetime) -> datetime | None:
    """The last digest that was due after the one instant and not after the other."""
    for at in _times(frequency, upto, -ONE_DAY, not_before=after):
        if at <= upto:
            return at if at > after else None
    return None


def may_leave(frequency: Frequency, due: datetime, moment: datetime) -> bool:
    """On time always; a late one in office hours, while it is not so late that it is joined with the next."""
    late = moment - due
    if is_on_time(due, moment):
        return True
    local = utc_to_local(moment, organisation.get().zone)
    office = hours.get()
    is_open = _calendar().is_open(local.date()) and office.opens <= local.time() < office.closes
    return late < CAUGHT_UP_WITHIN[frequency] and is_open


def is_on_time(due: datetime, moment: datetime) -> bool:
    return moment - due <= ON_TIME


def is_too_late(plan: NoticePlan, event: Event, frequency: Frequency, moment: datetime) -> bool:
    """Whether people with a digest of this frequency would read of the deadline after it."""
    if plan.kind not in INVITING | {NoticeKind.NEW} or event.deadline_instant is None:
        return False
    return next_digest(frequency, moment) > event.deadline_instant - ROOM_TO_ACT


def _times(
    frequency: Frequency, start: datetime, step: timedelta, not_before: datetime | None = None
) -> Iterator[datetime]:
    """Each digest's instant, beginning with the day of `start` and going on day by day."""
    zone, at, calendar = organisation.get().zone, hours.get().digest_at, _calendar()
    day = utc_to_local(start, zone).date()
    last = utc_to_local(not_before, zone).date() if not_before is not None else None
    while last is None or day >= last:
        if calendar.is_open(day) and (frequency is not Frequency.WEEKLY or _is_of_week(day, calendar)):
            yield local_to_utc(datetime.combine(day, at), zone)
        day += step


def _is_of_week(day: date, calendar: WorkCalendar) -> bool:
    """The day of the weekly digest, or the first open day after it."""
    wanted = hours.get().digest_day
    while day.isoweekday() != wanted:
        day -= ONE_DAY
        if calendar.is_open(day):
            return False
    return True


def _calendar() -> WorkCalendar:
    return WorkCalendar(organisation.get().country, hours.get().still_weeks)
