"""What happens when several do the same at the same moment: real commits, one session for each thread."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import create_engine, func, select

from newsletter.core import database
from newsletter.core.clock import now
from newsletter.core.database import factory, session, transaction
from newsletter.events import edit
from newsletter.migrations.tables import metadata
from newsletter.notices import digests, due, send_now
from newsletter.notices.digest_models import Digest, DigestClock
from newsletter.notices.models import NoticePlan, PlanState
from newsletter.outbox.models import Mailing
from tests.newsletter.events.factories import WITH_DEADLINE, content, make_event
from tests.newsletter.notices.stage import make_announced, reminders
from tests.support.servers import TestServers

CALLERS = 8


def _create_tables(url: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    metadata.create_all(engine)
    engine.dispose()


@pytest.fixture(autouse=True)
def shared(app: Flask, servers: TestServers, clock: time_machine.Traveller) -> Iterator[None]:
    """A database of its own, where commits are commits; the hands of the clock stay where they are."""
    url = servers.database_url("at_once", servers.template("notices", _create_tables))
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1), pool_size=CALLERS, max_overflow=CALLERS
    )
    database.session.remove()
    factory.configure(bind=engine, join_transaction_mode="conditional_savepoint")
    with app.app_context():
        yield
    database.session.remove()
    factory.configure(bind=app.extensions["database"])
    engine.dispose()


def all_at_once(app: Flask, *acts: Callable[[], object]) -> list[object]:
    """Results, or what was raised, of acts that start together."""

    def run(act: Callable[[], object]) -> object:
        with app.app_context():
            try:
                return act()
            except Exception as error:
                return error
            finally:
                session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def due_plan() -> int:
    """The number of a plan that is due now."""
    with transaction():
        event = make_announced(**WITH_DEADLINE)
        plan = reminders(event)[0]
        plan.due_at, plan.not_after = now() - timedelta(minutes=1), now() + timedelta(hours=1)
    return plan.id


def mailings() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Mailing)) or 0


def test_of_several_ticks_one_hands_a_notice_over(app: Flask) -> None:
    plan_id = due_plan()
    settled = all_at_once(app, *[due.tick] * CALLERS)
    assert sorted(map(str, settled)) == ["0"] * (CALLERS - 1) + ["1"]
    assert mailings() == 1
    assert session.get_one(NoticePlan, plan_id).state is PlanState.SENDING


def test_an_editor_and_the_tick_send_it_once_between_them(app: Flask) -> None:
    plan_id = due_plan()

    def press() -> int | None:
        with transaction():
            return send_now.send_now(plan_id, 1).mailing_id

    pressed = all_at_once(app, *[press, due.tick] * (CALLERS // 2))[::2]
    assert mailings() == 1
    assert len(set(pressed)) == 1


def test_of_several_editors_saving_at_once_one_wins_and_the_others_are_told(app: Flask) -> None:
    with transaction():
        event = make_event(**WITH_DEADLINE)
    seen = event.revision

    def save(number: int) -> Callable[[], object]:
        def act() -> object:
            with transaction():
                return edit.save(event.id, content(**WITH_DEADLINE, venue=f"Sal {number}"), seen).venue

        return act

    results = all_at_once(app, *[save(number) for number in range(CALLERS)])
    assert sum(isinstance(result, edit.ChangedMeanwhile) for result in results) == CALLERS - 1


def test_moving_the_deadline_while_the_tick_runs_leaves_one_truth(app: Flask) -> None:
    plan_id = due_plan()
    event_id = session.get_one(NoticePlan, plan_id).event_id
    session.rollback()

    def move() -> object:
        with transaction():
            event = edit.locked(event_id)
            return edit.save(
                event_id,
                content(**WITH_DEADLINE | {"deadline_on": datetime(2027, 4, 15).date()}),
                event.revision,
            ).id

    results = all_at_once(app, move, due.tick)
    assert not [result for result in results if isinstance(result, Exception)]
    session.rollback()
    plan = session.get_one(NoticePlan, plan_id)
    if plan.state is PlanState.SENDING:
        assert mailings() == 1
    else:
        assert (plan.state, mailings()) == (PlanState.PLANNED, 0)
        assert plan.due_local == datetime(2027, 4, 8, 8, 30)


def test_of_several_ticks_one_makes_a_digest(app: Flask) -> None:
    with transaction():
        friday = now() - timedelta(days=3)
        session.add_all(
            DigestClock(frequency=frequency, upto=friday, counted_from=friday)
            for frequency in digests.FREQUENCIES
        )
    made = all_at_once(app, *[digests.tick] * CALLERS)
    assert sorted(map(str, made)) == ["0"] * (CALLERS - 1) + ["1"]  # the daily one; the weekly is not due
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Digest)) == 1
