"""Nobody is lost when a process dies: its batches come back, with what it had learnt.

Everything here may run anywhere, any number of times and at the same moment. Redis is not asked: what is to be done
follows from the ledger and from the journals alone.
"""

import logging
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import exists, select

from newsletter.core.clock import now
from newsletter.core.database import session, transaction
from newsletter.core.queue import Lane
from newsletter.outbox import suspects
from newsletter.outbox.control import complete, skip_cancelled
from newsletter.outbox.decisions import carry_out
from newsletter.outbox.journal import Record, orphans
from newsletter.outbox.models import (
    AT_ONCE,
    OPEN_LETTERS,
    STATE_LETTERS,
    Batch,
    DeliveryState,
    Mailing,
    MailingState,
    OnUnknown,
)
from newsletter.outbox.results import Note, earlier_notes, keep_notes, verdict
from newsletter.transport import Meaning, Result

log = logging.getLogger(__name__)

MOST_AT_ONCE = 100
PATIENCE = 6.0  # seconds; a living worker writes every batch it holds at least every five
NO_REPLY = Result(Meaning.UNKNOWN, "", "the connection was lost between the end of the mail and the reply")
NO_TRACE = Result(Meaning.UNKNOWN, "", "the worker that was sending it is gone without a trace")


def sweep(journals: Path, patience: float = PATIENCE) -> None:
    """Everything that may have been left lying; for every tick."""
    replay_orphans(journals)
    release_expired(patience)
    with transaction():
        carry_out()
    with transaction():
        skip_cancelled()
    with transaction():
        complete()


def lanes_with_work() -> list[Lane]:
    """Lanes in which something could be sent now."""
    return [
        lane
        for lane in Lane
        if session.scalar(
            select(
                exists()
                .where(Mailing.state == MailingState.SENDING, Mailing.lane == lane)
                .where(Batch.mailing_id == Mailing.id, Batch.is_open)
                .where(Batch.lease_id.is_(None), Batch.due_at <= now())
            )
        )
    ]


def replay_orphans(journals: Path) -> int:
    """Writes down what workers that are gone had learnt since their last commit. Number of batches brought back.

    What was in flight when they died is sent again: at most one copy for each of their connections.
    """
    count = 0
    for orphan in orphans(journals):
        for record in orphan.records():
            with transaction():
                count += _replay(record)
        orphan.discard()
    return count


_overdue: dict[int, tuple[str, datetime, float]] = {}
"""Batches whose lease has run out: which lease, until when it held, and since when we know, by a clock nobody sets."""


def release_expired(patience: float = 0.0) -> int:
    """Takes back batches whose worker has been silent too long and whose journal is not here. Number of batches.

    Copies it may have been sending are sent again, or left unknown where the mailing wants that. With `patience`
    (seconds) a lease must have stayed as it is for so long: where a clock was set ahead every lease seems to have
    run out, and the next heartbeat of a worker that lives shows that it has not.
    """
    with transaction():
        batches = session.scalars(
            select(Batch)
            .where(Batch.lease_id.is_not(None), Batch.lease_until < now())
            .order_by(Batch.id)
            .limit(MOST_AT_ONCE)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        ).all()
        gone = [batch for batch in batches if _is_given_up(batch, patience)]
        for stale in _overdue.keys() - {batch.id for batch in batches}:
            del _overdue[stale]
        for batch in gone:
            log.warning("batch %s of mailing %s: its worker is gone", batch.id, batch.mailing_id)
            mailing = session.get_one(Mailing, batch.mailing_id)
            sending = STATE_LETTERS[DeliveryState.SENDING]
            asked = mailing.on_unknown is OnUnknown.ASK
            doubtful = [place for place, letter in enumerate(batch.states) if asked and letter == sending]
            _bring_back(batch, {}, dict.fromkeys(doubtful, NO_TRACE))
    return len(gone)


def _is_given_up(batch: Batch, patience: float) -> bool:
    assert batch.lease_id is not None and batch.lease_until is not None
    lease = (batch.lease_id, batch.lease_until)
    known = _overdue.get(batch.id)
    if known is None or known[:2] != lease:
        known = _overdue[batch.id] = (*lease, time.monotonic())
    return time.monotonic() - known[2] >= patience


def _replay(record: Record) -> bool:
    batch = session.scalar(
        select(Batch)
        .where(Batch.id == record.batch_id, Batch.lease_id == record.lease_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if batch is None:
        return False  # its last commit said it all, or the claim was never committed
    unknown, sending = (STATE_LETTERS[state] for state in (DeliveryState.UNKNOWN, DeliveryState.SENDING))
    known = {place: letter for place, letter in record.letters.items() if letter not in (unknown, sending)}
    doubtful = {place: NO_REPLY for place, letter in record.letters.items() if letter == unknown}
    log.info("batch %s of mailing %s: %s results replayed", batch.id, batch.mailing_id, len(record.letters))
    _bring_back(batch, known, doubtful, had_left=sending in record.letters.values())
    return True


def _bring_back(
    batch: Batch, known: Mapping[int, str], doubtful: Mapping[int, Result], *, had_left: bool = True
) -> None:
    """Applies what is known, decides what is doubtful, queues again what was being sent, and lets go of the batch.

    `had_left`: the copy that was alone in the worker's hands may have reached the server.
    """
    letters = list(batch.states)
    for place, letter in known.items():
        if letters[place] in OPEN_LETTERS:
            letters[place] = letter
    lost_replies = [place for place, doubt in doubtful.items() if doubt is NO_REPLY]
    culprit = suspects.culprit(batch, letters, lost_replies, had_left=had_left)
    notes = _verdicts(
        batch,
        {
            place: doubt
            for place, doubt in doubtful.items()
            if letters[place] in OPEN_LETTERS and place not in culprit
        },
    )
    notes |= culprit
    for place, note in notes.items():
        letters[place] = STATE_LETTERS[note.state]
    keep_notes(list(notes.values()))
    queued, sending = (STATE_LETTERS[state] for state in (DeliveryState.QUEUED, DeliveryState.SENDING))
    batch.states = "".join(letters).replace(sending, queued)
    batch.is_open = any(letter in OPEN_LETTERS for letter in batch.states)
    batch.due_at = AT_ONCE if queued in batch.states else _next_try(batch)
    batch.lease_id = batch.lease_until = None
    batch.changed_at = now()


def _verdicts(batch: Batch, doubtful: Mapping[int, Result]) -> dict[int, Note]:
    if not doubtful:
        return {}
    mailing = session.get_one(Mailing, batch.mailing_id)
    earlier = earlier_notes(mailing.id, [batch.contact_ids[place] for place in doubtful])
    return {
        place: verdict(mailing, batch.contact_ids[place], result, earlier.get(batch.contact_ids[place]))
        for place, result in doubtful.items()
    }


def _next_try(batch: Batch) -> datetime:
    session.flush()
    times = [note.next_try_at for note in earlier_notes(batch.mailing_id, batch.contact_ids).values()]
    return min((moment for moment in times if moment is not None), default=AT_ONCE)
