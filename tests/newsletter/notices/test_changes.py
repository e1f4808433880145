"""Edits after publication: drafts of what changed, cancelled and postponed, deadlines moved later and earlier."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from newsletter.core.database import session
from newsletter.errors import Invalid, NotPossible
from newsletter.events import edit, foresee, service
from newsletter.events.models import Event, Mode, Occurrence, RegistrationMode
from newsletter.notices import decisions, due, extending, overview, plans, reach
from newsletter.notices.models import NoticeKind, PlanReason, PlanState
from newsletter.outbox.models import Mailing, Reason
from newsletter.outbox.start import start_due
from newsletter.registrations.models import AttendAs, EventMark, MarkKind, RegistrationState
from newsletter.subscribers import subscriptions
from newsletter.subscribers.models import ChangeReason, Topic, TopicKind
from newsletter.subscribers.subscriptions import Cause
from tests.newsletter.events.factories import WITH_DEADLINE, content, make_event, texts
from tests.newsletter.notices.people import register
from tests.newsletter.notices.stage import go, mailing_of, make_announced, newest, of_kind, plan
from tests.newsletter.subscribers.factories import make_contact, make_subscriber, make_topic

CHANGED, CANCELLED, POSTPONED = NoticeKind.CHANGED, NoticeKind.CANCELLED, NoticeKind.POSTPONED
HERE: dict[str, Any] = {"registration_mode": RegistrationMode.BUILTIN}
NOON = datetime(2027, 3, 1, 11, tzinfo=UTC)


@pytest.fixture
def topic() -> Topic:
    return make_topic(kind=TopicKind.SERIES)


@pytest.fixture
def event(topic: Topic) -> Event:
    return make_announced(**WITH_DEADLINE, topic_ids=(topic.id,))


def save(event: Event, **changes: Any) -> None:
    kept = {"topic_ids": tuple(topic.id for topic in event.topics)}
    edit.save(event.id, content(**WITH_DEADLINE | kept | changes), event.revision)


def test_a_new_place_becomes_a_draft_that_says_old_and_new(event: Event) -> None:
    """Complaint 2: tell participants when time or room changes, and ask before mailing at all."""
    register(event)
    save(event, venue="Nya Tullhuset")
    draft = newest(event, CHANGED)
    assert draft.state is PlanState.AWAITING_APPROVAL
    assert draft.details["changes"] == [{"field": "venue", "old": "Gamla Tullhuset", "new": "Nya Tullhuset"}]


def test_several_edits_become_one_draft(event: Event, clock: time_machine.Traveller) -> None:
    """Complaint 3: wait until edits settle, then send one mail."""
    register(event)
    save(event, venue="Nya Tullhuset")
    clock.shift(timedelta(minutes=10))
    save(event, venue="Rådhuset", starts_at=time(10))
    (draft,) = of_kind(event, CHANGED)
    assert {row["field"]: (row["old"], row["new"]) for row in draft.details["changes"]} == {
        "venue": ("Gamla Tullhuset", "Rådhuset"),
        "starts_at": ("09:00:00", "10:00:00"),
    }
    assert draft.due_at == NOON + timedelta(minutes=25)


def test_a_replaced_link_into_the_meeting_is_told_and_the_first_one_is_not(
    topic: Topic, clock: time_machine.Traveller
) -> None:
    """Both look alike in the history, which keeps the link to itself."""
    online: dict[str, Any] = {"mode": Mode.ONLINE, "venue": "", "street": "", "city": ""}
    event = make_announced(**HERE, **online, topic_ids=(topic.id,))
    register(event, attend_as=AttendAs.ONLINE)

    def enter(link: str) -> None:
        edit.save(
            event.id,
            content(**HERE, **online, topic_ids=(topic.id,), join_url=link),
            event.revision,
        )

    enter("https://mote.example/1")
    assert of_kind(event, CHANGED) == []
    clock.shift(timedelta(days=1))
    enter("https://mote.example/2")
    draft = newest(event, CHANGED)
    assert draft.state is PlanState.AWAITING_APPROVAL
    assert [change["field"] for change in draft.details["changes"]] == ["join_url"]
    assert overview.copy(draft, event, "en").subject.startswith("New link")


def test_what_is_changed_back_was_never_changed(event: Event) -> None:
    register(event)
    save(event, venue="Nya Tullhuset")
    save(event)
    assert (newest(event, CHANGED).state, newest(event, CHANGED).reason) == (
        PlanState.CANCELLED,
        PlanReason.CHANGED_BACK,
    )


def test_a_text_edit_tells_nobody(event: Event) -> None:
    register(event)
    save(event, texts=texts(lead="Ny ingress"))
    assert of_kind(event, CHANGED) == []


def test_where_nobody_is_registered_no_draft_waits(event: Event) -> None:
    save(event, venue="Nya Tullhuset")
    assert (newest(event, CHANGED).state, newest(event, CHANGED).reason) == (
        PlanState.SKIPPED,
        PlanReason.NOBODY,
    )


def test_an_approved_draft_leaves_after_edits_have_settled(
    event: Event, clock: time_machine.Traveller
) -> None:
    place, waits, gone = (
        register(event),
        register(event, RegistrationState.WAITLISTED),
        register(event, RegistrationState.CANCELLED),
    )
    save(event, venue="Nya Tullhuset")
    draft = decisions.approve(newest(event, CHANGED).id, 1, "Vi blev fler än väntat.")
    go(clock, NOON + timedelta(minutes=14))
    assert draft.state is PlanState.PLANNED
    go(clock, NOON + timedelta(minutes=15))
    mailing = mailing_of(draft)
    assert (mailing.kind, mailing.priority, mailing.queued, mailing.excluded) == (
        "participant_notice",
        1,
        2,
        1,
    )
    assert reach.unwanted_among_participants(draft, event, [place.id, waits.id, gone.id]) == {
        gone.id: Reason.ENDED
    }
    save(event, venue="Rådhuset")
    assert [p.generation for p in of_kind(event, CHANGED)] == [1, 2]
    assert newest(event, CHANGED).details["changes"][0]["old"] == "Nya Tullhuset"


def test_an_edit_after_approval_asks_again(event: Event, clock: time_machine.Traveller) -> None:
    register(event)
    save(event, venue="Nya Tullhuset")
    decisions.approve(newest(event, CHANGED).id, 1)
    save(event, venue="Rådhuset")
    assert newest(event, CHANGED).state is PlanState.AWAITING_APPROVAL


def test_passing_over_needs_a_reason_and_is_not_asked_again(event: Event) -> None:
    register(event)
    save(event, venue="Nya Tullhuset")
    draft = newest(event, CHANGED)
    with pytest.raises(Invalid):
        decisions.pass_over(draft.id, 1, " ")
    decisions.pass_over(draft.id, 1, "Bara en rättelse")
    assert (draft.state, draft.reason, draft.details["note"]) == (
        PlanState.SKIPPED,
        PlanReason.PASSED_OVER,
        "Bara en rättelse",
    )
    save(event, venue="Nya Tullhuset", texts=texts(lead="Ny"))
    assert len(of_kind(event, CHANGED)) == 1
    with pytest.raises(NotPossible):
        decisions.pass_over(draft.id, 1, "Igen")


def test_cancelling_tells_all_who_come_or_heard_and_drops_the_rest(
    event: Event, topic: Topic, clock: time_machine.Traveller
) -> None:
    """Complaint 6: a cancelled event still reminds."""
    reader = make_subscriber(topic)
    go(clock, datetime(2027, 4, 22, 6, 30, tzinfo=UTC))
    come, declines = register(event), make_contact()
    session.add(EventMark(contact_id=declines.id, event_id=event.id, kind=MarkKind.NOT_INTERESTED))
    make_subscriber(topic)  # never heard of it
    service.cancel(event.id, "Sjukdom")
    call = newest(event, CANCELLED)
    assert [p.kind for p in plans.of_event(event.id) if p.state is PlanState.PLANNED] == [CANCELLED]
    due.tick()
    start_due()
    assert (mailing_of(call).queued, call.details["reason"]) == (2, "Sjukdom")
    assert {reader.id, come.id} == set(people_of(mailing_of(call)))


def people_of(mailing: Mailing) -> list[int]:
    from sqlalchemy import select

    from newsletter.outbox.models import Batch

    rows = session.scalars(
        select(Batch.contact_ids).where(Batch.mailing_id == mailing.id, Batch.form_hash.is_not(None))
    )
    return [contact for ids in rows for contact in ids]


def test_a_cancellation_taken_back_at_once_tells_nobody_and_a_second_one_is_told_anew(
    event: Event, clock: time_machine.Traveller
) -> None:
    register(event)
    service.cancel(event.id, "Fel knapp")
    service.reinstate(event.id)
    assert (newest(event, CANCELLED).state, newest(event, CANCELLED).reason) == (
        PlanState.CANCELLED,
        PlanReason.NOT_REINSTATED,
    )
    service.cancel(event.id, "Sjukdom")
    assert (newest(event, CANCELLED).generation, newest(event, CANCELLED).state) == (2, PlanState.PLANNED)


def test_postponing_tells_participants_and_the_new_date_is_a_change(
    event: Event, clock: time_machine.Traveller
) -> None:
    register(event)
    service.postpone(event.id, "Talaren är sjuk")
    assert newest(event, POSTPONED).state is PlanState.PLANNED
    due.tick()
    start_due()
    assert mailing_of(newest(event, POSTPONED)).queued == 1
    save(event, starts_on=date(2027, 6, 3), ends_on=date(2027, 6, 3))
    assert {row["field"] for row in newest(event, CHANGED).details["changes"]} == {"starts_on", "ends_on"}
    assert newest(event, NoticeKind.REMINDER).due_local == datetime(2027, 6, 2, 8, 30)


def test_an_event_moved_into_the_past_reminds_nobody(event: Event) -> None:
    """Complaint 4: reminder sent for a meeting whose date was moved into the past."""
    register(event)
    save(event, starts_on=date(2027, 2, 3), ends_on=date(2027, 2, 3), deadline_on=date(2027, 1, 20))
    assert [p.kind for p in plans.of_event(event.id) if p.state is PlanState.PLANNED] == []


def test_a_moved_event_reminds_anew_also_those_who_were_reminded(
    event: Event, clock: time_machine.Traveller
) -> None:
    register(event, received_at=NOON - timedelta(days=3))
    go(clock, datetime(2027, 5, 5, 6, 30, tzinfo=UTC))
    assert newest(event, NoticeKind.REMINDER).state is PlanState.SENDING
    save(event, starts_on=date(2027, 5, 20), ends_on=date(2027, 5, 20))
    again = newest(event, NoticeKind.REMINDER)
    assert (again.generation, again.state, again.due_local) == (
        2,
        PlanState.PLANNED,
        datetime(2027, 5, 19, 8, 30),
    )


def test_extending_tells_those_who_read_the_old_deadline(
    event: Event, topic: Topic, clock: time_machine.Traveller
) -> None:
    read, later, done = make_subscriber(topic), make_contact(), make_subscriber(topic)
    go(clock, datetime(2027, 4, 22, 6, 30, tzinfo=UTC))
    register(event, contact=done)
    make_subscriber(topic)
    clock.move_to(datetime(2027, 4, 26, 9, tzinfo=UTC))
    with pytest.raises(Invalid):
        extending.extend(event.id, date(2027, 4, 28), None, "Fler platser")
    with pytest.raises(Invalid):
        extending.extend(event.id, date(2027, 5, 4), None, "")
    notice = extending.extend(event.id, date(2027, 5, 4), None, "Fler platser")
    assert notice is not None and notice.details == {
        "old_deadline_on": "2027-04-29",
        "old_deadline_at": "",
        "reason": "Fler platser",
    }
    due.tick()
    start_due()
    assert people_of(mailing_of(notice)) == [read.id]
    assert later.id not in people_of(mailing_of(notice))
    assert plan(event, 1).due_local == datetime(2027, 5, 3, 8, 30)


def test_after_an_extension_the_new_last_day_is_another_deadline(
    topic: Topic, clock: time_machine.Traveller
) -> None:
    in_june = {"starts_on": date(2027, 6, 10), "ends_on": date(2027, 6, 10)}
    event = make_announced(**WITH_DEADLINE | in_june, topic_ids=(topic.id,))
    reader = make_subscriber(topic)
    go(clock, datetime(2027, 4, 22, 6, 30, tzinfo=UTC))
    clock.move_to(datetime(2027, 4, 26, 9, tzinfo=UTC))
    extending.extend(event.id, date(2027, 5, 14), None, "Fler platser")
    due.tick()
    start_due()
    for step, moment in (("7d", datetime(2027, 5, 7, 6, 30)), ("1d", datetime(2027, 5, 13, 6, 30))):
        go(clock, moment.replace(tzinfo=UTC))
        assert people_of(mailing_of(newest(event, NoticeKind.DEADLINE, step))) == [reader.id]


def test_a_deadline_moved_earlier_is_proposed_to_those_who_read_the_later_one(
    event: Event, topic: Topic, clock: time_machine.Traveller
) -> None:
    make_subscriber(topic)
    go(clock, datetime(2027, 4, 22, 6, 30, tzinfo=UTC))
    clock.move_to(datetime(2027, 4, 26, 9, tzinfo=UTC))
    save(event, deadline_on=date(2027, 4, 28))
    draft = newest(event, NoticeKind.EARLIER)
    assert (draft.state, draft.details["old_deadline_on"]) == (PlanState.AWAITING_APPROVAL, "2027-04-29")
    with pytest.raises(Invalid):
        decisions.approve(draft.id, 1)
    save(event, deadline_on=date(2027, 4, 29))
    assert newest(event, NoticeKind.EARLIER).reason is PlanReason.CHANGED_BACK


def test_before_saving_the_editor_sees_what_it_does_and_nothing_is_done(event: Event) -> None:
    register(event)
    before = [(p.id, p.due_at, p.state) for p in plans.of_event(event.id)]
    wanted = content(
        **WITH_DEADLINE | {"deadline_on": date(2027, 4, 22)},
        venue="Nya Tullhuset",
        topic_ids=tuple(t.id for t in event.topics),
    )
    assert foresee.consequences(event.id, wanted, event.revision) == [
        "2 notices move.",
        "1 person should be told of the change: a draft waits for you.",
    ]
    assert [(p.id, p.due_at, p.state) for p in plans.of_event(event.id)] == before
    assert event.venue == "Gamla Tullhuset"
    kept = content(**WITH_DEADLINE, topic_ids=tuple(t.id for t in event.topics), texts=texts(lead="Ny"))
    assert foresee.consequences(event.id, kept, event.revision) == []
    assert make_event().id != event.id


def test_before_cancelling_the_editor_sees_how_many_are_told_and_when(
    event: Event, clock: time_machine.Traveller
) -> None:
    register(event)
    said, *rest = foresee.consequences_of(event.id, Occurrence.CANCELLED)
    assert said == "1 person is told by e-mail at once."
    assert [sentence.partition(" ")[2] for sentence in rest] == ["notices are dropped."]
    clock.move_to(datetime(2027, 3, 5, 20, tzinfo=UTC))  # a Friday evening
    said, *_rest = foresee.consequences_of(event.id, Occurrence.POSTPONED)
    assert said.startswith("1 person is told by e-mail on ") and "8 mars 2027 kl 07:30" in said
    assert event.occurrence is Occurrence.SCHEDULED
    assert foresee.consequences_of(make_event().id, Occurrence.CANCELLED)[0].startswith("Nobody is told")


def test_who_left_us_after_the_call_was_handed_over_is_not_told(
    event: Event, topic: Topic, clock: time_machine.Traveller
) -> None:
    reader = make_subscriber(topic)
    go(clock, datetime(2027, 4, 22, 6, 30, tzinfo=UTC))
    service.cancel(event.id, "Sjukdom")
    due.tick()
    call = newest(event, CANCELLED)
    assert reach.unwanted_among_participants(call, event, [reader.id]) == {}
    subscriptions.end(reader.id, None, Cause(ChangeReason.LEFT_ALL))
    assert reach.unwanted_among_participants(call, event, [reader.id]) == {reader.id: Reason.ENDED}
