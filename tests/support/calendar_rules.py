"""The rules for calendar files in mail. Used by `message_rules`."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage, Message

from icalendar import Calendar
from icalendar import Event as Entry

LONGEST_LINE = 75
REQUIRED = ("UID", "DTSTAMP", "DTSTART", "SUMMARY")


def calendar_faults(attached: Sequence[Message]) -> Iterator[str]:
    """At most one attachment, and that a calendar file with one entry."""
    if len(attached) > 1:
        yield f"61: {len(attached)} attachments"
    for part in attached:
        if part.get_content_type() != "text/calendar":
            yield f"61: an attachment of type {part.get_content_type()}"
            continue
        assert isinstance(part, EmailMessage)
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_content_charset() != "utf-8":
            yield "56: the calendar file is not utf-8"
        yield from _line_faults(content)
        yield from _content_faults(content, part.get_param("method"))


def _line_faults(content: bytes) -> Iterator[str]:
    if re.search(rb"(?<!\r)\n|\r(?!\n)", content) or not content.endswith(b"\r\n"):
        yield "96: a line of the calendar file does not end with CRLF"
    if any(len(line) > LONGEST_LINE for line in content.split(b"\r\n")):
        yield "96: a line of the calendar file is longer than 75 octets"


def _content_faults(content: bytes, method: object) -> Iterator[str]:
    try:
        calendar = Calendar.from_ical(content.decode())
    except ValueError as error:
        yield f"98: the calendar file cannot be read: {error}"
        return
    if str(calendar.get("METHOD")) != method:
        yield f"97: the header says method {method}, the file {calendar.get('METHOD')}"
    if "PRODID" not in calendar or str(calendar.get("VERSION")) != "2.0":
        yield "98: PRODID or VERSION is missing"
    entries = calendar.walk("VEVENT")
    if len(entries) != 1:
        yield f"98: {len(entries)} entries"
    zones = {str(zone.get("TZID")) for zone in calendar.walk("VTIMEZONE")}
    for entry in entries:
        yield from _entry_faults(entry, str(method), zones)


def _entry_faults(entry: Entry, method: str, zones: set[str]) -> Iterator[str]:
    for name in REQUIRED:
        if name not in entry:
            yield f"98: {name} is missing"
    named = {entry[name].params.get("TZID") for name in ("DTSTART", "DTEND") if name in entry}
    if unknown := {zone for zone in named if zone and zone != "UTC"} - zones:
        yield f"99: no definition of the zone {unknown}"
    stamp = entry.decoded("DTSTAMP", None)
    if (
        not isinstance(stamp, datetime)
        or stamp.tzinfo is None
        or stamp.utcoffset() != datetime.now(UTC).utcoffset()
    ):
        yield f"100: DTSTAMP is not in UTC: {stamp}"
    if not str(entry.get("ORGANIZER", "")).startswith("mailto:") or "SEQUENCE" not in entry:
        yield "101: ORGANIZER or SEQUENCE is missing"
    if (method == "CANCEL") != (str(entry.get("STATUS")) == "CANCELLED"):
        yield f"97: method {method} with status {entry.get('STATUS')}"
    if "ATTENDEE" in entry:
        yield "98: a published file has no attendees"
