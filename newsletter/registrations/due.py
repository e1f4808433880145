"""What time alone does: offers end, and addresses that nobody confirmed lose their turn."""

import logging

from sqlalchemy import ColumnElement, or_, select

from newsletter.core.clock import now
from newsletter.core.database import session, transaction
from newsletter.errors import DomainError
from newsletter.registrations import desk as desks
from newsletter.registrations import states, waiting
from newsletter.registrations.models import EndReason, Registration, RegistrationState

log = logging.getLogger(__name__)


def tick() -> None:
    """One transaction for each event; several may run at once, for the desk lets in one at a time."""
    for event_id in _events():
        try:
            with transaction():
                expire(event_id)
        except DomainError as fault:
            log.error("event %s: offers that ended could not be passed on: %s", event_id, fault)


def expire(event_id: int) -> None:
    """Ends what was not answered in time, and passes on the places that it frees."""
    event, desk = desks.held(event_id)
    query = select(Registration).where(Registration.event_id == event_id, _due())
    for registration in session.scalars(query.order_by(Registration.id)).all():
        if registration.state is RegistrationState.OFFERED:
            waiting.expire(event, registration)
        else:
            states.end(registration, EndReason.NOT_CONFIRMED)
    waiting.fill(event, desk)


def _events() -> list[int]:
    found = list(session.scalars(select(Registration.event_id).distinct().where(_due())))
    session.rollback()  # so that each transaction below begins anew
    return found


def _due() -> ColumnElement[bool]:
    moment = now()
    return or_(
        (Registration.state == RegistrationState.OFFERED) & (Registration.offer_expires_at <= moment),
        (Registration.state == RegistrationState.UNCONFIRMED) & (Registration.confirm_by <= moment),
    )
