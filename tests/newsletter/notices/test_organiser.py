"""Notes to those who answer for events: one mail a day with all that needs a hand."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from newsletter.core.database import session
from newsletter.events import service
from newsletter.events.models import Event, Mode, RegistrationMode
from newsletter.notices import due
from newsletter.notices.models import NoticeKind
from newsletter.outbox.models import Mailing
from tests.newsletter.events.factories import make_draft
from tests.newsletter.notices.people import register
from tests.newsletter.notices.stage import of_kind
from tests.support.staff import make_staff

ONLINE: dict[str, Any] = {
    "registration_mode": RegistrationMode.BUILTIN,
    "mode": Mode.ONLINE,
    "venue": "",
    "street": "",
    "city": "",
    "starts_on": date(2027, 4, 21),
    "ends_on": date(2027, 4, 21),
}


@pytest.fixture
def owner() -> int:
    return make_staff().id


def published(owner: int, **more: Any) -> Event:
    draft = make_draft(**ONLINE | more)
    draft.created_by, draft.first_announced_at = owner, datetime(2027, 2, 1, tzinfo=UTC)
    return service.publish(draft.id)


def notes() -> list[Mailing]:
    return list(session.scalars(select(Mailing).where(Mailing.kind == "organiser_notes")))


def said(event: Event) -> list[list[str]]:
    return [
        [each["kind"] for each in plan.details["concerns"]] for plan in of_kind(event, NoticeKind.ORGANISER)
    ]


def test_a_missing_link_is_said_from_five_days_before_each_day(
    owner: int, clock: time_machine.Traveller
) -> None:
    event = published(owner)
    clock.move_to(datetime(2027, 4, 15, 7, tzinfo=UTC))
    due.tick()
    assert notes() == []
    for day in (16, 19):
        clock.move_to(datetime(2027, 4, day, 7, tzinfo=UTC))
        due.tick()
        due.tick()
    assert said(event) == [["join_link_missing"], ["join_link_missing"]]
    assert len(notes()) == 2


def test_several_events_of_one_owner_are_one_mail(owner: int, clock: time_machine.Traveller) -> None:
    first, second = published(owner), published(owner)
    clock.move_to(datetime(2027, 4, 19, 7, tzinfo=UTC))
    due.tick()
    assert len(notes()) == 1
    assert said(first) == said(second) == [["join_link_missing"]]


def test_what_stays_true_is_said_once(owner: int, clock: time_machine.Traveller) -> None:
    event = published(owner, join_url="https://mote.example/abc", min_participants=10, places=20)
    register(event)
    for day in (12, 13):
        clock.move_to(datetime(2027, 4, day, 7, tzinfo=UTC))
        due.tick()
    assert said(event) == [["too_few"]]


def test_before_half_past_eight_and_at_weekends_nobody_is_noted(
    owner: int, clock: time_machine.Traveller
) -> None:
    published(owner)
    for moment in (datetime(2027, 4, 19, 6, 29, tzinfo=UTC), datetime(2027, 4, 17, 9, tzinfo=UTC)):
        clock.move_to(moment)
        due.tick()
    assert notes() == []
