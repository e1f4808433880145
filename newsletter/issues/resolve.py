"""Event references become events as they stand now: at each preview, and for good when sending starts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from newsletter.core.clock import now
from newsletter.events import cards, queries
from newsletter.events.models import Event, Publication
from newsletter.rendering.blocks import Block, Deadlines, EventReference
from newsletter.rendering.cards import EventCard


@dataclass(frozen=True)
class Resolved:
    """`events` by the id that blocks refer to, `deadlines` by the id of the block."""

    events: Mapping[str, EventCard]
    deadlines: Mapping[str, Sequence[EventCard]]


def resolve(blocks: Sequence[Block], language: str) -> Resolved:
    """The same for all readers of a language. A reference to what is not published is left out."""
    found = published_events(blocks)
    closing = {
        block.id: [cards.card(event, language) for event in closing_within(block.days)]
        for block in blocks
        if isinstance(block, Deadlines)
    }
    return Resolved({number: cards.card(event, language) for number, event in found.items()}, closing)


def published_events(blocks: Sequence[Block]) -> dict[str, Event]:
    wanted = {int(b.event) for b in blocks if isinstance(b, EventReference) and b.event.isdecimal()}
    return {
        str(event.id): event for event in queries.by_ids(wanted) if event.publication is Publication.PUBLISHED
    }


def closing_within(days: int) -> Sequence[Event]:
    moment = now()
    return queries.with_deadline_between(moment, moment + timedelta(days=days))
