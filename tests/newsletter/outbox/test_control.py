"""Pausing, going on and stopping, in the middle of a batch."""

import time
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from newsletter.audit.models import AuditEntry
from newsletter.core.database import transaction
from newsletter.errors import NotFound, NotPossible
from newsletter.outbox import recovery, service
from newsletter.outbox.models import Batch, Mailing, MailingState, Reason
from newsletter.outbox.producer import NewMailing
from newsletter.outbox.start import start_due
from newsletter.settings import Settings
from tests.newsletter.outbox.conftest import Send
from tests.newsletter.outbox.support import Room, addresses, people, states
from tests.support.sink import Sink

Start = Callable[[], Mailing]


def slow(recipient: str) -> None:
    time.sleep(0.01)


def after(count: int, sink: Sink, act: Callable[[], object]) -> Callable[[], bool]:
    """A `should_stop` that never stops, but acts once when the sink has so many messages."""
    done: list[bool] = []

    def look() -> bool:
        if len(sink.messages) >= count and not done:
            done.append(True)
            with transaction():
                act()
        return False

    return look


def test_a_paused_mailing_stops_within_a_second_and_goes_on_with_nobody_twice(
    session: Session, start: Start, send: Send
) -> None:
    people(400)
    mailing = start()
    with Sink(hooks={"BODY": slow}) as sink:
        for count in (20, 60, 100):
            send(sink, should_stop=after(count, sink, lambda: service.pause(mailing.id, actor_id=7)))
            session.refresh(mailing)
            assert mailing.state is MailingState.PAUSED
            assert len(sink.messages) < count + 250
            assert send(sink).accepted == 0
            service.resume(mailing.id, actor_id=7)
        sink.hooks.clear()
        send(sink)
    assert sorted(sink.recipients) == addresses()
    assert mailing.state is MailingState.COMPLETED
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == 7)).all()
    assert actions == ["mailing.paused", "mailing.resumed"] * 3


def test_a_cancelled_mailing_stops_and_its_counts_are_exact(
    session: Session, settings: Settings, room: Room, start: Start, send: Send
) -> None:
    people(1400)
    mailing = start()
    with Sink(hooks={"BODY": slow}) as sink:
        send(sink, should_stop=after(30, sink, lambda: service.cancel(mailing.id, actor_id=7)))
    recovery.sweep(settings.data_dir / "journals")
    counted = service.figures(mailing.id)
    assert counted.accepted == len(sink.messages) < 400
    assert counted.skipped == 1400 - counted.accepted
    assert counted.waiting == 0
    assert service.reasons(mailing.id) == {Reason.CANCELLED: counted.skipped}
    session.refresh(mailing)
    assert mailing.state is MailingState.CANCELLED
    assert room.ended == [mailing.id]
    with pytest.raises(NotPossible):
        service.resume(mailing.id, actor_id=7)


def test_cancelling_keeps_the_reasons_of_those_skipped_before(
    session: Session, start: Start, room: Room, send: Send
) -> None:
    ids = people(5)
    mailing = start()
    room.gone = {ids[1]: Reason.ENDED}
    with Sink(hooks={"RCPT": lambda who: b"450 later" if "-4@" in who else None}) as sink:
        send(sink)
    assert states(mailing.id) == "akada"
    service.cancel(mailing.id, actor_id=None)
    assert states(mailing.id) == "akaka"
    assert session.scalar(select(Batch.reasons)) == ".b.n."


def test_a_mailing_that_has_not_begun_can_be_cancelled(session: Session, room: Room) -> None:
    people(2)
    mailing = service.create(NewMailing(kind="test"))
    service.cancel(mailing.id, actor_id=7)
    assert start_due() == []
    assert mailing.queued is None
    assert room.ended == [mailing.id]


def test_doing_it_twice_changes_nothing(session: Session, start: Start, room: Room) -> None:
    people(2)
    mailing = start()
    for _ in range(2):
        service.pause(mailing.id, actor_id=None)
    for _ in range(2):
        service.resume(mailing.id, actor_id=None)
    for _ in range(2):
        service.cancel(mailing.id, actor_id=None)
    assert room.ended == [mailing.id]
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.action.like("mailing.%"))).all()) == 4


def test_what_is_over_can_neither_be_paused_nor_cancelled(session: Session, start: Start, send: Send) -> None:
    people(2)
    mailing = start()
    with Sink() as sink:
        send(sink)
    for change in (service.pause, service.cancel, service.resume):
        with pytest.raises(NotPossible):
            change(mailing.id, None)
    with pytest.raises(NotFound):
        service.pause(mailing.id + 1000, None)


def test_stopping_the_process_returns_what_it_held(session: Session, start: Start, send: Send) -> None:
    people(900)
    mailing = start()
    with Sink(hooks={"BODY": slow}) as sink:
        send(sink, should_stop=lambda: len(sink.messages) > 20)
        assert states(mailing.id).count("a") == len(sink.messages)
        assert set(states(mailing.id)) == {"a", "q"}
        assert session.scalars(select(Batch.lease_id)).all() == [None, None]
        sink.hooks.clear()
        send(sink)
    assert sorted(sink.recipients) == addresses()


def test_figures_that_do_not_add_up_are_told_loudly(
    session: Session, start: Start, send: Send, caplog: pytest.LogCaptureFixture
) -> None:
    people(3)
    people(2, "da")
    mailing = start()
    lost = session.scalars(select(Batch).where(func.cardinality(Batch.contact_ids) == 2)).one()
    session.delete(lost)
    session.flush()
    with Sink() as sink:
        send(sink)
    session.refresh(mailing)
    assert (mailing.state, mailing.is_unbalanced) == (MailingState.COMPLETED, True)
    assert "5 were to be mailed" in mailing.fault
    assert [record.levelname for record in caplog.records if "do not add up" in record.message] == [
        "CRITICAL"
    ]
    assert service.unbalanced() == [mailing]
