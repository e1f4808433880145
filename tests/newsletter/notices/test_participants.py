"""Mail to those who come: practical information, reminder, and what follows when the event is over."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from newsletter.core.database import session
from newsletter.events import edit
from newsletter.events.content import MaterialContent
from newsletter.events.models import Event, MaterialKind, Mode, RegistrationMode
from newsletter.notices import waiting
from newsletter.notices.models import NoticeKind, PlanReason, PlanState
from newsletter.outbox import service as outbox
from newsletter.outbox.models import Reason
from newsletter.registrations import desk, participant_lists
from newsletter.registrations.models import AttendAs, RegistrationState
from newsletter.subscribers.models import TopicKind
from tests.newsletter.events.factories import WITH_DEADLINE, content
from tests.newsletter.notices.people import register
from tests.newsletter.notices.stage import go, mailing_of, make_announced, newest, of_kind
from tests.newsletter.subscribers.factories import make_subscriber, make_topic

HERE: dict[str, Any] = {"registration_mode": RegistrationMode.BUILTIN, "deadline_on": date(2027, 4, 29)}
HYBRID = HERE | {"mode": Mode.HYBRID, "join_url": "https://mote.example/abc"}
SLIDES = MaterialContent("Bilder", "https://example.org/bilder.pdf", MaterialKind.SLIDES, "sv")
SURVEY = MaterialContent("Enkät", "https://example.org/enkat", MaterialKind.SURVEY, "sv")
LONG_AGO = datetime(2027, 2, 1, tzinfo=UTC)
PRACTICAL, REMINDER = NoticeKind.PRACTICAL, NoticeKind.REMINDER
MATERIAL, EVALUATION = NoticeKind.MATERIAL, NoticeKind.EVALUATION


def save(event: Event, base: dict[str, Any], **changes: Any) -> None:
    edit.save(event.id, content(**base | changes), event.revision)


def test_those_in_the_room_and_those_online_get_their_own(clock: time_machine.Traveller) -> None:
    """Complaint 22: hybrid needs different texts for room and stream."""
    event = make_announced(**HYBRID)
    register(event)
    register(event, attend_as=AttendAs.ONLINE)
    register(event, RegistrationState.WAITLISTED)
    go(clock, datetime(2027, 4, 30, 6, 30, tzinfo=UTC))
    room = mailing_of(newest(event, PRACTICAL, "on_site"))
    assert (room.queued, room.excluded, room.priority) == (1, 2, 3)
    go(clock, datetime(2027, 5, 4, 6, 30, tzinfo=UTC))
    assert mailing_of(newest(event, PRACTICAL, "online")).queued == 1


def test_after_the_practical_information_receipts_carry_it(clock: time_machine.Traveller) -> None:
    """Complaint 5: late registrants never get the link."""
    event = make_announced(**HERE)
    register(event)
    go(clock, datetime(2027, 4, 30, 6, 30, tzinfo=UTC))
    found = desk.find(event.id)
    assert found is not None and found.practical_sent_at == datetime(2027, 4, 30, 6, 30, tzinfo=UTC)


def test_without_a_link_the_practical_information_waits_and_says_so(clock: time_machine.Traveller) -> None:
    online = HERE | {"mode": Mode.ONLINE, "venue": "", "street": "", "city": ""}
    event = make_announced(**online)
    register(event, attend_as=AttendAs.ONLINE)
    due_at = datetime(2027, 5, 4, 6, 30, tzinfo=UTC)
    go(clock, due_at)
    waiting_plan = newest(event, PRACTICAL)
    assert (waiting_plan.state, waiting_plan.reason) == (PlanState.PLANNED, PlanReason.JOIN_LINK_MISSING)
    save(event, online, join_url="https://mote.example/abc")
    go(clock, due_at + timedelta(minutes=6))
    assert mailing_of(newest(event, PRACTICAL)).queued == 1


def test_nobody_registered_means_no_mailing(clock: time_machine.Traveller) -> None:
    event = make_announced(**WITH_DEADLINE)
    go(clock, datetime(2027, 5, 5, 6, 30, tzinfo=UTC))
    assert (newest(event, REMINDER).state, newest(event, REMINDER).reason) == (
        PlanState.SKIPPED,
        PlanReason.NOBODY,
    )


def test_who_registered_within_a_day_needs_no_reminder(clock: time_machine.Traveller) -> None:
    """Complaint 5: people who register after the reminder slot get the reminder anyway."""
    event = make_announced(**HERE)
    register(event, received_at=LONG_AGO)
    register(event, received_at=datetime(2027, 5, 4, 7, tzinfo=UTC))
    go(clock, datetime(2027, 5, 5, 6, 30, tzinfo=UTC))
    mailing = mailing_of(newest(event, REMINDER))
    assert (mailing.queued, outbox.reasons(mailing.id)) == (1, {Reason.TOLD_ALREADY: 1})


def test_practical_information_of_the_same_day_makes_the_reminder_needless(
    clock: time_machine.Traveller,
) -> None:
    event = make_announced(**HERE)
    register(event, received_at=LONG_AGO)
    clock.move_to(datetime(2027, 5, 5, 6, 0, tzinfo=UTC))
    newest(event, PRACTICAL).due_at = datetime(2027, 5, 5, 6, 0, tzinfo=UTC)
    newest(event, PRACTICAL).not_after = datetime(2027, 5, 6, tzinfo=UTC)
    session.flush()
    go(clock, datetime(2027, 5, 5, 6, 10, tzinfo=UTC))
    assert mailing_of(newest(event, PRACTICAL)).queued == 1
    go(clock, datetime(2027, 5, 5, 6, 30, tzinfo=UTC))
    assert mailing_of(newest(event, REMINDER)).queued == 0


def test_a_promised_list_that_is_late_holds_notices_and_says_so(clock: time_machine.Traveller) -> None:
    """Complaint 18: someone registered elsewhere still gets chased."""
    series = make_topic(kind=TopicKind.SERIES)
    event = make_announced(**WITH_DEADLINE, list_due=date(2027, 4, 20), topic_ids=(series.id,))
    done, open_minded = make_subscriber(series), make_subscriber(series)
    go(clock, datetime(2027, 4, 22, 6, 30, tzinfo=UTC))
    plan = newest(event, NoticeKind.DEADLINE, "7d")
    assert (plan.state, plan.reason) == (PlanState.PLANNED, PlanReason.LIST_AWAITED)
    participant_lists.take_in(event.id, f"E-post\n{done.address}\n".encode())
    assert not waiting.list_is_awaited(event, datetime(2027, 4, 22, 7, tzinfo=UTC))
    assert waiting.list_is_awaited(event, datetime(2027, 4, 24, 7, tzinfo=UTC))
    go(clock, datetime(2027, 4, 22, 7, tzinfo=UTC))
    mailing = mailing_of(newest(event, NoticeKind.DEADLINE, "7d"))
    assert (mailing.queued, outbox.reasons(mailing.id)) == (1, {Reason.REGISTERED: 1})
    assert open_minded.id != done.id


def test_what_waits_longer_than_its_grace_is_missed_and_says_for_what(clock: time_machine.Traveller) -> None:
    event = make_announced(**WITH_DEADLINE, list_due=date(2027, 4, 20))
    go(clock, datetime(2027, 4, 22, 6, 30, tzinfo=UTC))
    go(clock, datetime(2027, 4, 23, 6, 30, tzinfo=UTC))
    plan = newest(event, NoticeKind.DEADLINE, "7d")
    assert (plan.state, plan.reason) == (PlanState.MISSED, PlanReason.LIST_AWAITED)


def test_material_is_told_once_an_hour_after_it_was_put_up(clock: time_machine.Traveller) -> None:
    """Complaint 19: tell me when slides and recording arrive."""
    event = make_announced(**HERE)
    register(event)
    register(event, RegistrationState.CANCELLED)
    clock.move_to(datetime(2027, 5, 7, 8, tzinfo=UTC))
    save(event, HERE, materials=(SLIDES,))
    clock.shift(timedelta(minutes=40))
    more = MaterialContent("Film", "https://example.org/film", MaterialKind.RECORDING, "sv")
    save(event, HERE, materials=(SLIDES, more))
    assert newest(event, MATERIAL, "participants").due_at == datetime(2027, 5, 7, 9, 40, tzinfo=UTC)
    go(clock, datetime(2027, 5, 7, 9, 40, tzinfo=UTC))
    assert mailing_of(newest(event, MATERIAL, "participants")).queued == 1
    save(event, HERE, materials=(SLIDES, more, SURVEY))
    assert len(of_kind(event, MATERIAL, "participants")) == 1


def test_material_put_up_before_the_event_is_told_when_it_is_over() -> None:
    event = make_announced(**HERE, materials=(SLIDES,))
    assert newest(event, MATERIAL, "participants").due_local == datetime(
        2027, 5, 7, 7, 30
    )  # the day is Ascension Day


def test_only_those_who_were_there_are_asked_what_they_thought(clock: time_machine.Traveller) -> None:
    """Complaint 21: survey sent to the wrong people."""
    event = make_announced(**HERE, materials=(SURVEY,))
    register(event, RegistrationState.ATTENDED)
    register(event, RegistrationState.NO_SHOW)
    register(event, RegistrationState.WAITLISTED)
    assert newest(event, EVALUATION).due_at
    first = next(plan for plan in of_kind(event, EVALUATION) if not plan.step)
    assert first.due_local == datetime(2027, 5, 7, 9)
    go(clock, first.due_at)
    assert mailing_of(first).queued == 1
    nudge = newest(event, EVALUATION, "nudge")
    assert nudge.due_local == datetime(2027, 5, 12, 9)
    go(clock, nudge.due_at)
    assert mailing_of(nudge).queued == 1


def test_who_was_asked_together_with_the_material_is_asked_once_more(clock: time_machine.Traveller) -> None:
    event = make_announced(**HERE, materials=(SLIDES, SURVEY))
    register(event, RegistrationState.ATTENDED)
    register(event, RegistrationState.NO_SHOW)
    material = newest(event, MATERIAL, "participants")
    go(clock, material.due_at)
    assert material.details["with_evaluation"]
    nudge = newest(event, EVALUATION, "nudge")
    go(clock, nudge.due_at)
    assert mailing_of(nudge).queued == 1


def test_where_nobody_noted_who_came_those_with_a_place_are_asked(clock: time_machine.Traveller) -> None:
    event = make_announced(**HERE, materials=(SURVEY,))
    register(event)
    go(clock, datetime(2027, 5, 7, 7, tzinfo=UTC))
    assert mailing_of(next(plan for plan in of_kind(event, EVALUATION) if not plan.step)).queued == 1


def test_evaluation_and_material_within_two_days_are_one_mail(clock: time_machine.Traveller) -> None:
    event = make_announced(**HERE, materials=(SLIDES, SURVEY))
    register(event)
    go(clock, datetime(2027, 5, 7, 5, 30, tzinfo=UTC))
    material = newest(event, MATERIAL, "participants")
    assert (mailing_of(material).queued, material.details["with_evaluation"]) == (1, True)
    evaluation = next(plan for plan in of_kind(event, EVALUATION) if not plan.step)
    assert (evaluation.state, evaluation.reason) == (PlanState.SKIPPED, PlanReason.WITH_MATERIAL)


@pytest.mark.parametrize("state", [RegistrationState.CANCELLED, RegistrationState.REJECTED])
def test_who_gave_up_the_place_gets_no_reminder(
    state: RegistrationState, clock: time_machine.Traveller
) -> None:
    event = make_announced(**HERE)
    register(event, received_at=LONG_AGO)
    register(event, state, received_at=LONG_AGO)
    go(clock, datetime(2027, 5, 5, 6, 30, tzinfo=UTC))
    mailing = mailing_of(newest(event, REMINDER))
    assert (mailing.queued, outbox.reasons(mailing.id)) == (1, {Reason.ENDED: 1})
