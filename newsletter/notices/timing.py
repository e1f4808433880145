"""When notices are due.

Offsets are calendar days (or working days) at a local wall time, never seconds: seven days before Tuesday 30 March
08:30 is Tuesday 23 March 08:30, whatever the clocks did in between. What leaves before its anchor moves back to a
working day; what follows an act or an end moves forward to the next open slot.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from newsletter.core.clock import local_to_utc, utc_to_local
from newsletter.core.working_days import is_holiday
from newsletter.events.models import Event
from newsletter.events.times import first_moment
from newsletter.notices import hours
from newsletter.notices.models import Anchor, NoticeKind, NoticeRule
from newsletter.notices.workdays import ONE_DAY

AT = time(8, 30)
GRACE = timedelta(hours=24)
ROOM_TO_ACT = timedelta(hours=4)
"""A reminder that leaves less than this before its anchor helps nobody."""

ROOM_ON_THE_DAY = timedelta(hours=2)
"""A reminder on the day of the event itself leaves at least this long before it begins."""

IGNORES_HOURS_WITHIN = timedelta(hours=48)
"""So near the start a change or a cancellation does not wait for office hours."""


@dataclass(frozen=True)
class Slot:
    local: datetime
    at: datetime
    not_after: datetime


@dataclass(frozen=True)
class Anchored:
    """The day that days are counted from, and the instant after which (or from which) it makes no sense."""

    day: date
    at: datetime


def anchored(event: Event, anchor: Anchor) -> Anchored | None:
    """None while the event does not state it."""
    match anchor:
        case Anchor.OPENS if event.registration_opens_on is not None:
            opens = first_moment(event.registration_opens_on, event.registration_opens_at, event.zone)
            return Anchored(event.registration_opens_on, opens)
        case Anchor.DEADLINE if event.deadline_on is not None and event.deadline_instant is not None:
            return Anchored(event.deadline_on, event.deadline_instant)
        case Anchor.START if event.starts_on is not None and event.starts_instant is not None:
            return Anchored(event.starts_on, event.starts_instant)
        case Anchor.END if event.starts_on is not None and event.over_instant is not None:
            return Anchored(event.ends_on or event.starts_on, event.over_instant)
    return None


def due(event: Event, rule: NoticeRule) -> Slot | None:
    """The slot of a rule that counts days; None while the event has no such date."""
    found = anchored(event, rule.anchor)
    if found is None:
        return None
    if rule.anchor is Anchor.OPENS:
        at = utc_to_local(found.at, event.zone) if event.registration_opens_at else _at(rule, found.day)
        return _open_from(event, rule.kind, at)
    day = _day(event, rule, found.day)
    if rule.anchor is Anchor.END:
        return _slot(event, _at(rule, day))
    if rule.kind is NoticeKind.REMINDER and (same_day := _on_the_day(event, rule, found)) is not None:
        return _slot(event, same_day, found.at)
    return _slot(event, _at(rule, day), found.at)


def _day(event: Event, rule: NoticeRule, day: date) -> date:
    calendar = hours.calendar(event, rule.kind)
    if rule.in_working_days:
        return calendar.shifted(day, rule.offset_days)
    day += timedelta(days=rule.offset_days)
    return calendar.forward(day) if rule.anchor is Anchor.END else calendar.back(day)


def _at(rule: NoticeRule, day: date) -> datetime:
    return datetime.combine(day, rule.at_local or AT)


def _on_the_day(event: Event, rule: NoticeRule, start: Anchored) -> datetime | None:
    """After a holiday the last working day may be long ago: then on the day itself, if that leaves room."""
    calendar = hours.calendar(event, rule.kind)
    if event.starts_at is None or not calendar.is_open(start.day) or rule.offset_days != -1:
        return None
    if not is_holiday(start.day - ONE_DAY, event.country):
        return None
    latest = utc_to_local(start.at, event.zone) - ROOM_ON_THE_DAY
    wanted = min(_at(rule, start.day), latest)
    return wanted if wanted.date() == start.day and wanted.time() >= hours.get().opens else None


def next_open_slot(event: Event, kind: NoticeKind, moment: datetime) -> Slot:
    """The next moment in office hours."""
    return _open_from(event, kind, utc_to_local(moment, event.zone))


def at_once(event: Event, kind: NoticeKind, moment: datetime) -> Slot:
    """Office hours, unless the event begins so soon that waiting for them would be worse."""
    start = event.starts_instant
    if start is not None and start - moment <= IGNORES_HOURS_WITHIN:
        return _slot(event, utc_to_local(moment, event.zone))
    return next_open_slot(event, kind, moment)


def _open_from(event: Event, kind: NoticeKind, local: datetime) -> Slot:
    office, calendar = hours.get(), hours.calendar(event, kind)
    if local.time() >= office.closes:
        local = datetime.combine(local.date() + ONE_DAY, office.opens)
    elif local.time() < office.opens:
        local = datetime.combine(local.date(), office.opens)
    if not calendar.is_open(local.date()):
        local = datetime.combine(calendar.forward(local.date()), office.opens)
    return _slot(event, local)


def _slot(event: Event, local: datetime, anchor: datetime | None = None) -> Slot:
    at = local_to_utc(local, event.zone)
    return Slot(local, at, at + GRACE if anchor is None else min(anchor, at + GRACE))


def within(slot: Slot, anchor: datetime) -> Slot:
    """The same slot, of no use after the anchor."""
    return Slot(slot.local, slot.at, min(slot.not_after, anchor))


def today(event: Event, now: datetime) -> date:
    return utc_to_local(now, event.zone).date()
