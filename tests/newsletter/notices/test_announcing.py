"""“New event”: once ever, after a pause, never of the past; and again when an open date is set."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine

from newsletter.core.database import session
from newsletter.events import edit, service
from newsletter.events.models import DateState, Event
from newsletter.notices import decisions, due, moving, plans
from newsletter.notices.models import NoticeKind, PlanReason, PlanState
from newsletter.outbox.models import Mailing
from newsletter.outbox.start import start_due
from newsletter.subscribers.models import Topic, TopicKind
from tests.newsletter.events.factories import WITH_DEADLINE, content, make_draft, make_event, texts
from tests.newsletter.notices.stage import newest, of_kind
from tests.newsletter.subscribers.factories import make_subscriber, make_topic

NEW = NoticeKind.NEW


@pytest.fixture
def topic() -> Topic:
    return make_topic(kind=TopicKind.SERIES)


def tick(clock: time_machine.Traveller, moment: datetime) -> None:
    clock.move_to(moment)
    due.tick()
    start_due()


def test_it_leaves_half_an_hour_after_the_first_publication() -> None:
    plan = newest(make_event(), NEW)
    assert (plan.state, plan.due_at) == (PlanState.PLANNED, datetime(2027, 3, 1, 11, 30, tzinfo=UTC))


def test_in_the_evening_it_waits_for_the_morning(clock: time_machine.Traveller) -> None:
    clock.move_to(datetime(2027, 3, 25, 16, tzinfo=UTC))  # the Thursday before Easter
    assert newest(make_event(), NEW).due_local == datetime(2027, 3, 30, 7, 30)


def test_withdrawn_while_cooling_off_nobody_hears_of_it(clock: time_machine.Traveller, topic: Topic) -> None:
    make_subscriber(topic)
    event = make_event(topic_ids=(topic.id,))
    service.withdraw(event.id)
    assert (newest(event, NEW).state, newest(event, NEW).reason) == (
        PlanState.CANCELLED,
        PlanReason.NOT_PUBLISHED,
    )
    tick(clock, datetime(2027, 3, 1, 12, tzinfo=UTC))
    assert session.query(Mailing).count() == 0
    service.publish(event.id)
    assert newest(event, NEW).due_at == datetime(2027, 3, 1, 12, 30, tzinfo=UTC)


def test_it_is_told_once_ever(clock: time_machine.Traveller, topic: Topic) -> None:
    """Complaint 1: announce at most once."""
    make_subscriber(topic)
    event = make_event(topic_ids=(topic.id,))
    tick(clock, datetime(2027, 3, 1, 11, 30, tzinfo=UTC))
    assert event.first_announced_at == datetime(2027, 3, 1, 11, 30, tzinfo=UTC)
    service.withdraw(event.id)
    service.publish(event.id)
    assert [plan.state for plan in of_kind(event, NEW)] == [PlanState.SENDING]


def test_a_copy_is_announced_only_when_it_is_published() -> None:
    """Complaint 17: a cloned event fires old rules at once."""
    copy = service.duplicate(make_event().id)
    assert plans.of_event(copy.id) == []


def test_an_event_of_the_past_is_never_announced() -> None:
    past = make_event(starts_on=date(2027, 2, 1), ends_on=date(2027, 2, 1))
    assert of_kind(past, NEW) == []


def test_a_deadline_within_a_day_asks_an_editor_first(clock: time_machine.Traveller, topic: Topic) -> None:
    make_subscriber(topic)
    event = make_event(
        **WITH_DEADLINE | {"deadline_on": date(2027, 3, 2), "deadline_at": time(9)}, topic_ids=(topic.id,)
    )
    plan = newest(event, NEW)
    assert (plan.state, plan.reason) == (PlanState.AWAITING_APPROVAL, PlanReason.SHORT_NOTICE)
    tick(clock, datetime(2027, 3, 1, 12, tzinfo=UTC))
    assert plan.state is PlanState.AWAITING_APPROVAL
    decisions.approve(plan.id, 1)
    tick(clock, datetime(2027, 3, 1, 12, 1, tzinfo=UTC))
    assert newest(event, NEW).state is PlanState.SENDING


def test_an_editor_may_choose_the_time() -> None:
    event = make_event()
    moving.choose_time(newest(event, NEW).id, datetime(2027, 3, 8, 9), 1)
    edit.save(event.id, content(texts=texts(lead="Ny ingress")), event.revision)
    assert newest(event, NEW).due_at == datetime(2027, 3, 8, 8, tzinfo=UTC)


def test_a_date_that_was_open_is_told_when_it_is_set(clock: time_machine.Traveller, topic: Topic) -> None:
    make_subscriber(topic)
    openly = {
        "date_state": DateState.TBA,
        "starts_on": None,
        "starts_at": None,
        "ends_on": None,
        "ends_at": None,
        "topic_ids": (topic.id,),
        "texts": texts(date="våren 2027"),
    }
    event = service.publish(make_draft(**openly).id)
    tick(clock, datetime(2027, 3, 1, 11, 30, tzinfo=UTC))
    clock.move_to(datetime(2027, 3, 8, 9, tzinfo=UTC))
    edit.save(event.id, content(topic_ids=(topic.id,)), event.revision)
    told = newest(event, NEW)
    assert (told.generation, told.state, told.details["variant"]) == (2, PlanState.PLANNED, "date_set")
    tick(clock, told.due_at)
    assert mailing(event).queued == 1


def mailing(event: Event) -> Mailing:
    return session.get_one(Mailing, newest(event, NEW).mailing_id or 0)


def test_people_with_a_digest_read_of_it_there(clock: time_machine.Traveller) -> None:
    theme = make_topic()  # weekly, unless somebody chooses otherwise
    make_subscriber(theme)
    event = make_event(topic_ids=(theme.id,))
    tick(clock, datetime(2027, 3, 1, 11, 30, tzinfo=UTC))
    assert (mailing(event).queued, mailing(event).excluded) == (0, 1)
