"""What editors do for those who register: look them up, add them, give a place, cancel."""

from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from newsletter.audit import service as audit
from newsletter.contacts import service as contacts
from newsletter.contacts.models import Contact
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.text import one_line
from newsletter.errors import Invalid, NotFound, NotPossible
from newsletter.events.models import Event, RegistrationMode
from newsletter.registrations import desk as desks
from newsletter.registrations import line, mail, service, states, terms, waiting
from newsletter.registrations.models import EndReason, Registration, RegistrationState, Source
from newsletter.registrations.people import HAS_PLACE
from newsletter.registrations.service import Person


class Show(StrEnum):
    """The lists of the participants' page."""

    COMING = "coming"
    WAITING = "waiting"
    OPEN = "open"
    ENDED = "ended"


STATES = {
    Show.COMING: HAS_PLACE,
    Show.WAITING: (RegistrationState.OFFERED, RegistrationState.WAITLISTED),
    Show.OPEN: (RegistrationState.RECEIVED, RegistrationState.UNCONFIRMED),
    Show.ENDED: (RegistrationState.CANCELLED, RegistrationState.REJECTED, RegistrationState.DECLINED),
}


def listed(event_id: int, show: Show, words: str = "") -> Select[Registration]:
    """Those who wait in their order, everybody else by name; `words` narrow by name, workplace or address."""
    query = select(Registration).where(
        Registration.event_id == event_id, Registration.state.in_(STATES[show]), _matches(words)
    )
    if show is Show.WAITING:
        is_offered = Registration.state == RegistrationState.OFFERED
        return query.order_by(is_offered.desc(), Registration.position, Registration.id)
    return query.order_by(func.lower(Registration.name), Registration.id)


def counts(event_id: int, words: str = "") -> dict[Show, int]:
    by_state = dict(
        session.execute(
            select(Registration.state, func.count())
            .where(Registration.event_id == event_id, _matches(words))
            .group_by(Registration.state)
        ).all()
    )
    return {show: sum(by_state.get(state, 0) for state in states) for show, states in STATES.items()}


def _matches(words: str) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    for word in one_line(words).split()[:10]:
        is_here = [
            column.icontains(word, autoescape=True)
            for column in (Registration.name, Registration.affiliation, Registration.municipality)
        ]
        holders = select(Contact.id).where(Contact.address_key.contains(word.casefold(), autoescape=True))
        conditions.append(or_(*is_here, Registration.contact_id.in_(holders)))
    return and_(true(), *conditions)


def find(event_id: int, registration_id: int) -> Registration:
    registration = session.get(Registration, registration_id)
    if registration is None or registration.event_id != event_id:
        raise NotFound(_("There is no such registration."))
    return registration


def add(
    event_id: int,
    person: Person,
    affiliation: str,
    municipality: str,
    actor_id: int | None,
    *,
    beyond: bool = False,
) -> Registration:
    """Registers somebody by hand, whatever the deadline says; `beyond`: with a place even if none is free.

    Raises:
        Invalid: the person is registered already.
    """
    language = session.scalars(select(Event.language).where(Event.id == event_id)).one()
    contact = contacts.get_or_create(person.address, language)
    event, desk = desks.held(event_id)
    if event.registration_mode is not RegistrationMode.BUILTIN:
        raise NotPossible(_("People do not register for this event here."))
    if service.standing_of(event_id, contact.id) is not None:
        raise Invalid(_("This person is registered already."), "email")
    seats = desks.seats(event)
    has_place = beyond or (seats.has_place(person.attend_as) and not seats.waiting_for(person.attend_as))
    registration = Registration(
        event_id=event_id,
        contact_id=contact.id,
        name=service.clean_line(person.name),
        title=service.clean_line(person.title),
        affiliation=service.clean_line(affiliation),
        municipality=service.clean_line(municipality),
        state=RegistrationState.CONFIRMED if has_place else RegistrationState.WAITLISTED,
        attend_as=person.attend_as,
        received_at=now(),
        is_late=terms.is_late(event),
        language=contact.language,
        answers={},
        sensitive_answers={},
        source=Source.MANUAL,
    )
    if not has_place:
        line.put_last(desk, registration)
    states.add(registration, actor_id)
    if registration not in waiting.fill(event, desk):
        mail.state(event, desk, registration)
    return registration


def cancel(registration_id: int, actor_id: int | None) -> Registration:
    """For somebody who asked for it by other ways; the person is told, the place goes to the next in line."""
    event, desk, registration = service.held(registration_id)
    if registration.state in states.ENDED:
        return registration
    had_place = registration.state in HAS_PLACE
    states.end(registration, EndReason.BY_STAFF, actor_id)
    mail.given_up(event, registration, had_place=had_place)
    waiting.fill(event, desk)
    return registration


def give_place(registration_id: int, actor_id: int | None) -> Registration:
    """A place by hand, even if none is free. Who has one keeps it and hears nothing.

    Raises:
        NotPossible: the registration has ended.
    """
    event, desk, registration = service.held(registration_id)
    if registration.state in HAS_PLACE:
        return registration
    if registration.state in states.ENDED:
        raise NotPossible(_("This registration has ended. Add the person anew."))
    waiting.give(event, desk, registration, actor_id)
    return registration


def to_front(registration_id: int, actor_id: int | None) -> Registration:
    """Next in line from now on."""
    event, desk, registration = service.held(registration_id)
    if registration.state is RegistrationState.WAITLISTED:
        line.put_first(registration)
        audit.record(
            "registration.put_first",
            actor_id=actor_id,
            subject=("event", event.id),
            registration=registration.id,
        )
        waiting.fill(event, desk)
    return registration


def renew_late_link(event_id: int, actor_id: int | None) -> None:
    """Links for latecomers that were given out before are worthless from now on."""
    _event, desk = desks.held(event_id)
    desk.late_link_number += 1
    audit.record("event.late_link_renewed", actor_id=actor_id, subject=("event", event_id))
