"""What the server's answer makes of a copy: its letter in the batch, and words where words are needed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import any_, select
from sqlalchemy.dialects.postgresql import insert

from newsletter.core.clock import now
from newsletter.core.database import id_array, session
from newsletter.outbox.models import DeliveryNote, DeliveryState, Mailing, OnUnknown
from newsletter.transport import Meaning, Result

FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(hours=48)
MOST_FAULTS = 3  # objections to us that one copy of many may collect before it counts as refused
FEW = 3  # recipients up to which a mailing is mail to single persons, for which a fault is no verdict


@dataclass(frozen=True)
class Note:
    """The story of a copy that did not go smoothly."""

    mailing_id: int
    contact_id: int
    state: DeliveryState
    code: str
    said: str
    tries: int
    since: datetime
    next_try_at: datetime | None = None
    reply_lost_at: datetime | None = None


def verdict(mailing: Mailing, contact_id: int, result: Result, earlier: Note | None) -> Note:
    """What a result other than acceptance means, given what happened to the copy before."""
    moment = now()
    note = Note(
        mailing.id,
        contact_id,
        DeliveryState.REFUSED,
        result.code,
        result.text,
        tries=1 + (earlier.tries if earlier else 0),
        since=earlier.since if earlier else moment,
        reply_lost_at=earlier.reply_lost_at if earlier else None,
    )
    if result.meaning is Meaning.UNKNOWN:
        return _without_reply(mailing, note, moment)
    if result.meaning is Meaning.DEFERRED or _is_worth_another_try(mailing, result, note):
        return _deferred(mailing, note, moment, wait(note.tries))
    return note


def wait(tries: int) -> timedelta:
    """5, 10, 20 … minutes, at most 4 hours: greylisting wants five, a full disk wants patience."""
    return min(FIRST_WAIT * (1 << min(tries - 1, 10)), LONGEST_WAIT)


def _is_worth_another_try(mailing: Mailing, result: Result, note: Note) -> bool:
    if result.meaning is not Meaning.FAULT:
        return False
    return (mailing.queued or 0) <= FEW or note.tries < MOST_FAULTS


def _without_reply(mailing: Mailing, note: Note, moment: datetime) -> Note:
    """Whether it arrived nobody can say; it is repeated once, or left for a person to decide, as the mailing wants."""
    if mailing.on_unknown is OnUnknown.ASK or note.reply_lost_at is not None:
        return replace(note, state=DeliveryState.UNKNOWN, reply_lost_at=moment)
    return _deferred(mailing, replace(note, reply_lost_at=moment), moment, timedelta(minutes=1))


def _deferred(mailing: Mailing, note: Note, moment: datetime, pause: timedelta) -> Note:
    last = note.since + GIVE_UP_AFTER
    if mailing.not_after is not None:
        last = min(last, mailing.not_after)
    if moment + pause <= last:
        return replace(note, state=DeliveryState.DEFERRED, next_try_at=moment + pause)
    final = DeliveryState.UNKNOWN if note.reply_lost_at is not None else DeliveryState.REFUSED
    return replace(note, state=final)


def earlier_notes(mailing_id: int, contact_ids: Collection[int]) -> dict[int, Note]:
    """Notes of copies that are being tried again, by themselves or because a person decided so."""
    rows = session.scalars(
        select(DeliveryNote).where(
            DeliveryNote.mailing_id == mailing_id,
            DeliveryNote.contact_id == any_(id_array(contact_ids)),
            DeliveryNote.state.in_((DeliveryState.DEFERRED, DeliveryState.QUEUED)),
        )
    )
    return {
        row.contact_id: Note(
            row.mailing_id,
            row.contact_id,
            row.state,
            row.code,
            row.said,
            row.tries,
            row.since,
            row.next_try_at,
            row.reply_lost_at,
        )
        for row in rows
    }


def keep_notes(notes: Sequence[Note]) -> None:
    """Writes the latest word on each copy."""
    if not notes:
        return
    latest = {(note.mailing_id, note.contact_id): note for note in notes}
    moment = now()
    statement = insert(DeliveryNote.__table__)  # type: ignore[arg-type]  # the table itself: no objects are made
    changing = ("state", "code", "said", "tries", "next_try_at", "reply_lost_at", "at")
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["mailing_id", "contact_id"],
            set_={name: statement.excluded[name] for name in changing},
        ),
        [{**vars(note), "at": moment} for note in latest.values()],
    )
