"""An announcement as an editor handed it in: what the reader made of it, and its lines for the eye."""

import re
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from lxml import etree, html

from newsletter.errors import Invalid
from newsletter.events.calendar_entries import CalendarEntry, alone
from newsletter.events.checks import is_web_address
from newsletter.events.reader import calendar_file, deadline, entries, html_page, page
from newsletter.events.reader.reading import read
from newsletter.events.reader.result import Reading, day_of
from newsletter.events.reader.words import REGISTER

LONGEST_TEXT = 2 * 1024 * 1024
_NOT_TEXT = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"{\\rtf",
)
_URL = re.compile(r"https?://[^\s<>\"'()\[\]]+[^\s<>\"'()\[\].,;:!?…]", re.I)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_GIVING_UP = re.compile(r"avanmäl|återbud|avbok|afmeld|afbud|avmeld|peruut|perumi|cancel", re.I)
_SIGN_UP = re.compile(
    r"anmäl|tilmeld|påmeld|meld (?:deg|dykk|dere) på|ilmoittau|regist|sign.?up|\brsvp\b|\bo\.?s\.?a\b|\bbook",
    re.I,
)


@dataclass(frozen=True)
class Found:
    """A value with the line it stands in."""

    value: str
    line: str


@dataclass(frozen=True)
class Announcement:
    reading: Reading
    lines: tuple[str, ...]
    published: date | None = None
    sign_up_page: Found | None = None
    sign_up_email: Found | None = None
    late_deadline: Found | None = None


def is_binary(raw: bytes) -> bool:
    """Whether it is a document of some program and no text; UTF-16 has its mark."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    return raw.startswith(_NOT_TEXT) or b"\x00" in raw[:4000]


def storable(text: str) -> str:
    """Without what PostgreSQL cannot hold."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:LONGEST_TEXT]


def of_text(text: str, today: date, zone: str) -> Announcement:
    """Of pasted text or a page. Raises Invalid."""
    reading = _read(text, today, zone)
    is_page = html_page.looks_like_html(text)
    source = html_page.from_html(text) if is_page else page.from_text(text)
    link = _link_of_page(text) if is_page else None
    return Announcement(
        reading,
        tuple(source.lines),
        source.published,
        link or _sign_up(source.lines, _URL),
        _sign_up(source.lines, _EMAIL),
        _late_deadline(reading, source.lines),
    )


def of_calendar(text: str, entry: CalendarEntry, today: date, zone: str) -> Announcement:
    """Of one event of a calendar file. Raises Invalid."""
    single = alone(text, entry)
    reading = _read(single, today, zone)
    lines = [line for line in entry.lines if not line.upper().startswith("DESCRIPTION")]
    parsed = calendar_file.read(single, zone)
    description = page.clean_lines(parsed[1]) if parsed else []
    return Announcement(
        reading,
        (*lines, *description),
        sign_up_page=_sign_up(description, _URL),
        sign_up_email=_sign_up(description, _EMAIL),
        late_deadline=_late_deadline(reading, description),
    )


def _read(text: str, today: date, zone: str) -> Reading:
    try:
        return read(text, today=today, zone=zone)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        # Calendar files and markup of strangers may hold anything; a person pastes the text instead.
        raise Invalid(_("This could not be read. Paste the text of the announcement instead.")) from None


def _link_of_page(text: str) -> Found | None:
    """The first link of the main text that says it leads to registration."""
    try:
        tree = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.ParserError, ValueError):
        return None
    for link in tree.iter("a"):
        address, words = (link.get("href") or "").strip(), " ".join(link.text_content().split())
        if _asks_to_sign_up(words) and is_web_address(address) and not _is_beside(link):
            return Found(address, words)
    return None


def _is_beside(link: html.HtmlElement) -> bool:
    return any(one.tag in ("nav", "footer", "aside", "header") for one in link.iterancestors())


def _sign_up(lines: list[str], wanted: re.Pattern[str]) -> Found | None:
    """An address in a line about registration, or in the line after such a label."""
    before = ""
    for line in filter(None, lines):
        match = wanted.search(line)
        if match and _asks_to_sign_up(line.replace(match[0], "") if wanted is _EMAIL else line):
            return Found(match[0], line)
        if match and _asks_to_sign_up(before) and len(before) < 60 and before[-1:] in ":.":
            return Found(match[0], line)
        before = line
    return None


def _asks_to_sign_up(line: str) -> bool:
    return bool(REGISTER.search(line) and _SIGN_UP.search(line)) and not _GIVING_UP.search(line)


def _late_deadline(reading: Reading, lines: list[str]) -> Found | None:
    """A last day to register that is stated, with its year, to be after the event: the reader takes none."""
    if reading.registration_deadline or not reading.start:
        return None
    due = next(iter(deadline.read(entries.read(list(lines)))), None)
    day = due.day.on(due.day.year) if due and due.day.year else None
    return Found(day.isoformat(), due.line) if due and day and day > day_of(reading.start) else None
