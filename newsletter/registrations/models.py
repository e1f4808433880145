from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from newsletter.core.database import Base, enum_column
from newsletter.core.sealed import SealedAnswers


class MarkKind(StrEnum):
    REGISTERED_ELSEWHERE = "registered_elsewhere"
    NOT_INTERESTED = "not_interested"
    INTERESTED = "interested"
    MATERIALS_ONLY = "materials_only"


class EventMark(Base):
    """What a person says of an event without registering; one each, a later press replaces the earlier one."""

    __tablename__ = "event_mark"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[MarkKind] = mapped_column(enum_column(MarkKind))
    mailing_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class MarkWish(Base):
    """A mark asked for on the event's page; it stands once the sign-up it hangs on is confirmed, and goes with it."""

    __tablename__ = "mark_wish"

    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    kind: Mapped[MarkKind] = mapped_column(enum_column(MarkKind))
    wording: Mapped[str] = mapped_column(
        Text, doc="what the person read above the button, for the consent record"
    )


class RegistrationState(StrEnum):
    UNCONFIRMED = "unconfirmed"
    RECEIVED = "received"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    DECLINED = "declined"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    NO_SHOW = "no_show"


class EndReason(StrEnum):
    """Why a registration is cancelled."""

    GIVEN_UP = "given_up"
    LEFT_LIST = "left_list"
    OFFER_DECLINED = "offer_declined"
    OFFER_EXPIRED = "offer_expired"
    NOT_CONFIRMED = "not_confirmed"
    TRANSFERRED = "transferred"
    BY_STAFF = "by_staff"


class AttendAs(StrEnum):
    PHYSICAL = "physical"
    ONLINE = "online"


class Source(StrEnum):
    BUILTIN = "builtin"
    IMPORT = "import"
    MANUAL = "manual"
    EXTERNAL_CLAIM = "external_claim"


class Registration(Base):
    """One person's registration for one event. Who registers again after giving up gets a new row."""

    __tablename__ = "registration"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text, server_default="")
    title: Mapped[str] = mapped_column(Text, server_default="")
    affiliation: Mapped[str] = mapped_column(Text, server_default="", doc="workplace, as typed")
    municipality: Mapped[str] = mapped_column(Text, server_default="")
    unit: Mapped[str] = mapped_column(Text, server_default="")
    state: Mapped[RegistrationState] = mapped_column(enum_column(RegistrationState))
    state_since: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_because: Mapped[EndReason | None] = mapped_column(enum_column(EndReason))
    attend_as: Mapped[AttendAs] = mapped_column(enum_column(AttendAs), server_default=AttendAs.PHYSICAL)
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())
    position: Mapped[int | None] = mapped_column(
        doc="order on the waiting list, with gaps; null for those who hold a place or need none"
    )
    rank: Mapped[int | None] = mapped_column(
        SmallInteger, doc="the workplace's own order of its people, 1 first, for sharing out places"
    )
    offer_expires_at: Mapped[datetime | None]
    confirm_by: Mapped[datetime | None] = mapped_column(doc="until when an unconfirmed one holds its place")
    is_late: Mapped[bool] = mapped_column(server_default="false", doc="came after the deadline")
    group_id: Mapped[int | None] = mapped_column(doc="the first registration of those made in one go")
    registered_by: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"))
    language: Mapped[str] = mapped_column(Text)
    answers: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default="{}", doc="{key of the question: text, or a list of chosen ones}"
    )
    sensitive_answers: Mapped[dict[str, Any]] = mapped_column(
        SealedAnswers, nullable=True, doc="the same for sensitive questions, sealed and kept shorter"
    )
    source: Mapped[Source] = mapped_column(enum_column(Source), server_default=Source.BUILTIN)
    erased_at: Mapped[datetime | None] = mapped_column(
        doc="name and answers are gone; only the count is left"
    )

    __table_args__ = (
        Index(
            "ix_registration_standing",
            "event_id",
            "contact_id",
            unique=True,
            postgresql_where="state NOT IN ('cancelled', 'rejected')",
        ),
        Index("ix_registration_event_state", "event_id", "state", "attend_as"),
        Index(
            "ix_registration_waiting",
            "event_id",
            "position",
            unique=True,
            postgresql_where="state = 'waitlisted'",
        ),
        Index(
            "ix_registration_due",
            "offer_expires_at",
            "confirm_by",
            postgresql_where="state IN ('offered', 'unconfirmed')",
        ),
        CheckConstraint("state <> 'waitlisted' OR position IS NOT NULL", name="waits_in_order"),
        CheckConstraint("state <> 'offered' OR offer_expires_at IS NOT NULL", name="offer_expires"),
        CheckConstraint("state <> 'unconfirmed' OR confirm_by IS NOT NULL", name="unconfirmed_until"),
        CheckConstraint("(state = 'cancelled') = (ended_because IS NOT NULL)", name="end_has_reason"),
    )


class Desk(Base):
    """One row per event that takes registrations here: whoever counts places locks it first."""

    __tablename__ = "registration_desk"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    last_position: Mapped[int] = mapped_column(server_default="0")
    late_link_number: Mapped[int] = mapped_column(
        server_default="0", doc="raised to make late links that were given out worthless"
    )
    allocated_at: Mapped[datetime | None] = mapped_column(
        doc="when places were shared out, if not by arrival"
    )
    practical_sent_at: Mapped[datetime | None] = mapped_column(
        doc="from then on receipts carry the practical part at once"
    )


class ParticipantList(Base):
    """A list of participants that somebody else keeps was read; people on it are registrations of source `import`."""

    __tablename__ = "participant_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    staff_id: Mapped[int | None]
    people: Mapped[int] = mapped_column(doc="addresses on the list, each counted once")
    known: Mapped[int] = mapped_column(doc="of them contacts of ours")
    refused: Mapped[int] = mapped_column(doc="lines without a usable address")


class AllocationDecision(Base):
    """Who shared out places, by which rule, from which wishes, and with what result: public decisions are explained."""

    __tablename__ = "allocation_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    staff_id: Mapped[int | None]
    rule: Mapped[dict[str, Any]] = mapped_column(JSONB, doc="{places, cap, ...} as it stood")
    outcomes: Mapped[list[Any]] = mapped_column(
        JSONB, doc="[{registration, organisation, received_at, rank, granted, why, turn}], without names"
    )
