"""What can be said of an event at a given moment: full, past, open and closed are derived, never stored."""

from datetime import datetime
from enum import StrEnum

from newsletter.events.models import DateState, Event, Occurrence, Publication, RegistrationMode
from newsletter.events.times import first_moment


def has_date(event: Event) -> bool:
    return (
        event.starts_on is not None
        and event.date_state is not DateState.TBA
        and event.occurrence is not Occurrence.POSTPONED
    )


def is_public(event: Event) -> bool:
    return event.publication is Publication.PUBLISHED


def is_over(event: Event, now: datetime) -> bool:
    return event.over_instant is not None and event.over_instant <= now


class RegistrationState(StrEnum):
    NONE = "none"
    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSED = "closed"


def registration_state(event: Event, now: datetime) -> RegistrationState:
    """Whether one can register now; closed as well once it has begun, is cancelled or has no date any more."""
    if event.registration_mode is RegistrationMode.NONE:
        return RegistrationState.NONE
    begun = event.starts_instant if event.starts_at is not None else event.over_instant
    ends = [moment for moment in (event.deadline_instant, begun) if moment is not None]
    if event.occurrence is not Occurrence.SCHEDULED or any(moment <= now for moment in ends):
        return RegistrationState.CLOSED
    opens_on = event.registration_opens_on
    if opens_on is not None and first_moment(opens_on, event.registration_opens_at, event.zone) > now:
        return RegistrationState.NOT_OPEN
    return RegistrationState.OPEN
