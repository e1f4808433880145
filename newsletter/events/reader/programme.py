"""Rows of a programme: `9:00-9:20  Inledning`, `Kl. 10.30 Kaffe`, a time with its title on the next line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from newsletter.events.reader import dates
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.labels import Label
from newsletter.events.reader.result import Row

_CLOCK = r"(?:[01]?\d|2[0-3])(?:[.:][0-5]\d)"
_DASH = r"\s*(?:-{1,2}|–|—|−|\btill\b|\btil\b|\bto\b)\s*"
_HALF = r"(?:\s?[ap]\.?m\b\.?)?"
_WORD = r"(?:kl\.?|klo|klockan|klokken|at|ca\.?)?\s*"
_LINE = re.compile(
    rf"^[^\w(]*{_WORD}(?P<start>{_CLOCK}{_HALF})(?:(?!\.\d)\.?)(?:{_DASH}{_WORD}(?P<end>{_CLOCK}{_HALF}))?(?P<open>{_DASH}(?=$|"
    r"[^\d\s]))?(?![.:]?\d)"
    rf"\s*(?P<gap>[\s:.,|–—-]*)(?P<title>.*)$",
    re.I,
)
_HOURS_ONLY = re.compile(
    rf"^[^\w(]*{_WORD}(?P<start>[01]?\d|2[0-3])(?:[.:](?P<m1>[0-5]\d))?{_DASH}(?:kl\.?|"
    r"klo)?\s*(?P<end>[01]?\d|2[0-3])(?:[.:](?P<m2>[0-5]\d))?(?![.:\d])"
    rf"[\s:.,|–—]+(?P<title>[^\W\d].*)$",
    re.I,
)
_HOUR_ONLY = re.compile(
    r"^[^\w(]*(?:kl\.?|klo|klockan|klokken)\s*(?P<start>[01]?\d|2[0-3])(?![.:\d])\s*[:.|"
    r"–—-]?\s+(?P<title>[^\W\d].*)$",
    re.I,
)
_TIME_LAST = re.compile(
    rf"^(?P<title>[^\d].{{2,80}}?)[\s,:(–-]+{_WORD}(?P<start>{_CLOCK}){_DASH}(?P<end>{_CLOCK})\)?\.?$", re.I
)
_ON_ONE_LINE = re.compile(r"\s*[·•|;,]\s*(?=(?:kl\.?\s*|klo\s*)?\d{1,2}[.:]\d\d\s*[^\s\d–-])")
_OPENING = re.compile(
    r"^(?:måndag|tisdag|onsdag|torsdag|fredag|vardagar|mandag|tirsdag|hverdage|hverdager|"
    r"ma|arkisin|weekdays|och|og|ja|and|eller|daglig|varje|alla dagar|monday)\b|^(?:kl|uhr|hrs)\b",
    re.I,
)
_NAME = r"[A-ZÅÄÖÆØ][\w’'-]+(?:\s+(?:[A-ZÅÄÖÆØ]\.?|von|af|de|[A-ZÅÄÖÆØ][\w’'-]+)){1,3}"
_SPEAKER = (
    re.compile(r"\s*(?:,|–|-|/|\|)?\s*\bv/\s?\S.*$"),
    re.compile(r"\s+\bved\s+(?=[A-ZÅÄÖÆØ]|[a-zæøå]+\s[A-ZÅÄÖÆØ]).*$"),
    re.compile(rf"\s*(?:[–—|/]|\s-\s|,)\s*{_NAME}(?:\s*(?:,|\(|och|og|ja|and|&|/).*)?\.?$"),
    re.compile(rf",\s(?:[a-zåäöæø-]+\s){{1,4}}{_NAME}.*$"),
    re.compile(rf"\s*\({_NAME}(?:,[^()]*)?\)$"),
    re.compile(rf"(?<=[.!?])\s+{_NAME}(?:\s*,.*)?\.?$"),
)


@dataclass(frozen=True)
class Found:
    row: Row
    line: str
    at: int


def read(entries: list[Entry]) -> list[Found]:
    """The rows, in the order of the page. One time alone is no programme unless it stands under such a heading."""
    found = list(_rows(entries))
    under_heading = [one for one in found if one[1]]
    if len(found) < 2 and not under_heading:
        return []
    return [one[0] for one in found]


def _rows(entries: list[Entry]) -> Iterator[tuple[Found, bool]]:
    for index, entry in enumerate(entries):
        if (
            entry.kind not in (None, Label.OTHER, Label.DOUBT, Label.PROGRAMME)
            or entry.section is Label.CONTACT
        ):
            continue
        under = entry.section is Label.PROGRAMME or entry.kind is Label.PROGRAMME
        text = (
            entry.value if entry.kind is Label.PROGRAMME else (entry.value if entry.is_text else entry.line)
        )
        pieces = _ON_ONE_LINE.split(text)
        if len(pieces) >= 3 and (under or all(_LINE.match(piece) for piece in pieces)):
            for piece in pieces:
                if row := _row(piece, None, under=True):
                    yield Found(row, entry.line, entry.at), True
            continue
        below = entries[index + 1] if index + 1 < len(entries) else None
        row = _row(text, below, under=under)
        if row:
            yield Found(row, entry.line, entry.at), under


def _row(text: str, below: Entry | None, *, under: bool) -> Row | None:
    match = _LINE.match(text)
    if match and not dates.find(text[: match.end("gap") + 1]):
        title = match["title"].strip() or _title_below(below, under=under)
        return _made(match["start"], match["end"], title)
    if match := _HOURS_ONLY.match(text):
        if under or match["m1"] or match["m2"] or re.match(r"\W*kl", text, re.I):
            return _made(
                f"{match['start']}.{match['m1'] or '00'}",
                f"{match['end']}.{match['m2'] or '00'}",
                match["title"],
            )
    elif match := _HOUR_ONLY.match(text):
        return _made(f"{match['start']}.00", None, match["title"]) if under else None
    elif under and (match := _TIME_LAST.match(text)):
        return _made(match["start"], match["end"], match["title"])
    return None


def _title_below(below: Entry | None, *, under: bool) -> str:
    if below is None or not (below.is_text or below.kind is Label.OTHER) or _LINE.match(below.line):
        return ""
    return below.line if len(below.line) <= 150 and (under or len(below.line) < 90) else ""


def _made(start: str, end: str | None, title: str) -> Row | None:
    title = without_speaker(title.strip(" \t|:•·*–—-").strip())
    if not re.search(r"[^\W\d]{2}", title) or _OPENING.match(title):
        return None
    return Row(_clock(start), _clock(end) if end else None, title)


def _clock(text: str) -> str:
    hour, minute = re.findall(r"\d+", text)
    half = re.search(r"([ap])\.?m", text, re.I)
    if half and int(hour) <= 12:
        hour = str(int(hour) % 12 + (12 if half[1].lower() == "p" else 0))
    return time(int(hour), int(minute)).strftime("%H:%M")


def without_speaker(title: str) -> str:
    """The title alone; who speaks comes after a dash, a comma or `v/`."""
    for pattern in _SPEAKER:
        if (match := pattern.search(title)) and match.start() >= 3:
            title = title[: match.start()].rstrip(" ,;–-")
    return title.rstrip(" .") if not title.endswith("..") else title
