"""What the public page of an event shows, gathered so that the template only lays it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote, urlencode, urlsplit

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup

from newsletter.core.clock import now, utc_to_local
from newsletter.core.languages import (
    format_date,
    format_day,
    format_deadline,
    format_moment,
    format_short_date,
    format_time,
    language_name,
)
from newsletter.events import calendar_links, choices, structured, wording
from newsletter.events.content import TextField
from newsletter.events.models import Event, Material, Occurrence, OrganiserRole, ProgrammeRow
from newsletter.events.state import RegistrationState, has_date, is_over, registration_state
from newsletter.events.wording import Phrase
from newsletter.organisation import service as organisation
from newsletter.rendering import richtext
from newsletter.subscribers import topics
from newsletter.subscribers.models import Topic


@dataclass(frozen=True)
class ProgrammeDay:
    """`title` is empty where the event lasts one day only."""

    title: str
    rows: Sequence[ProgrammeRow]

    @property
    def has_hours(self) -> bool:
        """Whether clock times stand beside the rows; otherwise their order is all there is."""
        return any(row.starts_at is not None for row in self.rows)


@dataclass(frozen=True)
class EventView:
    """An event in one language. `texts` falls back field by field and knows the language of each."""

    event: Event
    language: str

    def text(self, field: str) -> Phrase:
        return wording.text(self.event, field, self.language)

    @property
    def title(self) -> Phrase:
        return wording.title(self.event, self.language)

    @property
    def body(self) -> Markup:
        """Rich text was made harmless when it was stored; cleaned again, for what is stored may be older."""
        return Markup(richtext.clean(self.text(TextField.BODY).words, "body"))  # noqa: S704

    @property
    def other_languages(self) -> list[str]:
        """Languages that parts of the page are in because they are not translated."""
        shown = {self.text(field).language for field in TextField if self.text(field).words}
        return sorted(shown - {self.language})

    @property
    def when(self) -> str:
        return wording.when(self.event, self.language)

    @property
    def deadline(self) -> str:
        return wording.deadline(self.event, self.language)

    @property
    def where(self) -> str:
        return wording.where(self.event, self.language)

    @property
    def area(self) -> str:
        return wording.area(self.event, self.language)

    @property
    def price(self) -> str:
        return wording.price(self.event, self.language)

    @property
    def calendar_links(self) -> list[tuple[str, str]]:
        """(name, address) of calendars on the web."""
        return [
            ("Google", calendar_links.google(self.event, self.language)),
            ("Outlook", calendar_links.outlook(self.event, self.language)),
        ]

    @property
    def is_over(self) -> bool:
        return is_over(self.event, now())

    @property
    def starts_iso(self) -> str:
        """For `<time>`: with the offset, or the day alone where no time is stated."""
        event = self.event
        return structured.local(event.starts_on, event.starts_at, event.zone) if event.starts_on else ""

    @property
    def deadline_iso(self) -> str:
        event = self.event
        return structured.local(event.deadline_on, event.deadline_at, event.zone) if event.deadline_on else ""

    @property
    def register_by(self) -> str:
        return wording.register_by(self.event, self.language)

    @property
    def opens(self) -> str:
        """When registration opens, as it stands in a sentence."""
        day, at = self.event.registration_opens_on, self.event.registration_opens_at
        return format_deadline(day, at, self._tongue, self._today, on=True) if day else ""

    @property
    def shows_registration(self) -> bool:
        """Nothing about registration is said of what does not take place or is over."""
        event = self.event
        if event.occurrence is not Occurrence.SCHEDULED or self.is_over:
            return False
        texts = (TextField.REGISTRATION, TextField.PLACES)
        is_stated = event.places is not None or any(self.text(field).words for field in texts)
        return is_stated or self.registration is not RegistrationState.NONE

    @property
    def moved_from(self) -> str:
        """Where the event stood before it was last moved."""
        if not self.event.previous_starts or not has_date(self.event):
            return ""
        old = utc_to_local(self.event.previous_starts[-1], self.event.zone)
        if old.date() == self.event.starts_on and self.event.starts_at is not None:
            return format_moment(old, self._tongue)
        return format_day(old.date(), self._tongue, self._today)

    @property
    def languages_spoken(self) -> str:
        return ", ".join(language_name(code, self._tongue) for code in self.event.languages_spoken)

    @property
    def translation_note(self) -> str:
        names = [language_name(code, self._tongue) for code in self.other_languages]
        return str(_("Parts of this page are only available in: %(languages)s.", languages=", ".join(names)))

    @property
    def registration_site(self) -> str:
        return urlsplit(self.event.registration_url).hostname or ""

    @property
    def registration_mailto(self) -> str:
        return f"mailto:{self.event.registration_email}?{urlencode({'subject': self.title.words}, quote_via=quote)}"

    @property
    def has_contact(self) -> bool:
        event = self.event
        return any((event.contact_name, event.contact_unit, event.contact_email, event.contact_phone))

    @property
    def topics(self) -> list[str]:
        return [topics.title_in(topic, self.language) for topic in self._told_topics if topic.is_public]

    @property
    def topic_slugs(self) -> list[str]:
        return [topic.slug for topic in self._told_topics if topic.is_public]

    @property
    def topics_for_staff(self) -> str:
        return ", ".join(topics.title_in(topic, self.language) for topic in self._told_topics)

    @property
    def text_languages(self) -> str:
        return ", ".join(language_name(code, self._tongue) for code in self.event.texts)

    @property
    def series(self) -> Topic | None:
        """The project or series it belongs to."""
        found = topics.by_ids([self.event.parent_topic_id]) if self.event.parent_topic_id else []
        return found[0] if found else None

    @property
    def series_title(self) -> str:
        return topics.title_in(self.series, self.language) if self.series else ""

    @property
    def dates_note(self) -> str:
        """When the announcement was published, and when what matters to those who come was last changed."""
        published, updated = self.event.published_at, self.event.updated_at
        if published is None:
            return ""
        first = format_short_date(self._local_day(published), self._tongue)
        if updated is None or self._local_day(updated) == self._local_day(published):
            return str(_("Published %(day)s", day=first))
        last = format_short_date(self._local_day(updated), self._tongue)
        return str(_("Published %(day)s, updated %(last)s", day=first, last=last))

    def material_note(self, material: Material) -> str:
        """Kind, and the language where it is not that of the page."""
        parts = [choices.label(choices.MATERIAL_KINDS, material.kind)]
        if material.language and material.language != self.language:
            parts.append(language_name(material.language, self._tongue))
        return f"({', '.join(parts)})"

    @property
    def _told_topics(self) -> list[Topic]:
        """Those whose followers are told of the event: its topics, and the project or series it belongs to."""
        series = self.series
        return [*self.event.topics, *([series] if series and series not in self.event.topics else [])]

    def _local_day(self, moment: datetime) -> date:
        return utc_to_local(moment, self.event.zone).date()

    @property
    def _today(self) -> date:
        return self._local_day(now())

    @property
    def _tongue(self) -> str:
        return wording.sentence_language(self.language)

    @property
    def has_date(self) -> bool:
        return has_date(self.event)

    @property
    def registration(self) -> RegistrationState:
        return registration_state(self.event, now())

    @property
    def tile(self) -> tuple[str, str, str]:
        """Day, short month and year for the calendar leaf; empty for an event without a date."""
        day = self.event.starts_on
        if day is None or not has_date(self.event):
            return "", "", ""
        year = "" if day.year == now().year else str(day.year)
        return str(day.day), wording.short_month(day, self.language), year

    @property
    def organisers_by_role(self) -> list[tuple[str, list[str]]]:
        """Names under the word for their role, in the order of the roles."""
        named: dict[OrganiserRole, list[str]] = {}
        for row in self.event.organisers:
            named.setdefault(row.role, []).append(row.name)
        return [
            (choices.label(choices.ORGANISER_ROLES, role), named[role])
            for role in OrganiserRole
            if role in named
        ]

    @property
    def programme(self) -> list[ProgrammeDay]:
        days: dict[date | None, list[ProgrammeRow]] = {}
        for row in self.event.programme:
            days.setdefault(row.day, []).append(row)
        return [ProgrammeDay(self._day_title(day), rows) for day, rows in days.items()]

    def _day_title(self, day: date | None) -> str:
        return format_date(day, self._tongue) if day else ""

    def clock(self, row: ProgrammeRow) -> str:
        """`09:00–09:20`; empty in programmes that give an order only."""
        if row.starts_at is None:
            return ""
        begins = format_time(row.starts_at, self._tongue)
        return f"{begins}–{format_time(row.ends_at, self._tongue)}" if row.ends_at else begins

    def speakers(self, row: ProgrammeRow) -> list[str]:
        return wording.speakers(row.speakers)


def view_of(event: Event, language: str) -> EventView:
    return EventView(event, language)


def render(event: Event, language: str, *, is_preview: bool = False) -> str:
    return render_template(
        "events/event.html",
        event=event,
        view=view_of(event, language),
        data=structured.event_data(event, language),
        organisation=organisation.get(),
        is_preview=is_preview,
    )
