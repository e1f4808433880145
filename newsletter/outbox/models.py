from datetime import UTC, datetime
from enum import StrEnum
from string import ascii_lowercase
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    func,
    text,
)
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
    """What became of one mailing for one contact. In `batch.states` each is one letter, see `STATE_LETTERS`."""

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    EXCLUDED = "excluded"


STATE_LETTERS = dict(zip(DeliveryState, "qsadrukx", strict=True))
STATE_OF_LETTER = {letter: state for state, letter in STATE_LETTERS.items()}
TRANSITIONS: dict[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.QUEUED: frozenset({DeliveryState.SENDING, DeliveryState.SKIPPED}),
    DeliveryState.SENDING: frozenset(DeliveryState) - {DeliveryState.SENDING, DeliveryState.EXCLUDED},
    DeliveryState.DEFERRED: frozenset({DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.SKIPPED}),
    DeliveryState.UNKNOWN: frozenset({DeliveryState.QUEUED}),
    DeliveryState.ACCEPTED: frozenset(),
    DeliveryState.REFUSED: frozenset(),
    DeliveryState.SKIPPED: frozenset(),
    DeliveryState.EXCLUDED: frozenset(),
}
"""Every change a delivery may make from one commit to the next. A trigger on `batch` holds the same table: nothing
leaves before it is marked as being sent, what has ended stays as it is, and an unknown copy is queued again only after
a person's decision, once."""

OPEN_LETTERS = "".join(
    STATE_LETTERS[state] for state in TRANSITIONS if DeliveryState.SKIPPED in TRANSITIONS[state]
)
"""States from which a copy may still be sent."""


class Reason(StrEnum):
    """Why somebody among the candidates is not mailed; in `batch.reasons` one letter each, see `REASON_LETTERS`.

    Order matters: append only, the letters are stored.
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
    TOO_LATE = "too_late"
    REMINDERS_OFF = "reminders_off"
    OUTSIDE_TARGET_GROUP = "outside_target_group"


REASON_LETTERS = dict(zip(Reason, ascii_lowercase, strict=False))
REASON_OF_LETTER = {letter: reason for reason, letter in REASON_LETTERS.items()}
NO_REASON = "."


class OnUnknown(StrEnum):
    """What happens to a copy whose connection died between the final dot and the reply (RFC 5321 section 6.1)."""

    REPEAT = "repeat"
    ASK = "ask"


class Decision(StrEnum):
    """What a person makes of a copy whose reply was lost."""

    REPEAT = "repeat"
    LEAVE = "leave"


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
    hours_only: Mapped[bool] = mapped_column(
        server_default="false", doc="starts and goes on in working hours only"
    )
    on_unknown: Mapped[OnUnknown] = mapped_column(enum_column(OnUnknown))
    candidates: Mapped[int | None]
    queued: Mapped[int | None]
    excluded: Mapped[int | None]
    created_by: Mapped[int | None] = mapped_column(doc="staff id")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(Text, server_default="", doc="why it failed or paused, for the editor")
    is_unbalanced: Mapped[bool] = mapped_column(
        server_default="false",
        doc="ended with other figures than it began with: somebody was lost or counted twice",
    )

    __table_args__ = (
        CheckConstraint("candidates IS NULL OR candidates = queued + excluded", name="balanced"),
        Index("ix_mailing_due", "start_at", postgresql_where=text("state IN ('scheduled', 'preparing')")),
        Index("ix_mailing_sending", "lane", "priority", "id", postgresql_where=text("state = 'sending'")),
        # Those with more than one candidate are few, and asked one by one when a person's mail is listed.
        Index("ix_mailing_of_many", "id", postgresql_where=text("candidates > 1")),
        Index("ix_mailing_subject", "kind", "subject_id"),
        Index("ix_mailing_unbalanced", "id", postgresql_where=text("is_unbalanced")),
    )


class MailingForm(Base):
    __tablename__ = "mailing_form"

    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(Text, primary_key=True)
    form_hash: Mapped[str] = mapped_column(ForeignKey("form.hash"))


AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""When a batch is due that waits for nothing. The present time would do, until somebody sets the clock back by an hour."""


class Batch(Base):
    """Up to 500 recipients of one mailing in one language: sorted contact ids and a letter of state for each.

    A row per person would cost thirty times the space and five times the work. Excluded candidates are batches too:
    closed from the start and without a form.
    """

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    form_hash: Mapped[str | None] = mapped_column(ForeignKey("form.hash"), doc="null for the excluded")
    lane: Mapped[Lane] = mapped_column(enum_column(Lane))
    low_id: Mapped[int] = mapped_column(doc="lowest contact id")
    high_id: Mapped[int] = mapped_column(doc="highest contact id")
    contact_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    states: Mapped[str] = mapped_column(Text, doc="one of STATE_LETTERS for each contact, in the same order")
    reasons: Mapped[str | None] = mapped_column(
        Text, doc="one of REASON_LETTERS or NO_REASON for each: why excluded or skipped"
    )
    bits: Mapped[bytes | None] = mapped_column(
        LargeBinary, doc="one byte each: conditional segments that are in"
    )
    values: Mapped[dict[str, Any] | None] = mapped_column(
        JSONB(none_as_null=True), doc="{contact id: {slot: value}} that cannot be derived"
    )
    is_open: Mapped[bool] = mapped_column(server_default="true", doc="holds copies that are still to be sent")
    due_at: Mapped[datetime] = mapped_column(doc="not before; `AT_ONCE`, or the next try of what was put off")
    lease_id: Mapped[str | None] = mapped_column(
        Text, doc="the worker's hold on it, named anew at each claim"
    )
    lease_until: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(
        SmallInteger, server_default="0", doc="claims in a row without a result"
    )
    breaks: Mapped[int] = mapped_column(
        SmallInteger, server_default="0", doc="how many workers have broken down over it"
    )
    changed_at: Mapped[datetime | None] = mapped_column(doc="last time a state changed")

    __table_args__ = (
        CheckConstraint("length(states) = cardinality(contact_ids)", name="state_each"),
        CheckConstraint("translate(states, 'qsadrukx', '') = ''", name="known_states"),
        CheckConstraint("is_open = (translate(states, 'qsd', '') <> states)", name="open_while_unsettled"),
        CheckConstraint(
            "form_hash IS NOT NULL OR translate(states, 'x', '') = ''", name="form_unless_excluded"
        ),
        Index("ix_batch_suspect", "lane", "id", postgresql_where=text("is_open AND breaks >= 2")),
        Index("ix_batch_open", "mailing_id", "id", postgresql_where=text("is_open")),
        Index("ix_batch_leased", "lease_until", postgresql_where=text("lease_id IS NOT NULL")),
        Index("ix_batch_person", "mailing_id", "form_hash", "low_id"),
        Index("ix_batch_alone", "low_id", postgresql_where=text("low_id = high_id")),
    )


class DeliveryNote(Base):
    """A row of its own for what needs words: deferred, refused, unknown; later bounces and complaints."""

    __tablename__ = "delivery_note"

    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[DeliveryState] = mapped_column(enum_column(DeliveryState))
    code: Mapped[str] = mapped_column(Text, server_default="", doc="reply and enhanced code: 550 5.1.1")
    said: Mapped[str] = mapped_column(
        Text, server_default="", doc="what the server said, at most 500 characters"
    )
    tries: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    next_try_at: Mapped[datetime | None]
    reply_lost_at: Mapped[datetime | None] = mapped_column(
        doc="the connection died between final dot and reply; such a copy is repeated once at most"
    )
    since: Mapped[datetime] = mapped_column(server_default=func.now(), doc="the first trouble")
    at: Mapped[datetime] = mapped_column(server_default=func.now(), doc="the latest")

    decision: Mapped[Decision | None] = mapped_column(enum_column(Decision))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(doc="staff id")
    repeated_at: Mapped[datetime | None] = mapped_column(
        doc="queued again as decided; a trigger lets that happen once"
    )

    __table_args__ = (
        Index("ix_delivery_note_contact_id", "contact_id"),
        Index(
            "ix_delivery_note_to_repeat",
            "mailing_id",
            postgresql_where=text("decision = 'repeat' AND repeated_at IS NULL"),
        ),
    )


class SendEpoch(Base):
    """One row that grows with every lease. A database in which it is lower than in the data folder is a restored one."""

    __tablename__ = "send_epoch"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    line: Mapped[str] = mapped_column(Text, doc="tells this ledger from another that was used before")
    number: Mapped[int] = mapped_column(server_default="0")
    seen: Mapped[int] = mapped_column(server_default="0", doc="the highest number found elsewhere")
    held_at: Mapped[datetime | None] = mapped_column(doc="since when nothing is sent")

    __table_args__ = (CheckConstraint("id = 1", name="single"),)


class Purpose(StrEnum):
    NEW = "new"
    OPENS = "opens"
    DEADLINE = "deadline"
    LAST_SEATS = "last_seats"
    EXTENDED = "extended"
    EARLIER = "earlier"
    PRACTICAL = "practical"
    REMINDER = "reminder"
    CHANGED = "changed"
    POSTPONED = "postponed"
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

    __table_args__ = (
        Index("ix_told_person_event", "event_id", "purpose", "contact_id"),
        Index("ix_told_person_mailing_id", "mailing_id"),
    )


class ToldMailing(Base):
    """A mailing mentions an event: being in its batches is being told."""

    __tablename__ = "told_mailing"

    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose), primary_key=True)
    generation: Mapped[int] = mapped_column(SmallInteger, server_default="1")
