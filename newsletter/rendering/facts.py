"""What a mail states of an event, line by line: the same for the HTML and the text part."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from newsletter.core.languages import format_deadline, format_span, format_time
from newsletter.rendering.cards import (
    ContactCard,
    EventCard,
    Mode,
    Occurrence,
    ProgrammeRow,
    RegistrationMode,
)
from newsletter.rendering.sentences import translations


@dataclass(frozen=True)
class Line:
    """`link` is where the text leads; `is_own` marks words of the event itself, which may be in another language."""

    text: str
    link: str = ""
    is_own: bool = False


@dataclass(frozen=True)
class Fact:
    label: str
    lines: tuple[Line, ...]


def when(card: EventCard, language: str) -> Line | None:
    """`fredag 19 mars 2027 kl 09:00–12:00`, or what is known instead; an application round may have no date at all."""
    _ = translations(language).gettext
    if card.starts is None and card.date_text:
        return Line(card.date_text, is_own=True)
    if card.starts is None:
        return None if card.is_application_round else Line(_("The date is not decided yet"))
    span = format_span(card.starts, card.ends, language, date_only=card.date_only)
    if card.zone_city and not card.date_only:
        span = _("%(when)s (time in %(city)s)") % {"when": span, "city": card.zone_city}
    return Line(_("%(when)s (preliminary)") % {"when": span} if card.is_preliminary else span)


def where(card: EventCard, language: str) -> Line | None:
    _ = translations(language).gettext
    if card.mode is Mode.ONLINE:
        return Line(_("Online"))
    if card.mode is Mode.HYBRID:
        both = _("%(place)s, and online") % {"place": card.place} if card.place else _("On site and online")
        return Line(both, is_own=bool(card.place))
    return Line(card.place, is_own=True) if card.place else None


def deadline(card: EventCard, language: str, today: date, *, on: bool = False) -> str:
    """The last day to register or apply, empty when there is none. `on`: as it stands in a sentence."""
    registration = card.registration
    if registration.deadline is None:
        return ""
    return format_deadline(registration.deadline, registration.deadline_time, language, today, on=on)


def register_by(card: EventCard, language: str, today: date) -> str:
    """What to do and until when, for a link: `Register by Friday 12 March`."""
    _ = translations(language).gettext
    day = deadline(card, language, today, on=True)
    if not day:
        return _("Apply") if card.is_application_round else _("Register for the event")
    return (_("Apply by %(day)s") if card.is_application_round else _("Register by %(day)s")) % {"day": day}


def price(card: EventCard, language: str) -> Line | None:
    _ = translations(language).gettext
    if card.is_free:
        return Line(_("Free of charge"))
    return Line(card.price, is_own=True) if card.price else None


def contact_lines(contact: ContactCard) -> Iterator[Line]:
    person = ", ".join(part for part in (contact.name, contact.title) if part)
    if person:
        yield Line(person, is_own=True)
    if contact.email:
        yield Line(contact.email, f"mailto:{contact.email}")
    if contact.phone:
        yield Line(contact.phone, f"tel:{''.join(c for c in contact.phone if c.isdigit() or c == '+')}")


def event_facts(card: EventCard, language: str, today: date) -> tuple[Fact, ...]:
    """All that is known, in the order in which people ask."""
    _ = translations(language).gettext
    last_day = deadline(card, language, today)
    rows: list[tuple[str, list[Line | None]]] = [
        (_("When"), [when(card, language)]),
        (_("Where"), [where(card, language)]),
        (
            _("Last day to apply") if card.is_application_round else _("Last day to register"),
            [Line(last_day) if last_day else None],
        ),
        (_("For whom"), [Line(card.audience, is_own=True) if card.audience else None]),
        (_("Price"), [price(card, language)]),
        (_("Organiser"), [Line(card.organisers, is_own=True) if card.organisers else None]),
        (_("Contact"), list(contact_lines(card.contact)) if card.contact else []),
    ]
    stated = ((label, tuple(line for line in lines if line)) for label, lines in rows)
    return tuple(Fact(label, lines) for label, lines in stated if lines)


def hours(row: ProgrammeRow, language: str) -> str:
    if row.start is None:
        return ""
    start = format_time(row.start, language)
    return f"{start}–{format_time(row.end, language)}" if row.end else start


def is_registration_open(card: EventCard) -> bool:
    registration = card.registration
    return (
        card.occurrence is Occurrence.SCHEDULED
        and registration.mode is not RegistrationMode.NONE
        and registration.is_open
    )


def registration_link(card: EventCard) -> str:
    """Where one registers or applies: outside, by mail, at our own form, or as the event's page tells."""
    registration = card.registration
    if registration.mode is RegistrationMode.EXTERNAL and registration.target.startswith("https://"):
        return registration.target
    if registration.mode is RegistrationMode.EMAIL and registration.target:
        return f"mailto:{registration.target}"
    return f"{card.url}/register" if registration.mode is RegistrationMode.BUILTIN else card.url


def status(card: EventCard, language: str) -> str:
    """What a reader must know first when the event is not simply going ahead."""
    _ = translations(language).gettext
    if card.occurrence is Occurrence.CANCELLED:
        return (
            _("The application round is cancelled.")
            if card.is_application_round
            else _("The event is cancelled.")
        )
    if card.occurrence is Occurrence.POSTPONED:
        return (
            _("The application round is postponed. A new date is not decided yet.")
            if card.is_application_round
            else _("The event is postponed. A new date is not decided yet.")
        )
    if card.registration.is_full:
        return _("The event is fully booked.")
    return ""
