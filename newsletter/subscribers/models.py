from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from newsletter.core.database import Base, enum_column


class TopicKind(StrEnum):
    THEME = "theme"
    NEWSLETTER = "newsletter"
    PROJECT = "project"
    SERIES = "series"


class LegalBasis(StrEnum):
    """GDPR article 6(1) a and e."""

    CONSENT = "consent"
    PUBLIC_TASK = "public_task"


class Topic(Base):
    """What one may follow. A subscription is to exactly this topic; a parent only gathers its children in forms."""

    __tablename__ = "topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[TopicKind] = mapped_column(enum_column(TopicKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    position: Mapped[int] = mapped_column(Integer, server_default="0")
    texts: Mapped[dict[str, Any]] = mapped_column(
        JSONB,
        doc="{language: {title, description, purpose, aim, audience}}; title and purpose in at least one language",
    )
    first_year: Mapped[int | None] = mapped_column(SmallInteger, doc="of a project or series")
    last_year: Mapped[int | None] = mapped_column(SmallInteger)
    contact_name: Mapped[str] = mapped_column(Text, server_default="")
    contact_email: Mapped[str] = mapped_column(Text, server_default="")
    contact_phone: Mapped[str] = mapped_column(Text, server_default="")
    responsible: Mapped[str] = mapped_column(
        Text, server_default="", doc="controller, shown at sign-up (GDPR art. 13)"
    )
    legal_basis: Mapped[LegalBasis] = mapped_column(
        enum_column(LegalBasis), server_default=LegalBasis.CONSENT
    )
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("sender.id"))
    is_public: Mapped[bool] = mapped_column(server_default="true", doc="offered in the sign-up form")
    archived_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(server_default="1")

    __table_args__ = (CheckConstraint("last_year >= first_year", name="years_in_order"),)


class SubscriptionState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class Frequency(StrEnum):
    IMMEDIATE = "immediate"
    DAILY = "daily"
    WEEKLY = "weekly"


class Subscription(Base):
    """Present state of contact x topic; `SubscriptionChange` holds how it came about."""

    __tablename__ = "subscription"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    state: Mapped[SubscriptionState] = mapped_column(enum_column(SubscriptionState))
    frequency: Mapped[Frequency] = mapped_column(enum_column(Frequency))
    paused_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        UniqueConstraint("contact_id", "topic_id"),
        Index("ix_subscription_topic", "topic_id", "contact_id", postgresql_include=["state"]),
    )


class Role(StrEnum):
    POLITICIAN = "politician"
    MANAGER = "manager"
    PRACTITIONER = "practitioner"
    RESEARCHER = "researcher"
    OTHER = "other"


class Profile(Base):
    """What a subscriber told of their own accord, so as to be spared what is meant for others. No row: nothing told."""

    __tablename__ = "subscriber_profile"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    region: Mapped[str] = mapped_column(Text, server_default="", doc="ISO 3166-2, see core.regions")
    municipality: Mapped[str] = mapped_column(Text, server_default="", doc="as typed")
    municipality_key: Mapped[str] = mapped_column(Text, server_default="", doc="for matching")
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}", doc="values of Role")


class ChangeReason(StrEnum):
    SIGN_UP = "sign_up"
    PREFERENCES = "preferences"
    ONE_CLICK = "one_click"
    LEFT_ALL = "left_all"
    UNDONE = "undone"
    STAFF = "staff"
    IMPORT = "import"


class SubscriptionChange(Base):
    """Append only: every change of a subscription, with its reason."""

    __tablename__ = "subscription_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    state: Mapped[SubscriptionState] = mapped_column(enum_column(SubscriptionState))
    frequency: Mapped[Frequency] = mapped_column(enum_column(Frequency))
    reason: Mapped[ChangeReason] = mapped_column(enum_column(ChangeReason))
    note: Mapped[str] = mapped_column(Text, server_default="", doc="why, in the words of staff")
    staff_id: Mapped[int | None]
    mailing_id: Mapped[int | None] = mapped_column(doc="the mailing whose link was used")
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class ConsentMethod(StrEnum):
    FORM = "form"
    STAFF = "staff"
    IMPORT = "import"


class ConsentRecord(Base):
    """Proof under GDPR art. 7(1); append only."""

    __tablename__ = "consent_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    event_id: Mapped[int | None] = mapped_column(
        doc="in place of a topic: the event somebody asked to hear of; outlives it"
    )
    method: Mapped[ConsentMethod] = mapped_column(enum_column(ConsentMethod))
    basis: Mapped[str] = mapped_column(Text, server_default="", doc="stated by staff or import")
    wording: Mapped[str] = mapped_column(Text, doc="the sentence the person saw, whole")
    wording_version: Mapped[str] = mapped_column(Text, doc="first 12 hex digits of the wording's SHA-256")
    language: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text, doc="path of the page, or the document of an import")
    staff_id: Mapped[int | None]
    requested_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("num_nonnulls(topic_id, event_id) = 1", name="about_one"),)


class SignUp(Base):
    """A wish not yet confirmed; goes 14 days after it was made. One without topics is a wish that another room keeps."""

    __tablename__ = "signup"

    id: Mapped[int] = mapped_column(primary_key=True)
    unconfirmed_address_id: Mapped[int] = mapped_column(
        ForeignKey("unconfirmed_address.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text, server_default="")
    language: Mapped[str] = mapped_column(Text, doc="the one to mail in")
    wordings: Mapped[dict[str, Any]] = mapped_column(
        JSONB, doc="{topic id: what the person saw about it}: the wish itself"
    )
    wording_language: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    requested_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None] = mapped_column(doc="“it was not me”")


class ConfirmationCount(Base):
    """Mails sent on request of the public, per keyed hash of the address: decides the cool-down, holds no address."""

    __tablename__ = "confirmation_count"

    id: Mapped[int] = mapped_column(primary_key=True)
    address_hash: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    is_pending: Mapped[bool] = mapped_column(server_default="true", doc="false once any was confirmed")

    __table_args__ = (Index("ix_confirmation_count_address", "address_hash", "at"),)
