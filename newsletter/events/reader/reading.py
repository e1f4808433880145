"""Reads a pasted announcement: plain text, a page of markup or a calendar file. Pure: no database, no request."""

import re
from datetime import date, datetime

from newsletter.core.clock import now
from newsletter.events.reader import (
    audience,
    calendar_file,
    contact,
    contact_person,
    cost,
    deadline,
    entries,
    event_time,
    heading,
    html_page,
    language,
    moments,
    organiser,
    page,
    place,
    programme,
    structured_data,
    verdict,
)
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.event_time import Scored
from newsletter.events.reader.page import Page
from newsletter.events.reader.result import Mode, Moment, Reading, Status, day_of

ZONE = "Europe/Stockholm"
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.I)


def decoded(raw: bytes) -> str:
    """The text of a file of any of the encodings these pages come in."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    stated = _CHARSET.search(raw[:2000])
    names = ["utf-8-sig", stated[1].decode() if stated else "", "cp1252"]
    for name in filter(None, names):
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")


def read(text: str, *, today: date | None = None, zone: str = ZONE) -> Reading:
    """In order: calendar file, schema.org data, labelled lines, sentences. What none of them states stays unknown."""
    today = today or now().date()
    if calendar_file.looks_like_calendar(text) and (found := calendar_file.read(text, zone)):
        stated, description = found
        return _merged(stated, _of_page(page.from_text(f"{stated.title or ''}\n\n{description}"), today))
    source = html_page.from_html(text) if html_page.looks_like_html(text) else page.from_text(text)
    reading = _of_page(source, today)
    structured = structured_data.read(source.data, reading.title, zone)
    return _merged(structured, reading) if structured else reading


def _merged(stated: Reading, read: Reading) -> Reading:
    """What is stated for machines, and from the text what that leaves open."""
    for name in (
        "registration_deadline",
        "audience",
        "organiser",
        "contact_email",
        "contact_name",
        "contact_title",
        "contact_unit",
        "contact_phone",
        "programme",
        "language",
        "title",
        "venue",
        "mode",
    ):
        if name == "venue" and stated.mode is Mode.ONLINE:
            continue
        stated.take(name, getattr(read, name), read.evidence.get(name, ""))
    if stated.price is None and stated.is_free is not False:
        stated.take("price", read.price, read.evidence.get("price", ""))
        stated.take("is_free", read.is_free, read.evidence.get("is_free", ""))
    if (
        stated.start
        and not isinstance(stated.start, datetime)
        and read.start
        and day_of(read.start) == stated.start
    ):
        stated.start, stated.end = read.start, read.end
    if stated.status is Status.SCHEDULED and read.status not in (None, Status.SCHEDULED):
        stated.status = read.status
    if (
        stated.registration_deadline
        and stated.start
        and day_of(stated.registration_deadline) > day_of(stated.start)
    ):
        stated.registration_deadline = None
    return stated


def _of_page(source: Page, today: date) -> Reading:
    reading = Reading(language=language.language_of(source.text, source.language))
    parts = entries.read(source.lines)
    title = heading.read(parts, source.title)
    title_text, title_line = title or ("", "")
    reading.take("title", title_text, title_line)
    rows = programme.read(parts)
    row_lines = {found.at for found in rows}
    others = [entry for entry in parts if entry.at not in row_lines]
    when = event_time.read(others)
    dues = deadline.read(others)
    due = dues[0] if dues else None
    reading.programme = [found.row for found in rows]
    if rows:
        reading.evidence["programme"] = rows[0].line
    _take_times(reading, when, dues, source, today)
    _take_place(reading, others, title_text, when)
    _take_people(reading, others, source.site)
    status, line = verdict.status(others, title_line)
    reading.status = status
    reading.is_event = verdict.is_event(parts, _signs(when, due, reading, is_news=source.is_news))
    if line:
        reading.evidence["status"] = line
    return reading


def _signs(
    when: Scored | None, due: deadline.Deadline | None, reading: Reading, *, is_news: bool
) -> verdict.Signs:
    stated = (reading.venue, reading.mode, reading.organiser, reading.audience, reading.price)
    return verdict.Signs(
        has_start=when is not None and when.score > 0,
        time_score=when.score if when else 0,
        start_is_labelled=bool(when and when.is_label),
        has_hours=bool(when and when.when.start),
        has_deadline=due is not None,
        rows=len(reading.programme),
        title=reading.title or "",
        stated=sum(value is not None for value in stated),
        days=(day_of(reading.end) - day_of(reading.start)).days + 1 if reading.start and reading.end else 1,
        is_off=reading.status is not Status.SCHEDULED,
        is_news=is_news,
    )


def _take_times(
    reading: Reading, when: Scored | None, dues: list[deadline.Deadline], source: Page, today: date
) -> None:
    limit: date | None = None
    if when and when.score > 0:
        first = when.when.first
        hints = event_time.year_hints(when.when, dues[0].day if dues else None, reading.title, source.lines)
        year = first.year or moments.resolved([first], source.published, hints, today)
        found = when.when.in_year(year)
        if found:
            reading.take("start", found[0], when.when.line)
            reading.take("end", found[1], when.when.line)
            reading.year_stated = first.year is not None
            limit = day_of(found[0])
    for due in dues:
        base = limit or source.published or today
        day = due.day.on(due.day.year) if due.day.year else moments.last_before(due.day, base)
        if day and (limit is None or day <= limit):
            moment: Moment = datetime.combine(day, due.hour) if due.hour else day
            reading.take("registration_deadline", moment, due.line)


def _take_place(reading: Reading, parts: list[Entry], title: str, when: Scored | None) -> None:
    found = place.read(parts, title, when.at if when else None)
    reading.take("venue", found.venue, found.venue_line)
    reading.take("mode", found.mode, found.mode_line)
    if found.mode:
        reading.evidence["is_online"] = found.mode_line


def _take_people(reading: Reading, parts: list[Entry], site: str | None) -> None:
    if body := organiser.read(parts, reading.title or "", site):
        reading.take("organiser", *body)
    if who := audience.read(parts, reading.title or ""):
        reading.take("audience", *who)
    if address := contact.read(parts):
        reading.take("contact_email", *address)
    person = contact_person.read(parts, reading.contact_email)
    for name in ("name", "title", "unit", "phone"):
        reading.take(f"contact_{name}", getattr(person, name), person.line)
    if paid := cost.read(parts, reading.title or ""):
        price, free, line = paid
        reading.take("price", price, line)
        reading.take("is_free", free, line)
