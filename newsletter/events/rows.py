"""Adding, removing and moving rows of the announcement form, by its submit buttons alone.

The typed form is rewritten before it is bound: inputs are called `programme-3-title`, and only the numbers change.
"""

import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from newsletter.events.questions import PRESETS

Typed = MultiDict[str, str]
Row = dict[str, list[str]]

LISTS = ("organisers", "programme", "materials", "questions")
FIRST = {"organisers": "name", "questions": "label"}
"""The first input of a row, where it is not its title."""
CHOSEN = ("role", "kind", "language", "day")
"""Inputs that are never empty, or that alone say nothing: a row with only these is an empty row."""

_input_name = re.compile(rf"({'|'.join(LISTS)})-(\d{{1,9}})-(\w+)")


@dataclass(frozen=True)
class Press:
    """The pressed button: `add:programme`, `up:programme:3`, `remove:materials:0`; anything else is `save`."""

    verb: str
    name: str = ""
    number: int = -1

    @classmethod
    def read(cls, typed: Typed) -> "Press":
        verb, _colon, rest = typed.get("do", "save").partition(":")
        name, _colon, number = rest.partition(":")
        is_number = number.isascii() and number.isdigit() and len(number) < 5
        if verb == "add" and name in LISTS:
            return cls(verb, name)
        if verb in ("up", "down", "remove") and name in LISTS and is_number:
            return cls(verb, name, int(number))
        return cls("save")

    @property
    def is_about_rows(self) -> bool:
        return self.verb != "save"


def pressed(typed: Typed, press: Press) -> tuple[Typed, str]:
    """The form after the button, and the id of the input that should have the focus."""
    rest, rows = _parted(typed)
    chosen = rows[press.name]
    place = press.number
    if press.verb == "add":
        chosen.append({})
        place = len(chosen) - 1
    elif 0 <= place < len(chosen):
        row = chosen.pop(place)
        place = _new_place(press, len(chosen))
        if press.verb != "remove":
            chosen.insert(place, row)
    return _joined(rest, rows), _focus(press, place, len(chosen))


def _new_place(press: Press, last: int) -> int:
    steps = {"up": -1, "down": 1}.get(press.verb, 0)
    return max(0, min(last, press.number + steps))


def _focus(press: Press, place: int, count: int) -> str:
    """The moved row's button, the added row's first input, or what is left after a removal."""
    if press.verb in ("up", "down"):
        return f"{press.name}-{place}-{press.verb}"
    first = FIRST.get(press.name, "title")
    return f"{press.name}-{min(place, count - 1)}-{first}" if count else f"{press.name}-add"


def without_empty_rows(typed: Typed) -> Typed:
    """What is saved: rows in which nobody wrote anything are dropped, the others numbered anew."""
    rest, rows = _parted(typed)
    return _joined(rest, {name: [row for row in found if not _is_empty(row)] for name, found in rows.items()})


def _is_empty(row: Row) -> bool:
    if any(kind in PRESETS for kind in row.get("kind", ())):
        return False  # asked in our own words, so nothing has to be written
    return not any(value.strip() for name, values in row.items() if name not in CHOSEN for value in values)


def _parted(typed: Typed) -> tuple[Typed, dict[str, list[Row]]]:
    """The inputs outside of rows, and the rows of each list in the order of their numbers."""
    rest: Typed = MultiDict()
    numbered: dict[str, dict[int, Row]] = {name: {} for name in LISTS}
    for key, values in typed.lists():
        match = _input_name.fullmatch(key)
        if match is None:
            rest.setlist(key, values)
        else:
            numbered[match[1]].setdefault(int(match[2]), {})[match[3]] = values
    return rest, {name: [rows[number] for number in sorted(rows)] for name, rows in numbered.items()}


def _joined(rest: Typed, rows: dict[str, list[Row]]) -> Typed:
    """A row without inputs gets its first one, or the form would not see it."""
    for name, found in rows.items():
        first = FIRST.get(name, "title")
        for number, row in enumerate(found):
            for field, values in (row or {first: [""]}).items():
                rest.setlist(f"{name}-{number}-{field}", values)
    return rest
