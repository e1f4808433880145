"""Events that take registrations here, and people who register."""

from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import select

from newsletter.contacts.models import Contact
from newsletter.contacts.service import parse_address
from newsletter.core.clock import local_to_utc
from newsletter.core.database import session
from newsletter.events.models import Event, RegistrationMode
from newsletter.outbox.models import Batch, Mailing
from newsletter.registrations import service
from newsletter.registrations.models import AttendAs, Registration
from newsletter.registrations.service import Person, Wish
from tests.newsletter.events.factories import make_event

_numbers = count(1)
HERE: dict[str, Any] = {"registration_mode": RegistrationMode.BUILTIN, "deadline_on": date(2027, 4, 29)}


def make_open_event(**changes: Any) -> Event:
    """A published seminar on 6 May 2027 at 9, registration here until 29 April."""
    return make_event(**HERE | changes)


def at(*local: int) -> datetime:
    """An instant by the clock of Stockholm."""
    return local_to_utc(datetime(*local), "Europe/Stockholm")  # type: ignore[arg-type]


def person(name: str = "", attend_as: AttendAs = AttendAs.PHYSICAL, **more: Any) -> Person:
    number = next(_numbers)
    name = name or f"Person {number}"
    return Person(parse_address(f"p{number}@example.org"), name, attend_as, **more)


def wish(event: Event, *people: Person, **more: Any) -> Wish:
    return Wish(event.id, people, "en", **more)


def register(
    event: Event, name: str = "", attend_as: AttendAs = AttendAs.PHYSICAL, **more: Any
) -> Registration:
    (made,) = service.register(wish(event, person(name, attend_as), **more))
    return made


def states(event: Event) -> list[str]:
    """In the order of arrival."""
    query = select(Registration).where(Registration.event_id == event.id).order_by(Registration.id)
    return [registration.state.value for registration in session.scalars(query)]


def mails(registration: Registration) -> list[str]:
    """Kinds of the mails to this person, oldest first, without what they all begin with."""
    return mails_to(registration.contact_id)


def mails_to(contact_id: int) -> list[str]:
    query = (
        select(Mailing.kind).join(Batch).where(Batch.contact_ids.contains([contact_id])).order_by(Mailing.id)
    )
    return [kind.removeprefix("registration_") for kind in session.scalars(query)]


def contact_of(registration: Registration) -> Contact:
    return session.get_one(Contact, registration.contact_id)
