"""What the ledger costs: fan-out with exclusions, and the answers to “did this person get it”.

A year is 100 mailings to everybody: the first is fanned out for real, the others are copies of its batches.

    python -m benchmarks.ledger [--recipients 1000000] [--mailings 100] [--json]
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable

from sqlalchemy import func, select, text, update

from benchmarks import issue
from benchmarks.service import Figures, say, service, tell
from newsletter.contacts.models import Contact
from newsletter.core.database import session, transaction
from newsletter.outbox import service as outbox
from newsletter.outbox.models import Batch, Mailing
from newsletter.outbox.registry import producer
from newsletter.outbox.start import start_due
from newsletter.subscribers.models import Subscription, SubscriptionState, Topic

ONE_IN = 10  # of the candidates is left out
PEOPLE_ASKED = 200


def main() -> None:
    options = _options()
    figures: Figures = {"recipients": options.recipients, "mailings": options.mailings}
    with service():
        say(f"Making {options.recipients} subscribers")
        topic = issue.subscribe(options.recipients)
        _some_leave(topic)
        mailing_id, fanned_out = _fan_out(topic)
        figures |= fanned_out
        say(f"Copying the batches of {options.mailings - 1} more mailings")
        _copy(mailing_id, options.mailings - 1)
        figures |= _questions(mailing_id)
    tell(figures, options.json)


def _some_leave(topic: Topic) -> None:
    """Half of those left out have paused, half have ended."""
    with transaction():
        for rest, state in ((0, SubscriptionState.PAUSED), (ONE_IN // 2, SubscriptionState.ENDED)):
            session.execute(
                update(Subscription)
                .where(Subscription.topic_id == topic.id, Subscription.contact_id % (2 * ONE_IN) == rest)
                .values(state=state)
            )
    _vacuum()


def _vacuum() -> None:
    """As autovacuum would have done meanwhile in a service that runs."""
    connection = session.get_bind().engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with connection:
        connection.execute(text("VACUUM ANALYZE"))


def _fan_out(topic: Topic) -> tuple[int, Figures]:
    mailing_id = issue.write(topic)
    mailing = session.get_one(Mailing, mailing_id)
    producer(mailing.kind).freeze(mailing)  # the first one loads libraries
    session.rollback()
    begun = time.monotonic()
    start_due()
    seconds = time.monotonic() - begun
    mailing = session.get_one(Mailing, mailing_id, populate_existing=True)
    size = session.scalar(
        select(func.sum(func.pg_column_size(Batch.contact_ids) + func.pg_column_size(Batch.states))).where(
            Batch.mailing_id == mailing_id
        )
    )
    return mailing_id, {
        "fan_out_seconds": seconds,
        "fan_out_queued": mailing.queued or 0,
        "fan_out_excluded": mailing.excluded or 0,
        "ledger_bytes_per_recipient": float(size or 0) / max(mailing.candidates or 1, 1),
    }


def _copy(mailing_id: int, count: int) -> None:
    """As if the same issue had been sent again and again, everybody's copy accepted."""
    with transaction():
        session.execute(
            text("UPDATE batch SET states = replace(states, 'q', 's') WHERE mailing_id = :id AND is_open"),
            {"id": mailing_id},
        )
        session.execute(
            text(
                "UPDATE batch SET states = replace(states, 's', 'a'), is_open = false WHERE mailing_id = :id AND is_open"
            ),
            {"id": mailing_id},
        )
    columns = ", ".join(
        c.name for c in Batch.__table__.columns if c.name not in ("id", "mailing_id", "changed_at")
    )
    mailing_columns = ", ".join(c.name for c in Mailing.__table__.columns if c.name != "id")
    for _ in range(count):
        with transaction():
            copied = session.scalar(
                text(
                    f"INSERT INTO mailing ({mailing_columns}) SELECT {mailing_columns} FROM mailing WHERE id = :id RETURNING id"
                ),
                {"id": mailing_id},
            )
            numbers = {"id": mailing_id, "copied": copied}
            session.execute(
                text(
                    "INSERT INTO mailing_form (mailing_id, language, form_hash) "
                    "SELECT :copied, language, form_hash FROM mailing_form WHERE mailing_id = :id"
                ),
                numbers,
            )
            session.execute(
                text(
                    f"INSERT INTO batch (mailing_id, changed_at, {columns}) "
                    f"SELECT :copied, now(), {columns} FROM batch WHERE mailing_id = :id"
                ),
                numbers,
            )
    _vacuum()


def _questions(mailing_id: int) -> Figures:
    low, high = session.execute(select(func.min(Contact.id), func.max(Contact.id))).one()
    chance = random.Random(7)
    people = [chance.randint(low, high) for _ in range(PEOPLE_ASKED)]
    return {
        "one_delivery_ms": _median_ms([lambda p=p: outbox.delivery(mailing_id, p) for p in people]),
        "year_of_one_person_ms": _median_ms([lambda p=p: outbox.deliveries_of(p) for p in people[:50]]),
        "progress_ms": _median_ms([lambda: outbox.figures(mailing_id)] * 10),
        "mails_of_one_person": len(outbox.deliveries_of(people[0])),
    }


def _median_ms(questions: list[Callable[[], object]]) -> float:
    questions[0]()
    times = []
    for ask in questions:
        session.expire_all()
        begun = time.perf_counter()
        ask()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    parser.add_argument("--recipients", type=int, default=1_000_000)
    parser.add_argument("--mailings", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
