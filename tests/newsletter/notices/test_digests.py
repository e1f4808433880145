"""Digests: what they gather, for whom, when they leave, and what happens to them under way."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select

from newsletter.core.database import session
from newsletter.core.queue import Lane
from newsletter.core.tokens import sign
from newsletter.events import service as events
from newsletter.events.models import Event
from newsletter.notices import digest_gathering as gathering
from newsletter.notices import digest_letters, digests, due
from newsletter.notices.digest_models import Digest
from newsletter.notices.models import NoticeKind
from newsletter.organisation import service as organisation
from newsletter.outbox import service as outbox
from newsletter.outbox.control import complete
from newsletter.outbox.models import (
    REASON_LETTERS,
    Batch,
    Mailing,
    MailingState,
    Purpose,
    Reason,
    StoredForm,
    ToldMailing,
    ToldPerson,
)
from newsletter.outbox.registry import producer
from newsletter.outbox.start import start_due
from newsletter.subscribers import leaving, subscriptions
from newsletter.subscribers.models import ChangeReason, Frequency, TopicKind
from newsletter.subscribers.subscriptions import Cause
from tests.newsletter.events.factories import WITH_DEADLINE, texts
from tests.newsletter.notices.digest_stage import (
    NEXT_TUESDAY,
    TUESDAY,
    announce,
    follow,
    make_topic_with_news,
    readers,
    run,
    sent,
    told,
)
from tests.newsletter.notices.people import register
from tests.newsletter.notices.stage import make_announced, newest, plan
from tests.newsletter.subscribers.factories import make_subscriber, make_topic


@pytest.fixture(autouse=True)
def running(clock: time_machine.Traveller) -> None:
    digests.tick()


def test_news_is_gathered_for_those_with_a_weekly_digest(clock: time_machine.Traveller) -> None:
    theme = make_topic()
    reader = follow(theme, Frequency.WEEKLY)
    event = announce(theme)
    run(clock, datetime(2027, 3, 1, 12, tzinfo=UTC))
    assert outbox.reasons(newest(event, NoticeKind.NEW).mailing_id or 0) == {Reason.DIGEST_INSTEAD: 1}
    run(clock, TUESDAY)
    assert readers(sent()) == {reader}
    assert told(reader) == {event.id}


def test_of_several_topics_the_most_frequent_wins(clock: time_machine.Traveller) -> None:
    theme, project = make_topic(), make_topic(kind=TopicKind.PROJECT)
    both = make_subscriber(theme, project)
    daily = follow(theme, Frequency.DAILY)
    event = announce(theme, project)
    run(clock, datetime(2027, 3, 1, 12, tzinfo=UTC))
    assert told(both.id) == {event.id}
    run(clock, TUESDAY)
    assert readers(sent()) == {daily}
    assert len(sent()) == 1


def test_each_person_gets_exactly_the_events_of_their_topics(clock: time_machine.Traveller) -> None:
    one, other = make_topic(), make_topic()
    first, second, both = make_subscriber(one), make_subscriber(other), make_subscriber(one, other)
    nobody = make_subscriber(make_topic())
    events_of = announce(one), announce(other)
    run(clock, datetime(2027, 3, 1, 12, tzinfo=UTC))
    run(clock, TUESDAY)
    assert told(first.id) == {events_of[0].id}
    assert told(second.id) == {events_of[1].id}
    assert told(both.id) == {event.id for event in events_of}
    assert told(nobody.id) == set()
    (digest,) = session.scalars(select(Digest).where(Digest.frequency == Frequency.WEEKLY)).all()
    assert (digest.people, digest.without_news, len(sent())) == (3, 1, 3)


def test_news_that_is_due_at_the_hour_of_the_digest_stands_in_it_whichever_tick_comes_first(
    clock: time_machine.Traveller,
) -> None:
    theme = make_topic()
    event = announce(theme, deadline_on=date(2027, 3, 16))  # a week after the digest
    run(clock, datetime(2027, 3, 1, 12, tzinfo=UTC))
    run(clock, TUESDAY)
    reader = make_subscriber(theme)
    clock.move_to(NEXT_TUESDAY)
    assert plan(event).due_at == NEXT_TUESDAY
    digests.tick()
    assert sent() == []  # it waits for the notice, and for its mailing
    due.tick()
    digests.tick()
    assert sent() == []
    run(clock, NEXT_TUESDAY)
    assert readers(sent()) == {reader.id}
    assert told(reader.id) == {event.id}


def test_a_digest_does_not_wait_long_for_news_that_does_not_leave(clock: time_machine.Traveller) -> None:
    reader = make_subscriber(make_topic_with_news(clock))
    announce(make_topic(), deadline_on=date(2027, 3, 9))
    clock.move_to(TUESDAY)
    digests.tick()
    assert sent() == []
    clock.shift(timedelta(minutes=16))
    digests.tick()
    start_due()
    assert readers(sent()) == {reader.id}


def test_a_digest_without_news_is_not_sent(clock: time_machine.Traveller) -> None:
    make_subscriber(make_topic())
    run(clock, TUESDAY)
    assert sent() == []
    digest = session.scalars(select(Digest).where(Digest.frequency == Frequency.WEEKLY)).one()
    assert (digest.people, digest.without_news, digest.settled_at is not None) == (0, 1, True)


def test_nobody_reads_the_same_news_in_two_digests(clock: time_machine.Traveller) -> None:
    theme = make_topic()
    reader = follow(theme, Frequency.DAILY)
    announce(theme)
    run(clock, datetime(2027, 3, 1, 12, tzinfo=UTC))
    run(clock, TUESDAY)
    subscriptions.set_frequency(reader, theme.id, Frequency.WEEKLY, Cause(ChangeReason.PREFERENCES))
    run(clock, datetime(2027, 3, 3, 7, 30, tzinfo=UTC))
    run(clock, NEXT_TUESDAY)
    assert len(sent()) == 1


def test_an_event_with_several_news_stands_once_under_the_most_urgent(
    clock: time_machine.Traveller,
) -> None:
    theme = make_topic()
    reader = make_subscriber(theme, language="en")
    clock.move_to(datetime(2027, 4, 21, 9, tzinfo=UTC))
    digests.tick()
    event = announce(theme, texts=texts(title="Two in one"))
    run(clock, datetime(2027, 4, 21, 10, tzinfo=UTC))  # new
    run(clock, datetime(2027, 4, 22, 6, 30, tzinfo=UTC))  # a week before the last day
    run(clock, datetime(2027, 4, 27, 6, 30, tzinfo=UTC))
    assert told(reader.id) == {event.id}
    (mailing,) = sent()
    purposes = session.scalars(select(ToldPerson.purpose).where(ToldPerson.mailing_id == mailing.id))
    assert {purpose.value for purpose in purposes} == {"new", "deadline"}
    items = gathering.items(mailing.parameters["plans"])
    shown = {part.kind: len(part.items) for part in digest_letters.sections(items, "en")}
    assert shown == {"deadlines": 1, "new": 0, "changed": 0, "material": 0}


def test_an_event_that_opened_is_not_called_new_again(clock: time_machine.Traveller) -> None:
    theme = make_topic()
    make_subscriber(theme, language="en")
    opening = {"registration_opens_on": date(2027, 3, 8), "registration_opens_at": time(9)}
    event = announce(theme, **opening, texts=texts(title="Open now"))
    run(clock, datetime(2027, 3, 1, 12, tzinfo=UTC))
    run(clock, TUESDAY)
    run(clock, datetime(2027, 3, 8, 8, tzinfo=UTC))
    run(clock, NEXT_TUESDAY)
    told_new, told_open = (gathering.items(mailing.parameters["plans"]) for mailing in sent())
    for items, has_opened in ((told_new, False), (told_open, True)):
        (shown,) = (part.items for part in digest_letters.sections(items, "en") if part.items)
        assert [(item.card.id, item.has_opened) for item in shown] == [(str(event.id), has_opened)]


def test_a_registered_reader_and_one_who_left_meanwhile_get_no_digest(
    clock: time_machine.Traveller,
) -> None:
    theme = make_topic()
    comes, left, stays = (make_subscriber(theme) for _ in range(3))
    event = announce(theme)
    run(clock, datetime(2027, 3, 1, 12, tzinfo=UTC))
    clock.move_to(TUESDAY)
    digests.tick()
    register(event, contact=comes)
    subscriptions.end(left.id, None, Cause(ChangeReason.PREFERENCES))
    start_due()
    assert readers(sent()) == {stays.id}
    assert outbox.reasons(sent()[0].id) == {Reason.REGISTERED: 1, Reason.ENDED: 1}


def test_a_cancelled_event_drops_out_and_the_rest_is_told(clock: time_machine.Traveller) -> None:
    theme = make_topic()
    reader = make_subscriber(theme)
    gone, stays = announce(theme), announce(theme)
    run(clock, datetime(2027, 3, 1, 12, tzinfo=UTC))
    clock.move_to(TUESDAY)
    digests.tick()
    events.cancel(gone.id, "Ingen kan komma", 1)
    start_due()
    assert told(reader.id) == {stays.id}
    assert len(sent()) == 1


def test_queued_copies_with_a_cancelled_event_are_withdrawn_and_made_anew_without_it(
    clock: time_machine.Traveller,
) -> None:
    theme = make_topic()
    reader = make_subscriber(theme)
    gone, stays = announce(theme), announce(theme)
    run(clock, datetime(2027, 3, 1, 12, tzinfo=UTC))
    run(clock, TUESDAY)
    assert told(reader.id) == {gone.id, stays.id}
    events.cancel(gone.id, "Ingen kan komma", 1)
    (first,) = sent()
    skip(first, digest_reasons(first, [reader.id]))
    digests.tick()
    start_due()
    assert len(sent()) == 2
    assert told(reader.id) == {stays.id}


def test_who_is_told_of_one_event_meanwhile_reads_of_the_others_only(clock: time_machine.Traveller) -> None:
    theme = make_topic()
    reader, other = make_subscriber(theme), make_subscriber(theme)
    first, second = announce(theme), announce(theme)
    run(clock, datetime(2027, 3, 1, 12, tzinfo=UTC))
    clock.move_to(TUESDAY)
    digests.tick()
    told_otherwise(first, reader.id)
    start_due()
    assert readers(sent()) == {other.id}
    assert outbox.reasons(sent()[0].id) == {Reason.CAP: 1}, "two mails about one event in so short a time"
    skip(sent()[0], Reason.ENDED)
    digests.tick()
    start_due()
    assert told(reader.id) == {first.id, second.id}
    assert readers(sent()[1:]) == {reader.id, other.id}


def told_otherwise(event: Event, contact_id: int) -> None:
    mailing_id = newest(event, NoticeKind.NEW).mailing_id
    session.add(
        ToldPerson(
            contact_id=contact_id,
            event_id=event.id,
            purpose=Purpose.NEW,
            generation=1,
            step="",
            mailing_id=mailing_id,
        )
    )
    session.flush()


def test_what_an_issue_has_told_stands_in_no_digest(clock: time_machine.Traveller) -> None:
    theme = make_topic()
    reader = make_subscriber(theme)
    event = announce(theme)
    run(clock, datetime(2027, 3, 1, 12, tzinfo=UTC))
    mailing_id = newest(event, NoticeKind.NEW).mailing_id
    assert mailing_id is not None
    session.add(ToldMailing(mailing_id=mailing_id, event_id=event.id, purpose=Purpose.NEW, generation=1))
    form = StoredForm(hash="issue", template="", language="sv", body=b"")
    session.add(form)
    session.flush()
    session.add(
        Batch(
            mailing_id=mailing_id,
            form_hash=form.hash,
            lane=Lane.BULK,
            low_id=reader.id,
            high_id=reader.id,
            contact_ids=[reader.id],
            states="a",
            is_open=False,
            due_at=TUESDAY,
        )
    )
    session.flush()
    run(clock, TUESDAY)
    assert sent() == []


def digest_reasons(mailing: Mailing, contact_ids: list[int]) -> Reason:
    (reason,) = set(producer(mailing.kind).unwanted(mailing, contact_ids).values())
    return reason


def skip(mailing: Mailing, reason: Reason) -> None:
    """As a worker does at the heartbeat."""
    for batch in session.scalars(select(Batch).where(Batch.mailing_id == mailing.id, Batch.is_open)):
        batch.states = "k" * len(batch.contact_ids)
        batch.reasons = REASON_LETTERS[reason] * len(batch.contact_ids)
        batch.is_open = False
    session.flush()
    complete([mailing.id])


# How much


def test_what_the_cap_kept_back_comes_in_the_next_daily_digest(clock: time_machine.Traveller) -> None:
    project = make_topic(kind=TopicKind.PROJECT)
    reader = make_subscriber(project)
    both = announce(project), announce(project)
    run(clock, datetime(2027, 3, 1, 12, tzinfo=UTC))
    assert len(told(reader.id)) == 1
    run(clock, TUESDAY)
    assert told(reader.id) == {event.id for event in both}
    assert readers(sent()) == {reader.id}


def test_three_days_pass_between_two_digests_with_the_same_event(clock: time_machine.Traveller) -> None:
    theme = make_topic()
    reader = follow(theme, Frequency.DAILY)
    clock.move_to(datetime(2027, 4, 20, 9, tzinfo=UTC))
    digests.tick()
    announce(theme)
    run(clock, datetime(2027, 4, 20, 10, tzinfo=UTC))
    run(clock, datetime(2027, 4, 21, 6, 30, tzinfo=UTC))  # new
    run(clock, datetime(2027, 4, 22, 6, 30, tzinfo=UTC))  # a week before the deadline
    run(clock, datetime(2027, 4, 23, 6, 30, tzinfo=UTC))
    assert len(sent()) == 1
    assert readers(sent()) == {reader}


def test_who_wants_no_mail_in_between_is_not_reminded_between_digests(
    clock: time_machine.Traveller,
) -> None:
    theme = make_topic()
    willing, other = make_subscriber(theme), make_subscriber(theme)
    other.deadline_reminders = False
    session.flush()
    event = make_announced(**WITH_DEADLINE, topic_ids=(theme.id,))
    run(clock, datetime(2027, 4, 28, 6, 30, tzinfo=UTC))
    mailing_id = plan(event, 1).mailing_id
    assert mailing_id is not None
    assert readers([session.get_one(Mailing, mailing_id)]) == {willing.id}
    assert outbox.reasons(mailing_id) == {Reason.REMINDERS_OFF: 1}


# Leaving


def test_one_click_in_a_digest_leaves_all_digests_and_nothing_else(clock: time_machine.Traveller) -> None:
    theme, quiet, project = make_topic(), make_topic(), make_topic(kind=TopicKind.PROJECT)
    reader = make_subscriber(theme, quiet, project)
    announce(theme)
    run(clock, datetime(2027, 3, 1, 12, tzinfo=UTC))
    run(clock, TUESDAY)
    departure = leaving.find(sign("unsubscribe", sent()[0].id, reader.id))
    assert departure is not None
    leaving.leave(departure)
    assert subscriptions.followed(reader.id) == {project.id}


def test_a_digest_that_cannot_be_sent_is_told_in_the_next(clock: time_machine.Traveller) -> None:
    reader = make_subscriber(make_topic_with_news(clock))
    us = organisation.get()
    sender, us.default_sender_id = us.default_sender_id, None
    session.flush()
    session.expire(us)
    for minute in (30, 31, 32, 33):
        run(clock, datetime(2027, 3, 2, 7, minute, tzinfo=UTC))
    assert {mailing.state for mailing in sent()} == {MailingState.FAILED}
    us.default_sender_id = sender
    session.flush()
    session.expire(us)
    run(clock, NEXT_TUESDAY)
    assert readers(sent()) == {reader.id}
