"""What the database itself refuses, whoever asks for it."""

import time
from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import func, insert, literal, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from newsletter.core.clock import now
from newsletter.outbox.models import (
    OPEN_LETTERS,
    STATE_LETTERS,
    TRANSITIONS,
    Batch,
    Decision,
    DeliveryNote,
    DeliveryState,
    Mailing,
)
from tests.newsletter.outbox.support import people, states

Start = Callable[[], Mailing]


@pytest.fixture
def mailing(session: Session, start: Start) -> Mailing:
    people(3)
    return start()


def put(session: Session, letters: str) -> Batch:
    """The one batch, made anew with these letters."""
    old = session.scalars(select(Batch)).one()
    columns = {column.name: getattr(old, column.name) for column in Batch.__table__.columns}
    session.delete(old)
    session.flush()
    session.execute(insert(Batch).values(columns | {"states": letters, "is_open": is_open(letters)}))
    return session.scalars(select(Batch)).one()


def is_open(letters: str) -> bool:
    return any(letter in OPEN_LETTERS for letter in letters)


def change(session: Session, letters: str) -> bool:
    """Whether the database takes these letters."""
    try:
        with session.begin_nested():
            session.execute(update(Batch).values(states=letters, is_open=is_open(letters)))
    except IntegrityError as refused:
        assert "does not follow" in str(refused.orig)
        return False
    return True


def test_the_database_allows_the_changes_in_the_table_and_no_others(
    session: Session, mailing: Mailing
) -> None:
    for before, after in product(DeliveryState, repeat=2):
        put(session, "aq" + STATE_LETTERS[before])
        taken = change(session, "aq" + STATE_LETTERS[after])
        needs_decision = before is DeliveryState.UNKNOWN and after is not before
        expected = before is after or (after in TRANSITIONS[before] and not needs_decision)
        assert taken == expected, (before, after)


def test_an_unknown_copy_is_queued_again_once_and_only_as_somebody_decided(
    session: Session, mailing: Mailing
) -> None:
    batch = put(session, "auu")
    for contact_id in batch.contact_ids[1:]:
        session.add(DeliveryNote(mailing_id=mailing.id, contact_id=contact_id, state=DeliveryState.UNKNOWN))
    session.flush()
    assert not change(session, "aqu")
    decided = session.get_one(DeliveryNote, (mailing.id, batch.contact_ids[1]))
    decided.decision, decided.repeated_at, decided.state = Decision.REPEAT, now(), DeliveryState.QUEUED
    session.flush()
    assert not change(session, "auq"), "nobody decided about that one"
    assert change(session, "aqu")
    decided.state = DeliveryState.UNKNOWN
    session.flush()
    put(session, "auu")
    assert not change(session, "aqu"), "once is enough"
    for again in ({"state": "queued"}, {"repeated_at": now()}, {"decision": None}):
        with pytest.raises(IntegrityError, match="once"), session.begin_nested():
            session.execute(update(DeliveryNote).where(DeliveryNote.decision.is_not(None)).values(again))


def test_contacts_of_a_batch_and_figures_of_a_mailing_stand(session: Session, mailing: Mailing) -> None:
    with pytest.raises(IntegrityError, match="keeps its mailing"), session.begin_nested():
        session.execute(update(Batch).values(contact_ids=[7, 8, 9]))
    with pytest.raises(IntegrityError, match="do not change"), session.begin_nested():
        session.execute(update(Mailing).values(candidates=9, queued=9))
    assert states(mailing.id) == "qqq"


def test_watching_over_the_states_costs_little(session: Session, mailing: Mailing) -> None:
    """Two updates of 500 letters each, as a batch has at least: far below 1.5 microseconds for each message."""
    ids = select(func.array_agg(text("n"))).select_from(func.generate_series(1, 500).alias("n"))
    template = {"mailing_id": mailing.id, "form_hash": put(session, "qqq").form_hash, "lane": mailing.lane}
    session.execute(
        insert(Batch).from_select(
            [*template, "low_id", "high_id", "contact_ids", "states", "due_at"],
            select(
                *(literal(value, Batch.__table__.c[name].type) for name, value in template.items()),
                *(literal(1), literal(500), ids.scalar_subquery(), func.repeat("q", 500), func.now()),
            ).select_from(func.generate_series(1, 40)),
        )
    )

    def spent() -> float:
        begun = time.perf_counter()
        with session.begin_nested() as attempt:
            for before, after in ("qs", "sa"):
                letters = func.translate(Batch.states, before, after)
                session.execute(update(Batch).values(states=letters, is_open=after != "a"))
            attempt.rollback()
        return time.perf_counter() - begun

    watched = min(spent() for _ in range(3))
    session.execute(text("ALTER TABLE batch DISABLE TRIGGER keeps_to_transitions"))
    alone = min(spent() for _ in range(3))
    assert (watched - alone) / (40 * 500) < 1.5e-6
