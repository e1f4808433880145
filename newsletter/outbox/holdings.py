"""The batches in one worker's hands, and the heartbeat that keeps ledger and worker at one."""

import time
from collections import deque
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from newsletter.core.clock import now
from newsletter.core.database import session, transaction
from newsletter.core.queue import Lane
from newsletter.outbox import epoch, leases
from newsletter.outbox.control import complete, note_fault, pause_for_fault
from newsletter.outbox.holding_back import batches_to_claim, hold_back
from newsletter.outbox.jobs import Job
from newsletter.outbox.journal import Journal
from newsletter.outbox.leases import DEFERRED, SENDING, LeasedBatch
from newsletter.outbox.models import STATE_LETTERS, DeliveryState, Mailing, Reason
from newsletter.outbox.recipients import recipients
from newsletter.outbox.results import earlier_notes, keep_notes, verdict
from newsletter.settings import Settings
from newsletter.transport import Meaning, Pacer, Result, Trouble

MOST_BATCHES = 8  # in one claim
SMALLEST_WINDOW = 100
SOON = timedelta(minutes=1)  # deferred copies due within it are tried along with the others
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=1)

Doubt = tuple[LeasedBatch, int, Result]


class Holdings:
    def __init__(
        self, lane: Lane, settings: Settings, journal: Journal, pacer: Pacer, *, alone: bool = False
    ) -> None:
        self._alone = alone  # holds a single copy of a batch over which workers have broken down
        self._lane, self._settings, self._journal, self._pacer = lane, settings, journal, pacer
        self._news = pacer.news
        self._live: list[LeasedBatch] = []
        self._jobs: dict[int, Job] = {}
        self._doubtful: list[Doubt] = []
        self._last_mailing = 0
        self._begun = 0  # copies since the last marking
        self._marked_at = time.monotonic()
        self.queue: deque[LeasedBatch] = deque()  # claimed, none of their copies begun
        self.current: LeasedBatch | None = None
        self.left_some = False  # the last claim took all it may; others will find more
        self.unwanted_in_flight: dict[tuple[int, int], Reason] = {}  # (batch, position)
        self.asked_at = time.monotonic()
        self.beaten_at = self.asked_at

    # Getting work

    def take(self) -> LeasedBatch | None:
        """The next batch to send, claimed if need be."""
        while True:
            if not self.queue and not self._claim():
                return None
            self.current = self.queue.popleft()
            if not self.current.is_drained:
                return self.current

    def job_of(self, batch: LeasedBatch) -> Job:
        return self._jobs[batch.mailing_id]

    def _claim(self) -> bool:
        if self._journal.room < MOST_BATCHES:
            self.beat()
        most = batches_to_claim(self._pacer, min(MOST_BATCHES, self._journal.room))
        if not most or (self._alone and self._last_mailing):
            return False  # everything waits for slow connections; the next slice goes on
        with transaction():
            if not epoch.may_send(self._settings):
                return False
            claimed = leases.claim(
                self._lane,
                1 if self._alone else most,
                self._journal,
                self._last_mailing,
                suspects=self._alone,
            )
            self.left_some = len(claimed) == most and not self._alone
            if not claimed:
                return False
            self._last_mailing = claimed[-1].mailing_id
            self._live += claimed
            self.queue += claimed
            self._load(claimed)
            hold_back(claimed, self._pacer)
            if self._alone:
                claimed[0].hold(claimed[0].coming()[1:], 0)
            self._look_at_mailings()
            self._mark()
            self._ask(claimed)
            leases.hold(claimed, is_new=True)
            epoch.advance(self._settings)
        _note_held(claimed)
        return True

    def _load(self, batches: list[LeasedBatch]) -> None:
        people = recipients([contact_id for batch in batches for contact_id in batch.contact_ids])
        soon = now() + SOON
        for batch in batches:
            batch.recipients = {number: people[number] for number in batch.contact_ids if number in people}
            if DEFERRED in batch.states:
                for contact_id, note in earlier_notes(batch.mailing_id, batch.contact_ids).items():
                    if note.next_try_at is not None and note.next_try_at > soon:
                        batch.next_tries[batch.position_of(contact_id)] = note.next_try_at

    # The heartbeat

    def beat(self, trouble: Trouble | None = None) -> None:
        """One transaction: writes what is known, keeps or returns the batches, and asks what has changed."""
        begun_at = time.monotonic()
        with transaction():
            self._decide_doubtful()
            self._heed_pace()
            finished = [batch for batch in self._live if batch.is_finished]
            kept = [batch for batch in self._live if not batch.is_finished]
            for batch in finished:
                batch.prepare_return(_pause(batch, trouble))
            self._look_at_mailings()
            self._mark()
            self._ask(kept)
            changed = [batch for batch in kept if batch.is_to_be_held]
            leases.release(finished)
            ours = leases.hold(changed)
            epoch.advance(self._settings)
        _note_held(changed)
        lost = [batch for batch in changed if batch.id not in ours]
        for batch in lost:
            batch.stop()
        self._let_go([*finished, *lost])
        self.asked_at = self.beaten_at = begun_at
        self._tell_mailings(finished, trouble)

    def _heed_pace(self) -> None:
        """Somebody was slowed down: what was claimed before that need not all leave."""
        if self._news != self._pacer.news:
            self._news = self._pacer.news
            mine = [self.current, *self.queue] if self.current is not None else self.queue
            hold_back([batch for batch in mine if not batch.is_drained], self._pacer)

    @property
    def must_hear(self) -> bool:
        return self._news != self._pacer.news

    def note_begun(self, batch: LeasedBatch, position: int) -> None:
        batch.flying.add(position)
        self._begun += 1
        if self._alone:
            batch.page.note(position, SENDING)  # should we die now, it may have reached the server

    def doubt(self, batch: LeasedBatch, position: int, result: Result) -> None:
        """A result that needs words; decided with the next heartbeat."""
        if batch in self._live:
            self._doubtful.append((batch, position, result))

    def heed_objection(self, job: Job) -> None:
        """Stops at once what the server, or our own letter, objects to; the heartbeat then pauses the mailing."""
        if job.objection:
            for batch in self._live:
                if batch.mailing_id == job.mailing.id:
                    batch.stop()

    def return_all(self, trouble: Trouble | None = None) -> None:
        """Gives back everything; to be called when nothing is in flight any more."""
        for batch in self._live:
            batch.is_drained = True
        self.queue.clear()
        if self._live:
            self.beat(trouble)

    def _decide_doubtful(self) -> None:
        for mailing_id, job in self._jobs.items():
            doubtful = [doubt for doubt in self._doubtful if doubt[0].mailing_id == mailing_id]
            if doubtful:
                self._decide(job, doubtful)
        self._doubtful.clear()

    def _decide(self, job: Job, doubtful: list[Doubt]) -> None:
        ids = [batch.contact_ids[position] for batch, position, _ in doubtful]
        earlier = earlier_notes(job.mailing.id, ids)
        notes = []
        for (batch, position, result), contact_id in zip(doubtful, ids, strict=True):
            if job.objection and result.meaning is Meaning.REFUSED and not result.code:
                continue  # the letter was at fault: these copies wait until it is mended
            note = verdict(job.mailing, contact_id, result, earlier.get(contact_id))
            batch.states[position] = ord(STATE_LETTERS[note.state])
            if note.state is DeliveryState.DEFERRED and note.next_try_at is not None:
                batch.next_tries[position] = note.next_try_at
            notes.append(note)
        keep_notes(notes)

    def _look_at_mailings(self) -> None:
        """Reads the mailings afresh: paused, cancelled and belated ones are not gone on with."""
        wanted = {batch.mailing_id for batch in self._live}
        rows = session.scalars(
            select(Mailing).where(Mailing.id.in_(wanted)).execution_options(populate_existing=True)
        ).all()
        self._jobs = {row.id: self._jobs.get(row.id) or Job(row, self._settings) for row in rows}
        for batch in self._live:
            job = self._jobs[batch.mailing_id]
            job.prepare(batch.form_hash)
            if not job.goes_on:
                batch.stop()
            elif job.is_too_late:
                self._skip(batch, dict.fromkeys(batch.open_ids(), Reason.TOO_LATE))
            elif rest := job.rest:
                batch.hold(batch.coming(), rest)
                batch.is_drained = True

    def _ask(self, batches: Iterable[LeasedBatch]) -> None:
        """Skips those who must not get the mail any more, those in flight included if their body has not left.

        Only of marked copies: no other leaves before it is marked, and asked about, by a later heartbeat.
        """
        for mailing_id, job in self._jobs.items():
            among = [batch for batch in batches if batch.mailing_id == mailing_id and not batch.is_stopped]
            ids = [contact_id for batch in among for contact_id in batch.leaving_ids()]
            unwanted = job.unwanted(ids) if ids else {}
            self.heed_objection(job)
            for batch in among if unwanted else ():
                self._skip(batch, {one: unwanted[one] for one in batch.contact_ids if one in unwanted})

    def _skip(self, batch: LeasedBatch, people: dict[int, Reason]) -> None:
        for contact_id, reason in people.items():
            position = batch.position_of(contact_id)
            if position in batch.flying:
                self.unwanted_in_flight[batch.id, position] = reason
            elif batch.is_open_at(position):
                batch.skip(position, reason)

    def _mark(self) -> None:
        """Marks as being sent what may leave before the next heartbeat: about a second's worth at the present speed."""
        moment = time.monotonic()
        elapsed = max(moment - self._marked_at, 0.01)
        room = max(SMALLEST_WINDOW, int(self._begun / elapsed))
        self._marked_at, self._begun = moment, 0
        for batch in [self.current, *self.queue] if self.current is not None else self.queue:
            room -= batch.mark(room) if not batch.is_drained else 0
            if room <= 0:
                break

    # Letting go

    def _let_go(self, batches: Iterable[LeasedBatch]) -> None:
        for batch in batches:
            self._live.remove(batch)
            self._journal.close_page(batch.page)
            batch.recipients.clear()

    def _tell_mailings(self, finished: Iterable[LeasedBatch], trouble: Trouble | None) -> None:
        """Apart from the batches, because whoever pauses or cancels locks the mailing first."""
        settled = {batch.mailing_id for batch in finished if not batch.has_open_copies}
        remarks = {job.mailing.id: job.remark for job in self._jobs.values() if job.remark}
        objections = {job.mailing.id: job.objection for job in self._jobs.values() if job.objection}
        welcome = [job.mailing.id for job in self._jobs.values() if job.is_welcome_again]
        if not (settled or remarks or objections or welcome or trouble):
            return
        with transaction():
            for mailing_id, objection in objections.items():
                pause_for_fault(mailing_id, objection)
            for mailing_id, remark in remarks.items():
                note_fault([mailing_id], remark)
            if trouble is not None and trouble.is_our_fault:
                note_fault(self._jobs, trouble.text)
            elif welcome:
                note_fault(welcome, "")
            complete(settled)


def _note_held(batches: Iterable[LeasedBatch]) -> None:
    for batch in batches:
        batch.note_held()


def _pause(batch: LeasedBatch, trouble: Trouble | None) -> timedelta:
    """How long a batch rests that comes back unsent: longer each time as long as the server is away."""
    if trouble is None:
        return timedelta(0)
    return min(FIRST_PAUSE * (1 << min(max(batch.attempt - 1, 0), 10)), LONGEST_PAUSE)
