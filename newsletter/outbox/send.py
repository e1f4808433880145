"""A worker's slice of work: claim batches of a lane, send their copies, write down what became of them.

The transport pulls copies out of `Slice._copies` and pushes results into `Slice._settle`. In between, more
than once a second, the heartbeat commits what is known, prolongs the leases, and asks who must not be mailed any more:
no copy leaves on an answer older than a second.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from newsletter.core.queue import Lane
from newsletter.outbox import recovery, suspects
from newsletter.outbox.holdings import Holdings
from newsletter.outbox.jobs import CannotWrite, Job
from newsletter.outbox.journal import Journal
from newsletter.outbox.leases import ACCEPTED, UNKNOWN, LeasedBatch
from newsletter.outbox.models import Reason
from newsletter.settings import Settings
from newsletter.transport import Meaning, Outgoing, Result, Sender, Senders, Trouble

log = logging.getLogger(__name__)

HEARTBEAT = 0.75
LONGEST_SILENCE = 1.0

CopyKey = tuple[LeasedBatch, Job, int]  # the last is the position in the batch


@dataclass(frozen=True)
class Report:
    """What a slice did. `has_more`: it ended because its time was up."""

    accepted: int
    trouble: Trouble | None
    has_more: bool


def send_lane(
    lane: Lane,
    sender: Sender | Senders,
    settings: Settings,
    *,
    seconds: float = 30,
    should_stop: Callable[[], bool] = lambda: False,
    call_others: Callable[[], object] = lambda: None,
) -> Report:
    """Sends what is due in the lane until nothing is left, the time is up or `should_stop` says so.

    `call_others` is called once, when there is more than this worker can hold.
    """
    folder = settings.data_dir / "journals"
    recovery.replay_orphans(folder)
    journal = Journal(folder)
    sender.put_first(lane is Lane.URGENT)

    def work(*, alone: bool) -> Report:
        holdings = Holdings(lane, settings, journal, sender.pacer, alone=alone)
        return Slice(holdings, sender, seconds, should_stop, call_others).run()

    try:
        suspects.send_alone(lane, lambda: work(alone=True).trouble is None, should_stop)
        return work(alone=False)
    finally:
        journal.close()


class Slice:
    def __init__(
        self,
        holdings: Holdings,
        sender: Sender | Senders,
        seconds: float,
        should_stop: Callable[[], bool],
        call_others: Callable[[], object],
    ) -> None:
        self._holdings = holdings
        self._sender = sender
        self._ends_at = time.monotonic() + seconds
        self._should_stop = should_stop
        self._call_others: Callable[[], object] | None = call_others
        self._is_over = False
        self._accepted = 0

    def run(self) -> Report:
        """Crash-only: what cannot be written at the end is in the journal, and replayed by whoever comes next."""
        try:
            trouble = self._sender.send(
                self._copies(), self._settle, tick=self._tick, is_wanted=self._is_wanted
            )
        except BaseException:
            with suppress(DBAPIError):
                self._holdings.return_all()
            raise
        self._holdings.return_all(trouble)
        if trouble is not None:
            log.warning("sending stopped: %s", trouble.text)
        return Report(self._accepted, trouble, has_more=self._is_over and not self._should_stop())

    def _copies(self) -> Iterator[Outgoing]:
        while not self._is_over and (batch := self._holdings.take()) is not None:
            if self._holdings.left_some and self._call_others is not None:
                self._call_others()
                self._call_others = None
            yield from self._copies_of(batch, self._holdings.job_of(batch))
            batch.is_drained = True

    def _copies_of(self, batch: LeasedBatch, job: Job) -> Iterator[Outgoing]:
        while not (self._is_over or batch.is_drained):
            position = batch.take()
            if position is None:
                if batch.is_all_marked:
                    return
                self._holdings.beat()
                continue
            recipient = batch.recipients.get(batch.contact_ids[position])
            if recipient is None:
                batch.skip(position, Reason.ERASED)
                continue
            try:
                return_path, data = job.write(batch, position, recipient)
            except CannotWrite as error:
                self._leave_out(batch, position, error)
                continue
            self._holdings.note_begun(batch, position)
            yield Outgoing((batch, job, position), return_path, recipient.address, data)

    def _leave_out(self, batch: LeasedBatch, position: int, error: CannotWrite) -> None:
        if error.reason is not None:
            batch.skip(position, error.reason)
        else:
            self._holdings.doubt(batch, position, Result(Meaning.REFUSED, error.code, str(error)))

    def _is_wanted(self, copy: CopyKey) -> bool:
        batch, _, position = copy
        holdings = self._holdings
        if time.monotonic() - holdings.asked_at > LONGEST_SILENCE:
            holdings.beat()
        return not batch.is_stopped and (batch.id, position) not in holdings.unwanted_in_flight

    def _tick(self) -> bool:
        moment = time.monotonic()
        if moment - self._holdings.beaten_at >= HEARTBEAT or self._holdings.must_hear:
            self._holdings.beat()
        stopping = self._should_stop()
        self._is_over = self._is_over or stopping or moment > self._ends_at
        return not stopping

    def _settle(self, copy: CopyKey, result: Result) -> None:
        batch, job, position = copy
        batch.flying.discard(position)
        if result.meaning is Meaning.ACCEPTED:
            batch.page.note(position, ACCEPTED)
            batch.states[position] = ACCEPTED
            batch.attempt = 0
            job.agreed()
            self._accepted += 1
        else:
            self._settle_otherwise(batch, job, position, result)

    def _settle_otherwise(self, batch: LeasedBatch, job: Job, position: int, result: Result) -> None:
        match result.meaning:
            case Meaning.NOT_SENT:
                return
            case Meaning.WITHDRAWN:
                reason = self._holdings.unwanted_in_flight.pop((batch.id, position), None)
                if reason is not None:
                    batch.skip(position, reason)
                return
            case Meaning.NOT_SERVABLE:
                batch.skip(position, Reason.ADDRESS_NOT_SERVABLE)
                return
            case Meaning.UNKNOWN:
                batch.page.note(position, UNKNOWN)
            case Meaning.FAULT:
                job.objected(f"The mail server objects: {result.code} {result.text}")
                self._holdings.heed_objection(job)
            case Meaning.TOO_LARGE:
                job.too_large(batch.form_hash, self._sender.size_limit)
                self._holdings.heed_objection(job)
                if job.objection:
                    return
                result = result._replace(meaning=Meaning.REFUSED)
            case Meaning.REFUSED:
                job.agreed()
        batch.attempt = 0
        self._holdings.doubt(batch, position, result)
