"""Filters with which templates write days and times in the reader's language."""

from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask import Flask

from newsletter.core import clock, languages
from newsletter.web.language import interface_language


class Dates:
    """Instants are shown in the organisation's zone; what has no zone is local wall time already."""

    def __init__(self, zone: Callable[[], str]) -> None:
        self._zone = zone

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self._zone())).replace(tzinfo=None) if moment.tzinfo else moment

    def _day(self, value: date) -> date:
        return self.local(value).date() if isinstance(value, datetime) else value

    def long_date(self, value: date) -> str:
        return languages.format_date(self._day(value), interface_language())

    def short_date(self, value: date) -> str:
        return languages.format_short_date(
            self._day(value), interface_language(), self.local(clock.now()).date()
        )

    def clock(self, value: datetime | time) -> str:
        moment = self.local(value).time() if isinstance(value, datetime) else value
        return languages.format_time(moment, interface_language())

    def moment(self, value: datetime) -> str:
        return languages.format_moment(self.local(value), interface_language())

    def iso(self, value: datetime) -> str:
        """For `<time datetime="…">`."""
        return value.isoformat(timespec="minutes")


def install(app: Flask, zone: Callable[[], str]) -> None:
    dates = Dates(zone)
    app.jinja_env.filters.update(
        long_date=dates.long_date,
        short_date=dates.short_date,
        clock=dates.clock,
        moment=dates.moment,
        iso=dates.iso,
        local=dates.local,
    )
