"""An event as it was before the changes that a notice tells of."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from typing import Any

from newsletter.events.cards import card
from newsletter.events.models import DateState, Event, Mode, Occurrence
from newsletter.rendering.cards import EventCard

_READ: Mapping[str, Callable[[str], object]] = {
    "date_state": DateState,
    "mode": Mode,
    "occurrence": Occurrence,
    "starts_on": date.fromisoformat,
    "starts_at": time.fromisoformat,
    "ends_on": date.fromisoformat,
    "ends_at": time.fromisoformat,
    "deadline_on": date.fromisoformat,
    "deadline_at": time.fromisoformat,
    "zone": str,
    "venue": str,
    "street": str,
    "postcode": str,
    "city": str,
}
_NEVER_NULL = frozenset({"zone", "venue", "street", "postcode", "city"})


def card_before(event: Event, changes: Iterable[Mapping[str, Any]], language: str) -> EventCard:
    """`changes` as the history keeps them: field, and the old value as it is written there."""
    was = _copy(event)
    for change in changes:
        if read := _READ.get(change["field"]):
            old = change["old"]
            setattr(was, change["field"], read(old) if old or change["field"] in _NEVER_NULL else None)
    return card(was, language)


def card_with_date(event: Event, language: str) -> EventCard:
    """As if it took place on the date that is written down for it."""
    was = _copy(event)
    was.occurrence = Occurrence.SCHEDULED
    return card(was, language)


def _copy(event: Event) -> Event:
    """Never stored: it is in no session, and nothing that is stored points at it."""
    return Event(**{column.key: getattr(event, column.key) for column in Event.__table__.columns})
