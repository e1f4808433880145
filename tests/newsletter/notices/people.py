"""Participants for tests of notices, written as their room stores them."""

from typing import Any

from newsletter.contacts.models import Contact
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.events.models import Event
from newsletter.registrations.models import AttendAs, EndReason, Registration, RegistrationState
from tests.newsletter.subscribers.factories import make_contact


def register(
    event: Event,
    state: RegistrationState = RegistrationState.CONFIRMED,
    contact: Contact | None = None,
    **more: Any,
) -> Contact:
    who = contact or make_contact()
    values: dict[str, Any] = {"attend_as": AttendAs.PHYSICAL, "received_at": now(), "language": "sv"}
    if state is RegistrationState.WAITLISTED:
        values["position"] = who.id
    if state is RegistrationState.CANCELLED:
        values["ended_because"] = EndReason.GIVEN_UP
    session.add(Registration(event_id=event.id, contact_id=who.id, state=state, **values | more))
    session.flush()
    return who
