"""News to followers: how often, how much, to whom not; last seats; what a digest gathers; one person's view."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine

from newsletter.core.database import session
from newsletter.events.models import Event, RegistrationMode
from newsletter.notices import decisions, digest_times, due, plans, rules, whatif
from newsletter.notices.models import NoticeKind, PlanReason, PlanState
from newsletter.outbox import service as outbox
from newsletter.outbox.models import Reason
from newsletter.outbox.start import start_due
from newsletter.registrations.models import EventMark, MarkKind
from newsletter.subscribers.models import Frequency, Topic, TopicKind
from tests.newsletter.events.factories import WITH_DEADLINE, make_event
from tests.newsletter.notices.people import register
from tests.newsletter.notices.stage import go, mailing_of, make_announced, newest, of_kind, plan, readers
from tests.newsletter.subscribers.factories import make_subscriber, make_topic

SEVEN, ONE = datetime(2027, 4, 22, 6, 30, tzinfo=UTC), datetime(2027, 4, 28, 6, 30, tzinfo=UTC)


@pytest.fixture
def series() -> Topic:
    return make_topic(kind=TopicKind.SERIES)


def test_of_two_events_one_is_told_at_once_in_a_day(clock: time_machine.Traveller, series: Topic) -> None:
    make_subscriber(series)
    first = make_announced(**WITH_DEADLINE, topic_ids=(series.id,))
    second = make_announced(**WITH_DEADLINE, topic_ids=(series.id,))
    go(clock, SEVEN)
    assert sorted([mailing_of(plan(first)).queued or 0, mailing_of(plan(second)).queued or 0]) == [0, 1]
    late = max(mailing_of(plan(event)).id for event in (first, second))
    assert outbox.reasons(late) == {Reason.CAP: 1}


def test_three_days_pass_between_two_mails_about_one_event(
    clock: time_machine.Traveller, series: Topic
) -> None:
    make_subscriber(series)
    clock.move_to(datetime(2027, 4, 20, 9, tzinfo=UTC))
    event = make_event(**WITH_DEADLINE, topic_ids=(series.id,))
    go(clock, datetime(2027, 4, 20, 9, 30, tzinfo=UTC))
    assert mailing_of(newest(event, NoticeKind.NEW)).queued == 1
    go(clock, SEVEN)
    assert outbox.reasons(mailing_of(plan(event)).id) == {Reason.CAP: 1}
    go(clock, ONE)
    assert mailing_of(plan(event, 1)).queued == 1


def test_at_most_two_deadline_notices_about_one_event(clock: time_machine.Traveller, series: Topic) -> None:
    make_subscriber(series)
    event = make_announced(**WITH_DEADLINE, topic_ids=(series.id,))
    decisions.change_rule(
        rules.the_rule(event.id, NoticeKind.DEADLINE, "14d").id,
        enabled=True,
        offset_days=14,
        at_local=time(8, 30),
    )
    go(clock, datetime(2027, 4, 15, 6, 30, tzinfo=UTC))
    assert mailing_of(plan(event, 14)).queued == 1
    go(clock, SEVEN)
    go(clock, ONE)
    assert outbox.reasons(mailing_of(plan(event, 1)).id) == {Reason.CAP: 1}


def test_a_weekly_reader_is_reminded_directly_when_the_digest_would_come_too_late(
    clock: time_machine.Traveller,
) -> None:
    theme = make_topic()  # weekly by default
    make_subscriber(theme)
    event = make_announced(**WITH_DEADLINE, topic_ids=(theme.id,))
    go(clock, SEVEN)  # a Thursday: Monday's digest comes in time
    assert outbox.reasons(mailing_of(plan(event)).id) == {Reason.DIGEST_INSTEAD: 1}
    go(clock, ONE)
    assert mailing_of(plan(event, 1)).queued == 1


def test_digests_leave_on_working_days_and_once_a_week_on_their_day() -> None:
    thursday = datetime(2027, 3, 25, 12, tzinfo=UTC)  # before Easter
    assert digest_times.next_digest(Frequency.DAILY, thursday) == datetime(2027, 3, 30, 6, 30, tzinfo=UTC)
    assert digest_times.next_digest(Frequency.WEEKLY, thursday) == datetime(2027, 3, 30, 6, 30, tzinfo=UTC)


def test_nobody_registered_is_reminded_to_register(clock: time_machine.Traveller, series: Topic) -> None:
    open_minded, comes, marked = (make_subscriber(series) for _ in range(3))
    event = make_announced(**WITH_DEADLINE, topic_ids=(series.id,))
    register(event, contact=comes)
    session.add(EventMark(contact_id=marked.id, event_id=event.id, kind=MarkKind.REGISTERED_ELSEWHERE))
    go(clock, SEVEN)
    assert readers(plan(event)) == {open_minded.id}
    assert outbox.reasons(mailing_of(plan(event)).id) == {Reason.REGISTERED: 1, Reason.MARKED: 1}


def seats(**more: Any) -> dict[str, Any]:
    return {
        "registration_mode": RegistrationMode.BUILTIN,
        "deadline_on": date(2027, 4, 29),
        "places": 20,
    } | more


def test_last_seats_are_off_until_somebody_wants_them(clock: time_machine.Traveller, series: Topic) -> None:
    event = make_announced(**seats(), topic_ids=(series.id,))
    for _ in range(16):
        register(event)
    due.tick()
    assert of_kind(event, NoticeKind.LAST_SEATS) == []


def test_last_seats_are_told_once(clock: time_machine.Traveller, series: Topic) -> None:
    make_subscriber(series)
    event = make_announced(**seats(), topic_ids=(series.id,))
    decisions.change_rule(rules.the_rule(event.id, NoticeKind.LAST_SEATS).id, enabled=True)
    for _ in range(14):
        register(event)
    due.tick()
    assert of_kind(event, NoticeKind.LAST_SEATS) == []
    register(event)
    due.tick()
    start_due()
    told = newest(event, NoticeKind.LAST_SEATS)
    assert (told.details["free"], mailing_of(told).queued) == (5, 1)
    due.tick()
    assert len(of_kind(event, NoticeKind.LAST_SEATS)) == 1


def test_a_rule_that_is_switched_off_drops_its_notice_and_on_again_brings_it_back() -> None:
    event = make_announced(**WITH_DEADLINE)
    rule = rules.the_rule(event.id, NoticeKind.DEADLINE, "7d")
    decisions.change_rule(rule.id, enabled=False, offset_days=7, at_local=time(8, 30))
    assert (plan(event).state, plan(event).reason) == (PlanState.CANCELLED, PlanReason.RULE_OFF)
    decisions.change_rule(rule.id, enabled=True, offset_days=10, at_local=time(10))
    assert (plan(event).state, plan(event).due_local) == (PlanState.PLANNED, datetime(2027, 4, 19, 10))


def test_defaults_of_the_organisation_are_copied_once() -> None:
    early = make_announced(**WITH_DEADLINE)
    default = next(r for r in rules.of_organisation() if (r.kind, r.step) == (NoticeKind.DEADLINE, "7d"))
    decisions.change_rule(default.id, enabled=True, offset_days=5, at_local=time(9))
    assert plan(early).due_local == datetime(2027, 4, 22, 8, 30)
    assert plan(make_announced(**WITH_DEADLINE)).due_local == datetime(2027, 4, 23, 9)


def test_a_skipped_notice_stays_skipped(clock: time_machine.Traveller) -> None:
    event = make_announced(**WITH_DEADLINE)
    decisions.skip(plan(event).id, 1, "Redan berättat i nyhetsbrevet")
    decisions.change_rule(plan(event).rule_id, enabled=True, offset_days=6, at_local=time(8, 30))
    assert plan(event).reason is PlanReason.SKIPPED_BY_HAND
    go(clock, SEVEN)
    assert plan(event).mailing_id is None


def test_one_address_sees_what_it_gets_and_why_not(clock: time_machine.Traveller, series: Topic) -> None:
    reader = make_subscriber(series)
    event = make_announced(**WITH_DEADLINE, topic_ids=(series.id,))
    go(clock, SEVEN)
    session.add(EventMark(contact_id=reader.id, event_id=event.id, kind=MarkKind.NOT_INTERESTED))
    session.flush()
    assert whatif.contact_of(reader.address.upper()) is reader
    found = {(a.plan.kind, a.plan.step): (a.gets_it, a.why) for a in whatif.answers(event, reader)}
    assert found[NoticeKind.DEADLINE, "7d"] == (True, "Waits to be sent.")
    assert found[NoticeKind.DEADLINE, "1d"] == (
        False,
        "Said to be registered, not interested, or to want only the material",
    )
    assert found[NoticeKind.REMINDER, ""] == (False, "Is not registered for this event.")
    assert plans.of_event(event.id)
    assert isinstance(event, Event)
