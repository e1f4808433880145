"""The link that stands in a person's mails: it opens their registration and the way into an online event."""

from typing import NamedTuple

from flask import current_app
from sqlalchemy import case, select

from newsletter.core.database import session
from newsletter.core.tokens import sign, verify
from newsletter.events.models import Event
from newsletter.registrations import desk as desks
from newsletter.registrations.models import Registration
from newsletter.registrations.states import ENDED

PURPOSE = "registration"
LATE = "late"


def key(event_id: int, contact_id: int) -> str:
    return sign(PURPOSE, event_id, contact_id)


def own_address(registration: Registration) -> str:
    base: str = current_app.config["SETTINGS"].base_url
    return f"{base}/registrations/{key(registration.event_id, registration.contact_id)}"


class Found(NamedTuple):
    registration: Registration
    event: Event


def find(token: str) -> Found | None:
    """The registration a link stands for: the one that has not ended, else the newest."""
    numbers = verify(PURPOSE, token)
    if numbers is None or len(numbers) != 2:
        return None
    event_id, contact_id = numbers
    query = (
        select(Registration, Event)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.event_id == event_id, Registration.contact_id == contact_id)
        .order_by(case((Registration.state.in_(ENDED), 1), else_=0), Registration.id.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return Found(row[0], row[1]) if row else None


def late_key(event: Event) -> str:
    """For the link that lets people register after the deadline."""
    return sign(LATE, event.id, _late_number(event.id))


def is_late_key(event: Event, token: str) -> bool:
    return bool(token) and verify(LATE, token) == (event.id, _late_number(event.id))


def late_address(event: Event) -> str:
    base: str = current_app.config["SETTINGS"].base_url
    return f"{base}/events/{event.slug}/register?late={late_key(event)}"


def _late_number(event_id: int) -> int:
    desk = desks.find(event_id)
    return desk.late_link_number if desk else 0
