from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Time,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Mapped, mapped_column, relationship

from newsletter.core.database import Base, enum_column
from newsletter.core.sealed import SealedText
from newsletter.events import times
from newsletter.subscribers.models import Topic


class EventKind(StrEnum):
    EVENT = "event"
    APPLICATION_ROUND = "application_round"


class Publication(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Occurrence(StrEnum):
    SCHEDULED = "scheduled"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class DateState(StrEnum):
    FIXED = "fixed"
    TENTATIVE = "tentative"
    TBA = "tba"


class Mode(StrEnum):
    PHYSICAL = "physical"
    ONLINE = "online"
    HYBRID = "hybrid"


class GeoScope(StrEnum):
    """Where the people are whom it is meant for."""

    NATIONAL = "national"
    REGIONS = "regions"
    MUNICIPALITIES = "municipalities"


class PriceKind(StrEnum):
    FREE = "free"
    PAID = "paid"
    UNKNOWN = "unknown"


class RegistrationMode(StrEnum):
    NONE = "none"
    EXTERNAL = "external"
    EMAIL = "email"
    BUILTIN = "builtin"


class LatePolicy(StrEnum):
    """What happens to those who come after the deadline of built-in registration."""

    CLOSED = "closed"
    WAITLIST = "waitlist"
    ASK_CONTACT = "ask_contact"
    TOKEN = "token"  # noqa: S105 - a link that the contact gives to single people


class Allocation(StrEnum):
    """How places are given. All but the first tell people later whether they have one."""

    FCFS = "fcfs"
    FCFS_WITH_REDISTRIBUTION = "fcfs_with_redistribution"
    AFTER_DEADLINE = "after_deadline"
    MANUAL = "manual"


class OrganiserRole(StrEnum):
    ORGANISER = "organiser"
    CO_ORGANISER = "co_organiser"
    FUNDER = "funder"
    ON_BEHALF_OF = "on_behalf_of"


event_topic = Table(
    "event_topic",
    Base.metadata,
    Column("event_id", ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", ForeignKey("topic.id"), primary_key=True, index=True),
)


class Event(Base):
    """Times are local wall time in `zone`; a part that nobody stated is null, never a guessed midnight."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EventKind] = mapped_column(enum_column(EventKind), server_default=EventKind.EVENT)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    ics_uid: Mapped[str] = mapped_column(Text, unique=True, doc="never changes (RFC 5545 3.8.4.7)")
    ics_sequence: Mapped[int] = mapped_column(
        Integer, server_default="0", doc="+1 when time, place or status change"
    )
    revision: Mapped[int] = mapped_column(server_default="1", doc="optimistic lock of the form")

    language: Mapped[str] = mapped_column(
        Text, doc="language of the programme and of texts without a translation"
    )
    texts: Mapped[dict[str, Any]] = mapped_column(
        JSONB,
        doc="{language: {field: text}}, the fields of events.content.TextField; empty ones are left out",
    )
    languages_spoken: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    title_place: Mapped[str] = mapped_column(
        Text, server_default="", doc="place of a touring series, shown in brackets"
    )

    publication: Mapped[Publication] = mapped_column(
        enum_column(Publication), server_default=Publication.DRAFT
    )
    occurrence: Mapped[Occurrence] = mapped_column(
        enum_column(Occurrence), server_default=Occurrence.SCHEDULED
    )
    cancelled_reason: Mapped[str] = mapped_column(Text, server_default="")

    date_state: Mapped[DateState] = mapped_column(enum_column(DateState), server_default=DateState.FIXED)
    starts_on: Mapped[date | None] = mapped_column(Date)
    starts_at: Mapped[time | None] = mapped_column(Time)
    ends_on: Mapped[date | None] = mapped_column(Date)
    ends_at: Mapped[time | None] = mapped_column(Time)
    zone: Mapped[str] = mapped_column(Text)
    country: Mapped[str] = mapped_column(
        Text, server_default="SE", doc="ISO 3166-1: whose holidays count for notices"
    )
    previous_starts: Mapped[list[datetime]] = mapped_column(
        ARRAY(DateTime(timezone=True)), server_default="{}", doc="where it stood before it was moved"
    )
    starts_instant: Mapped[datetime | None] = mapped_column(
        doc="derived: the start, or the first moment of its day; null while the date is open"
    )
    over_instant: Mapped[datetime | None] = mapped_column(
        index=True, doc="derived: the end, or where the last day ends; null while the date is open"
    )

    mode: Mapped[Mode] = mapped_column(enum_column(Mode))
    venue: Mapped[str] = mapped_column(Text, server_default="")
    street: Mapped[str] = mapped_column(Text, server_default="")
    postcode: Mapped[str] = mapped_column(Text, server_default="")
    city: Mapped[str] = mapped_column(Text, server_default="")
    map_url: Mapped[str] = mapped_column(Text, server_default="")
    online_platform: Mapped[str] = mapped_column(Text, server_default="")
    online_url: Mapped[str] = mapped_column(Text, server_default="", doc="an address open to everybody")
    recording_planned: Mapped[bool | None]

    audience_area: Mapped[str] = mapped_column(
        Text, server_default="", doc="municipalities or region it is meant for"
    )
    geo_scope: Mapped[GeoScope] = mapped_column(enum_column(GeoScope), server_default=GeoScope.NATIONAL)
    audience_regions: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default="{}", doc="ISO 3166-2, see core.regions"
    )
    audience_municipalities: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default="{}", doc="names, as typed"
    )
    audience_roles: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default="{}", doc="values of subscribers.models.Role; empty: everybody"
    )
    price_kind: Mapped[PriceKind] = mapped_column(enum_column(PriceKind), server_default=PriceKind.UNKNOWN)

    contact_name: Mapped[str] = mapped_column(Text, server_default="")
    contact_title: Mapped[str] = mapped_column(Text, server_default="")
    contact_unit: Mapped[str] = mapped_column(Text, server_default="")
    contact_email: Mapped[str] = mapped_column(Text, server_default="")
    contact_phone: Mapped[str] = mapped_column(Text, server_default="")
    registration_contact_name: Mapped[str] = mapped_column(Text, server_default="")
    registration_contact_email: Mapped[str] = mapped_column(Text, server_default="")
    registration_contact_phone: Mapped[str] = mapped_column(Text, server_default="")

    registration_mode: Mapped[RegistrationMode] = mapped_column(
        enum_column(RegistrationMode), server_default=RegistrationMode.NONE
    )
    registration_url: Mapped[str] = mapped_column(Text, server_default="")
    registration_email: Mapped[str] = mapped_column(Text, server_default="")
    registration_opens_on: Mapped[date | None] = mapped_column(Date)
    registration_opens_at: Mapped[time | None] = mapped_column(Time)
    deadline_on: Mapped[date | None] = mapped_column(Date)
    deadline_at: Mapped[time | None] = mapped_column(
        Time, doc="null: the whole day counts; 23:59 is never printed"
    )
    deadline_instant: Mapped[datetime | None] = mapped_column(
        doc="derived: the first moment after the last one that counts"
    )
    places: Mapped[int | None] = mapped_column(Integer, doc="in all; null: as many as come")
    places_on_site: Mapped[int | None] = mapped_column(Integer)
    places_online: Mapped[int | None] = mapped_column(Integer)
    change_until_on: Mapped[date | None] = mapped_column(Date)
    change_until_at: Mapped[time | None] = mapped_column(Time)
    change_until_instant: Mapped[datetime | None] = mapped_column(doc="derived, as deadline_instant")
    cancel_until_on: Mapped[date | None] = mapped_column(Date)
    cancel_until_at: Mapped[time | None] = mapped_column(Time)
    cancel_until_instant: Mapped[datetime | None] = mapped_column(doc="derived, as deadline_instant")
    late_policy: Mapped[LatePolicy] = mapped_column(enum_column(LatePolicy), server_default=LatePolicy.CLOSED)
    allocation: Mapped[Allocation] = mapped_column(enum_column(Allocation), server_default=Allocation.FCFS)
    affiliation_cap: Mapped[int | None] = mapped_column(Integer, doc="most places of one workplace")
    allocate_on: Mapped[date | None] = mapped_column(Date, doc="day by which people are told")
    offer_hours: Mapped[int] = mapped_column(
        Integer, server_default="48", doc="time to answer an offer; only working hours count"
    )
    confirm_email: Mapped[bool] = mapped_column(server_default="false")
    list_due: Mapped[date | None] = mapped_column(
        Date, doc="participant list promised by an outside registration"
    )
    substitutes_allowed: Mapped[bool] = mapped_column(server_default="false")
    join_url: Mapped[str] = mapped_column(SealedText, server_default="", doc="way in for those registered")
    join_reveal_hours: Mapped[int | None] = mapped_column(
        Integer, doc="hours before the start from which the way in is shown; null: at once"
    )
    min_participants: Mapped[int | None] = mapped_column(Integer)
    questions: Mapped[list[Any]] = mapped_column(
        JSONB, server_default="[]", doc="[{key, kind, label, options, required}], see events.questions"
    )
    sensitive_days: Mapped[int] = mapped_column(
        Integer, server_default="14", doc="days after the event until sensitive answers are erased"
    )
    keep_days: Mapped[int] = mapped_column(
        Integer, server_default="365", doc="days after the event until names and answers are erased"
    )

    parent_topic_id: Mapped[int | None] = mapped_column(
        ForeignKey("topic.id"), doc="the project or series it belongs to"
    )
    source_url: Mapped[str] = mapped_column(Text, server_default="", doc="the announcement it was made from")
    source_published_on: Mapped[date | None] = mapped_column(Date)
    published_at: Mapped[datetime | None]
    first_announced_at: Mapped[datetime | None]
    updated_at: Mapped[datetime | None] = mapped_column(doc="last material change, shown to the public")
    created_by: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    topics: Mapped[list[Topic]] = relationship(
        secondary=event_topic, lazy="selectin", order_by=Topic.position
    )
    organisers: Mapped[list["Organiser"]] = relationship(
        cascade="all, delete-orphan", order_by="Organiser.position", lazy="selectin"
    )
    programme: Mapped[list["ProgrammeRow"]] = relationship(
        cascade="all, delete-orphan", order_by="ProgrammeRow.position", lazy="selectin"
    )
    materials: Mapped[list["Material"]] = relationship(
        cascade="all, delete-orphan", order_by="Material.position", lazy="selectin"
    )

    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("date_state <> 'fixed' OR starts_on IS NOT NULL", name="fixed_date_known"),
        CheckConstraint("deadline_at IS NULL OR deadline_on IS NOT NULL", name="deadline_day_known"),
        Index("ix_event_starts_on", "starts_on"),
    )


@listens_for(Event, "before_insert")
@listens_for(Event, "before_update")
def _derive_instants(_mapper: object, _connection: object, event: Event) -> None:
    """Holds the derived columns right whoever writes. A date that is open, or was postponed, gives no start and end."""
    has_date = event.date_state != DateState.TBA and event.occurrence != Occurrence.POSTPONED
    if event.starts_on is not None and has_date:
        event.starts_instant = times.first_moment(event.starts_on, event.starts_at, event.zone)
        event.over_instant = times.last_moment(event.ends_on or event.starts_on, event.ends_at, event.zone)
    else:
        event.starts_instant = event.over_instant = None
    event.deadline_instant = None
    if event.deadline_on is not None:
        event.deadline_instant = times.last_moment(event.deadline_on, event.deadline_at, event.zone)
    event.change_until_instant = event.cancel_until_instant = None
    if event.change_until_on is not None:
        event.change_until_instant = times.last_moment(
            event.change_until_on, event.change_until_at, event.zone
        )
    if event.cancel_until_on is not None:
        event.cancel_until_instant = times.last_moment(
            event.cancel_until_on, event.cancel_until_at, event.zone
        )


class Organiser(Base):
    __tablename__ = "event_organiser"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[OrganiserRole] = mapped_column(
        enum_column(OrganiserRole), server_default=OrganiserRole.ORGANISER
    )


class RowKind(StrEnum):
    TALK = "talk"
    BREAK = "break"
    PANEL = "panel"
    GROUP = "group"
    PRACTICAL = "practical"


class ProgrammeRow(Base):
    """One row of the programme, with or without clock times; rows without stand in their order."""

    __tablename__ = "programme_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    day: Mapped[date | None] = mapped_column(Date)
    starts_at: Mapped[time | None] = mapped_column(Time)
    ends_at: Mapped[time | None] = mapped_column(Time)
    kind: Mapped[RowKind] = mapped_column(enum_column(RowKind), server_default=RowKind.TALK)
    title: Mapped[str] = mapped_column(Text)
    abstract: Mapped[str] = mapped_column(Text, server_default="")
    room: Mapped[str] = mapped_column(Text, server_default="")
    speakers: Mapped[list[Any]] = mapped_column(
        JSONB,
        server_default="[]",
        doc="[{name, title, affiliation}]; a body alone is a speaker too and stands as its name",
    )


class MaterialKind(StrEnum):
    SLIDES = "slides"
    RECORDING = "recording"
    TRANSCRIPT = "transcript"
    REPORT = "report"
    SURVEY = "survey"
    OTHER = "other"


class Material(Base):
    __tablename__ = "event_material"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[MaterialKind] = mapped_column(enum_column(MaterialKind))
    title: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text, server_default="")


class EventChange(Base):
    """What was changed after publication: old and new, and whether it matters to those who come."""

    __tablename__ = "event_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    field: Mapped[str] = mapped_column(Text, doc="name of the column, or texts.<language>.<field>")
    old: Mapped[str] = mapped_column(Text)
    new: Mapped[str] = mapped_column(Text)
    is_material: Mapped[bool]
    staff_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
