"""Local wall times, nights when the clocks change, holidays of four countries: the dates of the specification."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine

from newsletter.notices import hours
from newsletter.notices.models import NoticeKind
from newsletter.notices.timing import at_once, due, next_open_slot
from tests.newsletter.events.factories import WITH_DEADLINE, make_event
from tests.newsletter.notices.stage import newest, plan

ONLINE = {"mode": "online", "venue": "", "street": "", "city": ""}


@pytest.fixture(autouse=True)
def long_ago(clock: time_machine.Traveller) -> None:
    clock.move_to(datetime(2026, 1, 12, 9, tzinfo=UTC))


def deadline(
    day: date, country: str = "SE", zone: str = "Europe/Stockholm", at: time | None = None
) -> dict[str, Any]:
    return WITH_DEADLINE | {"deadline_on": day, "deadline_at": at, "country": country, "zone": zone}


def test_seven_days_before_is_the_same_hour_over_the_clock_change() -> None:
    event = make_event(**deadline(date(2026, 3, 30), at=time(9)))
    assert plan(event, 7).due_local == datetime(2026, 3, 23, 8, 30)
    assert plan(event, 7).due_at == datetime(2026, 3, 23, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "country", "zone", "found"),
    [
        (date(2026, 4, 7), "SE", "Europe/Stockholm", date(2026, 4, 2)),
        (date(2026, 4, 7), "DK", "Europe/Copenhagen", date(2026, 4, 1)),
        (date(2026, 4, 7), "NO", "Europe/Oslo", date(2026, 4, 1)),
        (date(2026, 4, 7), "FI", "Europe/Helsinki", date(2026, 4, 2)),
        (date(2026, 6, 22), "SE", "Europe/Stockholm", date(2026, 6, 18)),
        (date(2026, 5, 18), "NO", "Europe/Oslo", date(2026, 5, 15)),  # over Constitution Day, a Sunday
        (date(2026, 12, 7), "FI", "Europe/Helsinki", date(2026, 12, 4)),
    ],
)
def test_the_last_reminder_goes_back_over_holidays(day: date, country: str, zone: str, found: date) -> None:
    event = make_event(**deadline(day, country, zone), starts_on=date(2027, 5, 6))
    assert plan(event, 1).due_local.date() == found


def test_an_hour_that_does_not_exist_moves_forward() -> None:
    event = make_event(**deadline(date(2026, 4, 6)))
    rule_at = plan(event, 7)
    from newsletter.core.clock import local_to_utc

    assert local_to_utc(datetime(2026, 3, 29, 2, 30), event.zone) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert local_to_utc(datetime(2026, 10, 25, 2, 30), event.zone) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
    assert rule_at.due_local == datetime(2026, 3, 30, 8, 30)


def test_finnish_events_keep_finnish_time() -> None:
    event = make_event(**deadline(date(2026, 4, 22), "FI", "Europe/Helsinki"))
    assert plan(event, 7).due_at == datetime(2026, 4, 15, 5, 30, tzinfo=UTC)


def test_practical_information_leaves_two_working_days_before_an_online_event() -> None:
    monday = make_event(
        **WITH_DEADLINE | ONLINE | {"starts_on": date(2027, 5, 10), "ends_on": date(2027, 5, 10)}
    )
    assert newest(monday, NoticeKind.PRACTICAL, "online").due_local == datetime(
        2027, 5, 5, 8, 30
    )  # Ascension
    assert [p.step for p in [newest(monday, NoticeKind.PRACTICAL)]] == ["online"]


def test_practical_information_leaves_five_days_before_a_place() -> None:
    event = make_event(**WITH_DEADLINE)
    assert newest(event, NoticeKind.PRACTICAL, "on_site").due_local == datetime(2027, 4, 30, 8, 30)


def test_the_reminder_leaves_the_working_day_before() -> None:
    monday = make_event(**WITH_DEADLINE | {"starts_on": date(2027, 5, 24), "ends_on": date(2027, 5, 24)})
    assert newest(monday, NoticeKind.REMINDER).due_local == datetime(2027, 5, 21, 8, 30)


def test_after_a_holiday_the_reminder_leaves_on_the_day_itself_if_there_is_time() -> None:
    tuesday = WITH_DEADLINE | {
        "deadline_on": date(2027, 3, 20),
        "starts_on": date(2027, 3, 30),
        "ends_on": date(2027, 3, 30),
    }
    afternoon = make_event(**tuesday | {"starts_at": time(13), "ends_at": time(16)})
    assert newest(afternoon, NoticeKind.REMINDER).due_local == datetime(2027, 3, 30, 8, 30)
    mid = make_event(**tuesday | {"starts_at": time(10), "ends_at": time(16)})
    assert newest(mid, NoticeKind.REMINDER).due_local == datetime(2027, 3, 30, 8, 0)
    early = make_event(**tuesday | {"starts_at": time(9), "ends_at": time(12)})
    assert newest(early, NoticeKind.REMINDER).due_local == datetime(2027, 3, 25, 8, 30)


def test_what_cannot_wait_leaves_at_night_shortly_before_the_start() -> None:
    event = make_event(**WITH_DEADLINE)
    night = datetime(2027, 5, 5, 20, tzinfo=UTC)
    assert at_once(event, NoticeKind.CANCELLED, night).at == night
    long_before = datetime(2027, 4, 30, 20, tzinfo=UTC)  # a Friday evening
    assert at_once(event, NoticeKind.CANCELLED, long_before).local == datetime(2027, 5, 3, 7, 30)


def test_weeks_without_news_hold_back_news_but_no_mail_to_participants() -> None:
    hours.change(time(7, 30), time(17), [28, 29, 30])
    event = make_event(
        **WITH_DEADLINE
        | {"starts_on": date(2026, 7, 16), "ends_on": date(2026, 7, 16), "deadline_on": date(2026, 7, 14)}
    )
    assert plan(event, 1).due_local == datetime(2026, 7, 3, 8, 30)
    assert newest(event, NoticeKind.REMINDER).due_local == datetime(2026, 7, 15, 8, 30)
    middle = datetime(2026, 7, 14, 9, tzinfo=UTC)
    assert next_open_slot(event, NoticeKind.NEW, middle).local == datetime(2026, 7, 27, 7, 30)


def test_opening_is_told_when_registration_opens_or_in_the_next_office_hours() -> None:
    opens = {"registration_opens_on": date(2027, 4, 10), "registration_opens_at": time(9)}  # a Saturday
    event = make_event(**WITH_DEADLINE | opens)
    assert newest(event, NoticeKind.OPENS).due_local == datetime(2027, 4, 12, 7, 30)
    rule = newest(event, NoticeKind.OPENS)
    assert due is not None and rule.anchor == datetime(2027, 4, 10, 7, tzinfo=UTC)
