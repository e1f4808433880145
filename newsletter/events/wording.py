"""An event in words, in a reader's language: for pages, mails, calendars and feeds alike.

A text that the event has not in that language comes in its own; `Phrase.language` says which one it is, so that pages
can mark it.
"""

from datetime import date, datetime, time
from typing import NamedTuple

from babel import Locale
from babel.dates import format_date as babel_format_date
from babel.dates import get_timezone_location
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from newsletter.core import languages, regions
from newsletter.core.clock import now, utc_to_local
from newsletter.events import times
from newsletter.events.content import Speaker, TextField
from newsletter.events.models import DateState, Event, EventKind, Mode, Occurrence, PriceKind
from newsletter.events.state import has_date
from newsletter.organisation import service as organisation


class Phrase(NamedTuple):
    words: str
    language: str

    def __str__(self) -> str:
        return self.words


def sentence_language(language: str) -> str:
    """Our own sentences come in the organisation's language where the wanted one has no catalogue."""
    return language if languages.is_supported(language) else organisation.get().default_language


def text(event: Event, field: TextField | str, language: str) -> Phrase:
    """The text in `language`, else in the event's own, else in any; empty when it has none at all."""
    for candidate in (language, event.language, *event.texts):
        if words := event.texts.get(candidate, {}).get(field):
            return Phrase(words, candidate)
    return Phrase("", language)


def title(event: Event, language: str) -> Phrase:
    """With the place of a touring series in brackets."""
    found = text(event, TextField.TITLE, language)
    return Phrase(f"{found} ({event.title_place})", found.language) if event.title_place else found


def when(event: Event, language: str) -> str:
    """Date and time as far as they are known, the zone where its clock is not the organisation's.

    Empty for an application round without a date of its own: its last day to apply says it all.
    """
    tongue = sentence_language(language)
    with force_locale(tongue):
        if event.occurrence is Occurrence.POSTPONED:
            return str(_("Postponed, the new date is not decided yet"))
        if not has_date(event):
            known = text(event, TextField.DATE, language).words
            is_round = event.kind is EventKind.APPLICATION_ROUND
            return known or ("" if is_round else str(_("The date is not decided yet")))
        span = _span(event, tongue)
        if city := zone_name(event, tongue):
            span = _("%(when)s (time in %(city)s)", when=span, city=city)
        if event.date_state is DateState.TENTATIVE:
            return str(_("%(when)s (preliminary)", when=span))
        return span


def _span(event: Event, language: str) -> str:
    start, end = starts(event), ends(event)
    if start is None:
        return ""
    if end is None and event.ends_on is not None and event.ends_on > start.date():
        return (
            f"{languages.format_moment(start, language)} – {languages.format_date(event.ends_on, language)}"
        )
    return languages.format_span(start, end, language, date_only=event.starts_at is None)


def starts(event: Event) -> datetime | None:
    """Local wall time; with `starts_at` unset only its date means anything."""
    if event.starts_on is None or not has_date(event):
        return None
    return datetime.combine(event.starts_on, event.starts_at or time())


def ends(event: Event) -> datetime | None:
    """Local wall time of a stated end: a date where the event has dates only, else a date with a time."""
    if event.ends_on is None or not has_date(event):
        return None
    if event.starts_at is not None and event.ends_at is None:
        return None
    return datetime.combine(event.ends_on, event.ends_at or time())


def zone_name(event: Event, language: str) -> str:
    """City of the event's zone where readers at home see another clock, else nothing."""
    if event.starts_at is None and event.deadline_at is None:
        return ""
    if times.same_clock(event.zone, organisation.get().zone, event.starts_instant or now()):
        return ""
    return str(get_timezone_location(event.zone, locale=_locale(language), return_city=True))


def deadline(event: Event, language: str, *, on: bool = False) -> str:
    """The last day as words, with the time where one is set: `fredag 12 mars`. Empty without one. `on`: in a sentence."""
    if event.deadline_on is None:
        return ""
    today = utc_to_local(now(), event.zone).date()
    tongue = sentence_language(language)
    return languages.format_deadline(event.deadline_on, event.deadline_at, tongue, today, on=on)


def register_by(event: Event, language: str) -> str:
    """The deadline as a sentence; empty without one."""
    day = deadline(event, language, on=True)
    if not day:
        return ""
    with force_locale(sentence_language(language)):
        if event.kind is EventKind.APPLICATION_ROUND:
            return str(_("Apply by %(day)s", day=day))
        return str(_("Register by %(day)s", day=day))


def short_month(day: date, language: str) -> str:
    return babel_format_date(day, "LLL", locale=_locale(language)).rstrip(".")


def _locale(language: str) -> Locale:
    language = sentence_language(language)
    return Locale.parse("en_GB" if language == "en" else language)


def where(event: Event, language: str) -> str:
    """The place in one line; online and hybrid events say so. An application round happens nowhere unless stated."""
    place = address_line(event)
    if event.kind is EventKind.APPLICATION_ROUND and not place:
        return ""
    with force_locale(sentence_language(language)):
        if event.mode is Mode.ONLINE:
            online = _("Online, in %(platform)s", platform=event.online_platform)
            return str(online if event.online_platform else _("Online"))
        if event.mode is Mode.HYBRID:
            return str(_("%(place)s, and online", place=place) if place else _("On site and online"))
        return place


def address_line(event: Event) -> str:
    """Venue, street, postcode and city; empty for an event that is online only."""
    if event.mode is Mode.ONLINE:
        return ""
    town = " ".join(part for part in (event.postcode, event.city) if part)
    return ", ".join(part for part in (event.venue, event.street, town) if part)


def organisers(event: Event, language: str) -> str:
    """In the editor's own words where there are any, else the names in their order."""
    own_words = text(event, TextField.ORGANISERS, language).words
    return own_words or ", ".join(row.name for row in event.organisers)


def price(event: Event, language: str) -> str:
    own_words = text(event, TextField.PRICE, language).words
    if own_words:
        return own_words
    with force_locale(sentence_language(language)):
        return str(_("Free of charge")) if event.price_kind is PriceKind.FREE else ""


def speakers(stored: list[dict[str, str]]) -> list[str]:
    return [str(Speaker.stored(parts)) for parts in stored]


def area(event: Event, language: str) -> str:
    """Where those live for whom it is meant; empty for everybody."""
    names = [regions.name(code, language) for code in event.audience_regions]
    return event.audience_area or ", ".join([*names, *event.audience_municipalities])


def page_url(event: Event) -> str:
    """Absolute, for mails, calendars and other programs."""
    return f"{current_app.config['SETTINGS'].base_url}/events/{event.slug}"
