"""An .ics file: its first event. Times stay wall time; instants in UTC are turned into the zone of the file."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from newsletter.events.reader import place
from newsletter.events.reader.result import Mode, Moment, Reading, Status


def looks_like_calendar(text: str) -> bool:
    return "BEGIN:VCALENDAR" in text[:2000].upper()


def read(text: str, zone: str) -> tuple[Reading, str] | None:
    """What the file states, and its description as text for the rest."""
    try:
        calendar = Calendar.from_ical(text)
        entries = [one for one in calendar.walk("VEVENT") if "RECURRENCE-ID" not in one]
    except (ValueError, KeyError, IndexError):
        return None
    if not entries:
        return None
    entry = entries[0]
    reading = Reading(is_event=True, status=_status(calendar, entry))
    zone = str(calendar.get("X-WR-TIMEZONE") or zone)
    reading.take("title", _text(entry, "SUMMARY"), _line("SUMMARY", entry))
    _take_times(reading, entry, zone)
    _take_place(reading, entry)
    _take_people(reading, entry)
    return reading, _text(entry, "DESCRIPTION")


def _text(entry: Any, name: str) -> str:
    value = entry.get(name)
    value = value[0] if isinstance(value, list) else value
    return str(value).strip() if value is not None else ""


def _line(name: str, entry: Any) -> str:
    return f"{name}:{_text(entry, name)}"


def _status(calendar: Any, entry: Any) -> Status:
    cancelled = _text(entry, "STATUS").upper() == "CANCELLED" or _text(calendar, "METHOD").upper() == "CANCEL"
    return Status.CANCELLED if cancelled else Status.SCHEDULED


def _take_times(reading: Reading, entry: Any, zone: str) -> None:
    start = _moment(entry, "DTSTART", zone)
    if start is None:
        return
    end = _moment(entry, "DTEND", zone)
    if end is None and "DURATION" in entry and isinstance(start, datetime):
        end = start + entry.decoded("DURATION")
    if end is not None and not isinstance(end, datetime):  # a date there is the day after
        end -= timedelta(days=1)
    reading.take("start", start, f"DTSTART:{start.isoformat()}")
    if end is not None and isinstance(end, datetime) == isinstance(start, datetime) and end > start:
        reading.take("end", end, f"DTEND:{end.isoformat()}")
    reading.year_stated = True


def _moment(entry: Any, name: str, zone: str) -> Moment | None:
    try:
        value = entry.decoded(name)
    except (KeyError, ValueError):
        return None
    if isinstance(value, datetime):
        if value.tzinfo is UTC or (
            value.tzinfo and value.utcoffset() == timedelta(0) and "TZID" not in entry[name].params
        ):
            value = value.astimezone(_zone(zone))
        return value.replace(tzinfo=None)
    return value if isinstance(value, date) else None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("Europe/Stockholm")


def _take_place(reading: Reading, entry: Any) -> None:
    if location := _text(entry, "LOCATION"):
        venue, mode = place.split(re.sub(r"\s*\n\s*", ", ", location))
        if "://" in location and venue and "://" in venue:
            venue, mode = None, Mode.ONLINE
        reading.take("venue", venue, _line("LOCATION", entry))
        reading.take("mode", mode, _line("LOCATION", entry))


def _take_people(reading: Reading, entry: Any) -> None:
    organiser = entry.get("ORGANIZER")
    if organiser is not None:
        reading.take("organiser", str(organiser.params.get("CN", "")).strip('" '), str(organiser))
        address = re.sub(r"^mailto:", "", str(organiser), flags=re.I)
        if "@" in address and not re.match(r"no-?reply", address, re.I):
            reading.take("contact_email", address, str(organiser))
