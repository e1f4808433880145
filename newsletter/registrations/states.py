"""Every change of a registration's state passes here: it is noted, and other rooms hear of it."""

from newsletter.audit import service as audit
from newsletter.core.announce import announce
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.registrations.facts import RegistrationChanged
from newsletter.registrations.models import EndReason, Registration, RegistrationState

ENDED = (RegistrationState.CANCELLED, RegistrationState.REJECTED)


def add(registration: Registration, actor_id: int | None = None) -> Registration:
    registration.state_since = now()
    session.add(registration)
    session.flush()
    _tell(registration, None, actor_id)
    return registration


def turn(
    registration: Registration,
    state: RegistrationState,
    *,
    reason: EndReason | None = None,
    actor_id: int | None = None,
) -> None:
    """Into `state`, which the caller has found to be possible; `reason` for one that ends.

    What belongs to the old state goes: the place on the waiting list, unless it still waits for one, and the time
    by which something had to be answered.
    """
    before = registration.state
    registration.state, registration.state_since, registration.ended_because = state, now(), reason
    if state is not RegistrationState.WAITLISTED:
        registration.position = None
    if state is not RegistrationState.OFFERED:
        registration.offer_expires_at = None
    if state is not RegistrationState.UNCONFIRMED:
        registration.confirm_by = None
    session.flush()
    _tell(registration, before, actor_id)


def end(registration: Registration, reason: EndReason, actor_id: int | None = None) -> None:
    turn(registration, RegistrationState.CANCELLED, reason=reason, actor_id=actor_id)


def _tell(registration: Registration, before: RegistrationState | None, actor_id: int | None) -> None:
    audit.record(
        f"registration.{registration.state}",
        actor_id=actor_id,
        subject=("event", registration.event_id),
        registration=registration.id,
        before=before.value if before else "",
        because=registration.ended_because.value if registration.ended_because else "",
    )
    announce(
        RegistrationChanged(
            registration.id, registration.event_id, registration.contact_id, before, registration.state
        )
    )
