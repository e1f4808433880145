"""Tables of digests: when the last one was made, what it gathered, who is about to get it."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from newsletter.core.database import Base, enum_column
from newsletter.subscribers.models import Frequency


class DigestClock(Base):
    """One row per frequency, locked while its digest is made: no news falls between two digests or into both."""

    __tablename__ = "digest_clock"

    frequency: Mapped[Frequency] = mapped_column(enum_column(Frequency), primary_key=True)
    upto: Mapped[datetime] = mapped_column(
        doc="the end of the last digest's time, where the next one's begins"
    )
    counted_from: Mapped[datetime] = mapped_column(
        doc="times of digests up to here are done with; moves on when an editor sets another day"
    )


class Digest(Base):
    """One digest for everybody who gets it: the news of (since, upto]."""

    __tablename__ = "digest"

    id: Mapped[int] = mapped_column(primary_key=True)
    frequency: Mapped[Frequency] = mapped_column(enum_column(Frequency))
    due_at: Mapped[datetime] = mapped_column(doc="when it was to leave; `upto` is when it was gathered")
    since: Mapped[datetime]
    upto: Mapped[datetime]
    people: Mapped[int] = mapped_column(server_default="0", doc="how many had news")
    without_news: Mapped[int] = mapped_column(server_default="0", doc="how many had none and got no mail")
    rounds: Mapped[int] = mapped_column(
        SmallInteger, server_default="1", doc="times its readers were gathered"
    )
    settled_at: Mapped[datetime | None] = mapped_column(doc="when nobody was left to be mailed")

    __table_args__ = (
        CheckConstraint("since <= upto", name="time_goes_on"),
        Index("ix_digest_frequency", "frequency", "due_at"),
        Index("ix_digest_open", "id", postgresql_where="settled_at IS NULL"),
    )


class DigestPlan(Base):
    """A notice stands in one digest of each frequency, whatever happens to clocks and transactions."""

    __tablename__ = "digest_plan"

    frequency: Mapped[Frequency] = mapped_column(enum_column(Frequency), primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("notice_plan.id", ondelete="CASCADE"), primary_key=True)
    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id", ondelete="CASCADE"))

    __table_args__ = (
        Index("ix_digest_plan_digest_id", "digest_id"),
        Index("ix_digest_plan_plan_id", "plan_id"),
    )


class DigestReader(Base):
    """Who is about to get which news; goes when the digest is settled, `outbox.told` keeps what was told."""

    __tablename__ = "digest_reader"

    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id", ondelete="CASCADE"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    plan_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), doc="in ascending order")
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))

    __table_args__ = (
        Index("ix_digest_reader_contact_id", "contact_id"),
        Index("ix_digest_reader_mailing_id", "mailing_id"),
    )
