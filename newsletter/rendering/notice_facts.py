"""What notices state of an event beyond `facts`: what those who come need, and what has changed."""

from dataclasses import dataclass
from datetime import date

from newsletter.core.languages import format_on_day
from newsletter.rendering.cards import EventCard, Mode
from newsletter.rendering.facts import Fact, Line, contact_lines, when, where
from newsletter.rendering.sentences import translations


@dataclass(frozen=True)
class Change:
    label: str
    old: Line | None
    new: Line


@dataclass(frozen=True)
class Changes:
    """The rows, and which of the things that people must learn of are among them."""

    rows: tuple[Change, ...]
    time: bool = False
    place: bool = False
    mode: bool = False
    link: bool = False

    @property
    def headline(self) -> str:
        """The one thing that the subject names: how one takes part, else time, place or link."""
        if self.mode:
            return "mode"
        if self.time and self.place:
            return "time_and_place"
        told = {"time": self.time, "place": self.place, "link": self.link}
        return next((name for name, is_so in told.items() if is_so), "other")


def participant_facts(card: EventCard, language: str) -> tuple[Fact, ...]:
    """Without what one asks before one has registered: deadline, price, target group."""
    _ = translations(language).gettext
    rows: list[tuple[str, list[Line | None]]] = [
        (_("When"), [when(card, language)]),
        (_("Where"), [where(card, language)]),
        (_("Organiser"), [Line(card.organisers, is_own=True) if card.organisers else None]),
        (_("Contact"), list(contact_lines(card.contact)) if card.contact else []),
    ]
    stated = ((label, tuple(line for line in lines if line)) for label, lines in rows)
    return tuple(Fact(label, lines) for label, lines in stated if lines)


def changes(before: EventCard, after: EventCard, language: str, *, new_link: bool = False) -> Changes:
    """What is different for those who come; `new_link` where the address for joining was replaced."""
    _ = translations(language).gettext
    old_when, new_when = when(before, language), when(after, language)
    old_where, new_where = where(before, language), where(after, language)
    rows = []
    has_new_time = new_when is not None and old_when != new_when
    if has_new_time and new_when is not None:
        rows.append(Change(_("When"), old_when, new_when))
    has_new_where = new_where is not None and old_where != new_where
    if has_new_where and new_where is not None:
        rows.append(Change(_("Where"), old_where, new_where))
    has_new_mode = before.mode is not after.mode
    return Changes(
        rows=tuple(rows),
        time=has_new_time,
        place=has_new_where and not has_new_mode,
        mode=has_new_mode,
        link=new_link and after.mode is not Mode.PHYSICAL,
    )


def begins_on(card: EventCard, language: str, today: date) -> str:
    """The first day as it stands in a sentence, empty while the date is open."""
    return format_on_day(card.starts.date(), language, today) if card.starts else ""
