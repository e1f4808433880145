"""Registering for an event, and giving the place up again.

The caller's transaction holds the event's desk from the first count to its commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from newsletter.contacts import service as contacts
from newsletter.contacts.models import Contact
from newsletter.contacts.service import Address
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.text import one_line
from newsletter.errors import Invalid, NotFound, NotPossible
from newsletter.events.models import Event
from newsletter.registrations import desk as desks
from newsletter.registrations import line, mail, states, terms, waiting
from newsletter.registrations.answers import Answers
from newsletter.registrations.models import (
    AttendAs,
    Desk,
    EndReason,
    Registration,
    RegistrationState,
    Source,
)
from newsletter.registrations.people import HAS_PLACE
from newsletter.subscribers import cooldown

CONFIRMED_WITHIN = timedelta(hours=24)
LONGEST_LINE = 200
MOST_AT_ONCE = 10


@dataclass(frozen=True)
class Person:
    """Somebody to register. Only those who fill in the form themselves answer its questions."""

    address: Address
    name: str
    attend_as: AttendAs
    title: str = ""
    answers: Answers = field(default_factory=Answers)


@dataclass(frozen=True)
class Wish:
    """A filled-in form: the first of the people is the one who fills it in."""

    event_id: int
    people: Sequence[Person]
    language: str
    affiliation: str = ""
    municipality: str = ""
    unit: str = ""
    has_late_link: bool = False


def register(wish: Wish) -> list[Registration]:
    """Registers everybody; who is registered already gets the same mail again. Each is told by mail.

    Raises:
        NotPossible: registration is closed by now.
    """
    known = {
        person.address.key: contacts.get_or_create(person.address, wish.language)
        for person in sorted(wish.people, key=lambda person: person.address.key)
    }
    mail.warm_up()
    event, desk = desks.held(wish.event_id)
    if terms.door(event, has_late_link=wish.has_late_link) not in terms.PASSABLE:
        raise NotPossible(_("Registration has closed."))
    submitter = known[wish.people[0].address.key]
    made: list[Registration] = []
    for person in wish.people:
        contact = known[person.address.key]
        standing = standing_of(event.id, contact.id)
        if standing is not None:
            if cooldown.take(person.address):
                mail.state(event, desk, standing)
            continue
        registration = _new(event, wish, person, contact.id, submitter.id)
        registration.group_id = made[0].id if made else None
        made.append(states.add(_placed(event, desk, registration)))
    _serve(event, desk, made)
    if len(wish.people) > 1:
        mail.group(event, submitter.id, wish.language, [person.name for person in wish.people[1:]])
    return made


def standing_of(event_id: int, contact_id: int) -> Registration | None:
    """The registration that has not ended."""
    query = select(Registration).where(
        Registration.event_id == event_id,
        Registration.contact_id == contact_id,
        Registration.state.not_in(states.ENDED),
    )
    return session.scalar(query)


def _new(event: Event, wish: Wish, person: Person, contact_id: int, submitter_id: int) -> Registration:
    return Registration(
        event_id=event.id,
        contact_id=contact_id,
        name=clean_line(person.name),
        title=clean_line(person.title),
        affiliation=clean_line(wish.affiliation),
        municipality=clean_line(wish.municipality),
        unit=clean_line(wish.unit),
        attend_as=person.attend_as if person.attend_as in terms.ways(event) else terms.ways(event)[0],
        received_at=now(),
        is_late=terms.is_late(event),
        registered_by=submitter_id if submitter_id != contact_id else None,
        language=wish.language,
        answers=person.answers.plain,
        sensitive_answers=person.answers.sensitive,
        source=Source.BUILTIN,
    )


def clean_line(typed: str) -> str:
    return one_line(typed)[:LONGEST_LINE]


def _placed(event: Event, desk: Desk, registration: Registration) -> Registration:
    """Decides whether there is a place; the order of the desk's lock is the order of arrival."""
    registration.state = _first_state(event, desk, registration)
    if registration.state is RegistrationState.WAITLISTED:
        line.put_last(desk, registration)
    if event.confirm_email and registration.source is Source.BUILTIN:
        registration.state = RegistrationState.UNCONFIRMED
        registration.confirm_by = now() + CONFIRMED_WITHIN
    return registration


def _first_state(event: Event, desk: Desk, registration: Registration) -> RegistrationState:
    if terms.decides_later(event, desk):
        return RegistrationState.RECEIVED
    seats = desks.seats(event)
    has_place = seats.has_place(registration.attend_as) and not seats.waiting_for(registration.attend_as)
    comes_late = terms.door(event) is terms.Door.LATE_LIST
    return RegistrationState.CONFIRMED if has_place and not comes_late else RegistrationState.WAITLISTED


def _serve(event: Event, desk: Desk, made: Sequence[Registration]) -> None:
    """Gives away what is free, then tells everybody how it stands; who was offered a place knows it by then."""
    has_waiting = any(registration.state is RegistrationState.WAITLISTED for registration in made)
    served = waiting.fill(event, desk) if has_waiting else []
    for registration in made:
        if registration not in served:
            mail.state(event, desk, registration)


def confirm(registration_id: int) -> Registration:
    """The address is right: the registration counts from the moment it was received. Twice changes nothing."""
    event, desk, registration = held(registration_id)
    if registration.state is RegistrationState.UNCONFIRMED:
        if terms.decides_later(event, desk):
            state = RegistrationState.RECEIVED
        elif registration.position is None:
            state = RegistrationState.CONFIRMED
        else:
            state = RegistrationState.WAITLISTED
        states.turn(registration, state)
        _serve(event, desk, [registration])
    return registration


def held(registration_id: int) -> tuple[Event, Desk, Registration]:
    """A registration as it stands now; its desk is held until the transaction ends."""
    event_id = session.scalar(select(Registration.event_id).where(Registration.id == registration_id))
    if event_id is None:
        raise NotFound(_("There is no such registration."))
    event, desk = desks.held(event_id)
    return event, desk, session.get_one(Registration, registration_id, populate_existing=True)


def give_up(registration_id: int) -> Registration:
    """The person does not come, or does not want to wait any longer. Twice changes nothing.

    Raises:
        NotPossible: it is too late for that.
    """
    event, desk, registration = held(registration_id)
    reason = {
        RegistrationState.OFFERED: EndReason.OFFER_DECLINED,
        RegistrationState.WAITLISTED: EndReason.LEFT_LIST,
        RegistrationState.UNCONFIRMED: EndReason.GIVEN_UP,
        RegistrationState.RECEIVED: EndReason.GIVEN_UP,
        RegistrationState.CONFIRMED: EndReason.GIVEN_UP,
    }.get(registration.state)
    if reason is None:
        return registration
    had_place = registration.state in HAS_PLACE
    may_leave = terms.may_give_up if had_place else terms.may_leave_list
    if not may_leave(event):
        raise NotPossible(_("It is too late to do this here. Write to the contact instead."))
    states.end(registration, reason)
    mail.given_up(event, registration, had_place=had_place)
    waiting.fill(event, desk)
    return registration


def accept(registration_id: int) -> Registration:
    """Takes the offered place. What was not offered, or not in time, changes nothing."""
    event, desk, registration = held(registration_id)
    if registration.state is RegistrationState.OFFERED:
        assert registration.offer_expires_at is not None
        if registration.offer_expires_at > now():
            states.turn(registration, RegistrationState.CONFIRMED)
            mail.state(event, desk, registration)
        else:
            waiting.expire(event, registration)
            waiting.fill(event, desk)
    return registration


@dataclass(frozen=True)
class Details:
    """What a person may change about a registration."""

    name: str
    title: str
    affiliation: str
    municipality: str
    attend_as: AttendAs
    answers: Answers


def change(registration_id: int, details: Details) -> Registration:
    """Raises NotPossible after the last moment for it, Invalid where there is no place to take part the other way."""
    event, desk, registration = held(registration_id)
    if registration.state in states.ENDED or not terms.may_change(event):
        raise NotPossible(_("It is too late to change this here. Write to the contact instead."))
    registration.name = clean_line(details.name)
    registration.title = clean_line(details.title)
    registration.affiliation = clean_line(details.affiliation)
    registration.municipality = clean_line(details.municipality)
    registration.answers = details.answers.plain
    registration.sensitive_answers = details.answers.sensitive
    if details.attend_as is not registration.attend_as and details.attend_as in terms.ways(event):
        _switch(event, desk, registration, details.attend_as)
    session.flush()
    return registration


def _switch(event: Event, desk: Desk, registration: Registration, way: AttendAs) -> None:
    """Who holds a place needs one on the other side; what it frees goes to the next in line."""
    takes_place = registration.state in desks.TAKEN
    seats = desks.seats(event)
    own = seats.online if way is AttendAs.ONLINE else seats.on_site
    taken = seats.taken_online if way is AttendAs.ONLINE else seats.taken_on_site
    if takes_place and own is not None and (taken >= own or seats.waiting_for(way)):
        raise Invalid(_("There is no place left for taking part in this way."), "attend_as")
    registration.attend_as = way
    session.flush()
    waiting.fill(event, desk)


def transfer(registration_id: int, address: Address, name: str) -> Registration:
    """Passes the place on to a colleague, who is told; nobody on the waiting list is passed over by it.

    Raises:
        NotPossible: places of this event cannot be passed on, or not any more.
        Invalid: the colleague is registered already.
    """
    known = contacts.get_or_create(address, mail_language(registration_id))
    event, desk, old = held(registration_id)
    if not can_transfer(event, old):
        raise NotPossible(_("This place cannot be passed on. Write to the contact instead."))
    if standing_of(event.id, known.id) is not None:
        raise Invalid(_("This colleague cannot take over the place. Ask the contact."), "email")
    states.end(old, EndReason.TRANSFERRED)
    new = Registration(
        event_id=event.id,
        contact_id=known.id,
        name=clean_line(name),
        affiliation=old.affiliation,
        municipality=old.municipality,
        unit=old.unit,
        state=RegistrationState.CONFIRMED,
        attend_as=old.attend_as,
        received_at=now(),
        registered_by=old.contact_id,
        language=old.language,
        answers={},
        sensitive_answers={},
        source=old.source,
    )
    states.add(new)
    mail.state(event, desk, new)
    mail.given_up(event, old, had_place=True)
    return new


def can_transfer(event: Event, registration: Registration) -> bool:
    has_place = registration.state is RegistrationState.CONFIRMED
    return event.substitutes_allowed and has_place and terms.may_leave_list(event)


def mail_language(registration_id: int) -> str:
    return session.scalars(select(Registration.language).where(Registration.id == registration_id)).one()


def contact_of(registration: Registration) -> Contact:
    return session.get_one(Contact, registration.contact_id)
