import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from newsletter.core.database import after_commit, hold, transaction
from newsletter.organisation.models import Organisation


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked in the block."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_a_call_waits_for_the_commit(session: Session) -> None:
    rung: list[str] = []
    with transaction():
        after_commit(lambda: rung.append("bell"))
        assert rung == []
    assert rung == ["bell"]


def test_a_rollback_forgets_the_call(session: Session) -> None:
    rung: list[str] = []
    try:
        with transaction():
            after_commit(lambda: rung.append("bell"))
            raise ValueError
    except ValueError:
        pass
    with transaction():
        pass
    assert rung == []


def test_a_row_that_is_held_is_fetched_once_in_a_transaction_and_anew_in_the_next(session: Session) -> None:
    def times_fetched() -> int:
        with statements() as asked:
            for _ in range(3):
                hold(session.get_one(Organisation, 1))
                gc.collect()
        return sum("FROM organisation" in statement for statement in asked)

    session.add(Organisation(id=1, name="Almvika"))
    session.commit()
    session.expunge_all()
    gc.collect()
    assert times_fetched() == 1
    session.commit()
    gc.collect()
    assert times_fetched() == 1
