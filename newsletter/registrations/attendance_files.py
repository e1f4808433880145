"""Who was in an online meeting, as Zoom and Teams write it down: matched on the address, then on the exact name.

Such files have lines about the meeting above the table of people, and other tables below it.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select

from newsletter.audit import service as audit
from newsletter.contacts.models import Contact
from newsletter.contacts.service import parse_address
from newsletter.core import sheets
from newsletter.core.database import session
from newsletter.core.sheets import Row
from newsletter.core.text import one_line
from newsletter.errors import Invalid
from newsletter.registrations import attendance
from newsletter.registrations.attendance import ATTENDED
from newsletter.registrations.models import Registration
from newsletter.registrations.participant_lists import ADDRESS_HEADINGS, NAME_HEADINGS
from newsletter.registrations.people import HAS_PLACE

LONGEST_MEETING = 24 * 60
NAMES = NAME_HEADINGS | {
    "name (original name)",
    "user name",
    "participant",
    "fullständigt namn",
    "fulde navn",
}
MINUTES = {
    *("minutes", "minuter", "minutter", "minuutit", "min", "duration", "duration (minutes)"),
    *("total duration (minutes)", "in-meeting duration", "attendance duration", "time in session (minutes)"),
    *("varaktighet", "varaktighet (minuter)", "varaktighet i möte", "längd", "tid", "varighed", "varighet"),
    *("varighed i møde", "varighet i møte", "varighed (minutter)", "varighet (minutter)", "kesto"),
    *("kesto (minuutit)", "kesto kokouksessa", "total varaktighet (minuter)"),
}
_PARENTHESIS = re.compile(r"\s*\([^()]*\)\s*$")
_PARTS = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d]*)\.?", re.UNICODE)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?$")
_UNITS = {"d": 1440.0, "h": 60.0, "t": 60.0, "m": 1.0, "s": 1 / 60}


class Outcome(StrEnum):
    NOTED = "noted"
    ALREADY = "already"
    TOO_SHORT = "too_short"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Line:
    """A line of the table: `minutes` None where it states none."""

    number: int
    name: str
    address: str
    minutes: float | None


@dataclass(frozen=True)
class Told:
    line: Line
    outcome: Outcome


@dataclass
class Report:
    """What became of each line; somebody who left and came back stands on several, and their minutes count together."""

    lines: list[Told] = field(default_factory=list)
    came: set[int] = field(default_factory=set)
    is_trial: bool = False

    @property
    def counts(self) -> Mapping[Outcome, int]:
        return Counter(told.outcome for told in self.lines)


def take_in(
    event_id: int,
    octets: bytes,
    least_minutes: int = 0,
    actor_id: int | None = None,
    *,
    is_trial: bool = False,
) -> Report:
    """Notes as there whoever was in the meeting for so long. Nobody is noted as absent by it.

    Raises:
        Invalid: no such table, or no minutes in it where some are asked for.
        NotPossible: it is not the day of the event yet.
    """
    if not 0 <= least_minutes <= LONGEST_MEETING:
        raise Invalid(_("Enter a number of minutes between 0 and %(most)d.", most=LONGEST_MEETING), "least")
    lines = read(octets)
    if least_minutes and all(line.minutes is None for line in lines):
        raise Invalid(_("The file tells no minutes. Ask for none, or take another file."), "least")
    attendance.held(event_id)
    report = _judge(_People.of(event_id), lines, least_minutes)
    report.is_trial = is_trial
    if not is_trial:
        attendance.note(event_id, report.came, actor_id=actor_id)
        audit.record(
            "event.attendance_file",
            actor_id=actor_id,
            subject=("event", event_id),
            lines=len(lines),
            came=len(report.came),
        )
    return report


# Reading


def read(octets: bytes) -> list[Line]:
    """
    Raises:
        Invalid: no line has the headings of such a table.
    """
    rows = sheets.read(octets)
    for start, row in enumerate(rows):
        headings = [one_line(cell).casefold().strip(" :*") for cell in row.cells]
        name, address, minutes = (_place(headings, wanted) for wanted in (NAMES, ADDRESS_HEADINGS, MINUTES))
        if len([place for place in (name, address, minutes) if place is not None]) > 1:
            return [_line(each, name, address, minutes) for each in _table(rows[start:])]
    raise Invalid(_("No line has headings such as “Name”, “E-mail” and “Duration”."), "file")


def _place(headings: Sequence[str], wanted: Collection[str]) -> int | None:
    return next((place for place, heading in enumerate(headings) if heading in wanted), None)


def _table(rows: Sequence[Row]) -> Iterator[Row]:
    """What follows the headings, up to the first empty line."""
    before = rows[0]
    for row in rows[1:]:
        if row.line != before.line + 1:
            return
        yield row
        before = row


def _line(row: Row, name: int | None, address: int | None, minutes: int | None) -> Line:
    def cell(place: int | None) -> str:
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    return Line(row.line, one_line(cell(name)), one_line(cell(address)), minutes_of(cell(minutes)))


def minutes_of(words: str) -> float | None:
    """`83`, `1:23:00`, `1h 23m 4s`, `1 tim 23 min`, `PT1H23M`."""
    words = one_line(words).casefold()
    if clock := _CLOCK.match(words):
        return int(clock[1]) * 60 + int(clock[2]) + int(clock[3] or 0) / 60
    parts = _PARTS.findall(words.removeprefix("pt"))
    return (
        sum(float(number.replace(",", ".")) * _UNITS.get(unit[:1], 1.0) for number, unit in parts)
        if parts
        else None
    )


# Matching


@dataclass
class _People:
    """Those with a place, by address and by name."""

    states: dict[int, object] = field(default_factory=dict)
    by_address: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, event_id: int) -> "_People":
        found = cls()
        query = select(Registration.id, Registration.state, Registration.name, Contact.address_key).join(
            Contact, Contact.id == Registration.contact_id
        )
        for number, state, name, key in session.execute(
            query.where(Registration.event_id == event_id, Registration.state.in_(HAS_PLACE))
        ):
            found.states[number] = state
            found.by_address[key] = number
            found.by_name.setdefault(_name(name), []).append(number)
        return found

    def who(self, line: Line) -> list[int]:
        """Nobody, one, or several of the same name."""
        try:
            number = self.by_address.get(parse_address(line.address).key) if line.address else None
        except Invalid:
            number = None
        if number is not None:
            return [number]
        name = _name(line.name)
        return self.by_name.get(name) or self.by_name.get(_PARENTHESIS.sub("", name), []) if name else []


def _name(words: str) -> str:
    return one_line(words).casefold()


def _judge(people: _People, lines: Sequence[Line], least_minutes: int) -> Report:
    found = [people.who(line) for line in lines]
    total: dict[int, float] = {}
    for line, who in zip(lines, found, strict=True):
        if len(who) == 1:
            total[who[0]] = total.get(who[0], 0) + (line.minutes or 0)
    report = Report()
    for line, who in zip(lines, found, strict=True):
        outcome = _outcome(line, who, people, long_enough=len(who) == 1 and total[who[0]] >= least_minutes)
        report.lines.append(Told(line, outcome))
        if outcome in (Outcome.NOTED, Outcome.ALREADY):
            report.came.add(who[0])
    return report


def _outcome(line: Line, who: Sequence[int], people: _People, *, long_enough: bool) -> Outcome:
    if not line.name and not line.address:
        return Outcome.NOTHING
    if len(who) != 1:
        return Outcome.AMBIGUOUS if who else Outcome.UNKNOWN
    if people.states[who[0]] is ATTENDED:
        return Outcome.ALREADY
    return Outcome.NOTED if long_enough else Outcome.TOO_SHORT
