from datetime import datetime
from enum import StrEnum

from sqlalchemy import DateTime, ForeignKey, Index, SmallInteger, UniqueConstraint, func
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


class PlanReason(StrEnum):
    """Why a notice was skipped, dropped or missed."""

    NONE = ""
    NOT_PUBLISHED = "not_published"
    EVENT_CANCELLED = "event_cancelled"
    EVENT_POSTPONED = "event_postponed"
    NO_DEADLINE = "no_deadline"
    DEADLINE_PASSED = "deadline_passed"
    TOO_LATE_TO_PLAN = "too_late_to_plan"
    RECENTLY_TOLD = "recently_told"
    NOT_OPEN_YET = "not_open_yet"
    NOT_SENT_IN_TIME = "not_sent_in_time"
    STOPPED = "stopped"
    FAILED = "failed"


class NoticePlan(Base):
    """One notice of one event, planned once per rule and generation."""

    __tablename__ = "notice_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind] = mapped_column(enum_column(NoticeKind))
    days_before: Mapped[int] = mapped_column(SmallInteger, doc="rule: calendar days before the anchor")
    generation: Mapped[int] = mapped_column(
        SmallInteger, server_default="1", doc="+1 when it was sent and the anchor moves later"
    )
    anchor: Mapped[datetime] = mapped_column(doc="the deadline this plan was made for: the event's instant")
    due_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    due_at: Mapped[datetime]
    not_after: Mapped[datetime] = mapped_column(doc="the deadline, or 24 hours after due, whichever is first")
    state: Mapped[PlanState] = mapped_column(enum_column(PlanState), server_default=PlanState.PLANNED)
    reason: Mapped[PlanReason] = mapped_column(enum_column(PlanReason), server_default="")
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailing.id"))
    sent_at: Mapped[datetime | None] = mapped_column(doc="when it was handed to the outbox")
    sent_by: Mapped[int | None] = mapped_column(doc="staff id when an editor sent it at once")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())

    __table_args__ = (
        UniqueConstraint("event_id", "kind", "days_before", "generation"),
        Index("ix_notice_plan_due", "due_at", postgresql_where="state = 'planned'"),
    )

    @property
    def step(self) -> str:
        """Each rule may tell a person once: `7d`, `1d`."""
        return f"{self.days_before}d"
