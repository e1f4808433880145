"""Freeze and fan-out: everybody among the candidates is accounted for before anybody is mailed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from newsletter.core.clock import now
from newsletter.errors import StopMailing
from newsletter.outbox import service
from newsletter.outbox.models import Batch, Mailing, MailingForm, MailingState, Purpose, Reason, ToldMailing
from newsletter.outbox.producer import NewMailing, Told
from newsletter.outbox.start import start_due
from tests.newsletter.outbox.support import Room, people

Start = Callable[[], Mailing]


def batches(mailing: Mailing, session: Session) -> list[Batch]:
    return list(session.scalars(select(Batch).where(Batch.mailing_id == mailing.id).order_by(Batch.id)))


def test_everybody_is_in_a_batch_of_their_language(session: Session, start: Start) -> None:
    swedes, danes = people(1201), people(3, "da")
    mailing = start()
    found = batches(mailing, session)
    assert mailing.state is MailingState.SENDING
    assert (mailing.candidates, mailing.queued, mailing.excluded) == (1204, 1204, 0)
    assert sorted(len(batch.contact_ids) for batch in found) == [3, 201, 500, 500]
    assert (
        sorted(one for batch in found if batch.form_hash == "hello-sv" for one in batch.contact_ids) == swedes
    )
    assert (
        sorted(one for batch in found if batch.form_hash == "hello-da" for one in batch.contact_ids) == danes
    )
    for batch in found:
        assert batch.contact_ids == sorted(batch.contact_ids)
        assert (batch.low_id, batch.high_id) == (batch.contact_ids[0], batch.contact_ids[-1])
        assert batch.states == "q" * len(batch.contact_ids)
        assert batch.is_open


def test_the_excluded_are_kept_with_their_reasons(session: Session, room: Room, start: Start) -> None:
    ids = people(10)
    room.excluded = {ids[0]: Reason.PAUSED, ids[3]: Reason.COMPLAINED}
    mailing = start()
    assert (mailing.candidates, mailing.queued, mailing.excluded) == (10, 8, 2)
    assert service.reasons(mailing.id) == {Reason.PAUSED: 1, Reason.COMPLAINED: 1}
    excluded = service.delivery(mailing.id, ids[3])
    assert excluded is not None
    assert excluded.reason is Reason.COMPLAINED


def test_conditions_and_values_reach_the_batch_of_their_person(
    session: Session, room: Room, start: Start
) -> None:
    ids = people(600)
    room.bits = {ids[501]: 5}
    room.values = {ids[501]: {"code": "abc"}}
    first, second = batches(start(), session)
    assert first.bits is None
    assert first.values is None
    assert second.bits is not None
    assert second.bits[1] == 5
    assert second.values == {str(ids[501]): {"code": "abc"}}


def test_a_mailing_waits_for_its_time(session: Session, room: Room) -> None:
    people(2)
    mailing = service.create(NewMailing(kind="test", start_at=now() + timedelta(minutes=5)))
    assert start_due() == []
    assert mailing.state is MailingState.SCHEDULED


def test_starting_twice_starts_once(session: Session, room: Room, start: Start) -> None:
    people(2)
    mailing = start()
    assert start_due() == []
    assert len(batches(mailing, session)) == 1


def test_a_letter_that_cannot_be_frozen_fails_the_mailing_and_mails_nobody(
    session: Session, room: Room, start: Start
) -> None:
    people(2)

    def refuse(mailing: Mailing) -> None:
        raise StopMailing("The block “Programme” has no text.")

    room.on_freeze = refuse
    mailing = start()
    session.refresh(mailing)
    assert mailing.state is MailingState.FAILED
    assert mailing.fault == "The block “Programme” has no text."
    assert mailing.queued is None
    assert batches(mailing, session) == []
    assert room.ended == [mailing.id]


@pytest.mark.parametrize("error", [KeyError("template"), ZeroDivisionError()])
def test_a_fault_in_the_freeze_is_told_in_a_sentence(
    session: Session, room: Room, start: Start, error: Exception
) -> None:
    def break_down(mailing: Mailing) -> None:
        raise error

    room.on_freeze = break_down
    mailing = start()
    session.refresh(mailing)
    assert mailing.state is MailingState.FAILED
    assert mailing.fault.endswith("The log tells more.")


def test_a_language_without_a_letter_fails_the_mailing(session: Session, room: Room, start: Start) -> None:
    people(2, "fi")
    mailing = start()
    session.refresh(mailing)
    assert mailing.state is MailingState.FAILED
    assert "language" in mailing.fault
    assert batches(mailing, session) == []


def test_an_audience_that_names_somebody_twice_fails_the_mailing(
    session: Session, room: Room, start: Start
) -> None:
    people(2)
    room.twice = True
    mailing = start()
    session.refresh(mailing)
    assert mailing.state is MailingState.FAILED
    assert "does not add up" in mailing.fault
    assert batches(mailing, session) == []


def test_a_mailing_to_nobody_is_complete_at_once(session: Session, room: Room, start: Start) -> None:
    mailing = start()
    assert mailing.state is MailingState.COMPLETED
    assert room.ended == [mailing.id]


def test_a_mailing_whose_time_has_passed_fails(session: Session, room: Room) -> None:
    people(2)
    mailing = service.create(NewMailing(kind="test", not_after=now() - timedelta(minutes=1)))
    start_due()
    session.refresh(mailing)
    assert mailing.state is MailingState.FAILED
    assert "too late" in mailing.fault


def test_one_mailing_that_fails_keeps_no_other_from_starting(session: Session, room: Room) -> None:
    people(2)
    first = service.create(NewMailing(kind="test", priority=1))
    second = service.create(NewMailing(kind="test"))

    def refuse(mailing: Mailing) -> None:
        if mailing.id == first.id:
            raise StopMailing("no")

    room.on_freeze = refuse
    assert start_due() == [second.id]


def test_a_mailing_left_in_preparation_by_a_killed_process_is_taken_up(session: Session, room: Room) -> None:
    people(2)
    mailing = service.create(NewMailing(kind="test"))
    mailing.state = MailingState.PREPARING
    session.flush()
    assert start_due() == [mailing.id]
    assert mailing.state is MailingState.SENDING


def test_nobody_is_told_twice_of_the_same(session: Session, room: Room, start: Start) -> None:
    ids = people(4)
    room.tells = Told(event_id=7, purpose=Purpose.DEADLINE, step="7d")
    room.excluded = {ids[0]: Reason.ENDED}
    first = start()
    room.excluded = {}
    second = start()
    assert (first.queued, second.queued, second.excluded) == (3, 1, 3)
    assert service.reasons(second.id) == {Reason.TOLD_ALREADY: 3}
    assert service.already_told(room.tells, ids) == set(ids)


def test_another_step_or_generation_is_another_telling(session: Session, room: Room, start: Start) -> None:
    people(4)
    for told in (
        Told(7, Purpose.DEADLINE, 1, "7d"),
        Told(7, Purpose.DEADLINE, 1, "1d"),
        Told(7, Purpose.DEADLINE, 2, "7d"),
        Told(8, Purpose.DEADLINE, 1, "7d"),
    ):
        room.tells = told
        assert start().queued == 4


def test_being_in_an_issue_that_mentions_the_event_is_being_told(
    session: Session, room: Room, start: Start
) -> None:
    ids = people(4)
    room.excluded = {ids[0]: Reason.ENDED}
    issue = start()
    session.add(ToldMailing(mailing_id=issue.id, event_id=7, purpose=Purpose.NEW, generation=1))
    session.flush()
    room.excluded = {}
    room.tells = Told(event_id=7, purpose=Purpose.NEW)
    assert service.preview_audience(issue).queued == 1
    assert start().queued == 1


def test_the_preview_counts_as_the_start_will_and_writes_nothing(
    session: Session, room: Room, start: Start
) -> None:
    ids = people(5) + people(2, "da")
    room.excluded = {ids[0]: Reason.PAUSED}
    room.tells = Told(event_id=7, purpose=Purpose.DEADLINE)
    trial = Mailing(kind="test", lane=room.lane, parameters={})
    counts = service.preview_audience(trial)
    assert counts.candidates == 7
    assert counts.queued_by_language == {"sv": 4, "da": 2}
    assert counts.excluded_by_reason == {Reason.PAUSED: 1}
    assert session.scalars(select(Batch)).all() == []
    mailing = start()
    assert (mailing.candidates, mailing.queued) == (counts.candidates, counts.queued)
    assert service.preview_audience(trial).excluded_by_reason == {Reason.PAUSED: 1, Reason.TOLD_ALREADY: 6}


def test_the_form_can_be_read_again(session: Session, room: Room, start: Start) -> None:
    people(1)
    mailing = start()
    found = service.form_of(mailing.id, "da")
    assert found is not None
    assert found.language == "da"
    assert service.form_of(mailing.id, "fi") is None
    assert session.get(MailingForm, (mailing.id, "sv")) is not None
