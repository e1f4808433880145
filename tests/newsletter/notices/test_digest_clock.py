"""When digests leave: seasons, holidays, the turn of the year, and services that were down."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from newsletter.core.clock import local_to_utc, utc_to_local
from newsletter.core.database import session
from newsletter.notices import digest_times, digests
from newsletter.notices.digest_models import Digest
from newsletter.subscribers.models import Frequency
from tests.newsletter.notices.digest_stage import (
    MONDAY,
    NEXT_TUESDAY,
    TUESDAY,
    announce,
    make_topic_with_news,
    readers,
    run,
    sent,
)
from tests.newsletter.subscribers.factories import make_subscriber, make_topic


@pytest.fixture(autouse=True)
def running(clock: time_machine.Traveller) -> None:
    digests.tick()


@pytest.mark.parametrize(
    ("frequency", "after", "wanted"),
    [
        (Frequency.DAILY, datetime(2027, 3, 26, 12), datetime(2027, 3, 30, 8, 30)),  # Easter, and summer time
        (Frequency.DAILY, datetime(2027, 10, 29, 12), datetime(2027, 11, 1, 8, 30)),  # winter time
        (Frequency.DAILY, datetime(2028, 2, 28, 12), datetime(2028, 2, 29, 8, 30)),  # leap day
        (Frequency.WEEKLY, datetime(2028, 2, 28, 12), datetime(2028, 2, 29, 8, 30)),
        (Frequency.WEEKLY, datetime(2026, 12, 23, 12), datetime(2026, 12, 29, 8, 30)),  # ISO week 53
        (Frequency.WEEKLY, datetime(2026, 12, 29, 12), datetime(2027, 1, 5, 8, 30)),  # year's end
        (
            Frequency.WEEKLY,
            datetime(2029, 12, 20, 12),
            datetime(2029, 12, 27, 8, 30),
        ),  # Christmas Day a Tuesday
    ],
)
def test_digests_leave_at_half_past_eight_whatever_the_calendar_does(
    frequency: Frequency, after: datetime, wanted: datetime
) -> None:
    at = digest_times.next_digest(frequency, local_to_utc(after, "Europe/Stockholm"))
    assert utc_to_local(at, "Europe/Stockholm") == wanted


@pytest.mark.parametrize("frequency", digests.FREQUENCIES)
def test_over_three_years_the_last_digest_is_always_the_one_before_the_next(frequency: Frequency) -> None:
    start = at = digest_times.next_digest(frequency, datetime(2026, 11, 1, tzinfo=UTC))
    while at < datetime(2029, 11, 1, tzinfo=UTC):
        later = digest_times.next_digest(frequency, at)
        assert digest_times.latest_digest(frequency, start - timedelta(days=1), later) == later
        assert digest_times.latest_digest(frequency, at, later - timedelta(seconds=1)) is None
        assert later - at <= timedelta(days=14 if frequency is Frequency.WEEKLY else 6)
        at = later


def periods(frequency: Frequency) -> list[tuple[datetime, datetime]]:
    found = session.scalars(select(Digest).where(Digest.frequency == frequency).order_by(Digest.id))
    return [(digest.since, digest.upto) for digest in found]


def test_digests_follow_one_another_without_gap_or_overlap(clock: time_machine.Traveller) -> None:
    for day in range(2, 20):
        for hour in (6, 8, 15):
            run(clock, datetime(2027, 3, day, hour, tzinfo=UTC))
    for frequency, count in ((Frequency.DAILY, 14), (Frequency.WEEKLY, 3)):
        found = periods(frequency)
        assert len(found) == count
        assert [since for since, _ in found[1:]] == [upto for _, upto in found[:-1]]


def test_a_missed_digest_is_caught_up_once(clock: time_machine.Traveller) -> None:
    reader = make_subscriber(make_topic_with_news(clock))
    run(clock, datetime(2027, 3, 3, 9, tzinfo=UTC))  # a day late
    assert readers(sent()) == {reader.id}
    run(clock, datetime(2027, 3, 3, 10, tzinfo=UTC))
    assert len(periods(Frequency.WEEKLY)) == 1


def test_a_digest_that_is_days_late_is_joined_with_the_next(clock: time_machine.Traveller) -> None:
    reader = make_subscriber(make_topic_with_news(clock))
    run(clock, datetime(2027, 3, 5, 9, tzinfo=UTC))
    assert sent() == []
    run(clock, NEXT_TUESDAY)
    assert readers(sent()) == {reader.id}
    ((since, upto),) = periods(Frequency.WEEKLY)
    assert (since, upto) == (MONDAY, NEXT_TUESDAY)


def test_a_late_digest_waits_for_office_hours(clock: time_machine.Traveller) -> None:
    make_subscriber(make_topic_with_news(clock))
    run(clock, datetime(2027, 3, 2, 20, tzinfo=UTC))
    assert periods(Frequency.WEEKLY) == []
    run(clock, datetime(2027, 3, 3, 6, 45, tzinfo=UTC))
    assert len(periods(Frequency.WEEKLY)) == 1


@pytest.mark.parametrize("days_ahead", [1, 7, 28, 364])
def test_a_clock_that_was_set_ahead_and_back_costs_nobody_a_digest(
    clock: time_machine.Traveller, days_ahead: int
) -> None:
    run(clock, TUESDAY + timedelta(days=days_ahead))  # for a moment only
    run(clock, MONDAY)
    reader = make_subscriber(make_topic_with_news(clock))
    run(clock, TUESDAY)
    assert readers(sent()) == {reader.id}


def test_the_days_that_a_wrong_clock_ran_through_have_their_digests_too(
    clock: time_machine.Traveller,
) -> None:
    theme = make_topic()
    reader = make_subscriber(theme)
    run(clock, TUESDAY)
    run(clock, NEXT_TUESDAY + timedelta(days=7))  # for a moment only, and then the service stood still
    clock.move_to(NEXT_TUESDAY - timedelta(hours=20))
    announce(theme)
    run(clock, NEXT_TUESDAY)
    run(clock, NEXT_TUESDAY + timedelta(seconds=20))
    assert readers(sent()) == {reader.id}


def test_a_clock_that_is_put_right_by_minutes_makes_no_second_digest(clock: time_machine.Traveller) -> None:
    make_subscriber(make_topic_with_news(clock))
    run(clock, TUESDAY + timedelta(minutes=10))
    run(clock, TUESDAY - timedelta(minutes=4))
    run(clock, TUESDAY)
    assert len(periods(Frequency.WEEKLY)) == 1
