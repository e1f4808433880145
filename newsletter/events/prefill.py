"""From what was read of an announcement to the form: every value with its line, and nothing that was not read."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _

from newsletter.core.languages import LANGUAGES, format_date, format_short_date, format_weekday
from newsletter.events import checks, times
from newsletter.events.announcement import Announcement
from newsletter.events.content import EventContent, OrganiserContent, ProgrammeContent, TextField
from newsletter.events.models import Mode, PriceKind, RegistrationMode, RowKind
from newsletter.events.reader import dates
from newsletter.events.reader.result import Moment, Reading, Row, Status, day_of
from newsletter.web.language import interface_language

MOST_OTHER_DATES = 8
LONGEST_QUOTE = 300
WHEN, DEADLINE = "starts_on", "deadline_on"
CHECKED = {WHEN: ("starts_on", "starts_at", "ends_on", "ends_at"), DEADLINE: ("deadline_on", "deadline_at")}
"""Inputs that a person must have looked at, under the name of the one that carries the box to tick."""

_WEEKDAYS = ("må ma mo", "ti ty tu", "on ke we", "to th", "fr pe", "lö lø la sa", "sö sø su")
_WEEKDAY_BEFORE = re.compile(rf"\b({dates.WEEKDAY})\b\.?,?\s*(?:den|the|d\.)?\s*$", re.I)
_WEEKDAY_FIRST = re.compile(rf"({dates.WEEKDAY})\b", re.I)
_BREAK = re.compile(
    r"(?:kaffe|fika|lunch|lunsj|frokost|paus|pause|coffee|break|kahvi|lounas|tauko|bensträckare)\w*\b", re.I
)
_STREET = re.compile(
    r"(?!.*\b(?:rum|sal|lokal|lokale|rom|room|møterom|mødelokale|sali|huone|plan|våning|etage|etasje|floor|hall|hus)\b)"
    r"\D{3,}\s\d{1,4}\s?[A-Za-z]?(?:[-–]\d{1,4})?",
    re.I,
)
_TOWN = re.compile(r"(?:(?:[A-Z]{1,2}-)?(\d{3}\s\d{2}|\d{4,5})\s+)?([^\W\d][^\d]{1,40})")


@dataclass(frozen=True)
class Evidence:
    line: str
    note: str = ""  # what is assumed, as a sentence


@dataclass(frozen=True)
class Prefilled:
    content: EventContent
    evidence: Mapping[str, Evidence]  # by the name of the form's input
    row_evidence: Mapping[str, Evidence]  # by what the row is called: rows move
    warnings: tuple[str, ...] = ()
    other_dates: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass
class _Filling:
    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    rows: dict[str, Evidence] = field(default_factory=dict)

    def put(self, line: str, note: str = "", **values: Any) -> None:
        for name, value in values.items():
            if value not in (None, ""):
                self.values[name] = value
                self._witness(name, line, note)

    def say(self, name: TextField, text: str | None, line: str) -> None:
        if text:
            self.texts[name.value] = text
            self._witness(f"main-{name.value}", line, "")

    def _witness(self, name: str, line: str, note: str) -> None:
        if line or note:
            self.evidence[name] = Evidence(shortened(line), note)


def shortened(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= LONGEST_QUOTE else line[:LONGEST_QUOTE] + "…"


def fill(announcement: Announcement, base: EventContent, today: date, url: str = "") -> Prefilled:
    """`base` with what the announcement states; `base` is the empty form."""
    reading, filling = announcement.reading, _Filling()
    language = _language(reading, base.language)
    note = _("Recognised from the words of the announcement. Please check it.")
    filling.put("", note if reading.language else "", language=language)
    filling.put("", source_url=url, source_published_on=announcement.published)
    filling.say(TextField.TITLE, reading.title, reading.evidence.get("title", ""))
    filling.say(TextField.AUDIENCE, reading.audience, reading.evidence.get("audience", ""))
    _times(filling, reading)
    _place(filling, reading)
    _price(filling, reading)
    _organisers(filling, reading)
    _registration(filling, announcement)
    _programme(filling, announcement)
    _contact(filling, reading)
    texts = {language: filling.texts} if filling.texts else {}
    content = replace(base, **{**filling.values, "texts": texts})
    return Prefilled(
        content,
        filling.evidence,
        filling.rows,
        tuple(_warnings(announcement, content, today)),
        tuple(_other_dates(announcement)),
        announcement.lines,
    )


def _language(reading: Reading, default: str) -> str:
    language = {"nn": "nb", "no": "nb"}.get(reading.language or "", reading.language or "")
    return language if language in LANGUAGES else default


def _parted(moment: Moment | None) -> tuple[date | None, time | None]:
    if isinstance(moment, datetime):
        return moment.date(), moment.time().replace(second=0, microsecond=0)
    return moment, None


def _times(filling: _Filling, reading: Reading) -> None:
    line = reading.evidence.get("start", "")
    (starts_on, starts_at), (ends_on, ends_at) = _parted(reading.start), _parted(reading.end)
    note = ""
    if starts_on and not reading.year_stated:
        note = _("The year is not stated: %(year)s is assumed. Please check it.", year=starts_on.year)
    filling.put(line, note, starts_on=starts_on)
    filling.put(line, starts_at=starts_at)
    filling.put(reading.evidence.get("end", "") or line, ends_on=ends_on, ends_at=ends_at)
    due, line = reading.registration_deadline, reading.evidence.get("registration_deadline", "")
    if due is None:
        return
    day, at = _parted(due)
    assumed = not any(span.first.year or span.last.year for span in dates.find(line)) and not _is_machine(
        line
    )
    note = _("The year is not stated: %(year)s is assumed. Please check it.", year=day_of(due).year)
    filling.put(line, note if assumed else "", deadline_on=day)
    filling.put(line, deadline_at=at)


def _is_machine(line: str) -> bool:
    return bool(re.search(r"\d{4}-?\d\d-?\d\d", line))


def _place(filling: _Filling, reading: Reading) -> None:
    line = reading.evidence.get("venue", "")
    venue, street, postcode, city = place_parts(reading.venue or "")
    filling.put(line, venue=venue, street=street, postcode=postcode, city=city)
    if reading.mode:
        filling.put(reading.evidence.get("mode", ""), mode=Mode(reading.mode.value))
    else:
        note = _("The announcement does not say whether it is on site or online. Please choose.")
        filling.evidence["mode"] = Evidence("", note)


def place_parts(place: str) -> tuple[str, str, str, str]:
    """Venue, street, postcode and town; what has no street stays whole, for a second name may be a house or a town."""
    parts = [part.strip() for part in place.split(",") if part.strip()]
    at = next((number for number, part in enumerate(parts) if _STREET.fullmatch(part)), None)
    if at is None:
        return place, "", "", ""
    venue, street, after = ", ".join(parts[:at]), parts[at], parts[at + 1 :]
    town = _TOWN.fullmatch(after[0]) if len(after) == 1 else None
    if after and town is None:
        return place, "", "", ""
    return venue, street, (town[1] or "") if town else "", town[2] if town else ""


def _price(filling: _Filling, reading: Reading) -> None:
    line = reading.evidence.get("price", "") or reading.evidence.get("is_free", "")
    if reading.is_free is not None:
        filling.put(line, price_kind=PriceKind.FREE if reading.is_free else PriceKind.PAID)
    elif reading.price:
        filling.put(line, price_kind=PriceKind.PAID)
    if not reading.is_free:
        filling.say(TextField.PRICE, reading.price, line)


def _organisers(filling: _Filling, reading: Reading) -> None:
    if not reading.organiser:
        return
    line = reading.evidence.get("organiser", "")
    if len(reading.organiser) > checks.LONGEST_LINE:
        filling.say(TextField.ORGANISERS, reading.organiser, line)
        return
    filling.values["organisers"] = (OrganiserContent(reading.organiser),)
    filling.rows[reading.organiser] = Evidence(shortened(line))


def _registration(filling: _Filling, announcement: Announcement) -> None:
    if found := announcement.sign_up_page:
        filling.put(found.line, registration_mode=RegistrationMode.EXTERNAL, registration_url=found.value)
    elif found := announcement.sign_up_email:
        filling.put(found.line, registration_mode=RegistrationMode.EMAIL, registration_email=found.value)
    elif announcement.reading.registration_deadline:
        note = _("The announcement has a last day to register, but no address was found. Please choose.")
        filling.evidence["registration_mode"] = Evidence("", note)


def _contact(filling: _Filling, reading: Reading) -> None:
    for name in ("contact_name", "contact_title", "contact_unit", "contact_email", "contact_phone"):
        filling.put(reading.evidence.get(name, ""), **{name: getattr(reading, name)})


def _programme(filling: _Filling, announcement: Announcement) -> None:
    rows = announcement.reading.programme[: checks.MOST_ROWS]
    if rows:
        filling.values["programme"] = tuple(map(_row, rows))
    for row in rows:
        line = _line_of(row, announcement.lines) or announcement.reading.evidence.get("programme", "")
        filling.rows[row.title] = Evidence(shortened(line))


def _row(row: Row) -> ProgrammeContent:
    starts_at, ends_at = _clock(row.start), _clock(row.end)
    if starts_at is None or ends_at is None or ends_at <= starts_at:
        ends_at = None
    kind = RowKind.BREAK if _BREAK.match(row.title) else RowKind.TALK
    return ProgrammeContent(title=row.title, starts_at=starts_at, ends_at=ends_at, kind=kind)


def _clock(text: str | None) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        return None


def _line_of(row: Row, lines: Iterable[str]) -> str:
    hour = (row.start or "").lstrip("0")
    found = [line for line in lines if row.title in line]
    timed = [line for line in found if hour and hour in line.replace(".", ":")]
    return next(iter(timed or found), "")


def _warnings(announcement: Announcement, content: EventContent, today: date) -> Iterator[str]:
    reading, language = announcement.reading, interface_language()
    if reading.status is Status.CANCELLED:
        yield _("The announcement says that the event is cancelled.")
    if reading.status is Status.POSTPONED:
        yield _("The announcement says that the event is postponed.")
    if content.starts_on and content.starts_on < today:
        yield _(
            "%(day)s has passed. Is this an old announcement?", day=format_date(content.starts_on, language)
        )
    elif content.deadline_on and content.deadline_on < today:
        yield _(
            "The last day to register, %(day)s, has passed.", day=format_date(content.deadline_on, language)
        )
    if late := announcement.late_deadline:
        yield _(
            "The last day to register that was found, %(day)s, is after the event. It is not filled in.",
            day=format_date(date.fromisoformat(late.value), language),
        )
    for name, key in (("starts_on", "start"), ("deadline_on", "registration_deadline")):
        yield from _weekday(getattr(content, name), reading.evidence.get(key, ""))


def _weekday(day: date | None, line: str) -> Iterator[str]:
    """Whether the weekday that stands with the date is the one it falls on."""
    for span in dates.find(line) if day else []:
        said = _WEEKDAY_BEFORE.search(line[: span.at]) or _WEEKDAY_FIRST.match(line, span.at, span.to)
        if day is None or said is None or (span.first.month, span.first.day) != (day.month, day.day):
            continue
        if said[1][:2].lower() not in _WEEKDAYS[day.weekday()].split():
            language = interface_language()
            yield _(
                "The announcement says “%(said)s”, but %(day)s is a %(weekday)s.",
                said=line[said.start() : span.to].strip(" .,"),
                day=format_short_date(day, language),
                weekday=format_weekday(day, language),
            )
        return


def _other_dates(announcement: Announcement) -> Iterator[str]:
    """Lines with dates that went nowhere: opening days, hotel bookings, an earlier event, or the right one."""
    reading, found = announcement.reading, 0
    for line in dict.fromkeys(announcement.lines):
        if found < MOST_OTHER_DATES and any(_is_other(span, reading) for span in dates.find(line)):
            found += 1
            yield shortened(line)


def _is_other(span: dates.Span, reading: Reading) -> bool:
    if span.is_bare:
        return False
    taken = [day_of(one) for one in (reading.start, reading.end, reading.registration_deadline) if one]
    return all((span.first.month, span.first.day) != (one.month, one.day) for one in taken) and not _within(
        span, reading
    )


def _within(span: dates.Span, reading: Reading) -> bool:
    """A day of an event of several days."""
    if not reading.start or not reading.end:
        return False
    day = span.first.on(day_of(reading.start).year)
    return day is not None and day_of(reading.start) <= day <= day_of(reading.end)


def with_zone_of(content: EventContent, zone: str) -> EventContent:
    """A calendar file states where its times hold."""
    return replace(content, zone=zone) if zone and times.is_zone(zone) else content
