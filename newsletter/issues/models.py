from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, ForeignKey, Index, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from newsletter.core.database import Base, enum_column
from newsletter.subscribers.models import Topic


class IssueState(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Issue(Base):
    """One edition of a newsletter (a topic of that kind)."""

    __tablename__ = "issue"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)
    title: Mapped[str] = mapped_column(Text, doc="for editors; the subjects stand in `content`")
    content: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default="{}", doc="{language: {subject, preheader, blocks: [...]}}"
    )
    state: Mapped[IssueState] = mapped_column(enum_column(IssueState), server_default=IssueState.DRAFT)
    revision: Mapped[int] = mapped_column(server_default="1")
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailing.id"), unique=True)
    scheduled_local: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    scheduled_zone: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime | None]
    created_by: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())

    topic: Mapped[Topic] = relationship(lazy="joined")


class IssueVersion(Base):
    """The content at every explicit save, test mail and send."""

    __tablename__ = "issue_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"))
    revision: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    cause: Mapped[str] = mapped_column(Text, doc="save, test, schedule")
    staff_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("ix_issue_version_issue", "issue_id", "revision"),)
