"""Dates of the sample, counted from today, so that it never grows stale."""

from datetime import date, timedelta

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)


def day(today: date, weeks: int, weekday: int) -> date:
    """The given weekday of the week that lies `weeks` from this one."""
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks, days=weekday)
