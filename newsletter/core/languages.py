"""The five interface languages and how each writes dates and times.

Babel's own `format_datetime` adds seconds and zone names, so dates and times are joined here by each language's
own pattern ("kl", "kl.", "klo").
"""

from collections.abc import Sequence
from datetime import date, datetime, time

from babel import Locale, UnknownLocaleError
from babel.dates import format_date as babel_format_date
from babel.dates import format_time as babel_format_time
from babel.dates import get_timezone_location

LANGUAGES = ("sv", "da", "nb", "fi", "en")
SOURCE_LANGUAGE = "en"
OWN_NAMES = {"sv": "Svenska", "da": "Dansk", "nb": "Norsk bokmål", "fi": "Suomi", "en": "English"}

_TIME = {"sv": "HH:mm", "da": "HH.mm", "nb": "HH.mm", "fi": "H.mm", "en": "HH:mm"}
_DAY = {
    "sv": "EEEE d MMMM y",
    "da": "EEEE 'den' d. MMMM y",
    "nb": "EEEE d. MMMM y",
    "fi": "cccc d. MMMM y",
    "en": "EEEE d MMMM y",
}
_SHORT_DAY = {"sv": "d MMMM", "da": "d. MMMM", "nb": "d. MMMM", "fi": "d. MMMM", "en": "d MMMM"}
_AT = {"sv": "{day} kl {time}", "da": "{day} kl. {time}", "nb": "{day} kl. {time}", "fi": "{day} klo {time}"}


def is_supported(language: str) -> bool:
    return language in LANGUAGES


def choose(wanted: Sequence[str], offered: Sequence[str], default: str) -> str:
    """First of `wanted` that is offered, `no` and `nn` counting as `nb`; else `default`."""
    for tag in wanted:
        primary = tag.lower().replace("_", "-").split("-")[0]
        language = {"no": "nb", "nn": "nb"}.get(primary, primary)
        if language in offered:
            return language
    return default


def _locale(language: str) -> Locale:
    return Locale.parse("en_GB" if language == "en" else language if language in LANGUAGES else "en_GB")


def _pattern(patterns: dict[str, str], language: str) -> str:
    return patterns.get(language, patterns["en"])


def format_date(day: date, language: str) -> str:
    """Weekday, day, month and year: `fredag 19 mars 2027`."""
    return babel_format_date(day, _pattern(_DAY, language), locale=_locale(language))


def format_short_date(day: date, language: str, today: date | None = None) -> str:
    """Day and month, with the year unless `day` is in the year of `today`: `12 mars`, `12 mars 2027`."""
    pattern = _pattern(_SHORT_DAY, language)
    if today is None or day.year != today.year:
        pattern += " y"
    return babel_format_date(day, pattern, locale=_locale(language))


def format_weekday(day: date, language: str) -> str:
    return babel_format_date(day, "EEEE", locale=_locale(language))


def format_day(day: date, language: str, today: date | None = None) -> str:
    """Weekday, day and month, with the year unless it is plain from `today`: `fredag 12 mars`."""
    pattern = _pattern(_DAY, language)
    if today is not None and day.year == today.year:
        pattern = pattern.removesuffix(" y")
    return babel_format_date(day, pattern, locale=_locale(language))


def format_on_day(day: date, language: str, today: date | None = None) -> str:
    """Like `format_day`, as it stands in a sentence that says when something happens: `perjantaina 12. maaliskuuta`."""
    written = format_day(day, language, today)
    if language != "fi":
        return written
    weekday, rest = written.split(" ", 1)
    return f"{weekday}na {rest}"


def format_deadline(
    day: date, at: time | None, language: str, today: date | None = None, *, on: bool = False
) -> str:
    """The last day, with the time where one is set: `fredag 12 mars kl 12:00`. `on`: as in a sentence."""
    written = (format_on_day if on else format_day)(day, language, today)
    if at is None:
        return written
    return _AT.get(language, "{day} at {time}").format(day=written, time=format_time(at, language))


def language_name(language: str, in_language: str) -> str:
    """What `in_language` calls `language`: `svenska`, `Swedish`."""
    name = _locale(in_language).languages.get(language.replace("-", "_"), language)
    return str(name)


def country_name(country: str, language: str) -> str:
    """What `language` calls the country of this ISO 3166-1 code."""
    return str(_locale(language).territories.get(country, country))


def zone_city(zone: str, language: str) -> str:
    """The city that a time zone is named after: `Köpenhamn` for `Europe/Copenhagen`."""
    return str(get_timezone_location(zone, locale=_locale(language), return_city=True))


def is_right_to_left(language: str) -> bool:
    try:
        return Locale.parse(language, sep="-").text_direction == "rtl"
    except (ValueError, UnknownLocaleError):
        return False


def format_time(moment: time, language: str) -> str:
    return babel_format_time(moment, _pattern(_TIME, language), locale=_locale(language))


def format_moment(moment: datetime, language: str) -> str:
    """Day and time of a naive local moment: `fredag 19 mars 2027 kl 09:00`."""
    return _AT.get(language, "{day} at {time}").format(
        day=format_date(moment.date(), language), time=format_time(moment.time(), language)
    )


def format_span(start: datetime, end: datetime | None, language: str, *, date_only: bool = False) -> str:
    """From start to end in naive local time, repeating nothing: `fredag 19 mars 2027 kl 09:00–12:00`."""
    last = end or start
    if date_only:
        if last.date() == start.date():
            return format_date(start.date(), language)
        return f"{format_day(start.date(), language, last.date())} – {format_date(last.date(), language)}"
    if end is None:
        return format_moment(start, language)
    if end.date() == start.date():
        hours = f"{format_time(start.time(), language)}–{format_time(end.time(), language)}"
        return _AT.get(language, "{day}, {time}").format(day=format_date(start.date(), language), time=hours)
    return f"{format_moment(start, language)} – {format_moment(end, language)}"
