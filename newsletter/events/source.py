"""Announcements that editors handed in, and which event each became.

The text is kept until the event is saved, so that the page can be reloaded and every value shown beside its line;
afterwards only where it came from and who checked it remain.
"""

import hashlib
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Text, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from newsletter.core.clock import now
from newsletter.core.database import Base, enum_column, session
from newsletter.errors import NotFound

KEPT_UNUSED = timedelta(days=7)


class SourceKind(StrEnum):
    PASTE = "paste"
    FILE = "file"
    URL = "url"
    ICS = "ics"


class AnnouncementSource(Base):
    __tablename__ = "announcement_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), index=True, doc="null until the event is saved"
    )
    kind: Mapped[SourceKind] = mapped_column(enum_column(SourceKind))
    url: Mapped[str] = mapped_column(Text, server_default="", doc="where it was fetched, after redirects")
    hash: Mapped[str] = mapped_column(Text, index=True, doc="SHA-256 of what was handed in")
    text: Mapped[str] = mapped_column(Text, server_default="", doc="emptied when the event is saved")
    fetched_at: Mapped[datetime | None]
    read_by: Mapped[int | None]
    read_at: Mapped[datetime] = mapped_column(server_default=func.now())
    confirmed_by: Mapped[int | None]
    confirmed_at: Mapped[datetime | None]


def keep(kind: SourceKind, text: str, raw: bytes, staff_id: int | None, url: str = "") -> AnnouncementSource:
    """Stores an announcement until somebody has looked at what was read from it; clears away forgotten ones."""
    forgotten = AnnouncementSource.event_id.is_(None) & (AnnouncementSource.read_at < now() - KEPT_UNUSED)
    session.execute(delete(AnnouncementSource).where(forgotten))
    source = AnnouncementSource(
        kind=kind,
        url=url,
        hash=hashlib.sha256(raw).hexdigest(),
        text=text,
        fetched_at=now() if kind is SourceKind.URL else None,
        read_by=staff_id,
        read_at=now(),
    )
    session.add(source)
    session.flush()
    return source


def by_id(source_id: int) -> AnnouncementSource:
    source = session.get(AnnouncementSource, source_id)
    if source is None:
        raise NotFound(_("This announcement is not kept any more. Start again from its text or address."))
    return source


def locked(source_id: int) -> AnnouncementSource:
    """Held until the transaction ends: of two who save at once, the second sees the first's event."""
    source = by_id(source_id)
    session.refresh(source, with_for_update=True)
    return source


def confirm(source: AnnouncementSource, event_id: int, staff_id: int | None) -> None:
    """The event was saved by somebody who saw every value beside its line."""
    source.event_id = event_id
    source.text = ""
    source.confirmed_by = staff_id
    source.confirmed_at = now()
    session.flush()


def day_of_reading(source: AnnouncementSource, zone: str) -> date:
    """Dates without a year are read as on that day, however late the page is reloaded."""
    return source.read_at.astimezone(ZoneInfo(zone)).date()


def events_of_same(source: AnnouncementSource) -> list[int]:
    """Events that were made from the very same announcement before."""
    same = (AnnouncementSource.hash == source.hash) & AnnouncementSource.event_id.is_not(None)
    found = session.scalars(select(AnnouncementSource.event_id).where(same).order_by(AnnouncementSource.id))
    return [event_id for event_id in found if event_id is not None]
