"""Who comes, who waits: as audiences and other rooms ask for it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, any_, case, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from newsletter.core.database import id_array, session
from newsletter.registrations.models import EndReason, Registration, RegistrationState

HAS_PLACE = (RegistrationState.CONFIRMED, RegistrationState.ATTENDED, RegistrationState.NO_SHOW)
WAITS = (RegistrationState.WAITLISTED, RegistrationState.OFFERED)
ENGAGED = (*HAS_PLACE, *WAITS, RegistrationState.RECEIVED)
"""Everybody who comes or would like to. An address that is not confirmed counts as nobody: anyone may have typed it."""

BY_ONESELF = (
    EndReason.GIVEN_UP,
    EndReason.LEFT_LIST,
    EndReason.OFFER_DECLINED,
    EndReason.TRANSFERRED,
)


def holding(event_id: int, *states: RegistrationState) -> Select[Any]:
    """Ids of the contacts whose registration is in one of these states."""
    return select(Registration.contact_id).where(
        Registration.event_id == event_id, Registration.state.in_(states)
    )


def registered(event_id: int) -> Select[Any]:
    """Ids of those who have or wait for a place, or gave it up themselves: nobody to ask to register."""
    left = and_(Registration.state == RegistrationState.CANCELLED, Registration.ended_because.in_(BY_ONESELF))
    return select(Registration.contact_id).where(
        Registration.event_id == event_id, or_(Registration.state.in_(ENGAGED), left)
    )


def states_of(event_id: int, contact_ids: Collection[int]) -> dict[int, RegistrationState]:
    """The present state of each of these contacts who ever registered; an ended registration counts last."""
    is_over = case(
        (Registration.state.in_((RegistrationState.CANCELLED, RegistrationState.REJECTED)), 1), else_=0
    )
    query = (
        select(Registration.contact_id, Registration.state)
        .ext(distinct_on(Registration.contact_id))
        .where(Registration.event_id == event_id, Registration.contact_id == any_(id_array(contact_ids)))
        .order_by(Registration.contact_id, is_over, Registration.id.desc())
    )
    return dict(session.execute(query).all())
