"""Where the event is: a venue, online, or both. `Plats: Digital konferens` is no venue."""

import re
from dataclasses import dataclass

from newsletter.events.reader import dates, moments, place_in_text, sentences, taking_part, words
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.labels import Label
from newsletter.events.reader.place_in_text import STREET, VENUE_HINT, tidy
from newsletter.events.reader.result import Mode
from newsletter.events.reader.taking_part import HYBRID, ONLINE, ONLY_ONLINE


@dataclass(frozen=True)
class Place:
    venue: str | None
    mode: Mode | None
    venue_line: str = ""
    mode_line: str = ""


def read(entries: list[Entry], title: str, when_at: int | None) -> Place:
    venue, line, mode = _labelled(entries)
    if venue is None and mode is None:
        venue, line = _beside_date(entries, when_at)
    if venue is None and mode is None:
        venue, line = place_in_text.read(entries)
    mode_line = line
    if venue and mode is None and _is_also_online(line, venue):
        mode = Mode.HYBRID
    if mode is None or mode is Mode.PHYSICAL:
        mode, mode_line = taking_part.read(entries, title, venue, line)
    return Place(venue, mode, line, mode_line)


def _is_also_online(line: str, venue: str) -> bool:
    """`Auditorium 2 – og på strøm`, in a short line of its own."""
    return len(line.split()) <= 12 and bool(ONLINE.search(line.replace(venue, "")))


def _labelled(entries: list[Entry]) -> tuple[str | None, str, Mode | None]:
    for kind in (Label.WHERE, Label.BOTH, Label.ADDRESS):
        for entry in entries:
            if entry.kind is not kind or not entry.value:
                continue
            value = tidy(moments.rest_of(entry.value) if kind is Label.BOTH else entry.value)
            if not value or _UNKNOWN.match(value):
                continue
            venue, mode = split(value)
            if venue or mode:
                return venue, entry.line, mode
    return None, "", None


_UNKNOWN = re.compile(
    r"^(?:meddelas|tba|t\.?b\.?d|annonseras|kommer|oplyses|meddeles|kunngjøres|ilmoitetaan|"
    r"vahvistetaan|to be announced|to be confirmed|plats meddelas|ej bestämt|ikke fastsat|ennå)\b",
    re.I,
)


def split(value: str) -> tuple[str | None, Mode | None]:
    """`Rådhuset, Ekby, eller digitalt via Teams` is a venue and a way in from afar."""
    if not ONLINE.search(value) and not HYBRID.search(value):
        return value, Mode.PHYSICAL
    if ONLY_ONLINE.match(re.sub(r"\([^)]*\)", "", value)) and not HYBRID.search(value):
        return None, Mode.ONLINE
    pieces = re.split(
        r",?\s(?:eller|och|og|or|and|tai|ja|samt|sekä|alternativt|även|också|også|also|myös)\s|[;,(|+/&)]|"
        r"\s[–-]\s",
        value,
    )
    kept = [
        piece.strip(" .")
        for piece in pieces
        if piece and piece.strip(" .") and not ONLINE.search(piece) and not HYBRID.search(piece)
    ]
    kept = [piece for piece in kept if not ONLY_ONLINE.match(piece) and not _FILLER.match(piece)]
    if not kept:
        return (
            (value, Mode.PHYSICAL)
            if VENUE_HINT.search(value) and not ONLY_ONLINE.match(value)
            else (None, Mode.ONLINE)
        )
    return ", ".join(kept), Mode.HYBRID


_FILLER = re.compile(
    r"^(?:på plats|fysiskt?|lähi\w*|paikan päällä|in person|on site|både|antingen|"
    r"enten|samt|även|også|också|link\w*.*|länk\w*.*|lenk\w*.*|linkki.*|via.*|ID.*|som|delta.*)$",
    re.I,
)


def _beside_date(entries: list[Entry], when_at: int | None) -> tuple[str | None, str]:
    """On a poster the place stands in the line of the date, or right under it."""
    for index, entry in enumerate(entries):
        if entry.at != when_at or not entry.is_text or len(sentences.split(entry.value)) > 1:
            continue
        rest = moments.rest_of(entry.value)
        if len(rest.split()) > 12 or words.HELD.search(rest):
            return None, ""
        parts = [tidy(part) for part in re.split(r"\s\|\s|[•·]", rest)]
        parts = [part for part in parts if re.search(r"[^\W\d]{3}", part) and not words.INVITE.search(part)]
        parts.sort(key=lambda part: bool(VENUE_HINT.search(part) or STREET.search(part)))
        is_parted = bool(re.search(r"[|•·]", entry.value))
        if parts and is_parted and parts[-1][:1].isupper() and len(parts[-1].split()) <= 8:
            return split(parts[-1])[0], entry.line
        if parts and (VENUE_HINT.search(parts[-1]) or ONLINE.search(parts[-1])) and parts[-1][:1].isupper():
            return split(parts[-1])[0], entry.line
        for below in entries[index + 1 : index + 3]:
            if (
                below.is_text
                and below.at - entry.at <= 3
                and len(below.value.split()) <= 8
                and _is_place_line(below.value)
            ):
                return split(below.value)[0], below.line
    return None, ""


_PART_OF_PROGRAMME = re.compile(r"(?:dag|day|pass|del|session|block|päivä|track|spår|spor)\s\d", re.I)


def _is_place_line(text: str) -> bool:
    if text[-1:] in ".!?:" or words.INVITE.search(text) or not text[:1].isupper() or dates.find(text):
        return False
    if _PART_OF_PROGRAMME.match(text):
        return False
    has_room = bool(split(text)[0]) and bool(VENUE_HINT.search(text) or STREET.search(text))
    return has_room and not words.FREE.search(text)
