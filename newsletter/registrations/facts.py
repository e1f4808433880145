"""What happened to a registration, for the rooms above (see `newsletter.core.announce`)."""

from dataclasses import dataclass

from newsletter.registrations.models import RegistrationState


@dataclass(frozen=True)
class RegistrationChanged:
    """Announced in the transaction of the change; `before` is None for a new registration."""

    registration_id: int
    event_id: int
    contact_id: int
    before: RegistrationState | None
    after: RegistrationState
