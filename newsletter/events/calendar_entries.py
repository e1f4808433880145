"""The events of a calendar file, found by its lines alone: a file of any size and shape costs one pass.

Only the one chosen is handed to the parser, without what is nested in it and without definitions of time zones: the
reader wants wall time, and a parser that works through a hostile file may be kept busy for minutes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

MOST_LISTED = 200
_LONGEST_LINE = 60_000
_START = re.compile(r"^DTSTART[^:]*:(\d{8})(?:T(\d{6})(Z?))?", re.I)
_ZONE = re.compile(r"^DTSTART[^:]*;TZID=\"?([^;:\"]+)", re.I)
_ESCAPED = re.compile(r"\\([nN,;\\])")


@dataclass
class CalendarEntry:
    number: int
    lines: list[str] = field(default_factory=list)

    def value(self, name: str) -> str:
        for line in self.lines:
            if re.match(rf"{name}[;:]", line, re.I):
                return _ESCAPED.sub(
                    lambda found: " " if found[1] in "nN" else found[1], line.partition(":")[2]
                )
        return ""

    @property
    def title(self) -> str:
        return self.value("SUMMARY").strip()

    @property
    def repeats(self) -> bool:
        return any(re.match(r"(RRULE|RDATE)[;:]", line, re.I) for line in self.lines)

    @property
    def is_exception(self) -> bool:
        """One occasion of a series that differs from the others."""
        return bool(self.value("RECURRENCE-ID"))

    @property
    def zone(self) -> str:
        found = next(filter(None, map(_ZONE.match, self.lines)), None)
        return found[1].strip() if found else ""

    def day(self, zone: str) -> date | None:
        found = next(filter(None, map(_START.match, self.lines)), None)
        try:
            if found is None:
                return None
            if not found[3]:
                return date.fromisoformat(found[1])
            moment = datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            return moment.astimezone(ZoneInfo(zone)).date()
        except (ValueError, OverflowError):
            return None


def entries(text: str) -> list[CalendarEntry]:
    """Every event of the file; of a series the one that tells of all its occasions."""
    found: list[CalendarEntry] = []
    depth: list[str] = []
    for line in _unfolded(text):
        verb, _colon, name = line.partition(":")
        name = name.strip().upper()
        if verb.upper() == "BEGIN":
            depth.append(name)
            if name == "VEVENT":
                found.append(CalendarEntry(len(found)))
        elif verb.upper() == "END":
            depth = depth[:-1]
        elif depth and depth[-1] == "VEVENT" and found and not line.upper().startswith("ATTACH"):
            found[-1].lines.append(line)
    return [entry for entry in found if not entry.is_exception] or found


def alone(text: str, entry: CalendarEntry) -> str:
    """A calendar of this one event."""
    kept = [line for line in _header(text) if re.match(r"(METHOD|X-WR-TIMEZONE)[;:]", line, re.I)]
    lines = ["BEGIN:VCALENDAR", *kept, "BEGIN:VEVENT", *entry.lines, "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(lines)


def _header(text: str) -> Iterator[str]:
    for number, line in enumerate(_unfolded(text)):
        if number and line.upper().startswith("BEGIN:"):
            return
        yield line


def _unfolded(text: str) -> Iterator[str]:
    """Whole lines; a line break followed by a space is none (RFC 5545 3.1)."""
    for line in re.sub(r"(?:\r\n|\r|\n)[ \t]", "", text).splitlines():
        if line.strip():
            yield line.strip("\x00")[:_LONGEST_LINE]
