"""“Already registered” and “not interested”: who need not be reminded of an event."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.dialects.postgresql import insert

from newsletter.contacts.models import Contact
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.tokens import verify
from newsletter.events.models import Event
from newsletter.registrations.models import EventMark, MarkKind

KINDS = {1: MarkKind.REGISTERED_ELSEWHERE, 2: MarkKind.NOT_INTERESTED}
"""The last number of a token."""


@dataclass(frozen=True)
class MarkLink:
    """What the link in a notice stands for."""

    mailing_id: int
    contact: Contact
    event: Event
    kind: MarkKind


def find(token: str) -> MarkLink | None:
    """None for a token that is none of ours, or when the person or the event is gone."""
    numbers = verify("mark", token)
    if numbers is None or len(numbers) != 4 or numbers[3] not in KINDS:
        return None
    mailing_id, contact_id, event_id, kind = numbers
    contact, event = session.get(Contact, contact_id), session.get(Event, event_id)
    if contact is None or event is None:
        return None
    return MarkLink(mailing_id, contact, event, KINDS[kind])


def mark(link: MarkLink) -> None:
    """Sets the mark; a later one of the other kind takes its place."""
    values = {"kind": link.kind, "mailing_id": link.mailing_id, "at": now()}
    session.execute(
        insert(EventMark)
        .values(contact_id=link.contact.id, event_id=link.event.id, **values)
        .on_conflict_do_update(index_elements=["contact_id", "event_id"], set_=values)
    )


def unmark(link: MarkLink) -> None:
    session.execute(
        delete(EventMark).where(EventMark.contact_id == link.contact.id, EventMark.event_id == link.event.id)
    )


def present(link: MarkLink) -> MarkKind | None:
    """The mark that stands now."""
    return session.scalar(
        select(EventMark.kind).where(
            EventMark.contact_id == link.contact.id, EventMark.event_id == link.event.id
        )
    )


def marked(event_id: int) -> Select[Any]:
    """Ids of the contacts who want no more reminders of this event, for audiences."""
    return select(EventMark.contact_id).where(EventMark.event_id == event_id)
