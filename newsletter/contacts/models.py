from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, Sequence, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from newsletter.core.database import Base, enum_column

contact_ids = Sequence("contact_id_seq", metadata=Base.metadata)
"""Contacts and unconfirmed addresses draw from one sequence: the ledger names either by its number, and an address
keeps its number when it is confirmed."""


class Contact(Base):
    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(
        BigInteger, contact_ids, server_default=contact_ids.next_value(), primary_key=True
    )
    address: Mapped[str] = mapped_column(Text, doc="as mailed: local part as typed, domain as A-label")
    address_key: Mapped[str] = mapped_column(Text, unique=True, doc="casefolded, for matching")
    name: Mapped[str] = mapped_column(Text, server_default="")
    language: Mapped[str] = mapped_column(Text)
    token_version: Mapped[int] = mapped_column(server_default="0", doc="raised to make old links worthless")
    deadline_reminders: Mapped[bool] = mapped_column(
        server_default="true", doc="mailed at once when the digest would come after the last day"
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        Index(
            "ix_contact_address_key_prefix", "address_key", postgresql_ops={"address_key": "text_pattern_ops"}
        ),
    )


class UnconfirmedAddress(Base):
    """An address somebody typed into a form. Nothing is sent to it but the confirmation; goes after 14 days."""

    __tablename__ = "unconfirmed_address"

    id: Mapped[int] = mapped_column(
        BigInteger, contact_ids, server_default=contact_ids.next_value(), primary_key=True
    )
    address: Mapped[str] = mapped_column(Text)
    address_key: Mapped[str] = mapped_column(Text, index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class FormerAddress(Base):
    """An address a contact had until `until`, so that the ledger can name the one a mail went to."""

    __tablename__ = "former_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime] = mapped_column(server_default=func.now())


class SuppressionReason(StrEnum):
    HARD_BOUNCE = "hard_bounce"
    COMPLAINT = "complaint"
    LEFT_ALL = "left_all"
    STAFF = "staff"


class Suppression(Base):
    """While it stands (`lifted_at` is null) no mailing but an answer to the person's own action reaches the contact."""

    __tablename__ = "suppression"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    reason: Mapped[SuppressionReason] = mapped_column(enum_column(SuppressionReason))
    note: Mapped[str] = mapped_column(Text, server_default="")
    since: Mapped[datetime] = mapped_column(server_default=func.now())
    lifted_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_suppression_standing",
            "contact_id",
            "reason",
            unique=True,
            postgresql_where="lifted_at IS NULL",
        ),
    )
