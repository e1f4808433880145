from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from newsletter.core.database import Base


class AuditEntry(Base):
    """One thing done. `actor` is a staff id or null for the system and the public; details hold no mail address."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(Text, doc="room.verb, such as issue.scheduled")
    subject_type: Mapped[str] = mapped_column(Text, server_default="")
    subject_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")

    __table_args__ = (Index("ix_audit_entry_subject", "subject_type", "subject_id", "id"),)
