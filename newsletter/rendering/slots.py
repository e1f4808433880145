"""Sentinels: what stands for a recipient's value while the letter goes through Jinja and premailer."""

import re
import secrets
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from newsletter.rendering.errors import FreezeError
from newsletter.rendering.form import MOST_CONDITIONS

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_RANDOM = 8


@dataclass(frozen=True)
class ValueMark:
    name: str
    fallback: str | None


@dataclass(frozen=True)
class BeginMark:
    bit: int
    present: bool


@dataclass(frozen=True)
class EndMark:
    bit: int


Mark = ValueMark | BeginMark | EndMark


class Sentinels:
    """Hands out sentinels of one length: lower-case letters and digits, which nothing on the way changes.

    `source` is all text that goes into the letter: the random middle is drawn until it is absent from it, so that
    nobody can write a sentinel into a text.
    """

    def __init__(self, source: str, slots: Collection[str], conditions: Sequence[str]) -> None:
        if len(conditions) > MOST_CONDITIONS:
            raise FreezeError("conditions", f"a letter may have at most {MOST_CONDITIONS} conditions.")
        self._slots = frozenset(slots)
        self._conditions = tuple(conditions)
        self._marks: list[Mark] = []
        self._stem = self._drawn(source)
        self.pattern = re.compile(self._stem + r"([0-9]{3})qz")

    @staticmethod
    def _drawn(source: str) -> str:
        while True:
            stem = "zq" + "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
            if stem not in source:
                return stem

    def _sentinel(self, mark: Mark) -> str:
        if mark not in self._marks:
            self._marks.append(mark)
        return f"{self._stem}{self._marks.index(mark):03}qz"

    def slot(self, name: str, fallback: str | None = None) -> str:
        if name not in self._slots:
            raise FreezeError(name, "this letter has no such slot.")
        return self._sentinel(ValueMark(name, fallback))

    def begin(self, condition: str, present: bool = True) -> str:
        return self._sentinel(BeginMark(self._bit(condition), present))

    def end(self, condition: str) -> str:
        return self._sentinel(EndMark(self._bit(condition)))

    def _bit(self, condition: str) -> int:
        if condition not in self._conditions:
            raise FreezeError(condition, "this letter has no such condition.")
        return self._conditions.index(condition)

    def found(self, text: str) -> Iterator[tuple[int, int, Mark]]:
        """Start, end and meaning of every sentinel in `text`, in order."""
        for match in self.pattern.finditer(text):
            yield match.start(), match.end(), self._marks[int(match[1])]

    def count(self, text: str) -> Counter[Mark]:
        return Counter(mark for _, _, mark in self.found(text))

    def describe(self, mark: Mark) -> str:
        if isinstance(mark, ValueMark):
            return mark.name
        return self._conditions[mark.bit]
