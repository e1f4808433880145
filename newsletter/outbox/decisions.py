"""What people decide about copies whose reply was lost: send them again, once, or leave them as they are.

Deciding writes it down; carrying it out waits until no worker holds the batch, and is taken up by every sweep.
"""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import Select, any_, func, select, update

from newsletter.audit import service as audit
from newsletter.core.clock import now
from newsletter.core.database import id_array, session
from newsletter.core.queue import enqueue
from newsletter.errors import NotPossible
from newsletter.outbox.control import SEND_TASK, lock
from newsletter.outbox.models import (
    AT_ONCE,
    STATE_LETTERS,
    Batch,
    Decision,
    DeliveryNote,
    DeliveryState,
    Mailing,
    MailingState,
)

REPEATABLE = (MailingState.SENDING, MailingState.PAUSED, MailingState.COMPLETED)
MOST_NAMED = 200  # contacts that an audit entry lists


def undecided(mailing_id: int) -> Select[DeliveryNote]:
    """Copies of a mailing whose reply was lost and about which nobody has decided."""
    return select(DeliveryNote).where(
        DeliveryNote.mailing_id == mailing_id,
        DeliveryNote.state == DeliveryState.UNKNOWN,
        DeliveryNote.decision.is_(None),
    )


def lost_replies(mailing_id: int, most: int = 500) -> Sequence[DeliveryNote]:
    """Those without a decision first, then the latest."""
    return session.scalars(
        select(DeliveryNote)
        .where(DeliveryNote.mailing_id == mailing_id, DeliveryNote.state == DeliveryState.UNKNOWN)
        .order_by(DeliveryNote.decision.is_not(None), DeliveryNote.at.desc(), DeliveryNote.contact_id)
        .limit(most)
        .execution_options(populate_existing=True)
    ).all()


def count_undecided(mailing_id: int) -> int:
    return session.scalar(select(func.count()).select_from(undecided(mailing_id).subquery())) or 0


def why_not_again(mailing: Mailing) -> str:
    """Empty, or the sentence that says why nothing of this mailing can be sent again."""
    if mailing.state not in REPEATABLE:
        return str(_("This mailing has been stopped, so nothing of it is sent again."))
    if mailing.not_after is not None and mailing.not_after < now():
        return str(_("It is too late for this mailing: the time until which it made sense has passed."))
    return ""


def send_again(mailing_id: int, contact_ids: Collection[int] | None, actor_id: int | None) -> int:
    """Queues copies whose reply was lost once more; None means all of them. Number of people.

    Who was decided about before is left as decided, so that pressing twice sends once. A mailing that had been completed
    goes on, and is completed again.

    Raises:
        NotPossible: the mailing has been stopped, or it is too late for it.
    """
    mailing = lock(mailing_id)
    if reason := why_not_again(mailing):
        raise NotPossible(reason)
    people = _decide(mailing, contact_ids, Decision.REPEAT, actor_id)
    if people and mailing.state is MailingState.COMPLETED:
        mailing.state, mailing.finished_at, mailing.fault = MailingState.SENDING, None, ""
        session.flush()
    carry_out([mailing.id])
    return people


def leave(mailing_id: int, contact_ids: Collection[int] | None, actor_id: int | None) -> int:
    """Notes that copies whose reply was lost are not sent again; None means all of them. Number of people."""
    return _decide(lock(mailing_id), contact_ids, Decision.LEAVE, actor_id)


def _decide(
    mailing: Mailing, contact_ids: Collection[int] | None, decision: Decision, actor_id: int | None
) -> int:
    which = undecided(mailing.id).whereclause
    assert which is not None
    if contact_ids is not None:
        which &= DeliveryNote.contact_id == any_(id_array(contact_ids))
    people = session.scalars(
        update(DeliveryNote)
        .where(which)
        .values(decision=decision, decided_at=now(), decided_by=actor_id)
        .returning(DeliveryNote.contact_id)
        .execution_options(synchronize_session=False)
    ).all()
    if people:
        action = "mailing.unknown_repeated" if decision is Decision.REPEAT else "mailing.unknown_left"
        audit.record(
            action,
            actor_id=actor_id,
            subject=("mailing", mailing.id),
            people=len(people),
            contacts=sorted(people)[:MOST_NAMED],
        )
    return len(people)


def carry_out(mailing_ids: Collection[int] | None = None) -> int:
    """Queues what was decided to be sent again, except in batches that a worker holds. Number of copies."""
    pending = select(DeliveryNote.mailing_id, DeliveryNote.contact_id).where(
        DeliveryNote.decision == Decision.REPEAT, DeliveryNote.repeated_at.is_(None)
    )
    if mailing_ids is not None:
        pending = pending.where(DeliveryNote.mailing_id.in_(mailing_ids))
    waiting: dict[int, set[int]] = {}
    for mailing_id, contact_id in session.execute(pending):
        waiting.setdefault(mailing_id, set()).add(contact_id)
    return sum(_queue_again(mailing_id, people) for mailing_id, people in waiting.items())


def _queue_again(mailing_id: int, people: set[int]) -> int:
    mailing = session.get_one(Mailing, mailing_id)
    batches = session.scalars(
        select(Batch)
        .where(
            Batch.mailing_id == mailing_id,
            Batch.lease_id.is_(None),
            Batch.states.contains(STATE_LETTERS[DeliveryState.UNKNOWN]),
        )
        .order_by(Batch.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    count = sum(_queue_in(batch, people) for batch in batches)
    if count:
        enqueue(SEND_TASK, mailing.lane.value, lane=mailing.lane)
    return count


def _queue_in(batch: Batch, people: set[int]) -> int:
    unknown, queued = (STATE_LETTERS[state] for state in (DeliveryState.UNKNOWN, DeliveryState.QUEUED))
    again = {
        contact_id
        for contact_id, letter in zip(batch.contact_ids, batch.states, strict=True)
        if letter == unknown and contact_id in people
    }
    if not again:
        return 0
    session.execute(
        update(DeliveryNote)
        .where(DeliveryNote.mailing_id == batch.mailing_id, DeliveryNote.contact_id == any_(id_array(again)))
        .values(state=DeliveryState.QUEUED, repeated_at=now(), next_try_at=None)
        .execution_options(synchronize_session=False)
    )
    batch.states = "".join(
        queued if contact_id in again else letter
        for contact_id, letter in zip(batch.contact_ids, batch.states, strict=True)
    )
    batch.is_open, batch.attempt = True, 0
    batch.due_at, batch.changed_at = AT_ONCE, now()
    session.flush()
    return len(again)
