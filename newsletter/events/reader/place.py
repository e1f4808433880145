"""Where the event is: a venue, online, or both. `Plats: Digital konferens` is no venue."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.events.reader import dates, hours, moments, sentences, taking_part, words
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.labels import Label
from newsletter.events.reader.result import Mode
from newsletter.events.reader.taking_part import HYBRID, ONLINE, ONLY_ONLINE

_VENUE_HINT = re.compile(
    r"(?:hus(?:et)?|sal(?:en)?|lokal(?:en)?|rådhus(?:et)?|kulturhus(?:et)?|hotell?|"
    r"skol[ae](?:n)?|skole[n]?|universitet(?:et)?|campus|bibliotek(?:et)?|center|"
    r"senter(?:et)?|centret|museum|museet|teater|"
    r"teatret|kirk[ea]n?|kyrka[n]?|gård(?:en)?|talo|kirjasto|keskus|koulu|yliopisto|"
    r"library|hall(?:en)?|room|rum(?:met)?|torg(?:et)?|gat[ae]n?|väg(?:en)?|vej|vei(?:en)?|"
    r"veg(?:en)?|katu|tie|street|"
    r"aula(?:n)?|auditori\w+|kunskapscentrum|kommunhus(?:et)?|stadshus(?:et)?|forsamlingshus(?:et)?|"
    r"medborgarhus(?:et)?|kaupungintalo|kunnantalo|valtuustosali|sali|arena|house|centre|slott(?:et)?|"
    r"herrgård|scen|stadion|town hall|"
    r"konferencecenter|konferanse\w*|konferens\w*|forum|park(?:en)?|stue|biograf(?:en)?|kino)\b",
    re.I,
)
_WHERE_VERB = re.compile(
    r"\b(?:äger rum|går av stapeln|hålls|arrangeras|anordnas|genomförs|afholdes|finder sted|"
    r"foregår|afvikles|holdes|arrangeres|finner sted|finn stad|haldast|vert halde|"
    r"arrangerast|avholdes|takes place|will be held|"
    r"will take place|is held|be held|ses vi|ses|träffas(?: vi)?|möts(?: vi)?|samlas(?: vi)?|"
    r"mødes(?: vi)?|møtes(?: vi)?|møtest(?: vi)?|meets?|we meet|bjuder (?:\w+ )*in|"
    r"inviterer|indbyder|välkom\w+|velkom\w+|kom til|skjer)\b",
    re.I,
)
_RIGHT_AFTER = re.compile(rf"(?:\||{_WHERE_VERB.pattern})[\s,]*$", re.I)
_AT = re.compile(r"\b(?:på|i|ved|vid|hos|at|in)\s+(?=(?:the\s)?[A-ZÅÄÖÆØ])")
_PLACE_END = re.compile(
    r"[.;(]|,?\s(?:den|d\.|kl\.?|klockan|klokken|på|om|från|fra|mellan|with|med|for|"
    r"för|on|at|from|hvor|där|der|og|och|and|when|til|till|er|är|is|\d{1,2}[. ])\s?|"
    r"$|,\s(?:den|kl|där|hvor|og|och|der|"
    r"som)\b"
)
_FINNISH = re.compile(
    r"(?:järjestetään|järjestää|järjestävät|pidetään|kokoontuu|kokoonnumme|tavataan)\b(?P<after>[^.;]*)", re.I
)
_FINNISH_ROOM = re.compile(
    r"(?P<place>(?:[\wåäö-]+n\s)?[\wåäö-]*(?:talossa|talolla|salissa|kirjastossa|"
    r"koululla|koulussa|keskuksessa|auditoriossa|museossa|hallissa|"
    r"huoneessa|torilla|puistossa|lukiolla|yliopistolla|yliopistossa|kahvilassa|"
    r"seurakuntatalossa)(?:\s\([^)]*\)|,\s[A-ZÅÄÖ][\wåäö]+\s\d+)?)"
)
_FINNISH_PLACE = re.compile(
    r"\b([A-ZÅÄÖ][\wåäö-]+(?:\s[\wåäö-]+){0,3}?(?:ssa|ssä|lla|llä|alossa))\b(?:\s*\(([^)]*)\)|"
    r",\s*(?:osoitteessa\s)?([A-ZÅÄÖ][\wåäö]+\s\d+\w?(?:,\s[A-ZÅÄÖ][\wåäö]+)?))?"
)


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
        venue, line = _in_text(entries)
    mode_line = line
    if mode is None or mode is Mode.PHYSICAL:
        mode, mode_line = taking_part.read(entries, title, venue, line)
    return Place(venue, mode, line, mode_line)


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


def tidy(value: str) -> str:
    value = re.sub(r"\s*\|\s*", ", ", value)
    value = re.sub(r"https?://\S+", "", value)
    return re.sub(r"(?:,\s*){2,}", ", ", value).strip(" ,.;:|–-")


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
            if _VENUE_HINT.search(value) and not ONLY_ONLINE.match(value)
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
        is_parted = bool(re.search(r"[|•·]", entry.value))
        if parts and is_parted and parts[-1][:1].isupper() and len(parts[-1].split()) <= 8:
            return split(parts[-1])[0], entry.line
        if parts and (_VENUE_HINT.search(parts[-1]) or ONLINE.search(parts[-1])) and parts[-1][:1].isupper():
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


def _is_place_line(text: str) -> bool:
    if text[-1:] in ".!?:" or words.INVITE.search(text) or not text[:1].isupper() or dates.find(text):
        return False
    return bool(_VENUE_HINT.search(text)) and not ONLINE.search(text) and not words.FREE.search(text)


def _in_text(entries: list[Entry]) -> tuple[str | None, str]:
    """Of all places named, a house with a street rather than a town."""
    found = max(_all_in_text(entries), key=lambda one: _exactness(one[0]), default=None)
    return found or (None, "")


def _exactness(place: str) -> int:
    return bool(_VENUE_HINT.search(place)) + bool(re.search(r"\d", place)) + ("," in place)


def _all_in_text(entries: list[Entry]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        if not entry.is_text:
            continue
        for sentence in sentences.split(entry.value):
            if venue := _named(sentence):
                yield venue, entry.line
            if words.PAST.search(sentence) or not (
                words.EVENT_OR_WE.search(sentence) or dates.find(sentence)
            ):
                continue
            if venue := _after_verb(sentence) or _finnish(sentence):
                yield venue, entry.line


_VENUE_IS = re.compile(
    r"\b(?:paikkana (?:on|toimii)|paikka on|the venue is|venue is|stedet er|sted er|"
    r"staden er|platsen är|plats är|lokalen är)\s"
    r"(?P<place>[A-ZÅÄÖÆØ][^.;(]*?)(?=,\s(?:ja|och|og|and|men|but)\s|\s(?:ja päivä|og det|och det|and it)|[.;(]|$)",
    re.I,
)


def _named(sentence: str) -> str | None:
    match = _VENUE_IS.search(sentence)
    return tidy(match["place"]) if match and not ONLINE.search(match["place"]) else None


def _after_verb(sentence: str) -> str | None:
    """`… holdes på Fjordby kulturhus`, `… den 6 november kl. 13 i Aulan`. A town must stand right after verb or time."""
    spans = dates.find(sentence)
    verb = _WHERE_VERB.search(sentence)
    if not spans and not verb:
        return None
    masked = _without_times(sentence)
    for match in _AT.finditer(masked):
        place = _until_end(masked[match.end() :].split("|")[0])
        if not place or ONLINE.match(place) or len(place.split()) > 9 or _NOT_VENUE.match(place):
            continue
        if _VENUE_HINT.search(place) or _STREET.search(place) or _RIGHT_AFTER.search(masked[: match.start()]):
            return place
    return None


def _without_times(sentence: str) -> str:
    masked = moments.masked(sentence, dates.find(sentence))
    for found in hours.find(masked):
        masked = masked[: found.at] + "|" * (found.to - found.at) + masked[found.to :]
    return masked


def _until_end(text: str) -> str:
    """A name of a place, with a street and a town after commas."""
    taken = ""
    rest = text
    while rest:
        match = _PLACE_END.search(rest)
        piece = rest[: match.start()] if match else rest
        taken += piece
        following = rest[len(piece) :] if match else ""
        town = re.match(r"\s(?:på|i|in)\s(?=[A-ZÅÄÖÆØ])", following)
        if not town:
            break
        taken += town[0]
        rest = following[town.end() :]
    taken = re.split(r",\s(?=[a-zåäöæø])", taken)[0]
    return tidy(taken)


_STREET = re.compile(r"\b[A-ZÅÄÖÆØ][\w.]+(?:\s\w+)?\s\d{1,3}\b")
_NOT_VENUE = re.compile(
    r"(?:januari|februar|mars|april|maj|mai|juni|juli|august|september|oktober|november|"
    r"december|desember|sverige|danmark|norge|finland|suomi|norden|sweden|denmark|norway|europa|facebook|"
    r"linkedin)\b",
    re.I,
)


def _finnish(sentence: str) -> str | None:
    for verb in _FINNISH.finditer(_without_times(sentence)):
        for match in _FINNISH_PLACE.finditer(verb["after"]):
            if not ONLINE.search(match[0]) and not re.match(rf"{dates.WEEKDAY}", match[0], re.I):
                address = match[2] or match[3]
                return f"{match[1]}, {address}" if address else match[1]
        if room := _FINNISH_ROOM.search(verb["after"]):
            return room["place"]
    return None
