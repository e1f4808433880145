"""Everything an editor states about an event, as one immutable, cleaned value.

It comes from the form, from sample data or from a read announcement; `checks` says what is wrong with it and `edit`
writes it into an event.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, time
from enum import StrEnum

from newsletter.core.text import many_lines, one_line
from newsletter.events.models import (
    Allocation,
    DateState,
    EventKind,
    GeoScope,
    LatePolicy,
    MaterialKind,
    Mode,
    OrganiserRole,
    PriceKind,
    RegistrationMode,
    RowKind,
)
from newsletter.events.questions import QuestionContent
from newsletter.events.questions import clean as clean_question
from newsletter.rendering import richtext


class TextField(StrEnum):
    """Texts that an event has in each of its languages; the body is rich text, the others are plain."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body_html"
    PURPOSE = "purpose"
    DATE = "date"
    ACCESS = "access"
    AUDIENCE = "audience"
    ORGANISERS = "organisers"
    PRICE = "price"
    PLACES = "places"
    REGISTRATION = "registration"
    PRACTICAL = "practical"


ONE_LINE = frozenset({TextField.TITLE, TextField.DATE, TextField.PRICE})

Texts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class OrganiserContent:
    name: str
    role: OrganiserRole = OrganiserRole.ORGANISER


@dataclass(frozen=True)
class Speaker:
    """A person, or a body that speaks, as written on one line: `name, title, affiliation`."""

    name: str
    title: str = ""
    affiliation: str = ""

    @classmethod
    def parse(cls, line: str) -> "Speaker":
        """What stands between the first and the last comma is the title: `Ada Ek, head of unit, Region Example`."""
        parts = [part for part in map(one_line, line.split(",")) if part]
        if not parts:
            return cls("")
        return cls(parts[0], ", ".join(parts[1:-1]), parts[-1] if len(parts) > 1 else "")

    @classmethod
    def stored(cls, parts: Mapping[str, str]) -> "Speaker":
        """Read as if typed, so that opening and saving a form changes nothing."""
        return cls.parse(", ".join(parts.get(name, "") for name in ("name", "title", "affiliation")))

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.title, self.affiliation) if part)


@dataclass(frozen=True)
class ProgrammeContent:
    title: str
    starts_at: time | None = None
    ends_at: time | None = None
    day: date | None = None
    kind: RowKind = RowKind.TALK
    abstract: str = ""
    room: str = ""
    speakers: tuple[Speaker, ...] = ()


@dataclass(frozen=True)
class MaterialContent:
    title: str
    url: str
    kind: MaterialKind = MaterialKind.OTHER
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class EventContent:
    """Field names are those of the `Event` columns."""

    language: str
    texts: Texts
    mode: Mode
    zone: str
    country: str = "SE"
    kind: EventKind = EventKind.EVENT
    title_place: str = ""
    languages_spoken: tuple[str, ...] = ()

    date_state: DateState = DateState.FIXED
    starts_on: date | None = None
    starts_at: time | None = None
    ends_on: date | None = None
    ends_at: time | None = None

    venue: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    map_url: str = ""
    online_platform: str = ""
    online_url: str = ""
    recording_planned: bool | None = None

    audience_area: str = ""
    geo_scope: GeoScope = GeoScope.NATIONAL
    audience_regions: tuple[str, ...] = ()
    audience_municipalities: tuple[str, ...] = ()
    audience_roles: tuple[str, ...] = ()
    price_kind: PriceKind = PriceKind.UNKNOWN

    contact_name: str = ""
    contact_title: str = ""
    contact_unit: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    registration_contact_name: str = ""
    registration_contact_email: str = ""
    registration_contact_phone: str = ""

    registration_mode: RegistrationMode = RegistrationMode.NONE
    registration_url: str = ""
    registration_email: str = ""
    registration_opens_on: date | None = None
    registration_opens_at: time | None = None
    deadline_on: date | None = None
    deadline_at: time | None = None
    places: int | None = None
    places_on_site: int | None = None
    places_online: int | None = None
    change_until_on: date | None = None
    change_until_at: time | None = None
    cancel_until_on: date | None = None
    cancel_until_at: time | None = None
    late_policy: LatePolicy = LatePolicy.CLOSED
    allocation: Allocation = Allocation.FCFS
    affiliation_cap: int | None = None
    allocate_on: date | None = None
    offer_hours: int = 48
    confirm_email: bool = False
    list_due: date | None = None
    substitutes_allowed: bool = False
    join_url: str = ""
    join_reveal_hours: int | None = None
    min_participants: int | None = None
    sensitive_days: int = 14
    keep_days: int = 365

    source_url: str = ""
    source_published_on: date | None = None

    parent_topic_id: int | None = None
    topic_ids: tuple[int, ...] = ()
    organisers: tuple[OrganiserContent, ...] = ()
    programme: tuple[ProgrammeContent, ...] = ()
    materials: tuple[MaterialContent, ...] = ()
    questions: tuple[QuestionContent, ...] = ()

    def text(self, name: TextField) -> str:
        """The text in the event's own language."""
        return self.texts.get(self.language, {}).get(name, "")


def text_input(main: str, language: str, name: str) -> str:
    """Name of the form's input that holds this text of an event whose own language is `main`."""
    return f"main-{name}" if language == main else f"texts-{language}-{name}"


def clean_texts(typed: Texts, main: str) -> dict[str, dict[str, str]]:
    """Without invisible characters, without empty fields, without languages that have none.

    Raises:
        Invalid: for a body with a link that cannot be followed; names the input.
    """
    cleaned = {language: dict(_clean_fields(fields, language, main)) for language, fields in typed.items()}
    return {language: fields for language, fields in cleaned.items() if fields}


def _clean_fields(fields: Mapping[str, str], language: str, main: str) -> Iterable[tuple[str, str]]:
    for name in TextField:
        typed = fields.get(name, "")
        if name is TextField.BODY:
            text = _rich(typed, text_input(main, language, name))
        else:
            text = one_line(typed) if name in ONE_LINE else many_lines(typed)
        if text:
            yield name.value, text


def _rich(typed: str, where: str) -> str:
    """Markup that is known to be harmless; text typed without an editor gets its paragraphs."""
    if not typed.strip():
        return ""
    has_markup = re.search(r"</?[a-z][a-z0-9]*\b[^>]*>", typed, re.IGNORECASE)
    return richtext.clean(typed if has_markup else richtext.from_plain(typed), where)


def clean(content: EventContent) -> EventContent:
    """The same content without invisible characters; an end time without a day ends on the day it starts."""
    lines = {
        f.name: one_line(value) for f in fields(content) if isinstance(value := getattr(content, f.name), str)
    }
    enums = {name: getattr(content, name) for name in lines if isinstance(getattr(content, name), StrEnum)}
    ends_on = content.ends_on
    if ends_on is None and content.ends_at is not None:
        ends_on = content.starts_on
    return replace(
        content,
        **lines | enums,
        texts=clean_texts(content.texts, content.language),
        ends_on=ends_on,
        audience_regions=content.audience_regions if content.geo_scope is GeoScope.REGIONS else (),
        audience_municipalities=_municipalities(content),
        organisers=tuple(replace(row, name=one_line(row.name)) for row in content.organisers),
        programme=tuple(_clean_row(row) for row in content.programme),
        materials=tuple(
            replace(row, title=one_line(row.title), url=one_line(row.url)) for row in content.materials
        ),
        questions=tuple(map(clean_question, content.questions)),
    )


def _municipalities(content: EventContent) -> tuple[str, ...]:
    """Each once; several may stand on one line."""
    if content.geo_scope is not GeoScope.MUNICIPALITIES:
        return ()
    typed = (one_line(name) for line in content.audience_municipalities for name in line.split(","))
    return tuple(dict.fromkeys(filter(None, typed)))


def _clean_row(row: ProgrammeContent) -> ProgrammeContent:
    return replace(row, title=one_line(row.title), room=one_line(row.room), abstract=many_lines(row.abstract))
