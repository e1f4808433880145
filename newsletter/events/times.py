"""Instants of local wall times. What nobody stated stays unknown."""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from newsletter.core.clock import local_to_utc


def first_moment(day: date, at: time | None, zone: str) -> datetime:
    return local_to_utc(datetime.combine(day, at or time()), zone)


def last_moment(day: date, at: time | None, zone: str) -> datetime:
    """The stated time, or where the day ends: 24:00, which nobody is shown."""
    if at is not None:
        return local_to_utc(datetime.combine(day, at), zone)
    return local_to_utc(datetime.combine(day + timedelta(days=1), time()), zone)


def is_zone(name: str) -> bool:
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    """Read once: it walks through a folder of hundreds of files."""
    return frozenset(available_timezones())


def same_clock(zone: str, other: str, moment: datetime) -> bool:
    """Whether both zones show the same time at that instant: then naming the zone tells nobody anything."""
    return moment.astimezone(ZoneInfo(zone)).utcoffset() == moment.astimezone(ZoneInfo(other)).utcoffset()
