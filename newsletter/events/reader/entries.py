"""The lines of an announcement parted into labelled values and running text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsletter.events.reader import dates, hours, labels, sentences
from newsletter.events.reader.labels import Label, Labelled

_MOST_LINES = {
    Label.TITLE: 1,
    Label.WHEN: 3,
    Label.START: 1,
    Label.END: 1,
    Label.WHERE: 3,
    Label.ADDRESS: 3,
    Label.BOTH: 4,
    Label.FORM: 1,
    Label.AUDIENCE: 8,
    Label.ORGANISER: 4,
    Label.PRICE: 3,
    Label.DEADLINE: 1,
    Label.STATUS: 1,
    Label.PUBLISHED: 1,
}
_BULLET = re.compile(r"^(?:[-–—•·*▪●◦‣]|o\s)\s*")
_ROW = re.compile(
    r"^\W*(?:kl\.?|klo)?\s*\d{1,2}[.:]\d\d\s*(?:[-–—]\s*\d{1,2}[.:]\d\d)?[\s:.–—|-]+(?!kl\b)[A-ZÅÄÖÆØ]"
)
_STREET = re.compile(
    r"\d{3}\s?\d{2}\b|\d{4}\s+[A-ZÅÄÖÆØ]|\b\w+(?:gatan|gata|vägen|vej|gade|veien|"
    r"vegen|katu|tie|torg|plads|plass)\b|\b\d{1,3}\s?[A-Z]?$"
)


@dataclass(frozen=True)
class Entry:
    """A line of running text, or a value with its label."""

    line: str
    at: int
    kind: Label | None = None
    words: str = ""
    value: str = ""
    section: Label | None = None

    @property
    def is_text(self) -> bool:
        return self.kind is None


_ONE_SENTENCE = frozenset((Label.WHERE, Label.ADDRESS, Label.ORGANISER, Label.WHEN, Label.FORM))


def _parted(entry: Entry) -> Iterator[Entry]:
    """`Lokal: Aulan. Kommunen håller i dagen …` is a value, and running text behind it."""
    value, *text = sentences.split(entry.value) or [""]
    yield replace(entry, value=value)
    for sentence in text:
        yield Entry(entry.line, entry.at, value=sentence, section=entry.section)


def read(lines: list[str]) -> list[Entry]:
    return list(_Parser(lines).entries())


class _Parser:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.section: Label | None = None

    def entries(self) -> Iterator[Entry]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            here = self.at
            self.at += 1
            if not line:
                continue
            for piece in labels.split(line):
                entry = self._entry(_BULLET.sub("", piece), line, here)
                yield from _parted(entry) if entry.kind in _ONE_SENTENCE else (entry,)

    def _entry(self, piece: str, line: str, here: int) -> Entry:
        found = labels.read(piece)
        if found is None or (here == 0 and found.kind is not Label.TITLE and not self._is_value(found)):
            self._maybe_new_section(piece, here)
            return Entry(line, here, value=piece, section=self.section)
        if found.value and not re.search(r"\w", found.value):
            return Entry(line, here, found.kind, found.words, "", self.section)
        value = found.value or self._below(found)
        if not value:
            self.section = found.kind
            return Entry(line, here, found.kind, found.words, "", found.kind)
        if found.value:
            value = self._continued(found)
            return Entry(line, here, found.kind, found.words, value, self.section)
        return Entry(f"{line} {value}", here, found.kind, found.words, value, self.section)

    @staticmethod
    def _is_value(found: Labelled) -> bool:
        """`NYTT DATUM: Näringslivsdag` on the first line is a headline."""
        return bool(found.value) and (found.kind is not Label.WHEN or _says_when(found.value))

    def _maybe_new_section(self, piece: str, here: int) -> None:
        """A short line after an empty one, with text below it, is a heading and ends what went before."""
        is_short = (
            len(piece.split()) <= 10
            and piece[-1:] not in ".,;:"
            and not piece[:1].isdigit()
            and "@" not in piece
        )
        after_blank = here == 0 or not self.lines[here - 1]
        below = next((line for line in self.lines[here + 1 : here + 3] if line), "")
        if is_short and after_blank and len(below.split()) > 12 and not _ROW.match(below):
            self.section = None

    def _below(self, found: Labelled) -> str:
        """The value of a label that stands alone on its line."""
        most = _MOST_LINES.get(found.kind, 0)
        if not most:
            return ""
        values: list[str] = []
        at = self.at
        while at < len(self.lines) and not self.lines[at] and at < self.at + 4:
            at += 1
        bulleted = at < len(self.lines) and bool(_BULLET.match(self.lines[at]))
        while at < len(self.lines) and len(values) < most:
            line = self.lines[at]
            if not line or _ROW.match(line) or labels.read(_BULLET.sub("", line)):
                break
            if not self._belongs(found.kind, line, values, bulleted=bulleted):
                break
            values.append(_BULLET.sub("", line))
            at += 1
        value = _joined(found.kind, values)
        if found.kind in (Label.WHEN, Label.START, Label.END) and not _says_when(value):
            return ""
        if values:
            self.at = at
        return value

    @staticmethod
    def _belongs(kind: Label, line: str, values: list[str], *, bulleted: bool) -> bool:
        if not values:
            return True
        if bulleted:
            return bool(_BULLET.match(line))
        if kind is Label.WHEN:
            return _says_when(line) and len(line) < 80
        if kind in (Label.WHERE, Label.ADDRESS):
            return len(line) < 60 and not line.endswith(".")
        if kind is Label.BOTH:
            return len(line) < 80
        return kind in (Label.AUDIENCE, Label.ORGANISER) and len(line) < 60 and len(values[-1]) < 60

    def _continued(self, found: Labelled) -> str:
        """A value whose hour or street stands on the next line."""
        value = found.value
        below = self.lines[self.at] if self.at < len(self.lines) else ""
        if not below or labels.read(below) or _ROW.match(below):
            return value
        if found.kind is Label.WHEN and dates.find(value) and not hours.find(value, loose=True):
            if hours.find(below) and len(below.split()) <= 8:
                self.at += 1
                return f"{value}, {below}"
        elif found.kind is Label.AUDIENCE and (
            value.endswith((",", " och", " og", " ja", " and"))
            or (_BULLET.match(below) and value.endswith(":"))
        ):
            return self._with_bullets(value)
        elif (
            found.kind is Label.WHERE and len(below) < 50 and _STREET.search(below) and not dates.find(below)
        ):
            self.at += 1
            return f"{value}, {below}"
        return value

    def _with_bullets(self, value: str) -> str:
        while self.at < len(self.lines) and (line := self.lines[self.at]) and not labels.read(line):
            value = f"{value} {_BULLET.sub('', line)}"
            self.at += 1
        return value


def _says_when(text: str) -> bool:
    return bool(dates.find(text) or hours.find(text, loose=True))


def _joined(kind: Label, values: list[str]) -> str:
    separator = " " if kind in (Label.AUDIENCE, Label.PRICE) and values and len(values[0]) > 60 else ", "
    return separator.join(value.rstrip(" ,") for value in values)
