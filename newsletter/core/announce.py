"""Facts that a lower room declares and higher rooms act on, in the same transaction.

A room publishes a frozen dataclass of what happened; the handlers stand in one table in `newsletter.app` and run
in that order. No signals: who listens is read in one place.
"""

from collections.abc import Callable, Sequence
from typing import Any

Handler = Callable[[Any], None]

_handlers: dict[type, tuple[Handler, ...]] = {}


def register(table: Sequence[tuple[type, Handler]]) -> None:
    """Replaces all handlers by those of `table` (fact class, handler), kept in order."""
    _handlers.clear()
    for fact_class, handler in table:
        _handlers[fact_class] = (*_handlers.get(fact_class, ()), handler)


def announce(fact: object) -> None:
    """Runs the handlers of the fact's class; an exception of one reaches the caller and rolls everything back."""
    for handler in _handlers.get(type(fact), ()):
        handler(fact)
