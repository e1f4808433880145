from datetime import date, datetime, time

import pytest

from newsletter.events.models import Event
from newsletter.registrations.office_hours import after_office_hours, offer_expiry
from tests.newsletter.events.factories import make_event
from tests.newsletter.registrations.support import at

pytestmark = pytest.mark.usefixtures("session")


def expiry(start: datetime, hours: int, country: str = "SE") -> datetime:
    return after_office_hours(start, hours, "Europe/Stockholm", country)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(2027, 4, 19, 10), 4, at(2027, 4, 19, 14)),
        (at(2027, 4, 19, 10), 48, at(2027, 4, 23, 10)),
        (at(2027, 4, 19, 6), 12, at(2027, 4, 19, 20)),
        (at(2027, 4, 19, 21), 1, at(2027, 4, 20, 9)),
        (at(2027, 4, 23, 19), 2, at(2027, 4, 26, 9)),
        (at(2027, 3, 25, 19), 2, at(2027, 3, 30, 9)),
    ],
)
def test_only_hours_of_working_days_count(start: datetime, hours: int, end: datetime) -> None:
    """The last one goes over Easter, and over the night in which the clocks go forward."""
    assert expiry(start, hours) == end


def test_the_holidays_are_those_of_the_events_country() -> None:
    assert expiry(at(2027, 5, 14, 19), 2, "SE") == at(2027, 5, 17, 9)
    assert expiry(at(2027, 5, 14, 19), 2, "NO") == at(2027, 5, 18, 9)


def event(**changes: object) -> Event:
    return make_event(**changes)


def test_no_offer_reaches_into_the_last_day_before_the_event() -> None:
    assert offer_expiry(event(), at(2027, 5, 4, 12)) == at(2027, 5, 5, 9)
    assert offer_expiry(event(), at(2027, 5, 5, 6)) is None
    assert offer_expiry(event(), at(2027, 5, 5, 12)) is None


def test_no_offer_reaches_beyond_the_last_moment_to_give_the_place_up_again() -> None:
    limited = event(cancel_until_on=date(2027, 4, 20), cancel_until_at=time(12))
    assert offer_expiry(limited, at(2027, 4, 19, 10)) == at(2027, 4, 20, 12)
    assert offer_expiry(limited, at(2027, 4, 21, 10)) is None
