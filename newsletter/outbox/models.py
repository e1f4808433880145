from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from newsletter.core.database import Base, enum_column
from newsletter.core.queue import Lane


class MailingState(StrEnum):
    SCHEDULED = "scheduled"
    PREPARING = "preparing"
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    FAILED = "failed"


class DeliveryState(StrEnum):
    """What became of one mailing for one contact. In `batch.states` each is one byte, see `STATE_BYTES`."""

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    EXCLUDED = "excluded"


STATE_BYTES = {state: number for number, state in enumerate(DeliveryState)}


class Reason(StrEnum):
    """Why somebody among the candidates is not mailed; in `batch.reasons` one byte each, see `REASON_BYTES`.

    Order matters: append only, the bytes are stored.
    """

    PENDING = "pending"
    ENDED = "ended"
    PAUSED = "paused"
    SUPPRESSED = "suppressed"
    COMPLAINED = "complained"
    OUTSIDE_SEGMENT = "outside_segment"
    DIGEST_INSTEAD = "digest_instead"
    REGISTERED = "registered"
    MARKED = "marked"
    TOLD_ALREADY = "told_already"
    CAP = "cap"
    ADDRESS_NOT_SERVABLE = "address_not_servable"
    ERASED = "erased"
    CANCELLED = "cancelled"


REASON_BYTES = {reason: number for number, reason in enumerate(Reason, start=1)}


class OnUnknown(StrEnum):
    """What happens to a copy whose connection died between the final dot and the reply (RFC 5321 section 6.1)."""

    REPEAT = "repeat"
    ASK = "ask"


class StoredForm(Base):
    """A compiled letter in one language, shared by all mailings that need the same one."""

    __tablename__ = "form"

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    template: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Mailing(Base):
    """What the outbox sends: an issue, a notice run, or one transactional mail."""

    __tablename__ = "mailing"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Text, doc="key of the producer in newsletter.app")
    lane: Mapped[Lane] = mapped_column(enum_column(Lane))
    priority: Mapped[int] = mapped_column(
        SmallInteger, server_default="5", doc="lower goes first inside a lane"
    )
    subject_id: Mapped[int | None] = mapped_column(doc="id of the issue or notice plan it carries")
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    state: Mapped[MailingState] = mapped_column(
        enum_column(MailingState), server_default=MailingState.SCHEDULED
    )
    start_at: Mapped[datetime] = mapped_column(
        doc="first message not before this instant, regret window included"
    )
    not_after: Mapped[datetime | None]
    on_unknown: Mapped[OnUnknown] = mapped_column(enum_column(OnUnknown))
    candidates: Mapped[int | None]
    queued: Mapped[int | None]
    excluded: Mapped[int | None]
    created_by: Mapped[int | None] = mapped_column(doc="staff id")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(Text, server_default="", doc="why it failed or paused, for the editor")

    __table_args__ = (
        CheckConstraint("candidates IS NULL OR candidates = queued + excluded", name="balanced"),
        Index("ix_mailing_due", "start_at", postgresql_where="state = 'scheduled'"),
        Index("ix_mailing_subject", "kind", "subject_id"),
    )


class MailingForm(Base):
    __tablename__ = "mailing_form"

    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(Text, primary_key=True)
    form_hash: Mapped[str] = mapped_column(ForeignKey("form.hash"))


class Batch(Base):
    """Up to 500 recipients of one mailing in one language: sorted contact ids and a state byte for each.

    Excluded candidates are batches too (`is_open` false from the start, a reason byte each).
    """

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    form_hash: Mapped[str | None] = mapped_column(ForeignKey("form.hash"))
    lane: Mapped[Lane] = mapped_column(enum_column(Lane))
    low_id: Mapped[int] = mapped_column(doc="lowest contact id")
    contact_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    states: Mapped[bytes] = mapped_column(LargeBinary)
    reasons: Mapped[bytes | None] = mapped_column(LargeBinary)
    bits: Mapped[bytes | None] = mapped_column(
        LargeBinary, doc="one byte each: conditional segments that are in"
    )
    values: Mapped[dict[str, Any] | None] = mapped_column(
        JSONB, doc="{contact id: {slot: value}} that cannot be derived"
    )
    is_open: Mapped[bool] = mapped_column(server_default="true", doc="holds copies that are still to be sent")
    due_at: Mapped[datetime] = mapped_column(doc="next try; moves on when copies are deferred")
    lease_id: Mapped[str | None] = mapped_column(Text)
    lease_until: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(SmallInteger, server_default="0")

    __table_args__ = (
        Index("ix_batch_open", "lane", "due_at", postgresql_where="is_open"),
        Index("ix_batch_person", "mailing_id", "low_id"),
    )


class DeliveryNote(Base):
    """A row of its own for what needs words: deferred, refused, unknown, skipped; later bounces and complaints."""

    __tablename__ = "delivery_note"

    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[DeliveryState] = mapped_column(enum_column(DeliveryState))
    reason: Mapped[Reason | None] = mapped_column(enum_column(Reason))
    code: Mapped[str] = mapped_column(Text, server_default="", doc="reply and enhanced code: 550 5.1.1")
    text: Mapped[str] = mapped_column(
        Text, server_default="", doc="what the server said, at most 500 characters"
    )
    tries: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    next_try_at: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("ix_delivery_note_contact_id", "contact_id"),)


class Purpose(StrEnum):
    NEW = "new"
    OPENS = "opens"
    DEADLINE = "deadline"
    LAST_SEATS = "last_seats"
    EXTENDED = "extended"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    MATERIAL = "material"
    EVALUATION = "evaluation"


class ToldPerson(Base):
    """A contact was told of an event for a purpose; written by the fan-out statement, before anything is sent."""

    __tablename__ = "told_person"

    contact_id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose), primary_key=True)
    generation: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    step: Mapped[str] = mapped_column(
        Text, primary_key=True, server_default="", doc="7d, 1d: notices that may each be told"
    )
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))


class ToldMailing(Base):
    """A mailing mentions an event: being in its batches is being told."""

    __tablename__ = "told_mailing"

    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose), primary_key=True)
    generation: Mapped[int] = mapped_column(SmallInteger, server_default="1")
