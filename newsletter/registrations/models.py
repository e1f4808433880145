from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from newsletter.core.database import Base, enum_column


class MarkKind(StrEnum):
    REGISTERED_ELSEWHERE = "registered_elsewhere"
    NOT_INTERESTED = "not_interested"


class EventMark(Base):
    """One per contact and event; a later press replaces the earlier one."""

    __tablename__ = "event_mark"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[MarkKind] = mapped_column(enum_column(MarkKind))
    mailing_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
