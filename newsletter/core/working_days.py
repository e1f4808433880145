"""Working days of the Nordic countries: not weekends, not public holidays, not the eves that everybody has off."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

SATURDAY = 5
FRIDAY = 4
MIDSUMMER_COUNTRIES = ("SE", "FI", "AX")


def is_working_day(day: date, country: str) -> bool:
    return day.weekday() < SATURDAY and not is_holiday(day, country)


def is_holiday(day: date, country: str) -> bool:
    """Free although it may be a weekday."""
    return day in _holidays(country) or is_eve(day, country)


def is_eve(day: date, country: str) -> bool:
    """No public holidays by law in most countries, and yet no day on which offices read their mail."""
    if day.month == 12 and day.day in (24, 31):
        return True
    is_midsummer_eve = day.month == 6 and 19 <= day.day <= 25 and day.weekday() == FRIDAY
    return is_midsummer_eve and country in MIDSUMMER_COUNTRIES


@lru_cache(maxsize=16)
def _holidays(country: str) -> "HolidayBase":
    """Grows by the years it is asked for. A country that nobody knows has weekends only."""
    from holidays import HolidayBase, country_holidays  # late: workers that only send do without

    try:
        return country_holidays(country)
    except NotImplementedError:
        return HolidayBase()
