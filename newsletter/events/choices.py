"""What each closed choice of an event is called, for forms and pages."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from newsletter.events.models import (
    Allocation,
    DateState,
    EventKind,
    GeoScope,
    LatePolicy,
    MaterialKind,
    Mode,
    Occurrence,
    OrganiserRole,
    PriceKind,
    RegistrationMode,
    RowKind,
)
from newsletter.events.questions import QuestionKind
from newsletter.subscribers.profiles import ROLES

Labels = list[tuple[str, Any]]  # the key, and a lazy sentence


def _labels(labels: dict[Any, Any]) -> Labels:
    return [(key.value if isinstance(key, StrEnum) else key, label) for key, label in labels.items()]


KINDS = _labels(
    {
        EventKind.EVENT: _l("An event, with a time and a place"),
        EventKind.APPLICATION_ROUND: _l("An application round, with a last day to apply"),
    }
)
DATE_STATES = _labels(
    {
        DateState.FIXED: _l("Decided"),
        DateState.TENTATIVE: _l("Preliminary"),
        DateState.TBA: _l("Not decided yet"),
    }
)
OCCURRENCES = _labels(
    {
        Occurrence.SCHEDULED: _l("Takes place"),
        Occurrence.POSTPONED: _l("Postponed"),
        Occurrence.CANCELLED: _l("Cancelled"),
    }
)
MODES = _labels(
    {
        Mode.PHYSICAL: _l("On site"),
        Mode.ONLINE: _l("Online"),
        Mode.HYBRID: _l("On site and online"),
    }
)
GEO_SCOPES = _labels(
    {
        GeoScope.NATIONAL: _l("All, wherever they are"),
        GeoScope.REGIONS: _l("Those in certain regions"),
        GeoScope.MUNICIPALITIES: _l("Those in certain municipalities"),
    }
)
AUDIENCE_ROLES = _labels(dict(ROLES))
PRICES = _labels(
    {
        PriceKind.FREE: _l("Free of charge"),
        PriceKind.PAID: _l("Costs something"),
        PriceKind.UNKNOWN: _l("Not stated"),
    }
)
REGISTRATION = _labels(
    {
        RegistrationMode.NONE: _l("No registration"),
        RegistrationMode.EXTERNAL: _l("On another website"),
        RegistrationMode.EMAIL: _l("By e-mail"),
        RegistrationMode.BUILTIN: _l("Here, on the page of the event"),
    }
)
LATE_POLICIES = _labels(
    {
        LatePolicy.CLOSED: _l("Nobody can register any more"),
        LatePolicy.WAITLIST: _l("They come on the waiting list"),
        LatePolicy.ASK_CONTACT: _l("The page asks them to write to the contact"),
        LatePolicy.TOKEN: _l("Only those to whom you give a link for latecomers can register"),
    }
)
ALLOCATIONS = _labels(
    {
        Allocation.FCFS: _l("First come, first served"),
        Allocation.FCFS_WITH_REDISTRIBUTION: _l(
            "First come, first served, but places may be shared out among workplaces"
        ),
        Allocation.AFTER_DEADLINE: _l("Shared out among workplaces after the deadline"),
        Allocation.MANUAL: _l("You decide about each registration"),
    }
)
QUESTION_KINDS = _labels(
    {
        QuestionKind.TEXT: _l("An answer in words"),
        QuestionKind.CHOICE: _l("One of several answers"),
        QuestionKind.SEVERAL: _l("Any of several answers"),
        QuestionKind.CONSENT: _l("A sentence to agree to"),
        QuestionKind.DIET: _l("Food: diet and allergies"),
        QuestionKind.ACCESS: _l("Accessibility: what somebody needs to take part"),
        QuestionKind.INTERPRETER: _l("Interpreter"),
    }
)
JOIN_REVEAL: Labels = [
    ("", _l("At once")),
    ("1", _l("From one hour before the start")),
    ("24", _l("From one day before the start")),
    ("72", _l("From three days before the start")),
]
YES_NO: Labels = [("True", _l("Yes")), ("False", _l("No"))]
YES_NO_UNKNOWN: Labels = [("yes", _l("Yes")), ("no", _l("No")), ("", _l("Not stated"))]
ORGANISER_ROLES = _labels(
    {
        OrganiserRole.ORGANISER: _l("Organiser"),
        OrganiserRole.CO_ORGANISER: _l("Co-organiser"),
        OrganiserRole.FUNDER: _l("Funder"),
        OrganiserRole.ON_BEHALF_OF: _l("Organised on behalf of"),
    }
)
ROW_KINDS = _labels(
    {
        RowKind.TALK: _l("Talk"),
        RowKind.PANEL: _l("Conversation or panel"),
        RowKind.GROUP: _l("Group work"),
        RowKind.BREAK: _l("Break"),
        RowKind.PRACTICAL: _l("Opening, closing, practical"),
    }
)
MATERIAL_KINDS = _labels(
    {
        MaterialKind.SLIDES: _l("Slides"),
        MaterialKind.RECORDING: _l("Recording"),
        MaterialKind.TRANSCRIPT: _l("Transcript"),
        MaterialKind.REPORT: _l("Report"),
        MaterialKind.SURVEY: _l("Survey"),
        MaterialKind.OTHER: _l("Other material"),
    }
)
COUNTRIES: Labels = [
    ("SE", _l("Sweden")),
    ("DK", _l("Denmark")),
    ("NO", _l("Norway")),
    ("FI", _l("Finland")),
    ("IS", _l("Iceland")),
    ("FO", _l("Faroe Islands")),
    ("GL", _l("Greenland")),
    ("AX", _l("Åland")),
]
ZONES = (
    "Europe/Stockholm",
    "Europe/Copenhagen",
    "Europe/Oslo",
    "Europe/Helsinki",
    "Europe/Mariehamn",
    "Atlantic/Reykjavik",
    "Atlantic/Faroe",
    "America/Nuuk",
)


def label(labels: Labels, key: str) -> str:
    return str(dict(labels).get(key, key))
