"""What other rooms ask of the outbox."""

from collections.abc import Mapping

from sqlalchemy import select

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.queue import enqueue
from newsletter.outbox import forms
from newsletter.outbox.control import SEND_TASK, cancel, pause, resume
from newsletter.outbox.decisions import count_undecided, leave, lost_replies, send_again, why_not_again
from newsletter.outbox.epoch import held_since
from newsletter.outbox.fanout import AudienceCounts, preview
from newsletter.outbox.figures import (
    Delivery,
    Figures,
    deliveries_of,
    delivery,
    exceptions,
    figures,
    reasons,
    unbalanced,
)
from newsletter.outbox.hours import waits_until
from newsletter.outbox.look import organisation_look
from newsletter.outbox.models import (
    AT_ONCE,
    STATE_LETTERS,
    Batch,
    DeliveryState,
    Mailing,
    MailingForm,
    MailingState,
)
from newsletter.outbox.producer import NewMailing
from newsletter.outbox.registry import producer
from newsletter.outbox.told import already_told
from newsletter.rendering.form import Form
from newsletter.rendering.letter import Letter

__all__ = [
    "AudienceCounts",
    "Delivery",
    "Figures",
    "already_told",
    "cancel",
    "count_undecided",
    "create",
    "deliveries_of",
    "delivery",
    "exceptions",
    "figures",
    "form_of",
    "held_since",
    "leave",
    "lost_replies",
    "organisation_look",
    "pause",
    "post",
    "preview_audience",
    "reasons",
    "resume",
    "send_again",
    "unbalanced",
    "waits_until",
    "why_not_again",
]


def create(new: NewMailing) -> Mailing:
    """A mailing to many, which beat starts at its time. Part of the caller's transaction."""
    source = producer(new.kind)
    mailing = Mailing(
        kind=new.kind,
        lane=source.lane,
        on_unknown=new.on_unknown or source.on_unknown,
        priority=new.priority,
        subject_id=new.subject_id,
        parameters=dict(new.parameters),
        state=MailingState.SCHEDULED,
        start_at=new.start_at or now(),
        not_after=new.not_after,
        hours_only=new.hours_only,
        created_by=new.created_by,
        created_at=now(),
        fault="",
    )
    session.add(mailing)
    session.flush()
    return mailing


def post(
    kind: str,
    *,
    contact_id: int,
    letter: Letter,
    values: Mapping[str, str] | None = None,
    subject_id: int | None = None,
) -> Mailing:
    """Mail to one person who waits for it: leaves within a second of the commit.

    Part of the caller's transaction. `contact_id` may be that of an unconfirmed address. `values` are those of the
    letter's slots that do not follow from mailing and contact.
    """
    source = producer(kind)
    moment = now()
    mailing = Mailing(
        kind=kind,
        lane=source.lane,
        on_unknown=source.on_unknown,
        subject_id=subject_id,
        parameters={},
        state=MailingState.SENDING,
        start_at=moment,
        started_at=moment,
        created_at=moment,
        candidates=1,
        queued=1,
        excluded=0,
        hours_only=False,
        fault="",
    )
    session.add(mailing)
    session.flush()
    session.add(
        Batch(
            mailing_id=mailing.id,
            form_hash=forms.keep_letter(letter),
            lane=source.lane,
            low_id=contact_id,
            high_id=contact_id,
            contact_ids=[contact_id],
            states=STATE_LETTERS[DeliveryState.QUEUED],
            values={str(contact_id): dict(values)} if values else None,
            due_at=AT_ONCE,
        )
    )
    session.flush()
    enqueue(SEND_TASK, mailing.lane.value, lane=mailing.lane)
    return mailing


def preview_audience(mailing: Mailing) -> AudienceCounts:
    """Who would get a mailing, in which language, and why others would not. The mailing need not be stored."""
    return preview(mailing, producer(mailing.kind))


def form_of(mailing_id: int, language: str) -> Form | None:
    """The letter as sent in a language, for those who want to read it on the web."""
    name = session.scalar(
        select(MailingForm.form_hash).where(
            MailingForm.mailing_id == mailing_id, MailingForm.language == language
        )
    )
    return forms.load(name) if name else None
