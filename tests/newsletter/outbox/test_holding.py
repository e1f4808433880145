"""What a heartbeat has to write of the batches in a worker's hands."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from newsletter.core.clock import now
from newsletter.core.queue import Lane
from newsletter.outbox import leases
from newsletter.outbox.journal import Journal
from newsletter.outbox.leases import ACCEPTED, DEFERRED, RENEW_AFTER, LeasedBatch
from newsletter.outbox.models import Mailing
from tests.newsletter.outbox.support import people

Start = Callable[[], Mailing]


def claimed(folder: Path, count: int, start: Start) -> LeasedBatch:
    people(count)
    start()
    (batch,) = leases.claim(Lane.BULK, 1, Journal(folder))
    return batch


def test_a_batch_is_written_when_something_has_changed_and_else_only_to_keep_the_lease(
    session: Session, start: Start, tmp_path: Path
) -> None:
    batch = claimed(tmp_path, 3, start)
    asked = [batch.is_to_be_held]
    batch.note_held()
    asked.append(batch.is_to_be_held)
    batch.states[1] = ACCEPTED
    asked.append(batch.is_to_be_held)
    batch.note_held()
    batch.held_at = now() - RENEW_AFTER * 1.01
    asked.append(batch.is_to_be_held)
    assert asked == [True, False, True, True]


def test_copies_are_taken_as_far_as_they_are_marked_and_those_that_wait_are_passed_over(
    session: Session, start: Start, tmp_path: Path
) -> None:
    batch = claimed(tmp_path, 6, start)
    batch.states[1], batch.states[2] = DEFERRED, ACCEPTED
    batch.next_tries[1] = batch.due_at
    assert batch.take() is None
    assert batch.mark(2) == 2
    assert [batch.take(), batch.take(), batch.take()] == [0, 3, None]
    assert batch.mark(9) == 2
    assert [batch.take(), batch.take(), batch.take()] == [4, 5, None]
    assert batch.is_all_marked
