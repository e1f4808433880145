"""Mailings that keep to working hours."""

from collections.abc import Callable
from datetime import UTC, datetime, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from newsletter.outbox import hours, service
from newsletter.outbox.hours import Hours
from newsletter.outbox.models import Batch, MailingState
from newsletter.outbox.producer import NewMailing
from newsletter.outbox.start import start_due
from tests.newsletter.outbox.conftest import Send
from tests.newsletter.outbox.support import Room, people, states
from tests.support.sink import Sink

SWEDEN = Hours("Europe/Stockholm", "SE", time(8), time(17))
Clock = Callable[[datetime], None]

TUESDAY_NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
TUESDAY_NIGHT = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
WEDNESDAY_MORNING = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Moves the time of the outbox."""
    moved = (
        "hours",
        "start",
        "leases",
        "jobs",
        "service",
        "holdings",
        "recovery",
        "control",
        "results",
    )

    def set_to(moment: datetime) -> None:
        for name in moved:
            monkeypatch.setattr(f"newsletter.outbox.{name}.now", lambda: moment)

    return set_to


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-24T11:00", "2026-11-24T11:00"),
        ("2026-11-24T05:00", "2026-11-24T07:00"),
        ("2026-11-24T16:00", "2026-11-25T07:00"),
        ("2026-11-27T17:00", "2026-11-30T07:00"),
        ("2026-12-24T09:00", "2026-12-28T07:00"),
        ("2026-03-27T17:00", "2026-03-30T06:00"),
        ("2026-10-23T17:00", "2026-10-26T07:00"),
    ],
)
def test_outside_working_hours_the_next_ones_are_waited_for(moment: str, opening: str) -> None:
    asked, expected = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (moment, opening))
    assert SWEDEN.opening(asked) == expected


def test_a_mailing_that_keeps_to_working_hours_starts_when_they_begin(
    session: Session, room: Room, clock: Clock
) -> None:
    people(3)
    clock(TUESDAY_NIGHT)
    mailing = service.create(NewMailing(kind="test", hours_only=True))
    assert start_due() == []
    assert mailing.state is MailingState.SCHEDULED
    assert mailing.start_at == WEDNESDAY_MORNING
    clock(WEDNESDAY_MORNING)
    assert start_due() == [mailing.id]


def test_a_mailing_without_that_wish_starts_at_any_hour(session: Session, room: Room, clock: Clock) -> None:
    people(3)
    clock(TUESDAY_NIGHT)
    mailing = service.create(NewMailing(kind="test"))
    assert start_due() == [mailing.id]


def test_a_mailing_under_way_waits_over_night_and_goes_on_in_the_morning(
    session: Session, room: Room, send: Send, clock: Clock
) -> None:
    people(5)
    clock(TUESDAY_NOON)
    mailing = service.create(NewMailing(kind="test", hours_only=True))
    start_due()
    assert hours.waits_until(mailing) is None
    clock(TUESDAY_NIGHT)
    with Sink() as sink:
        send(sink)
        assert sink.messages == []
        assert states(mailing.id) == "qqqqq"
        assert hours.waits_until(mailing) == WEDNESDAY_MORNING
        assert session.scalar(select(Batch.due_at)) == WEDNESDAY_MORNING
        clock(WEDNESDAY_MORNING)
        send(sink)
        assert len(sink.messages) == 5
    assert mailing.state is MailingState.COMPLETED
