"""An event as a mail shows it. The events room fills these in; nothing here knows where they come from.

Dates and times are the event's local wall time, naive.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class Occurrence(StrEnum):
    SCHEDULED = "scheduled"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Mode(StrEnum):
    PHYSICAL = "physical"
    ONLINE = "online"
    HYBRID = "hybrid"


class RegistrationMode(StrEnum):
    NONE = "none"
    EXTERNAL = "external"
    EMAIL = "email"
    BUILTIN = "builtin"


@dataclass(frozen=True)
class ContactCard:
    name: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class ProgrammeRow:
    """`start` and `end` are unknown in programmes that give an order only."""

    title: str
    start: time | None = None
    end: time | None = None
    speakers: str = ""


@dataclass(frozen=True)
class RegistrationCard:
    """How one registers. `target` is an https address or a mail address, by mode.

    A deadline without a time means the end of that day and is printed as the day alone.
    """

    mode: RegistrationMode = RegistrationMode.NONE
    target: str = ""
    deadline: date | None = None
    deadline_time: time | None = None
    is_open: bool = True
    is_full: bool = False
    only_waiting_list: bool = False
    opens: date | None = None
    opens_time: time | None = None


@dataclass(frozen=True)
class EventCard:
    """`language` is the one the event's own texts are in; `url` is its public page.

    For an application round one applies, for everything else one registers.
    """

    id: str
    language: str
    title: str
    url: str
    is_application_round: bool = False
    lead: str = ""
    occurrence: Occurrence = Occurrence.SCHEDULED
    starts: datetime | None = None
    ends: datetime | None = None
    date_only: bool = False
    is_preliminary: bool = False
    date_text: str = ""  # when no date is decided yet: "spring 2027"
    zone_city: str = ""  # in the language of the mail; printed when readers may live in another zone
    mode: Mode = Mode.PHYSICAL
    place: str = ""
    audience: str = ""
    organisers: str = ""
    is_free: bool | None = None
    price: str = ""
    contact: ContactCard | None = None
    registration: RegistrationCard = RegistrationCard()
    programme: tuple[ProgrammeRow, ...] = ()
