from datetime import datetime
from enum import StrEnum

from sqlalchemy import DateTime, ForeignKey, Index, SmallInteger, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from newsletter.core.database import Base, enum_column


class NoticeKind(StrEnum):
    DEADLINE = "deadline"


class PlanState(StrEnum):
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    MISSED = "missed"


class NoticePlan(Base):
    """One notice of one event, planned once per rule and generation."""

    __tablename__ = "notice_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind] = mapped_column(enum_column(NoticeKind))
    days_before: Mapped[int] = mapped_column(SmallInteger, doc="rule: calendar days before the anchor")
    generation: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    anchor_local: Mapped[datetime] = mapped_column(
        DateTime(timezone=False), doc="the deadline this plan was made for"
    )
    due_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    due_at: Mapped[datetime]
    not_after: Mapped[datetime] = mapped_column(doc="the deadline, or 24 hours after due, whichever is first")
    state: Mapped[PlanState] = mapped_column(enum_column(PlanState), server_default=PlanState.PLANNED)
    reason: Mapped[str] = mapped_column(
        Text, server_default="", doc="why skipped, cancelled or missed: a key, not a sentence"
    )
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailing.id"))
    sent_by: Mapped[int | None] = mapped_column(doc="staff id when an editor sent it at once")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())

    __table_args__ = (
        UniqueConstraint("event_id", "kind", "days_before", "generation"),
        Index("ix_notice_plan_due", "due_at", postgresql_where="state = 'planned'"),
    )
