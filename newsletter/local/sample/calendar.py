"""Dates of the sample, counted from today, so that it never grows stale."""

from datetime import date, timedelta

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
WEEK = timedelta(weeks=1)
QUIET_SPANS = (((1, 1), (1, 6)), ((6, 18), (8, 10)), ((12, 20), (12, 31)))
"""Weeks in which no public body in the Nordic countries holds a conference: (month, day) to (month, day)."""


def day(today: date, weeks: int, weekday: int) -> date:
    """The given weekday of the week that lies `weeks` from this one; coming weeks count working weeks only."""
    monday = today - timedelta(days=today.weekday())
    if weeks <= 0:
        return monday + weeks * WEEK + timedelta(days=weekday)
    while weeks:
        monday += WEEK
        if not _is_quiet(monday):
            weeks -= 1
    return monday + timedelta(days=weekday)


def _is_quiet(monday: date) -> bool:
    days = [monday + timedelta(days=number) for number in range(5)]
    return any(first <= (d.month, d.day) <= last for first, last in QUIET_SPANS for d in days)
