"""The order of the waiting list."""

from collections.abc import Sequence

from sqlalchemy import func, select

from newsletter.core.database import session
from newsletter.registrations import desk as desks
from newsletter.registrations.models import Desk, Registration, RegistrationState


def in_order(event_id: int) -> Sequence[Registration]:
    """Those who wait, the next one first."""
    query = select(Registration).where(
        Registration.event_id == event_id, Registration.state == RegistrationState.WAITLISTED
    )
    return session.scalars(query.order_by(Registration.position)).all()


def number(registration: Registration) -> int:
    """1 for the next one; counted among those who want to take part in the same way."""
    earlier = select(func.count()).where(
        Registration.event_id == registration.event_id,
        Registration.state == RegistrationState.WAITLISTED,
        Registration.attend_as == registration.attend_as,
        Registration.position < registration.position,
    )
    return (session.scalar(earlier) or 0) + 1


def put_last(desk: Desk, registration: Registration) -> None:
    """At the end of the waiting list; the caller sets the state."""
    registration.position = desks.next_position(desk)


def put_first(registration: Registration) -> None:
    """At the front: the next free place is theirs."""
    first = session.scalar(
        select(func.min(Registration.position)).where(
            Registration.event_id == registration.event_id,
            Registration.state == RegistrationState.WAITLISTED,
        )
    )
    registration.position = (first or 0) - 1
    session.flush()
