"""Events that are probably one and the same: same title and start, entered twice by those who arrange it together."""

import unicodedata
from collections.abc import Iterator, Sequence

from sqlalchemy import or_, select

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.events.content import TextField
from newsletter.events.models import Event, Occurrence, Publication
from newsletter.events.state import is_over


def of(event: Event) -> Sequence[Event]:
    """Published ones, and drafts that nobody has seen yet. What was withdrawn or cancelled has been dealt with."""
    if event.starts_on is None or event.occurrence is Occurrence.CANCELLED or is_over(event, now()):
        return []
    same_day = select(Event).where(
        Event.id != event.id,
        Event.starts_on == event.starts_on,
        Event.occurrence != Occurrence.CANCELLED,
        or_(
            Event.publication == Publication.PUBLISHED,
            (Event.publication == Publication.DRAFT) & Event.published_at.is_(None),
        ),
    )
    return [other for other in session.scalars(same_day.order_by(Event.id)) if _are_twins(event, other)]


def _are_twins(one: Event, other: Event) -> bool:
    """An hour, or a place of a tour, that only one of them states tells them not apart."""
    starts, places = {one.starts_at, other.starts_at}, {_plain(one.title_place), _plain(other.title_place)}
    if len(starts - {None}) > 1 or len(places - {""}) > 1:
        return False
    return not set(_titles(one)).isdisjoint(_titles(other))


def _titles(event: Event) -> Iterator[str]:
    for texts in event.texts.values():
        if title := _plain(texts.get(TextField.TITLE, "")):
            yield title


def _plain(text: str) -> str:
    """Letters and digits alone: a hyphen or a capital makes no other event."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())
