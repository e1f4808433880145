"""Two hundred people press at the same moment: real commits, one connection for each thread."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import create_engine, select

from newsletter.core import database
from newsletter.core.database import factory, session, transaction
from newsletter.errors import Invalid
from newsletter.events import edit
from newsletter.events.models import Event
from newsletter.migrations.tables import metadata
from newsletter.registrations import desk, line, service
from newsletter.registrations.models import Registration
from tests.newsletter.registrations.support import make_open_event, person, wish
from tests.newsletter.subscribers.factories import make_sender
from tests.support.servers import TestServers

PEOPLE, PLACES, CONNECTIONS = 200, 50, 40


def _create_tables(url: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    metadata.create_all(engine)
    engine.dispose()


@pytest.fixture(autouse=True)
def shared(app: Flask, servers: TestServers) -> Iterator[None]:
    """A database of its own, where commits are commits."""
    url = servers.database_url("registrations_at_once", servers.template("registrations", _create_tables))
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1), pool_size=CONNECTIONS, max_overflow=0
    )
    database.session.remove()
    factory.configure(bind=engine, join_transaction_mode="conditional_savepoint")
    with app.app_context():
        with transaction():
            make_sender()
        yield
    database.session.remove()
    factory.configure(bind=app.extensions["database"])
    engine.dispose()


def all_at_once(app: Flask, *acts: Callable[[], object]) -> list[object]:
    """Results, or what was raised, of acts that start together."""

    def run(act: Callable[[], object]) -> object:
        with app.app_context():
            try:
                with transaction():
                    return act()
            except Exception as error:
                return error
            finally:
                session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def presses(event: Event, count: int) -> list[Callable[[], object]]:
    return [partial(service.register, wish(event, person())) for _ in range(count)]


def arrivals(event: Event) -> list[Registration]:
    session.rollback()
    query = select(Registration).where(Registration.event_id == event.id)
    return list(session.scalars(query.order_by(Registration.received_at, Registration.id)))


def test_two_hundred_at_once_for_fifty_places_give_fifty_places_and_a_line_in_order(app: Flask) -> None:
    with transaction():
        event = make_open_event(places=PLACES)
    results = all_at_once(app, *presses(event, PEOPLE))
    assert [result for result in results if isinstance(result, Exception)] == []
    arrived = arrivals(event)
    assert [one.state.value for one in arrived] == ["confirmed"] * PLACES + ["waitlisted"] * (PEOPLE - PLACES)
    assert [line.number(one) for one in arrived[PLACES:]] == list(range(1, PEOPLE - PLACES + 1))
    assert len({one.contact_id for one in arrived}) == PEOPLE


def test_giving_up_and_registering_at_once_never_fill_a_place_twice(app: Flask) -> None:
    with transaction():
        event = make_open_event(places=5)
        holders = [service.register(wish(event, person()))[0].id for _ in range(5)]
    leave = [partial(service.give_up, number) for number in holders]
    results = all_at_once(app, *[act for pair in zip(leave, presses(event, 5), strict=True) for act in pair])
    assert [result for result in results if isinstance(result, Exception)] == []
    session.rollback()
    seats = desk.seats(event)
    assert (seats.taken, seats.waiting) == (5, 0)


def test_an_editor_who_takes_places_away_while_people_register_is_refused_or_first(app: Flask) -> None:
    with transaction():
        event = make_open_event(places=5)
    content, revision = edit.content_of(event), event.revision
    session.rollback()

    def take_away() -> object:
        return edit.save(event.id, replace(content, places=1), revision)

    results = all_at_once(app, take_away, *presses(event, 6))
    session.rollback()
    seats = desk.seats(session.get_one(Event, event.id, populate_existing=True))
    refused = isinstance(results[0], Invalid)
    assert [result for result in results[1:] if isinstance(result, Exception)] == []
    assert seats.taken == (5 if refused else 1)
