"""How long two hundred people wait who register at the same moment for an event with fifty places.

Each with a connection of their own, from the press until the answer is committed; what is mailed is posted, not sent.

    python -m benchmarks.registrations [--people 200] [--places 50] [--connections 40] [--json]
"""

import argparse
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from flask import Flask, current_app
from sqlalchemy import create_engine, func, select

from benchmarks.service import Figures, say, service, tell
from newsletter.contacts.service import parse_address
from newsletter.core.clock import now
from newsletter.core.database import factory, session, transaction
from newsletter.events import service as events
from newsletter.events.content import EventContent, OrganiserContent
from newsletter.events.models import Mode, RegistrationMode
from newsletter.organisation import senders
from newsletter.registrations import service as registrations
from newsletter.registrations.models import AttendAs, Registration, RegistrationState
from newsletter.registrations.service import Person, Wish


def main() -> None:
    options = _options()
    with service() as settings:
        url = (settings.database_url or "").replace("postgresql://", "postgresql+psycopg://", 1)
        factory.configure(bind=create_engine(url, pool_size=options.connections, max_overflow=0))
        event_id = _announce(options.places)
        say(f"{options.people} people press")
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        waits = _all_press(app, event_id, options.people)
        figures = _figures(event_id, waits)
    tell(figures, options.json)


def _announce(places: int) -> int:
    with transaction():
        senders.add("Benchmark", "news@sender.example", "", actor_id=None)
        content = EventContent(
            language="sv",
            texts={"sv": {"title": "Temadag", "audience": "Alla"}},
            mode=Mode.PHYSICAL,
            zone="Europe/Stockholm",
            starts_on=date.fromordinal(now().date().toordinal() + 60),
            city="Almvika",
            organisers=(OrganiserContent("Region Sundland"),),
            contact_email="fragor@sundland.example",
            registration_mode=RegistrationMode.BUILTIN,
            places=places,
        )
        return events.publish(events.create(content).id).id


def _all_press(app: Flask, event_id: int, people: int) -> list[float]:
    together = Barrier(people)

    def press(number: int) -> float:
        address = parse_address(f"person{number}@benchmark.example")
        wish = Wish(event_id, [Person(address, f"Person {number}", AttendAs.PHYSICAL)], "sv")
        with app.app_context():
            together.wait()
            begun = time.monotonic()
            with transaction():
                registrations.register(wish)
            session.remove()
            return time.monotonic() - begun

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(press, range(people)))


def _figures(event_id: int, waits: list[float]) -> Figures:
    counted = dict(
        session.execute(
            select(Registration.state, func.count())
            .where(Registration.event_id == event_id)
            .group_by(Registration.state)
        ).all()
    )
    return {
        "people": len(waits),
        "confirmed": counted.get(RegistrationState.CONFIRMED, 0),
        "waitlisted": counted.get(RegistrationState.WAITLISTED, 0),
        "seconds_median": statistics.median(waits),
        "seconds_p95": statistics.quantiles(waits, n=20)[-1],
        "seconds_longest": max(waits),
        "registrations_per_second": len(waits) / max(waits),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.registrations", description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--places", type=int, default=50)
    parser.add_argument("--connections", type=int, default=40)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
