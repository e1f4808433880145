"""What an edit does to notices that are planned, being sent or sent already; the rest is in test_plans and test_changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from newsletter.core.database import session
from newsletter.events import edit
from newsletter.events.models import Event, RegistrationMode
from newsletter.notices import due, overview, plans, rules, seats
from newsletter.notices.models import NoticeKind, PlanReason, PlanState
from newsletter.outbox.models import MailingForm
from newsletter.outbox.start import start_due
from newsletter.registrations.models import (
    EndReason,
    EventMark,
    MarkKind,
    Registration,
    RegistrationState,
)
from newsletter.subscribers.models import Topic, TopicKind
from tests.newsletter.events.factories import WITH_DEADLINE, texts
from tests.newsletter.notices.people import register
from tests.newsletter.notices.stage import make_announced, newest, of_kind, plan
from tests.newsletter.subscribers.factories import make_subscriber, make_topic

CHANGED, REMINDER = NoticeKind.CHANGED, NoticeKind.REMINDER
HERE: dict[str, Any] = {
    **WITH_DEADLINE,
    "registration_mode": RegistrationMode.BUILTIN,
    "registration_url": "",
    "places": 6,
}
IN_TIME = datetime(2027, 2, 20, tzinfo=UTC)


@pytest.fixture
def topic() -> Topic:
    return make_topic(kind=TopicKind.SERIES)


@pytest.fixture
def event(topic: Topic) -> Event:
    return make_announced(**HERE, topic_ids=(topic.id,))


def save(event: Event, **changes: Any) -> None:
    edit.save(event.id, replace(edit.content_of(event), **changes), event.revision)


def test_what_is_being_sent_ends_as_it_began_and_a_draft_tells_of_the_change(
    event: Event, topic: Topic, clock: time_machine.Traveller
) -> None:
    make_subscriber(topic)
    register(event)
    clock.move_to(datetime(2027, 4, 22, 6, 30, tzinfo=UTC))
    due.tick()
    start_due()
    reminder = plan(event)
    assert reminder.state is PlanState.SENDING
    frozen = _forms(reminder.mailing_id)
    save(event, venue="Rådhuset", starts_at=time(10))
    assert (reminder.state, _forms(reminder.mailing_id)) == (PlanState.SENDING, frozen)
    assert newest(event, CHANGED).state is PlanState.AWAITING_APPROVAL


def _forms(mailing_id: int | None) -> list[str]:
    query = select(MailingForm.form_hash).where(MailingForm.mailing_id == mailing_id)
    return sorted(session.scalars(query))


def test_an_event_that_moves_nearer_reminds_in_the_next_office_hours_or_not_at_all(
    event: Event, clock: time_machine.Traveller
) -> None:
    register(event, received_at=IN_TIME)
    clock.move_to(datetime(2027, 4, 19, 8, tzinfo=UTC))
    save(event, starts_on=date(2027, 4, 20), ends_on=date(2027, 4, 20), deadline_on=date(2027, 4, 19))
    assert newest(event, REMINDER).due_local == datetime(2027, 4, 19, 10)
    assert (plan(event).state, plan(event).reason) == (PlanState.SKIPPED, PlanReason.ANCHOR_MOVED)
    save(event, starts_on=date(2027, 4, 19), ends_on=date(2027, 4, 19), starts_at=time(13), ends_at=time(15))
    assert (newest(event, REMINDER).state, newest(event, REMINDER).reason) == (
        PlanState.SKIPPED,
        PlanReason.ANCHOR_MOVED,
    )


def test_an_event_that_moves_later_while_those_who_come_are_reminded_is_told_and_reminds_once_more(
    event: Event, clock: time_machine.Traveller
) -> None:
    register(event, received_at=IN_TIME)
    clock.move_to(datetime(2027, 5, 5, 6, 30, tzinfo=UTC))
    due.tick()
    assert newest(event, REMINDER).state is PlanState.SENDING
    save(event, starts_on=date(2027, 5, 20), ends_on=date(2027, 5, 20))
    first, second = of_kind(event, REMINDER)
    assert (first.state, second.state, second.generation) == (PlanState.SENDING, PlanState.PLANNED, 2)
    assert newest(event, CHANGED).state is PlanState.AWAITING_APPROVAL


def test_where_people_register_elsewhere_from_now_on_places_are_not_counted_and_marks_stay(
    event: Event, topic: Topic
) -> None:
    rules.the_rule(event.id, NoticeKind.LAST_SEATS).enabled = True
    reader = make_subscriber(topic)
    session.add(EventMark(contact_id=reader.id, event_id=event.id, kind=MarkKind.NOT_INTERESTED))
    people = [register(event) for _number in range(4)]
    assert (few := seats.plan(event)) is not None
    for row in session.scalars(select(Registration).where(Registration.event_id == event.id)):
        row.state, row.ended_because = RegistrationState.CANCELLED, EndReason.GIVEN_UP
    session.flush()
    save(
        event,
        registration_mode=RegistrationMode.EXTERNAL,
        registration_url="https://anmalan.example/1",
        places=None,
    )
    assert (few.state, few.reason) == (PlanState.CANCELLED, PlanReason.NO_ANCHOR)
    assert plan(event).state is PlanState.PLANNED
    marks = session.scalars(select(EventMark).where(EventMark.event_id == event.id)).all()
    assert [(mark.contact_id, mark.kind) for mark in marks] == [(reader.id, MarkKind.NOT_INTERESTED)]
    assert len(people) == 4


def test_a_planned_notice_reads_as_the_event_does_when_it_leaves(event: Event) -> None:
    before = [(each.id, each.due_at, each.state) for each in plans.of_event(event.id)]
    save(event, texts=texts(title="Barnets röst hörs"))
    assert [(each.id, each.due_at, each.state) for each in plans.of_event(event.id)] == before
    assert "Barnets röst hörs" in overview.copy(plan(event), event, "sv").subject
