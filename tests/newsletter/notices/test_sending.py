"""From a due plan to batches, with the reasons for everybody who is left out."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine

from newsletter.core.database import session
from newsletter.core.queue import Lane
from newsletter.errors import NotPossible
from newsletter.events import edit, service
from newsletter.events.models import Event
from newsletter.notices import due, letters, producer, send_now
from newsletter.notices.models import PlanReason, PlanState
from newsletter.organisation import service as organisation
from newsletter.outbox import service as outbox
from newsletter.outbox.models import DeliveryState, Reason
from newsletter.outbox.send import send_lane
from newsletter.outbox.start import start_due
from newsletter.registrations import marks
from newsletter.registrations.models import EventMark, MarkKind
from newsletter.settings import Settings
from newsletter.subscribers import leaving, subscriptions
from newsletter.subscribers.models import ChangeReason, Topic, TopicKind
from newsletter.subscribers.subscriptions import Cause
from newsletter.transport import Sender, Server, Timeouts
from tests.newsletter.events.factories import WITH_DEADLINE, content, texts
from tests.newsletter.notices.stage import go, mailing_of, make_announced, plan
from tests.newsletter.subscribers.factories import make_subscriber, make_topic
from tests.support.sink import Sink

FIRST_DUE = datetime(2027, 4, 22, 6, 30, tzinfo=UTC)


@pytest.fixture
def topic() -> Topic:
    return make_topic("barns-rattigheter", TopicKind.SERIES)


@pytest.fixture
def event(topic: Topic) -> Event:
    made = make_announced(**WITH_DEADLINE, topic_ids=(topic.id,))
    session.commit()
    return made


def test_nothing_happens_before_its_time(event: Event, clock: time_machine.Traveller) -> None:
    clock.move_to(datetime(2027, 4, 22, 6, 29, 59, tzinfo=UTC))
    assert due.tick() == 0


def test_a_due_notice_is_handed_over_once(event: Event, clock: time_machine.Traveller) -> None:
    clock.move_to(FIRST_DUE)
    assert due.tick() == 1
    assert due.tick() == 0
    chosen = plan(event)
    assert chosen.state is PlanState.SENDING
    mailing = mailing_of(chosen)
    assert (mailing.kind, mailing.lane, mailing.not_after) == (
        "follower_notice",
        Lane.NOTICES,
        event.deadline_instant,
    )


def test_followers_get_it_in_their_language_and_others_are_left_out_with_a_reason(
    event: Event, topic: Topic, clock: time_machine.Traveller
) -> None:
    make_subscriber(topic, language="sv")
    make_subscriber(topic, language="da")
    make_subscriber(topic, language="de")
    make_subscriber(make_topic())
    left, marked = make_subscriber(topic), make_subscriber(topic)
    subscriptions.end(left.id, [topic.id], Cause(ChangeReason.PREFERENCES))
    session.add(EventMark(contact_id=marked.id, event_id=event.id, kind=MarkKind.REGISTERED_ELSEWHERE))
    session.commit()
    counts = outbox.preview_audience(send_now.trial_mailing(plan(event)))
    assert counts.queued_by_language == {"sv": 2, "da": 1}
    assert counts.excluded_by_reason == {Reason.ENDED: 1, Reason.MARKED: 1}
    go(clock, FIRST_DUE)
    mailing = mailing_of(plan(event))
    assert (mailing.candidates, mailing.queued, mailing.excluded) == (5, 3, 2)


def test_nobody_is_told_the_same_step_twice_but_each_step_once(
    event: Event, topic: Topic, clock: time_machine.Traveller
) -> None:
    make_subscriber(topic)
    go(clock, FIRST_DUE)
    assert mailing_of(plan(event, 7)).queued == 1
    counts = outbox.preview_audience(send_now.trial_mailing(plan(event, 7)))
    assert counts.excluded_by_reason == {Reason.TOLD_ALREADY: 1}
    go(clock, datetime(2027, 4, 28, 6, 30, tzinfo=UTC))
    assert mailing_of(plan(event, 1)).queued == 1


def test_an_extended_deadline_tells_the_same_people_anew(
    event: Event, topic: Topic, clock: time_machine.Traveller
) -> None:
    make_subscriber(topic)
    go(clock, FIRST_DUE)
    edit.save(
        event.id,
        content(
            **WITH_DEADLINE | {"deadline_on": date(2027, 5, 20)},
            starts_on=date(2027, 6, 3),
            ends_on=date(2027, 6, 3),
            topic_ids=(topic.id,),
        ),
        event.revision,
    )
    session.commit()
    go(clock, datetime(2027, 5, 13, 6, 30, tzinfo=UTC))
    assert mailing_of(plan(event, 7, generation=2)).queued == 1


def test_followers_of_the_series_are_told_as_well(clock: time_machine.Traveller) -> None:
    theme, series = make_topic(), make_topic(kind=TopicKind.SERIES)
    event = make_announced(**WITH_DEADLINE, topic_ids=(theme.id,), parent_topic_id=series.id)
    both = make_subscriber(theme, series)
    one = make_subscriber(series)
    session.commit()
    go(clock, FIRST_DUE)
    mailing = mailing_of(plan(event))
    assert mailing.queued == 2
    assert {topic.id for topic in producer.topics_left(mailing, both.id)} == {theme.id, series.id}
    assert [topic.id for topic in producer.topics_left(mailing, one.id)] == [series.id]


def test_a_notice_later_than_its_grace_is_missed_and_never_sent_late(
    event: Event, topic: Topic, clock: time_machine.Traveller
) -> None:
    make_subscriber(topic)
    go(clock, datetime(2027, 4, 23, 6, 30, tzinfo=UTC))
    chosen = plan(event)
    assert (chosen.state, chosen.reason) == (PlanState.MISSED, PlanReason.NOT_SENT_IN_TIME)
    assert chosen.mailing_id is None


def test_a_notice_within_its_grace_is_still_sent(event: Event, clock: time_machine.Traveller) -> None:
    go(clock, datetime(2027, 4, 23, 6, 29, tzinfo=UTC))
    assert plan(event).state is PlanState.SENT


def test_a_notice_to_nobody_is_sent_to_nobody(event: Event, clock: time_machine.Traveller) -> None:
    go(clock, FIRST_DUE)
    assert plan(event).state is PlanState.SENT
    assert mailing_of(plan(event)).candidates == 0


def test_an_event_cancelled_between_claim_and_freeze_is_not_mailed(
    event: Event, topic: Topic, clock: time_machine.Traveller
) -> None:
    make_subscriber(topic)
    clock.move_to(FIRST_DUE)
    due.tick()
    service.cancel(event.id, "Sjukdom")
    session.commit()
    start_due()
    chosen = plan(event)
    assert (chosen.state, chosen.reason) == (PlanState.CANCELLED, PlanReason.EVENT_CANCELLED)
    assert mailing_of(chosen).queued is None


def test_nobody_wants_it_any_more_once_the_event_is_cancelled_or_the_deadline_passed(
    event: Event, topic: Topic, clock: time_machine.Traveller
) -> None:
    reader, marked = make_subscriber(topic), make_subscriber(topic)
    go(clock, FIRST_DUE)
    mailing, ask = mailing_of(plan(event)), producer.FollowerNotice().unwanted
    ids = [reader.id, marked.id]
    assert ask(mailing, ids) == {}
    session.add(EventMark(contact_id=marked.id, event_id=event.id, kind=MarkKind.NOT_INTERESTED))
    session.flush()
    assert ask(mailing, ids) == {marked.id: Reason.MARKED}
    clock.move_to(datetime(2027, 4, 29, 22, tzinfo=UTC))
    assert ask(mailing, ids) == dict.fromkeys(ids, Reason.TOO_LATE)
    clock.move_to(FIRST_DUE)
    service.cancel(event.id, "Sjukdom")
    assert ask(mailing, ids) == dict.fromkeys(ids, Reason.CANCELLED)


def test_without_a_sender_the_notice_fails_and_says_so(
    event: Event, topic: Topic, clock: time_machine.Traveller
) -> None:
    make_subscriber(topic)
    us = organisation.get()
    us.default_sender_id = None
    session.commit()
    session.expire(us)
    go(clock, FIRST_DUE)
    assert (plan(event).state, plan(event).reason) == (PlanState.MISSED, PlanReason.FAILED)
    assert "Organisation" in mailing_of(plan(event)).fault


def test_an_editor_sends_a_planned_notice_at_once_and_only_once(event: Event, topic: Topic) -> None:
    make_subscriber(topic)
    sent = send_now.send_now(plan(event).id, 7)
    assert (sent.state, sent.sent_by) == (PlanState.SENDING, 7)
    again = send_now.send_now(sent.id, 7)
    assert again.mailing_id == sent.mailing_id
    session.commit()
    start_due()
    assert mailing_of(plan(event)).queued == 1
    assert plan(event, 1).state is PlanState.PLANNED


def test_a_missed_notice_can_be_sent_while_the_deadline_lasts(
    event: Event, clock: time_machine.Traveller
) -> None:
    go(clock, datetime(2027, 4, 24, tzinfo=UTC))
    assert send_now.can_be_sent(plan(event))
    clock.move_to(datetime(2027, 4, 30, tzinfo=UTC))
    with pytest.raises(NotPossible):
        send_now.send_now(plan(event).id, None)


def test_a_notice_of_a_cancelled_event_cannot_be_sent(event: Event) -> None:
    service.cancel(event.id, "Sjukdom")
    with pytest.raises(NotPossible):
        send_now.send_now(plan(event).id, None)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


def test_the_mail_that_leaves_carries_subject_marks_and_the_way_out(
    event: Event, topic: Topic, clock: time_machine.Traveller, sink: Sink, settings: Settings
) -> None:
    reader = make_subscriber(topic, language="sv")
    go(clock, FIRST_DUE)
    sender = Sender(Server.parse(sink.url), 1, Timeouts())
    send_lane(Lane.NOTICES, sender, settings, seconds=10)
    sender.close()
    assert plan(event).state is PlanState.SENT
    found = outbox.delivery(mailing_of(plan(event)).id, reader.id)
    assert found is not None and found.state is DeliveryState.ACCEPTED
    (sent,) = sink.messages
    message = message_from_bytes(sent.data, policy=default)
    assert "Barnets röst" in message["Subject"]
    assert message["Reply-To"] == "fragor@sundland.example"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    body = message.get_body(("plain",))
    assert body is not None
    links = re.findall(r"https://news\.example\.org/(\w+)/(\S+)", body.get_content())
    meant = [marks.find(token) for kind, token in links if kind == "marks"]
    assert [(mark.event.id, mark.contact.id, mark.kind) for mark in meant if mark] == [
        (event.id, reader.id, MarkKind.REGISTERED_ELSEWHERE),
        (event.id, reader.id, MarkKind.INTERESTED),
        (event.id, reader.id, MarkKind.MATERIALS_ONLY),
        (event.id, reader.id, MarkKind.NOT_INTERESTED),
    ]
    way_out = leaving.find(next(token for kind, token in links if kind == "unsubscribe"))
    assert way_out is not None and way_out.topics is not None
    assert [left.id for left in way_out.topics] == [topic.id]


def test_a_deadline_text_shows_no_2359(event: Event) -> None:
    copies = [letters.letter_for(plan(event), event, language) for language in ("sv", "da", "nb", "fi", "en")]
    assert {copy.context["card"].registration.deadline for copy in copies} == {date(2027, 4, 29)}
    assert all(copy.context["card"].registration.deadline_time is None for copy in copies)
    assert texts()["sv"]["title"] == copies[0].context["card"].title
