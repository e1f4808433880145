"""The programme of an event that is moved: its days move along, its clock times when the editor says so.

A row whose day or time was changed by hand in the same go stays as it was typed.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from newsletter.core.languages import format_date, format_time
from newsletter.events.content import EventContent, ProgrammeContent
from newsletter.web.language import interface_language

Rows = Sequence[ProgrammeContent]


@dataclass(frozen=True)
class Offer:
    """To move the clock times of so many rows by what the event begins earlier or later."""

    count: int
    first: time
    becomes: time

    @property
    def label(self) -> str:
        language = interface_language()
        sentence: str = _(
            "Move the clock times of the programme as well: %(old)s becomes %(new)s, and so on",
            old=format_time(self.first, language),
            new=format_time(self.becomes, language),
        )
        return sentence

    @property
    def hint(self) -> str:
        sentence: str = ngettext(
            "%(count)d row. Without a tick it keeps its time.",
            "%(count)d rows. Without a tick they keep their times.",
            self.count,
            count=self.count,
        )
        return sentence


@dataclass(frozen=True)
class Moved:
    """`content` is what is saved; `sentences` tell the editor what becomes of the programme."""

    content: EventContent
    sentences: tuple[str, ...] = ()
    offer: Offer | None = None


def move_along(stored: EventContent, typed: EventContent, *, with_clock: bool = False) -> Moved:
    """`typed` was made from `stored`, both cleaned."""
    before = _before(stored.programme, typed.programme)
    rows, days_said = _days(stored, typed, before)
    offer = _offer(stored, typed, before)
    if offer is not None and with_clock:
        step = _step(stored, typed)
        rows = [
            _shifted(row, step) if was is not None and _keeps_clock(was, row) else row
            for was, row in zip(before, rows, strict=True)
        ]
    content = replace(typed, programme=tuple(rows))
    said = [*days_said, *_clock_stays(stored, typed, before, offer), *_outside(stored, content)]
    return Moved(content, tuple(said), offer)


def _before(stored: Rows, typed: Rows) -> list[ProgrammeContent | None]:
    """Each typed row as it was stored: found by its title, or else by its turn among those that are left."""
    by_title: dict[str, list[ProgrammeContent]] = defaultdict(list)
    for row in stored:
        by_title[row.title].append(row)
    found = [by_title[row.title].pop(0) if by_title[row.title] else None for row in typed]
    left = [row for row in stored if any(row is other for other in by_title[row.title])]
    return [was or (left.pop(0) if left else None) for was in found]


def _days(
    stored: EventContent, typed: EventContent, before: Sequence[ProgrammeContent | None]
) -> tuple[list[ProgrammeContent], list[str]]:
    rows = list(typed.programme)
    if stored.starts_on is None or stored.starts_on == typed.starts_on:
        return rows, []
    if typed.starts_on is None:
        return rows, _without_date(rows)
    by = typed.starts_on - stored.starts_on
    moved: list[tuple[date, date]] = []
    for number, (was, row) in enumerate(zip(before, rows, strict=True)):
        if was is not None and row.day is not None and row.day == was.day:
            moved.append((row.day, row.day + by))
            rows[number] = replace(row, day=row.day + by)
    return rows, _moved_days(moved)


def _moved_days(moved: Sequence[tuple[date, date]]) -> list[str]:
    if not moved:
        return []
    old, new = (format_date(day, interface_language()) for day in moved[0])
    sentence = ngettext(
        "%(count)d row of the programme moves along: %(old)s becomes %(new)s.",
        "%(count)d rows of the programme move along: %(old)s becomes %(new)s, and so on.",
        len(moved),
        count=len(moved),
        old=old,
        new=new,
    )
    return [str(sentence)]


def _without_date(rows: Rows) -> list[str]:
    count = sum(row.day is not None for row in rows)
    if not count:
        return []
    sentence = ngettext(
        "%(count)d row of the programme keeps its day, although the event has no date any more.",
        "%(count)d rows of the programme keep their days, although the event has no date any more.",
        count,
        count=count,
    )
    return [str(sentence)]


def _step(stored: EventContent, typed: EventContent) -> timedelta:
    """By how much the hour of the start moves; nothing where it is or was not stated."""
    if stored.starts_at is None or typed.starts_at is None:
        return timedelta()
    return _on_some_day(typed.starts_at) - _on_some_day(stored.starts_at)


def _keeps_clock(was: ProgrammeContent, row: ProgrammeContent) -> bool:
    return row.starts_at is not None and (row.starts_at, row.ends_at) == (was.starts_at, was.ends_at)


def _with_old_clock(typed: EventContent, before: Sequence[ProgrammeContent | None]) -> list[ProgrammeContent]:
    pairs = zip(before, typed.programme, strict=True)
    return [row for was, row in pairs if was is not None and _keeps_clock(was, row)]


def _offer(
    stored: EventContent, typed: EventContent, before: Sequence[ProgrammeContent | None]
) -> Offer | None:
    step, rows = _step(stored, typed), _with_old_clock(typed, before)
    if not step or not rows or not all(_stays_on_its_day(row, step) for row in rows):
        return None
    first = min(row.starts_at for row in rows if row.starts_at is not None)
    return Offer(len(rows), first, (_on_some_day(first) + step).time())


def _clock_stays(
    stored: EventContent,
    typed: EventContent,
    before: Sequence[ProgrammeContent | None],
    offer: Offer | None,
) -> list[str]:
    if offer is not None or not _step(stored, typed) or not _with_old_clock(typed, before):
        return []
    sentence = _("The clock times of the programme stay: moved along, some would pass midnight.")
    return [str(sentence)]


def _outside(stored: EventContent, content: EventContent) -> list[str]:
    """Told when the hours of the event change, not at every edit."""
    hours = ("starts_on", "starts_at", "ends_on", "ends_at")
    if all(getattr(stored, name) == getattr(content, name) for name in hours):
        return []
    count = sum(_is_outside(content, row) for row in content.programme)
    if not count:
        return []
    sentence = ngettext(
        "%(count)d row of the programme lies outside the hours of the event.",
        "%(count)d rows of the programme lie outside the hours of the event.",
        count,
        count=count,
    )
    return [str(sentence)]


def _is_outside(content: EventContent, row: ProgrammeContent) -> bool:
    first, last = content.starts_on, content.ends_on or content.starts_on
    day, ends = row.day or first, row.ends_at or row.starts_at
    if row.starts_at is None or ends is None or (row.day is None and first != last):
        return False
    is_early = day == first and content.starts_at is not None and row.starts_at < content.starts_at
    return is_early or (day == last and content.ends_at is not None and ends > content.ends_at)


def _shifted(row: ProgrammeContent, step: timedelta) -> ProgrammeContent:
    starts, ends = (
        (_on_some_day(at) + step).time() if at is not None else None for at in (row.starts_at, row.ends_at)
    )
    return replace(row, starts_at=starts, ends_at=ends)


def _stays_on_its_day(row: ProgrammeContent, step: timedelta) -> bool:
    clocks = [at for at in (row.starts_at, row.ends_at) if at is not None]
    return all((_on_some_day(at) + step).date() == _on_some_day(at).date() for at in clocks)


def _on_some_day(at: time) -> datetime:
    return datetime.combine(date(2000, 1, 1), at)
