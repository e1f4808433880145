"""The states of a mailing after its start: pausing, going on, stopping for good, being done."""

import logging
from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import case, exists, func, literal, select, update
from sqlalchemy.exc import OperationalError

from newsletter.audit import service as audit
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.queue import enqueue
from newsletter.errors import NotFound, NotPossible
from newsletter.outbox import figures
from newsletter.outbox.models import (
    NO_REASON,
    OPEN_LETTERS,
    REASON_LETTERS,
    STATE_LETTERS,
    Batch,
    Decision,
    DeliveryNote,
    DeliveryState,
    Mailing,
    MailingState,
    Reason,
)
from newsletter.outbox.registry import producer

log = logging.getLogger(__name__)

SEND_TASK = "outbox.send"
UNDER_WAY = (MailingState.PREPARING, MailingState.SENDING, MailingState.PAUSED)
FINAL = (MailingState.CANCELLED, MailingState.COMPLETED, MailingState.FAILED)


def lock(mailing_id: int) -> Mailing:
    """The mailing as it is now, locked until the end of the transaction."""
    found = session.get(Mailing, mailing_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(_("There is no such mailing."))
    return found


def pause(mailing_id: int, actor_id: int | None) -> Mailing:
    """No further copy is begun after the next heartbeat, at most a second away. Pausing twice changes nothing."""
    mailing = lock(mailing_id)
    if mailing.state is MailingState.PAUSED:
        return mailing
    if mailing.state is not MailingState.SENDING:
        raise NotPossible(_("Only a mailing that is being sent can be paused."))
    mailing.state = MailingState.PAUSED
    audit.record("mailing.paused", actor_id=actor_id, subject=("mailing", mailing.id))
    return mailing


def pause_for_fault(mailing_id: int, fault: str) -> None:
    """Pauses because the server or our own code objects to the mailing; says why, and blames no recipient."""
    mailing = lock(mailing_id)
    if mailing.state is not MailingState.SENDING:
        return
    mailing.state = MailingState.PAUSED
    mailing.fault = fault
    log.error("mailing %s paused: %s", mailing_id, fault)
    audit.record("mailing.paused", subject=("mailing", mailing.id), fault=fault)


def note_fault(mailing_ids: Collection[int], fault: str) -> None:
    """Says at running mailings what stands in their way without stopping them, or with "" that nothing does any more."""
    session.execute(
        update(Mailing)
        .where(Mailing.id.in_(mailing_ids), Mailing.state == MailingState.SENDING)
        .values(fault=fault)
    )


def resume(mailing_id: int, actor_id: int | None) -> Mailing:
    """Goes on where it stopped; copies that were waiting for a later try are tried at once."""
    mailing = lock(mailing_id)
    if mailing.state is MailingState.SENDING:
        return mailing
    if mailing.state is not MailingState.PAUSED:
        raise NotPossible(_("Only a paused mailing can go on."))
    mailing.state = MailingState.SENDING
    mailing.fault = ""
    _make_due(mailing)
    audit.record("mailing.resumed", actor_id=actor_id, subject=("mailing", mailing.id))
    enqueue(SEND_TASK, mailing.lane.value, lane=mailing.lane)
    return mailing


def cancel(mailing_id: int, actor_id: int | None) -> Mailing:
    """Stops for good; copies that have not left are skipped. Those in a worker's hands follow within a second or two."""
    mailing = lock(mailing_id)
    if mailing.state is MailingState.CANCELLED:
        return mailing
    if mailing.state in FINAL:
        raise NotPossible(_("This mailing has ended already."))
    mailing.state = MailingState.CANCELLED
    mailing.finished_at = now()
    session.flush()
    skip_cancelled([mailing.id])
    audit.record("mailing.cancelled", actor_id=actor_id, subject=("mailing", mailing.id))
    producer(mailing.kind).finished(mailing)
    return mailing


def skip_cancelled(mailing_ids: Collection[int] | None = None) -> int:
    """Marks what is left of cancelled mailings as skipped, unless a worker holds it. Number of batches."""
    cancelled = select(Mailing.id).where(Mailing.state == MailingState.CANCELLED)
    if mailing_ids is not None:
        cancelled = cancelled.where(Mailing.id.in_(mailing_ids))
    skipped = STATE_LETTERS[DeliveryState.SKIPPED]
    letter = REASON_LETTERS[Reason.CANCELLED]
    place = (
        func.generate_series(1, func.length(Batch.states)).table_valued("place").render_derived(name="places")
    )
    was_open = func.strpos(OPEN_LETTERS, func.substr(Batch.states, place.c.place, 1)) > 0
    kept = func.coalesce(func.substr(Batch.reasons, place.c.place, 1), NO_REASON)
    reasons = (
        select(func.string_agg(case((was_open, letter), else_=kept), literal("")))
        .select_from(place)
        .correlate(Batch)
        .scalar_subquery()
    )
    done = session.execute(
        update(Batch)
        .where(Batch.mailing_id.in_(cancelled), Batch.is_open, Batch.lease_id.is_(None))
        .values(
            states=func.translate(Batch.states, OPEN_LETTERS, skipped * len(OPEN_LETTERS)),
            reasons=reasons,
            is_open=False,
            changed_at=now(),
        )
        .returning(Batch.id)
        .execution_options(synchronize_session=False)
    )
    return len(done.all())


def complete(mailing_ids: Collection[int] | None = None) -> list[int]:
    """Completes mailings of which every copy is settled; ids of those completed now.

    A room that cannot take the news keeps its own mailing open until the next sweep, and no other's.
    """
    statement = (
        select(Mailing)
        .where(
            Mailing.state == MailingState.SENDING,
            ~exists().where(Batch.mailing_id == Mailing.id, Batch.is_open),
            ~exists().where(  # decided, but not yet queued again
                DeliveryNote.mailing_id == Mailing.id,
                DeliveryNote.decision == Decision.REPEAT,
                DeliveryNote.repeated_at.is_(None),
            ),
        )
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if mailing_ids is not None:
        statement = statement.where(Mailing.id.in_(mailing_ids))
    done = []
    for mailing in session.scalars(statement).all():
        try:
            with session.begin_nested():
                _complete(mailing)
            done.append(mailing.id)
        except OperationalError:
            raise
        except Exception:
            log.exception("mailing %s cannot be completed", mailing.id)
    return done


def _complete(mailing: Mailing) -> None:
    mailing.state = MailingState.COMPLETED
    mailing.finished_at = now()
    mailing.fault = _imbalance(mailing)
    mailing.is_unbalanced = bool(mailing.fault)
    session.flush()
    producer(mailing.kind).finished(mailing)


def _imbalance(mailing: Mailing) -> str:
    """Empty, or what does not add up: then somebody was lost or counted twice, and nobody may overlook it."""
    counted = figures.figures(mailing.id)
    if counted.settled == mailing.queued and counted.excluded == mailing.excluded:
        return ""
    fault = _(
        "The figures do not add up: %(queued)s were to be mailed, but %(accepted)s accepted, %(refused)s refused, "
        "%(unknown)s unknown and %(skipped)s skipped make %(settled)s.",
        queued=mailing.queued,
        **{name: getattr(counted, name) for name in ("accepted", "refused", "unknown", "skipped", "settled")},
    )
    log.critical("mailing %s: %s", mailing.id, fault)
    return str(fault)


def _make_due(mailing: Mailing) -> None:
    session.execute(
        update(Batch).where(Batch.mailing_id == mailing.id, Batch.is_open).values(due_at=now(), attempt=0)
    )
    session.execute(
        update(DeliveryNote)
        .where(DeliveryNote.mailing_id == mailing.id, DeliveryNote.state == DeliveryState.DEFERRED)
        .values(next_try_at=now())
    )
