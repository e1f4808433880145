from datetime import UTC, datetime

import pytest

from newsletter.core import clock

STOCKHOLM = "Europe/Stockholm"


def test_a_time_that_the_spring_change_skips_moves_forward() -> None:
    wall = datetime(2027, 3, 28, 2, 30)
    assert not clock.exists(wall, STOCKHOLM)
    assert clock.utc_to_local(clock.local_to_utc(wall, STOCKHOLM), STOCKHOLM) == datetime(2027, 3, 28, 3, 30)


def test_a_time_that_the_autumn_change_repeats_means_the_first_one() -> None:
    wall = datetime(2027, 10, 31, 2, 30)
    assert clock.exists(wall, STOCKHOLM)
    assert clock.local_to_utc(wall, STOCKHOLM) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hour"), [("Europe/Copenhagen", 7), ("Europe/Helsinki", 6), ("Atlantic/Reykjavik", 8)]
)
def test_wall_time_means_the_zone_it_was_said_in(zone: str, hour: int) -> None:
    assert clock.local_to_utc(datetime(2027, 1, 15, 8, 0), zone).hour == hour
