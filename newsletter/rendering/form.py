"""The frozen letter in one language, and the making of one person's copy from it.

A worker needs this module, `places` and `transfer` to send: neither Jinja nor lxml.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from newsletter.rendering.base64_run import Base64Run, Value
from newsletter.rendering.errors import MissingSlot, UnusableValue
from newsletter.rendering.places import Encode, Place, Test, Transfer, encoder, plain_test
from newsletter.rendering.transfer import SOFT_BREAK

FORMAT = 1
MOST_CONDITIONS = 8  # the ledger keeps one byte of conditions for each recipient


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a recipient's value goes. Without a fallback a copy cannot be made when the value is missing."""

    name: str
    place: Place
    transfer: Transfer
    fallback: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """Pieces that are in the copy if the recipient's bit is set (or, with `present` false, if it is not)."""

    bit: int
    present: bool
    pieces: tuple["Piece", ...]


@dataclass(frozen=True, slots=True)
class Base64Part:
    """A body part in base64: its pieces are plain UTF-8 and can only be encoded together."""

    pieces: tuple["Piece", ...]


Piece = bytes | Slot | When | Base64Part


# Plain tuples for speed. All places of one slot: its name, the test for values that are right as they are, what
# follows those at which positions, and otherwise how to encode them, the fallback and the positions.
_Careful = tuple[Encode, bytes | None, tuple[int, ...]]
_Filling = tuple[str, Test, tuple[tuple[bytes, tuple[int, ...]], ...], tuple[_Careful, ...]]


@dataclass(frozen=True, slots=True)
class _Plan:
    """The form for one set of conditions: static octets, and what is to be filled in between."""

    octets: list[bytes]
    fillings: tuple[_Filling, ...]
    runs: tuple[tuple[int, Base64Run], ...]
    is_canonical: bool


@dataclass(frozen=True)
class Form:
    """Immutable. `hash` names the template, language, look and shared content it was made from."""

    hash: str
    template: str
    language: str
    subject: str
    conditions: tuple[str, ...]
    pieces: tuple[Piece, ...]
    _plans: dict[int, _Plan] = field(default_factory=dict, init=False, repr=False, compare=False)

    def merge(self, values: Mapping[str, str], conditions: int = 0) -> bytes:
        """One person's whole message as it goes over the wire, without the final dot.

        Raises:
            MissingSlot, UnusableValue: this copy cannot be made; others can.
        """
        plan = self._plans.get(conditions) or self._plan(conditions)
        octets = plan.octets.copy()
        for name, is_plain, ends, careful in plan.fillings:
            value = values.get(name)
            if value and is_plain(value):
                plain = value.encode()
                for end, positions in ends:
                    encoded = plain + end
                    for position in positions:
                        octets[position] = encoded
            else:
                for encode, fallback, positions in careful:
                    encoded = _encoded(name, value, encode, fallback)
                    for position in positions:
                        octets[position] = encoded
        for position, run in plan.runs:
            octets[position] = run.encode(values)
        return b"".join(octets)

    @property
    def bare_size(self) -> int:
        """Octets that every copy has at least."""
        return sum(len(piece) for piece in self.pieces if isinstance(piece, bytes))

    def with_values(self, common: Mapping[str, str]) -> "Form":
        """The same form with these values filled in: nothing is looked up or encoded for them in any copy.

        Where a value is of no use the slot stays, so that whoever merges without it is told.
        """
        return replace(self, pieces=tuple(_with_values(self.pieces, common)))

    def is_canonical(self, conditions: int = 0) -> bool:
        """Whether the body of such copies is as DKIM's relaxed form of it would be, without a doubled dot.

        Forms that were frozen are so; to find it out for each copy costs a quarter of what signing it does.
        """
        return self._plan(conditions).is_canonical

    def _plan(self, conditions: int) -> _Plan:
        plan = self._plans.get(conditions)
        if plan is None:
            plan = self._plans[conditions] = _plan(self.pieces, conditions)
        return plan

    @property
    def slots(self) -> frozenset[str]:
        """Names of all values it can take."""
        return frozenset(slot.name for slot in _slots(self.pieces))

    @property
    def required_slots(self) -> frozenset[str]:
        return frozenset(slot.name for slot in _slots(self.pieces) if slot.fallback is None)

    def to_bytes(self) -> bytes:
        """The same octets for the same form, whatever the Python version."""
        content = {
            "format": FORMAT,
            "hash": self.hash,
            "template": self.template,
            "language": self.language,
            "subject": self.subject,
            "conditions": self.conditions,
            "pieces": [_packed(piece) for piece in self.pieces],
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Form":
        content = json.loads(stored)
        if content["format"] != FORMAT:
            raise ValueError(f"form format {content['format']} is not known here; expected {FORMAT}")
        return cls(
            hash=content["hash"],
            template=content["template"],
            language=content["language"],
            subject=content["subject"],
            conditions=tuple(content["conditions"]),
            pieces=_unpacked(content["pieces"]),
        )


def _encoded(name: str, value: str | None, encode: Encode, fallback: bytes | None) -> bytes:
    try:
        encoded = encode(value) if value else b""
    except UnusableValue as unusable:
        raise UnusableValue(name, unusable.reason) from None
    if encoded:
        return encoded
    if fallback is None:
        raise MissingSlot(name)
    return fallback


def _packed(piece: Piece) -> Any:
    match piece:
        case bytes():
            return piece.decode()
        case Slot():
            return {
                "slot": piece.name,
                "place": piece.place,
                "transfer": piece.transfer,
                "fallback": piece.fallback,
            }
        case When():
            return {"when": piece.bit, "present": piece.present, "pieces": [_packed(p) for p in piece.pieces]}
        case Base64Part():
            return {"base64": [_packed(p) for p in piece.pieces]}


def _unpacked(stored: list[Any]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for item in stored:
        if isinstance(item, str):
            pieces.append(item.encode())
        elif "slot" in item:
            pieces.append(
                Slot(item["slot"], Place(item["place"]), Transfer(item["transfer"]), item["fallback"])
            )
        elif "when" in item:
            pieces.append(When(item["when"], item["present"], _unpacked(item["pieces"])))
        else:
            pieces.append(Base64Part(_unpacked(item["base64"])))
    return tuple(pieces)


def _slots(pieces: Sequence[Piece]) -> Iterator[Slot]:
    for piece in pieces:
        if isinstance(piece, Slot):
            yield piece
        elif isinstance(piece, When | Base64Part):
            yield from _slots(piece.pieces)


def _chosen(pieces: Sequence[Piece], conditions: int) -> Iterator[bytes | Slot | Base64Part]:
    """The pieces that are in, neighbouring octets joined."""
    octets = b""
    for piece in _flat(pieces, conditions):
        if isinstance(piece, bytes):
            octets += piece
            continue
        if octets:
            yield octets
            octets = b""
        yield piece
    if octets:
        yield octets


def _flat(pieces: Sequence[Piece], conditions: int) -> Iterator[bytes | Slot | Base64Part]:
    for piece in pieces:
        if not isinstance(piece, When):
            yield piece
        elif bool(conditions >> piece.bit & 1) == piece.present:
            yield from _flat(piece.pieces, conditions)


def _with_values(pieces: Sequence[Piece], common: Mapping[str, str]) -> Iterator[Piece]:
    for piece in pieces:
        match piece:
            case Slot():
                yield _octets(piece, common.get(piece.name)) or piece
            case When():
                yield replace(piece, pieces=tuple(_with_values(piece.pieces, common)))
            case Base64Part():
                yield Base64Part(tuple(_with_values(piece.pieces, common)))
            case _:
                yield piece


def _octets(slot: Slot, value: str | None) -> bytes:
    try:
        return encoder(slot.place, slot.transfer)(value) if value else b""
    except UnusableValue:
        return b""


def _encode_fallback(slot: Slot) -> bytes | None:
    return None if slot.fallback is None else encoder(slot.place, slot.transfer)(slot.fallback)


def _filling(name: str, is_plain: Test, positions: Mapping[Slot, Sequence[int]]) -> _Filling:
    ends: dict[bytes, tuple[int, ...]] = {}
    careful = []
    for slot, where in positions.items():
        end = SOFT_BREAK if slot.transfer is Transfer.QP else b""
        ends[end] = (*ends.get(end, ()), *where)
        careful.append((encoder(slot.place, slot.transfer), _encode_fallback(slot), tuple(where)))
    return name, is_plain, tuple(ends.items()), tuple(careful)


def _plain_tests(pieces: Sequence[Piece]) -> dict[str, Test]:
    """For each slot, what tells of a value whether it is right as it is in all places of the slot."""
    places: defaultdict[str, set[Place]] = defaultdict(set)
    for slot in _slots(pieces):
        places[slot.name].add(slot.place)
    return {name: plain_test(where) or _never for name, where in places.items()}


def _never(value: str) -> bool:
    return False


def _plan(pieces: Sequence[Piece], conditions: int) -> _Plan:
    tests = _plain_tests(pieces)
    octets: list[bytes] = []
    fillings: defaultdict[str, defaultdict[Slot, list[int]]] = defaultdict(lambda: defaultdict(list))
    runs = []
    chosen = list(_chosen(pieces, conditions))
    for number, piece in enumerate(chosen):
        octets.append(piece if isinstance(piece, bytes) else b"")
        if isinstance(piece, Slot):
            fillings[piece.name][piece].append(number)
        elif isinstance(piece, Base64Part):
            runs.append((number, _run(piece, conditions, tests)))
    filled = tuple(_filling(name, tests[name], where) for name, where in fillings.items())
    return _Plan(octets, filled, tuple(runs), _is_canonical(chosen))


# Doubled dots, runs of white space, white space at the end of a line, and an end without a line end.
_not_canonical = re.compile(rb"\A\.|\r\n\.|\t|  | \r\n|(?<!\r\n)\Z").search


def _is_canonical(chosen: Sequence[bytes | Slot | Base64Part]) -> bool:
    message = b"".join([piece if isinstance(piece, bytes) else _worst(piece) for piece in chosen])
    return not _not_canonical(message.partition(b"\r\n\r\n")[2])


def _worst(piece: Slot | Base64Part) -> bytes:
    """Stands for all values: encoded ones keep their line in order, whatever else may hold anything."""
    if isinstance(piece, Base64Part):
        return b"x\r\n"
    return b" " + SOFT_BREAK if piece.transfer is Transfer.QP else b"\t"


def _run(part: Base64Part, conditions: int, tests: Mapping[str, Test]) -> Base64Run:
    values: dict[Slot, Value] = {}
    steps: list[bytes | Value] = []
    for piece in _chosen(part.pieces, conditions):
        if isinstance(piece, Slot):
            steps.append(values.setdefault(piece, _value_of(piece, tests[piece.name])))
        elif isinstance(piece, bytes):
            steps.append(piece)
    return Base64Run(steps)


def _value_of(slot: Slot, is_plain: Test) -> Value:
    name, encode, fallback = slot.name, encoder(slot.place, slot.transfer), _encode_fallback(slot)

    def octets(values: Mapping[str, str]) -> bytes:
        value = values.get(name)
        return value.encode() if value and is_plain(value) else _encoded(name, value, encode, fallback)

    return octets
