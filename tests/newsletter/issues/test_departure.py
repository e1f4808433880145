from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from newsletter.errors import Invalid
from newsletter.issues.departure import at_local_time, at_once

STOCKHOLM = "Europe/Stockholm"
MARCH = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_march(english_page: None) -> Iterator[None]:
    with time_machine.travel(MARCH, tick=False):
        yield


def test_a_local_time_keeps_its_hour_when_the_clocks_change_before_it() -> None:
    departure = at_local_time("2027-04-02", "09:00", STOCKHOLM, 5)
    assert departure.start_at == datetime(2027, 4, 2, 7, 0, tzinfo=UTC)
    assert departure.local == datetime(2027, 4, 2, 9, 0)


def test_a_time_that_the_spring_change_skips_is_refused() -> None:
    with pytest.raises(Invalid, match="does not exist") as refused:
        at_local_time("2027-03-28", "02:30", STOCKHOLM, 5)
    assert refused.value.field == "time"


def test_a_time_that_comes_twice_in_autumn_means_the_first() -> None:
    assert at_local_time("2027-10-31", "02:30", STOCKHOLM, 5).start_at == datetime(
        2027, 10, 31, 0, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("day", "time"), [("2027-03-01", "12:59"), ("2026-12-24", "15:00"), ("0001-01-01", "00:00")]
)
def test_a_time_that_has_passed_is_refused(day: str, time: str) -> None:
    with pytest.raises(Invalid, match="has passed"):
        at_local_time(day, time, STOCKHOLM, 5)


@pytest.mark.parametrize(
    ("day", "time", "field"),
    [
        ("tomorrow", "09:00", "day"),
        ("2027-02-30", "09:00", "day"),
        ("2027-04-02", "25:00", "time"),
        ("", "", "day"),
    ],
)
def test_what_is_no_day_or_time_is_refused_at_its_field(day: str, time: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        at_local_time(day, time, STOCKHOLM, 5)
    assert refused.value.field == field


@pytest.mark.parametrize("day", ["2072-04-02", "9999-12-31"])
def test_a_day_too_far_away_is_taken_for_a_slip(day: str) -> None:
    with pytest.raises(Invalid) as refused:
        at_local_time(day, "23:59", "America/Nuuk", 5)
    assert refused.value.field == "day"


def test_sending_now_leaves_time_to_regret() -> None:
    assert at_once(STOCKHOLM, 5).start_at == datetime(2027, 3, 1, 12, 5, tzinfo=UTC)
    assert at_once(STOCKHOLM, 0).start_at == MARCH


def test_a_time_within_the_regret_window_waits_for_its_end() -> None:
    departure = at_local_time("2027-03-01", "13:02", STOCKHOLM, 5)
    assert departure.start_at == datetime(2027, 3, 1, 12, 5, tzinfo=UTC)
    assert departure.local == datetime(2027, 3, 1, 13, 2)
