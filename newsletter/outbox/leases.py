"""Taking open batches into a worker's hands, keeping them there, and giving them back."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    DateTime,
    Select,
    SmallInteger,
    Text,
    cast,
    column,
    func,
    literal,
    select,
    update,
)

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.queue import Lane
from newsletter.outbox.journal import Journal, Page
from newsletter.outbox.links import Recipient
from newsletter.outbox.models import (
    AT_ONCE,
    NO_REASON,
    OPEN_LETTERS,
    REASON_LETTERS,
    Batch,
    Mailing,
    MailingState,
    Reason,
)

LEASE = timedelta(seconds=15)
SUSPECT = 2  # workers that may break down over a batch before its copies are sent one at a time
RENEW_AFTER = LEASE / 3
CANDIDATES_PER_PLACE = 4  # so that a worker finds something although others are choosing at the same moment

QUEUED, SENDING, ACCEPTED, DEFERRED, REFUSED, UNKNOWN, SKIPPED = b"qsadruk"


@dataclass(eq=False)
class LeasedBatch:
    """A batch in this worker's hands. `states` runs ahead of the database by what the journal holds."""

    id: int
    lease_id: str
    mailing_id: int
    form_hash: str
    contact_ids: list[int]
    states: bytearray
    reasons: bytearray
    bits: bytes | None
    values: dict[str, Any]
    attempt: int  # claims in a row, this one included, that brought no result
    page: Page
    due_at: datetime
    recipients: dict[int, Recipient] = field(default_factory=dict)
    next_tries: dict[int, datetime] = field(default_factory=dict)  # of deferred copies, by position
    flying: set[int] = field(default_factory=set)  # positions of copies given to the transport
    next: int = 0  # position of the copy to be looked at next
    marked: int = 0  # before this position copies are committed as being sent
    held_states: bytes = b""  # as they were committed last
    held_at: datetime | None = None
    is_drained: bool = False  # no further copy of it will be begun
    is_stopped: bool = False  # and what is in flight must not leave either
    held: set[int] = field(default_factory=set)  # positions of copies that do not leave with this lease
    rest: float | None = None  # seconds until the first of those may leave

    def is_waiting(self, position: int) -> bool:
        """Whether this copy is to be sent now."""
        letter = self.states[position]
        if position in self.held:
            return False
        return letter == QUEUED or (letter == DEFERRED and position not in self.next_tries)

    def coming(self) -> list[int]:
        """Positions of the copies that will leave, as far as can be told now."""
        places = range(self.next, len(self.states))
        return [place for place in places if self.states[place] == SENDING or self.is_waiting(place)]

    def hold(self, positions: Sequence[int], seconds: float) -> None:
        """Leaves copies for a later lease, those included that are marked and not begun."""
        if not positions:
            return
        self.held.update(positions)
        self.rest = seconds if self.rest is None else min(self.rest, seconds)
        for position in positions:
            if self.states[position] == SENDING:
                self.states[position] = QUEUED

    def open_ids(self) -> list[int]:
        """Contacts whose copies have no result yet."""
        return [
            contact_id
            for contact_id, letter in zip(self.contact_ids, self.states, strict=True)
            if letter in (QUEUED, SENDING, DEFERRED)
        ]

    def leaving_ids(self) -> list[int]:
        """Contacts whose copies are marked: those that may leave before the next heartbeat, or are in flight."""
        return [
            contact_id
            for contact_id, letter in zip(self.contact_ids, self.states, strict=True)
            if letter == SENDING
        ]

    def position_of(self, contact_id: int) -> int:
        return bisect_left(self.contact_ids, contact_id)

    def is_open_at(self, position: int) -> bool:
        return self.states[position] in (QUEUED, SENDING, DEFERRED)

    def mark(self, most: int) -> int:
        """Says of the next copies that they may be leaving: if all trace of us is lost, they are unknown.

        Returns how many there are.
        """
        count = self.states.count(SENDING, self.next, self.marked)
        while count < most and self.marked < len(self.states):
            if self.is_waiting(self.marked):
                self.states[self.marked] = SENDING
                count += 1
            self.marked += 1
        return count

    def take(self) -> int | None:
        """Position of the next marked copy, of which there may be none left."""
        position = self.states.find(SENDING, self.next, self.marked)
        if position < 0:
            self.next = self.marked
            return None
        self.next = position + 1
        return position

    @property
    def is_all_marked(self) -> bool:
        return self.marked == len(self.states)

    @property
    def is_to_be_held(self) -> bool:
        """Whether the database has to hear of it: something has changed, or the lease has run for a while."""
        is_old = self.held_at is None or now() - self.held_at > RENEW_AFTER
        return is_old or self.states != self.held_states

    def note_held(self) -> None:
        """To be called after the commit."""
        self.held_states, self.held_at = bytes(self.states), now()

    def skip(self, position: int, reason: Reason) -> None:
        self.states[position] = SKIPPED
        self.reasons[position] = ord(REASON_LETTERS[reason])

    def stop(self) -> None:
        self.is_drained = self.is_stopped = True

    def prepare_return(self, pause: timedelta) -> None:
        """What was marked and did not leave is queued again; decides when the batch is looked at next."""
        self.states[:] = self.states.replace(b"s", b"q")
        if self.rest is not None:
            self.due_at = now() + max(pause, timedelta(seconds=self.rest))
            self.attempt = self.attempt if pause else 0
        elif QUEUED in self.states:
            self.due_at = now() + pause if pause else AT_ONCE
        else:
            self.due_at = min(self.next_tries.values(), default=AT_ONCE)

    @property
    def is_finished(self) -> bool:
        return self.is_drained and not self.flying

    @property
    def has_open_copies(self) -> bool:
        return any(letter in self.states for letter in OPEN_LETTERS.encode())


def claim(
    lane: Lane, most: int, journal: Journal, after_mailing: int = 0, *, suspects: bool = False
) -> list[LeasedBatch]:
    """Open, due batches of the lane: the urgent first, then in turns between mailings, beginning after `after_mailing`.

    The caller commits. Each batch has its page in the journal before that. With `suspects` those over which workers
    have broken down, without it all others.
    """
    rows = session.execute(_candidates(lane, most, after_mailing, suspects)).all()
    lease_id = uuid4().hex
    return [_leased(row, lease_id, journal) for row in rows]


def next_suspect(lane: Lane) -> tuple[int, str] | None:
    """Id and states of a batch that is to be sent copy by copy."""
    row = session.execute(
        select(Batch.id, Batch.states)
        .join(Mailing, Mailing.id == Batch.mailing_id)
        .where(Batch.is_open, Batch.breaks >= SUSPECT, Batch.lane == lane, Batch.lease_id.is_(None))
        .where(Batch.due_at <= now(), Mailing.state == MailingState.SENDING)
        .order_by(Batch.id)
        .limit(1)
    ).one_or_none()
    return (row.id, row.states) if row is not None else None


def acquit(batch_id: int) -> None:
    """The batch is like any other again."""
    session.execute(update(Batch).where(Batch.id == batch_id).values(breaks=0))


def _candidates(lane: Lane, most: int, after_mailing: int, suspects: bool) -> Select[Any]:
    trusted = Batch.breaks >= SUSPECT if suspects else Batch.breaks < SUSPECT
    free = (Batch.is_open, Batch.lease_id.is_(None), Batch.due_at <= now(), trusted)
    first = (
        select(Batch.id, func.row_number().over(order_by=Batch.id).label("turn"))
        .where(Batch.mailing_id == Mailing.id, *free)
        .order_by(Batch.id)
        .limit(most * CANDIDATES_PER_PLACE)
        .lateral("first")
    )
    order = (Mailing.priority, first.c.turn, (Mailing.id > after_mailing).desc(), Mailing.id)
    chosen = (
        select(first.c.id, func.row_number().over(order_by=order).label("place"))
        .select_from(Mailing)
        .join(first, literal(True))
        .where(Mailing.state == MailingState.SENDING, Mailing.lane == lane)
        .order_by("place")
        .limit(most * CANDIDATES_PER_PLACE)
        .subquery("chosen")
    )
    return (
        select(
            Batch.id,
            Batch.mailing_id,
            Batch.form_hash,
            Batch.contact_ids,
            Batch.states,
            Batch.reasons,
            Batch.bits,
            Batch.values,
            Batch.attempt,
        )
        .join(chosen, chosen.c.id == Batch.id)
        .where(*free)
        .order_by(chosen.c.place)
        .limit(most)
        .with_for_update(of=Batch, skip_locked=True)
    )


def _leased(row: Any, lease_id: str, journal: Journal) -> LeasedBatch:
    return LeasedBatch(
        id=row.id,
        lease_id=lease_id,
        mailing_id=row.mailing_id,
        form_hash=row.form_hash,
        contact_ids=row.contact_ids,
        states=bytearray(row.states.encode()),
        reasons=bytearray((row.reasons or NO_REASON * len(row.states)).encode()),
        bits=row.bits,
        values=row.values or {},
        attempt=row.attempt + 1,
        page=journal.open_page(lease_id, row.id),
        due_at=AT_ONCE,
    )


def hold(batches: Sequence[LeasedBatch], *, is_new: bool = False) -> set[int]:
    """Writes what is known of them and prolongs the lease. Ids of those that are still ours."""
    return _save(batches, keep=True, is_new=is_new)


def release(batches: Sequence[LeasedBatch]) -> set[int]:
    """Writes what is known of them and lets go. Ids of those that were still ours."""
    return _save(batches, keep=False)


def _save(batches: Sequence[LeasedBatch], keep: bool, is_new: bool = False) -> set[int]:
    if not batches:
        return set()
    moment = now()
    rows = _as_rows(batches)
    statement = (
        update(Batch)
        .where(
            Batch.id == rows.c.id, Batch.lease_id.is_(None) if is_new else Batch.lease_id == rows.c.lease_id
        )
        .values(
            states=rows.c.states,
            reasons=rows.c.reasons,
            is_open=rows.c.is_open,
            due_at=rows.c.due_at,
            attempt=rows.c.attempt,
            lease_id=rows.c.lease_id if keep else None,
            lease_until=moment + LEASE if keep else None,
            changed_at=moment,
        )
        .returning(Batch.id)
        .execution_options(synchronize_session=False)
    )
    return set(session.scalars(statement))


def _as_rows(batches: Sequence[LeasedBatch]) -> Any:
    """The batches as a table of their own, so that one statement writes them all."""
    columns: dict[str, tuple[Any, list[Any]]] = {
        "id": (BigInteger, [batch.id for batch in batches]),
        "lease_id": (Text, [batch.lease_id for batch in batches]),
        "states": (Text, [batch.states.decode() for batch in batches]),
        "reasons": (Text, [_reasons(batch) for batch in batches]),
        "is_open": (Boolean, [batch.has_open_copies for batch in batches]),
        "due_at": (DateTime(timezone=True), [batch.due_at for batch in batches]),
        "attempt": (SmallInteger, [batch.attempt for batch in batches]),
    }
    arrays = [cast(literal(given, ARRAY(kind)), ARRAY(kind)) for kind, given in columns.values()]
    named = [column(name, kind) for name, (kind, _) in columns.items()]
    return func.unnest(*arrays).table_valued(*named, name="saved").render_derived()


def _reasons(batch: LeasedBatch) -> str | None:
    reasons = batch.reasons.decode()
    return reasons if reasons.strip(NO_REASON) else None
