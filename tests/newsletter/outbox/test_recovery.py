"""What a worker leaves behind when it dies."""

import os
import resource
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from newsletter.core.clock import now
from newsletter.core.queue import Lane
from newsletter.outbox import leases, recovery, service
from newsletter.outbox.journal import RECORDS, Journal, orphans
from newsletter.outbox.leases import ACCEPTED, UNKNOWN, LeasedBatch
from newsletter.outbox.models import Batch, DeliveryState, Mailing, MailingState, OnUnknown
from newsletter.outbox.producer import NewMailing
from newsletter.outbox.start import start_due
from tests.newsletter.outbox.conftest import Send
from tests.newsletter.outbox.support import Room, people, states
from tests.support.sink import Sink

Start = Callable[[], Mailing]


@pytest.fixture
def journals(tmp_path: Path) -> Path:
    return tmp_path / "journals"


def claim(journal: Journal, marked: int = 0) -> list[LeasedBatch]:
    held = leases.claim(Lane.BULK, 8, journal)
    for batch in held:
        batch.mark(marked)
    leases.hold(held, is_new=True)
    return held


def die(journal: Journal) -> None:
    """What the system does for a process that is killed: its files are closed, and nothing else."""
    journal._memory.close()
    os.close(journal._file)


def test_what_was_acknowledged_survives_the_worker_and_the_rest_is_queued_again(
    session: Session, start: Start, journals: Path
) -> None:
    people(6)
    mailing = start()
    journal = Journal(journals)
    (batch,) = claim(journal, marked=4)
    batch.page.note(0, ACCEPTED)
    batch.page.note(2, ACCEPTED)
    assert states(mailing.id) == "ssssqq"
    assert recovery.replay_orphans(journals) == 0, "a journal of a living worker is nobody else's"
    die(journal)
    assert recovery.replay_orphans(journals) == 1
    assert states(mailing.id) == "aqaqqq"
    assert list(journals.iterdir()) == []
    assert session.scalar(select(Batch.lease_id)) is None


def test_the_last_result_of_a_dead_worker_completes_the_mailing(
    session: Session, room: Room, start: Start, journals: Path
) -> None:
    people(2)
    mailing = start()
    journal = Journal(journals)
    (batch,) = claim(journal, marked=2)
    batch.page.note(0, ACCEPTED)
    batch.page.note(1, ACCEPTED)
    die(journal)
    recovery.sweep(journals)
    assert states(mailing.id) == "aa"
    assert mailing.state is MailingState.COMPLETED
    assert room.ended == [mailing.id]


def test_a_lost_reply_in_the_journal_follows_the_mailings_wish(
    session: Session, room: Room, start: Start, journals: Path
) -> None:
    people(2)
    room.on_unknown = OnUnknown.ASK
    asking = start()
    room.on_unknown = OnUnknown.REPEAT
    repeating = start()
    journal = Journal(journals)
    for batch in claim(journal, marked=2):
        batch.page.note(0, UNKNOWN)
    die(journal)
    recovery.replay_orphans(journals)
    assert (states(asking.id), states(repeating.id)) == ("uq", "dq")


def test_a_batch_whose_worker_left_no_trace_is_taken_back_when_its_lease_is_over(
    session: Session, room: Room, start: Start, journals: Path
) -> None:
    ids = people(4)
    room.on_unknown = OnUnknown.ASK
    asking = start()
    room.on_unknown = OnUnknown.REPEAT
    repeating = start()
    claim(Journal(journals), marked=2)
    assert recovery.release_expired() == 0
    session.execute(update(Batch).values(lease_until=now() - timedelta(seconds=1)))
    assert recovery.release_expired() == 2
    assert (states(asking.id), states(repeating.id)) == ("uuqq", "qqqq")
    found = service.delivery(asking.id, ids[0])
    assert found is not None
    assert found.state is DeliveryState.UNKNOWN
    assert "without a trace" in found.said


def test_a_clock_set_ahead_takes_no_batch_from_a_worker_that_lives(
    session: Session, start: Start, journals: Path
) -> None:
    people(2)
    start()
    (batch,) = claim(Journal(journals), marked=2)
    session.execute(update(Batch).values(lease_until=now() - timedelta(hours=1)))
    assert recovery.release_expired(patience=0.2) == 0
    leases.hold([batch])
    time.sleep(0.3)
    session.execute(update(Batch).values(lease_until=now() - timedelta(hours=1)))
    assert recovery.release_expired(patience=0.2) == 0, "its heartbeat came in between"
    time.sleep(0.3)
    assert recovery.release_expired(patience=0.2) == 1


def test_what_was_left_a_month_ago_is_found_as_well(
    session: Session, room: Room, start: Start, send: Send, journals: Path
) -> None:
    """Sweepers look for what is missing, not for what is recent."""
    people(2)
    forgotten, untold = start(), service.create(NewMailing(kind="test", start_at=now() - timedelta(days=30)))
    claim(Journal(journals), marked=1)
    then = now() - timedelta(days=31)
    session.execute(update(Batch).values(lease_until=then, due_at=then, changed_at=then))
    session.execute(update(Mailing).values(start_at=then))
    recovery.sweep(journals, patience=0)
    assert states(forgotten.id) == "qq"
    assert recovery.lanes_with_work() == [Lane.BULK]
    assert start_due() == [untold.id]
    with Sink() as sink:
        send(sink)
        assert len(sink.messages) == 4
    for mailing in (forgotten, untold):
        session.refresh(mailing)
        mailing.state = MailingState.SENDING  # as if the process had died before it said so
    session.flush()
    recovery.sweep(journals)
    assert [forgotten.state, untold.state] == [MailingState.COMPLETED] * 2


def test_a_worker_that_lost_its_lease_writes_nothing_more(
    session: Session, start: Start, journals: Path
) -> None:
    people(2)
    mailing = start()
    (batch,) = claim(Journal(journals), marked=2)
    session.execute(update(Batch).values(lease_until=now() - timedelta(seconds=1)))
    recovery.release_expired()
    batch.states[0] = ACCEPTED
    assert leases.hold([batch]) == set()
    assert leases.release([batch]) == set()
    assert states(mailing.id) == "qq"


def test_two_workers_never_hold_the_same_batch(session: Session, start: Start, journals: Path) -> None:
    people(5000)
    start()
    journal = Journal(journals)
    first = claim(journal)
    second = claim(journal)
    assert len(first) == 8
    assert len(second) == 2
    assert {batch.id for batch in first}.isdisjoint(batch.id for batch in second)
    assert claim(journal) == []


def test_a_journal_of_which_nothing_is_needed_leaves_no_file(journals: Path) -> None:
    journal = Journal(journals)
    pages = [journal.open_page("0" * 32, number + 1) for number in range(RECORDS)]
    assert journal.room == 0
    for page in pages:
        journal.close_page(page)
    pages[0].note(0, ACCEPTED)  # heard too late: the page may be another batch's by now
    journal.close()
    assert list(journals.iterdir()) == []


def test_a_journal_has_its_room_on_the_disk_from_the_start(journals: Path) -> None:
    journal = Journal(journals)
    (path,) = journals.iterdir()
    assert path.stat().st_blocks * 512 >= path.stat().st_size > 0
    journal.close()


def test_without_room_on_the_disk_there_is_no_journal_and_nothing_is_left_of_it(journals: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OSError, match="No space"):
            Journal(journals)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(journals.iterdir()) == []


def test_a_torn_journal_is_read_as_far_as_it_goes(journals: Path) -> None:
    journals.mkdir()
    (journals / "torn.journal").write_bytes(b"\x01" * 700)
    (journals / "empty.journal").write_bytes(b"")
    counts = [len(orphan.records()) for orphan in orphans(journals)]
    assert counts == [0, 1]


def test_a_ledger_that_goes_away_leaves_its_results_in_the_journal(
    session: Session, start: Start, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database dies in the middle: the slice breaks off, and the next one knows what had arrived."""
    people(300)
    mailing = start()
    calls = []

    def die_later(*args: object, **options: object) -> set[int]:
        calls.append(1)
        if len(calls) > 2:
            raise ConnectionError("the database is away")
        return hold(*args, **options)  # type: ignore[arg-type]

    hold = leases.hold
    with Sink(hooks={"BODY": lambda recipient: time.sleep(0.01)}) as sink:
        monkeypatch.setattr(leases, "hold", die_later)
        with pytest.raises(ConnectionError):
            send(sink, connections=2)
        monkeypatch.undo()
        before = len(sink.messages)
        assert 0 < before < 300
        send(sink)
    assert len(set(sink.recipients)) == 300
    assert len(sink.messages) == 300, "everything acknowledged was in the journal"
    assert states(mailing.id) == "a" * 300
