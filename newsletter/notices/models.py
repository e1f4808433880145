from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    SmallInteger,
    Text,
    Time,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from newsletter.core.database import Base, enum_column


class NoticeKind(StrEnum):
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
    ORGANISER = "organiser"


class Anchor(StrEnum):
    """What a rule counts its days from. `manual`: somebody's act, now."""

    PUBLISH = "publish"
    OPENS = "opens"
    DEADLINE = "deadline"
    START = "start"
    END = "end"
    MANUAL = "manual"


class AudienceKind(StrEnum):
    FOLLOWERS = "followers"
    PARTICIPANTS = "participants"
    EVERYBODY_TOLD = "everybody_told"
    OWNER = "owner"


class PlanState(StrEnum):
    PLANNED = "planned"
    AWAITING_APPROVAL = "awaiting_approval"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    MISSED = "missed"


class PlanReason(StrEnum):
    """Why a notice was skipped, dropped or missed, or what a planned one waits for."""

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
    ANCHOR_MOVED = "anchor_moved"
    NO_ANCHOR = "no_anchor"
    EVENT_OVER = "event_over"
    EVENT_BEGUN = "event_begun"
    RULE_OFF = "rule_off"
    NOBODY = "nobody"
    CHANGED_BACK = "changed_back"
    PASSED_OVER = "passed_over"
    SKIPPED_BY_HAND = "skipped_by_hand"
    WITH_MATERIAL = "with_material"
    SHORT_NOTICE = "short_notice"
    LIST_AWAITED = "list_awaited"
    JOIN_LINK_MISSING = "join_link_missing"
    NOT_REINSTATED = "not_reinstated"


class NoticeRule(Base):
    """When a kind of notice leaves: the organisation's default (no event), or an event's own copy of it."""

    __tablename__ = "notice_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind] = mapped_column(enum_column(NoticeKind))
    step: Mapped[str] = mapped_column(
        Text, server_default="", doc="tells rules of one kind apart, and lets each tell a person once: 7d, 1d"
    )
    anchor: Mapped[Anchor] = mapped_column(enum_column(Anchor))
    offset_days: Mapped[int] = mapped_column(SmallInteger, server_default="0", doc="before: negative")
    in_working_days: Mapped[bool] = mapped_column(server_default="false")
    at_local: Mapped[time | None] = mapped_column(Time, doc="null: at the anchor's own time")
    audience: Mapped[AudienceKind] = mapped_column(enum_column(AudienceKind))
    enabled: Mapped[bool] = mapped_column(server_default="true")

    __table_args__ = (
        UniqueConstraint("event_id", "kind", "step", postgresql_nulls_not_distinct=True),
        Index("ix_notice_rule_last_seats", "event_id", postgresql_where="kind = 'last_seats' AND enabled"),
    )


class NoticeHours(Base):
    """When notices may leave, in local time. Exactly one row, number 1."""

    __tablename__ = "notice_hours"

    id: Mapped[int] = mapped_column(primary_key=True, server_default="1")
    opens_at: Mapped[time] = mapped_column(Time, server_default="07:30")
    closes_at: Mapped[time] = mapped_column(Time, server_default="17:00")
    still_weeks: Mapped[list[int]] = mapped_column(
        ARRAY(SmallInteger),
        server_default="{}",
        doc="ISO weeks of every year without news, such as those of July",
    )

    digest_day: Mapped[int] = mapped_column(
        SmallInteger, server_default="2", doc="of the weekly digest: Monday is 1"
    )
    digest_at: Mapped[time] = mapped_column(Time, server_default="08:30", doc="of daily and weekly digests")
    noted_on: Mapped[date | None] = mapped_column(Date, doc="day on which organisers last got their notes")

    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint("digest_day BETWEEN 1 AND 7", name="digest_day_of_week"),
    )


class NoticePlan(Base):
    """One notice of one event, planned once per rule and generation."""

    __tablename__ = "notice_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind] = mapped_column(enum_column(NoticeKind))
    rule_id: Mapped[int] = mapped_column(ForeignKey("notice_rule.id", ondelete="CASCADE"))
    step: Mapped[str] = mapped_column(Text, server_default="", doc="the rule's: 7d, 1d, online, on_site")
    generation: Mapped[int] = mapped_column(
        SmallInteger, server_default="1", doc="+1 when it was sent and the anchor moves later"
    )
    anchor: Mapped[datetime] = mapped_column(doc="the instant this plan was made for")
    due_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    due_at: Mapped[datetime]
    not_after: Mapped[datetime] = mapped_column(doc="the anchor, or 24 hours after due, whichever is first")
    held_until: Mapped[datetime | None] = mapped_column(doc="it is due and waits; looked at again then")
    state: Mapped[PlanState] = mapped_column(enum_column(PlanState), server_default=PlanState.PLANNED)
    reason: Mapped[PlanReason] = mapped_column(enum_column(PlanReason), server_default="")
    details: Mapped[dict[str, Any]] = mapped_column(
        JSONB,
        server_default="{}",
        doc="what the letter says beyond the event: changes [{field, old, new}], reason, old_deadline_on, "
        "old_deadline_at, variant; and note, an editor's word on what was done with it",
    )
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailing.id"))
    sent_at: Mapped[datetime | None] = mapped_column(doc="when it was handed to the outbox")
    sent_by: Mapped[int | None] = mapped_column(doc="staff id when an editor sent it at once")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())

    __table_args__ = (
        UniqueConstraint("event_id", "rule_id", "generation"),
        Index("ix_notice_plan_due", "due_at", postgresql_where="state IN ('planned', 'awaiting_approval')"),
        Index("ix_notice_plan_rule_id", "rule_id"),
    )
