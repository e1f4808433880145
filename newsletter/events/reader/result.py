"""What was read from an announcement: every value with the line it stands in, unknown values None."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

Moment = date | datetime  # a date alone where no hour is stated; never an invented midnight


class Status(StrEnum):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"


class Mode(StrEnum):
    PHYSICAL = "physical"
    ONLINE = "online"
    HYBRID = "hybrid"


@dataclass(frozen=True)
class Row:
    """One row of a programme; times as written, `09:00`."""

    start: str | None
    end: str | None
    title: str


@dataclass
class Reading:
    is_event: bool = False
    status: Status | None = None
    title: str | None = None
    start: Moment | None = None
    end: Moment | None = None
    year_stated: bool | None = None
    registration_deadline: Moment | None = None
    venue: str | None = None
    mode: Mode | None = None
    organiser: str | None = None
    audience: str | None = None
    price: str | None = None
    is_free: bool | None = None
    contact_email: str | None = None
    contact_name: str | None = None
    contact_title: str | None = None
    contact_unit: str | None = None
    contact_phone: str | None = None
    language: str | None = None
    programme: list[Row] = field(default_factory=list)
    evidence: dict[str, str] = field(default_factory=dict)

    @property
    def is_online(self) -> bool | None:
        """Whether one can take part from afar."""
        return None if self.mode is None else self.mode is not Mode.PHYSICAL

    def take(self, name: str, value: object, line: str) -> None:
        """Keeps the first value found for a field, with its line."""
        if value is None or value == "" or value == [] or getattr(self, name) not in (None, []):
            return
        setattr(self, name, value)
        self.evidence[name] = line.strip()

    def as_json(self) -> dict[str, Any]:
        """What `newsletter events read` prints; of the contact only the address, the rest is for the form."""
        answer = {
            "is_event": self.is_event,
            "status": self.status,
            "title": self.title,
            "start": iso(self.start),
            "end": iso(self.end),
            "year_stated": self.year_stated,
            "registration_deadline": iso(self.registration_deadline),
            "venue": self.venue,
            "is_online": self.is_online,
            "mode": self.mode,
            "organiser": self.organiser,
            "audience": self.audience,
            "price": self.price,
            "is_free": self.is_free,
            "contact_email": self.contact_email,
            "language": self.language,
            "programme": [{"start": row.start, "end": row.end, "title": row.title} for row in self.programme],
        }
        shown = {name: line for name, line in self.evidence.items() if name in answer}
        return {**answer, "evidence": shown}


def iso(moment: Moment | None) -> str | None:
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="minutes")
    return moment.isoformat() if moment else None


def day_of(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
