"""Facts that a lower room declares and higher rooms act on, in the same transaction.

A room publishes a frozen dataclass of what happened; the handlers stand in one table in `newsletter.app` and run
in that order. No signals: who listens is read in one place. Before somebody confirms an act, the same rooms can be
asked what would follow from it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from newsletter.core.database import session

Handler = Callable[[Any], None]
Witness = Callable[[Any], Callable[[], Sequence[str]]]
"""Called before an act, with the fact it will announce; what it returns is called after and says what is different."""

_handlers: dict[type, tuple[Handler, ...]] = {}
_witnesses: dict[type, tuple[Witness, ...]] = {}


def register(table: Sequence[tuple[type, Handler]], witnesses: Sequence[tuple[type, Witness]] = ()) -> None:
    """Replaces all handlers by those of `table` (fact class, handler), kept in order, and so with the witnesses."""
    _handlers.clear()
    _witnesses.clear()
    for fact_class, handler in table:
        _handlers[fact_class] = (*_handlers.get(fact_class, ()), handler)
    for fact_class, witness in witnesses:
        _witnesses[fact_class] = (*_witnesses.get(fact_class, ()), witness)


def announce(fact: object) -> None:
    """Runs the handlers of the fact's class; an exception of one reaches the caller and rolls everything back."""
    for handler in _handlers.get(type(fact), ()):
        handler(fact)


def foresee(fact: object, act: Callable[[], object]) -> list[str]:
    """What would follow if `act` were done, a sentence each; nothing of it stays. `fact` names what it is about."""
    tell = [witness(fact) for witness in _witnesses.get(type(fact), ())]
    trial = session.begin_nested()
    try:
        act()
        return [sentence for ask in tell for sentence in ask()]
    finally:
        trial.rollback()
        session.expire_all()
