"""The only source of "now", so that tests and simulations can move it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def local_to_utc(wall: datetime, zone: str) -> datetime:
    """Instant of a naive wall-clock time in `zone`.

    A time that the spring change skips moves forward by the gap (02:30 becomes 03:30); one that the autumn
    change repeats means its first occurrence (PEP 495, fold=0).
    """
    aware = wall.replace(tzinfo=ZoneInfo(zone), fold=0)
    return aware.astimezone(UTC)


def exists(wall: datetime, zone: str) -> bool:
    """Whether the naive wall-clock time occurs in `zone` (false in the hour the spring change skips)."""
    return utc_to_local(local_to_utc(wall, zone), zone) == wall


def utc_to_local(instant: datetime, zone: str) -> datetime:
    """Naive wall-clock time in `zone` of an aware instant."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def in_minutes(minutes: float) -> datetime:
    return now() + timedelta(minutes=minutes)
