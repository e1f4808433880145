"""What a person says of an event without registering: registered elsewhere, not interested, interested, only the material."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from newsletter.contacts.models import Contact
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.tokens import sign, verify
from newsletter.events.models import Event, EventKind, MaterialKind, Occurrence
from newsletter.events.state import is_over
from newsletter.registrations.models import EventMark, MarkKind

KINDS = {
    1: MarkKind.REGISTERED_ELSEWHERE,
    2: MarkKind.NOT_INTERESTED,
    3: MarkKind.INTERESTED,
    4: MarkKind.MATERIALS_ONLY,
}
"""The last number of a token."""

ASKED = (MarkKind.INTERESTED, MarkKind.MATERIALS_ONLY)
"""Marks that ask for mail; the others turn it down."""


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


def token(mailing_id: int, contact_id: int, event_id: int, kind: MarkKind) -> str:
    """The link to one mark; `mailing_id` is 0 where no mail led to it."""
    number = next(number for number, each in KINDS.items() if each is kind)
    return sign("mark", mailing_id, contact_id, event_id, number)


def offered(event: Event) -> tuple[MarkKind, ...]:
    """What makes sense to ask for on the event's page: news until it is over, material until it is there."""
    if event.occurrence is Occurrence.CANCELLED:
        return ()
    is_past = is_over(event, now())
    kinds = [] if is_past else [MarkKind.INTERESTED]
    is_there = any(material.kind is not MaterialKind.SURVEY for material in event.materials)
    if event.kind is EventKind.EVENT and not (is_past and is_there):
        kinds.append(MarkKind.MATERIALS_ONLY)
    return tuple(kinds)


def mark(link: MarkLink) -> None:
    """Sets the mark; a later one of another kind takes its place."""
    put(link.contact.id, link.event.id, link.kind, link.mailing_id or None)


def put(contact_id: int, event_id: int, kind: MarkKind, mailing_id: int | None = None) -> None:
    values = {"kind": kind, "mailing_id": mailing_id, "at": now()}
    session.execute(
        insert(EventMark)
        .values(contact_id=contact_id, event_id=event_id, **values)
        .on_conflict_do_update(index_elements=["contact_id", "event_id"], set_=values)
    )


def unmark(link: MarkLink) -> None:
    session.execute(
        delete(EventMark).where(EventMark.contact_id == link.contact.id, EventMark.event_id == link.event.id)
    )


def take_back(contact_id: int, event_id: int | None = None) -> None:
    """Ends what the person asked for, of this event or of all. That they want no mail of an event stays said."""
    wanted = delete(EventMark).where(EventMark.contact_id == contact_id, EventMark.kind.in_(ASKED))
    session.execute(wanted.where(EventMark.event_id == event_id) if event_id is not None else wanted)


def present(link: MarkLink) -> MarkKind | None:
    """The mark that stands now."""
    return of(link.contact.id, link.event.id)


def of(contact_id: int, event_id: int) -> MarkKind | None:
    return session.scalar(
        select(EventMark.kind).where(EventMark.contact_id == contact_id, EventMark.event_id == event_id)
    )


def asked_by(contact_id: int) -> Sequence[EventMark]:
    """What the person asked for and has not taken back, newest first."""
    return session.scalars(
        select(EventMark)
        .where(EventMark.contact_id == contact_id, EventMark.kind.in_(ASKED))
        .order_by(EventMark.at.desc(), EventMark.event_id)
    ).all()


def counts(event_id: int) -> dict[MarkKind, int]:
    """How many said what; kinds that nobody chose are left out."""
    rows = session.execute(
        select(EventMark.kind, func.count()).where(EventMark.event_id == event_id).group_by(EventMark.kind)
    ).all()
    found = dict(rows)
    return {kind: found[kind] for kind in MarkKind if kind in found}


def marked(event_id: int, kinds: Collection[MarkKind] = tuple(MarkKind)) -> Select[Any]:
    """Ids of the contacts who said one of these of the event, for audiences."""
    return select(EventMark.contact_id).where(EventMark.event_id == event_id, EventMark.kind.in_(kinds))
