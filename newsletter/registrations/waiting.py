"""Free places go to those who wait. Every function expects that the caller holds the desk."""

from newsletter.core.clock import now
from newsletter.events.models import Event
from newsletter.registrations import desk as desks
from newsletter.registrations import line, mail, states, terms
from newsletter.registrations.models import Desk, EndReason, Registration, RegistrationState
from newsletter.registrations.office_hours import offer_expiry
from newsletter.registrations.people import WAITS


def fill(event: Event, desk: Desk) -> list[Registration]:
    """Offers every free place to the next in line, or gives it where there is no time to ask."""
    if not terms.fills_by_order(event, desk):
        return []
    seats = desks.seats(event)
    served = []
    for registration in line.in_order(event.id) if seats.waiting else ():
        if not seats.has_any_place:
            break
        if seats.has_place(registration.attend_as):
            _offer_or_give(event, desk, registration)
            served.append(registration)
            seats = desks.seats(event)
    return served


def _offer_or_give(event: Event, desk: Desk, registration: Registration) -> None:
    expiry = offer_expiry(event, now())
    if expiry is None:
        give(event, desk, registration)
    else:
        registration.offer_expires_at = expiry
        states.turn(registration, RegistrationState.OFFERED)
        mail.offer(event, registration)


def give(event: Event, desk: Desk, registration: Registration, actor_id: int | None = None) -> None:
    """The place, without asking."""
    moved_up = registration.state in WAITS
    states.turn(registration, RegistrationState.CONFIRMED, actor_id=actor_id)
    mail.granted(event, desk, registration, moved_up=moved_up)


def expire(event: Event, registration: Registration) -> None:
    """The offer was not answered in time."""
    states.end(registration, EndReason.OFFER_EXPIRED)
    mail.offer_expired(event, registration)
