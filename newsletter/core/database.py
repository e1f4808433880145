"""SQLAlchemy without ceremony: one engine and one scoped session for the process.

A transaction belongs to the caller of a service (a view or a task): services flush, callers commit, so that
several service calls can share one transaction.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Engine,
    Enum,
    MetaData,
    Text,
    cast,
    create_engine,
    event,
    literal,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker

_AFTER_COMMIT = "after_commit_calls"
_HELD = "held_rows"

Row = TypeVar("Row", bound=object)

factory: sessionmaker[Session] = sessionmaker(expire_on_commit=False)
session: scoped_session[Session] = scoped_session(factory)


class Base(DeclarativeBase):
    """Parent of every table; gives constraints stable names and types their PostgreSQL form."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy from the class
        int: BigInteger,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


def enum_column(states: type[StrEnum]) -> Enum:
    """Text column that holds the values of a StrEnum and is checked by the database."""
    return Enum(
        states,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=states.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


def id_array(ids: Iterable[int]) -> ColumnElement[Any]:
    """Many ids as one value of a statement; written as text, which the driver passes on ten times as fast as a list."""
    return cast(literal("{" + ",".join(map(str, ids)) + "}", Text), ARRAY(BigInteger))


def connect(database_url: str, pool_size: int = 5) -> Engine:
    """Engine for `database_url`; a connection that the server closed meanwhile is replaced unseen."""
    url = database_url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, pool_pre_ping=True, pool_size=pool_size, max_overflow=10)
    factory.configure(bind=engine)
    return engine


@contextmanager
def transaction() -> Iterator[Session]:
    """Commits what the block did, or rolls all of it back when it raises."""
    try:
        yield session()
        session.commit()
    except BaseException:
        session.rollback()
        raise


def after_commit(call: Callable[[], None]) -> None:
    """Runs `call` once the outermost transaction is committed; a rollback forgets it."""
    if not session().in_transaction():
        session().begin()  # else a rollback before the first statement would be no rollback at all
    session().info.setdefault(_AFTER_COMMIT, []).append(call)


def hold(row: Row) -> Row:
    """Keeps a row that many ask for until the transaction ends.

    The session itself knows rows only as long as somebody holds them: each who asked would fetch it anew.
    """
    session().info.setdefault(_HELD, set()).add(row)
    return row


@event.listens_for(factory, "after_commit")
def _run_after_commit(committed: Session) -> None:
    committed.info.pop(_HELD, None)
    for call in committed.info.pop(_AFTER_COMMIT, []):
        call()


@event.listens_for(factory, "after_soft_rollback")
def _forget_after_rollback(rolled_back: Session, previous: Any) -> None:
    if previous.parent is None:
        rolled_back.info.pop(_HELD, None)
        rolled_back.info.pop(_AFTER_COMMIT, None)
