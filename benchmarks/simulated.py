"""A very large mailing with the real ledger, claims, copies and heartbeats, and a mail server that takes everything at once.

What is left out is the wire: it says what PostgreSQL and the workers' own bookkeeping bear.

    python -m benchmarks.simulated [--recipients 10000000] [--workers 2] [--json]
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psutil
from sqlalchemy import text

from benchmarks import issue, measure
from benchmarks.service import Figures, environment, journals, say, service, tell
from newsletter.app import create_app
from newsletter.core.database import session
from newsletter.core.queue import Lane
from newsletter.outbox import recovery
from newsletter.outbox import service as outbox
from newsletter.outbox.models import Mailing, MailingState
from newsletter.outbox.send import send_lane
from newsletter.outbox.start import start_due
from newsletter.settings import Settings, load_settings
from newsletter.transport import Meaning, Outgoing, Result, Sender, Server

ACCEPTED = Result(Meaning.ACCEPTED, "250", "Ok")
LOOK_AT_THE_CLOCK = 200  # copies between two looks, as often as the loop over real connections does


class Accepting(Sender):
    """In place of the connections: every copy is drawn, asked about and accepted, none is written anywhere."""

    def __init__(self) -> None:
        super().__init__(Server.parse("smtp://127.0.0.1:25", own_name="benchmark.example"))

    def send(
        self,
        source: Iterator[Outgoing],
        settle: Callable[[int, Result], None],
        *,
        tick: Callable[[], bool] = lambda: True,
        is_wanted: Callable[[int], bool] = lambda number: True,
        **_: object,
    ) -> None:
        for count, copy in enumerate(source):
            if is_wanted(copy.number):
                settle(copy.number, ACCEPTED)
            if count % LOOK_AT_THE_CLOCK == 0 and not tick():
                return


def main() -> None:
    options = _options()
    if options.as_worker:
        _work(load_settings())
        return
    figures: Figures = {"recipients": options.recipients, "workers": options.workers}
    with service() as settings:
        figures |= _run(settings, options.recipients, options.workers)
    tell(figures, options.json)


def _work(settings: Settings) -> None:
    app = create_app(settings, with_pages=False)
    sender = Accepting()
    while True:
        with app.app_context():
            send_lane(Lane.BULK, sender, settings)
        time.sleep(0.1)


def _run(settings: Settings, recipients: int, workers: int) -> Figures:
    say(f"Making {recipients} subscribers")
    topic = issue.subscribe(recipients)
    with session.get_bind().engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    mailing_id = issue.write(topic)
    say("Fanning out")
    begun = time.monotonic()
    start_due()
    fan_out = time.monotonic() - begun
    say("Sending")
    return {"fan_out_seconds": fan_out, **_send(settings, mailing_id, recipients, workers)}


def _send(settings: Settings, mailing_id: int, recipients: int, workers: int) -> Figures:
    database = measure.Postgres()
    database_before = database.cpu_seconds()
    env = environment(settings, "smtp://127.0.0.1:25")
    command = [sys.executable, "-m", "benchmarks.simulated", "--as-worker"]
    begun = time.monotonic()
    processes = [subprocess.Popen(command, env=env) for _ in range(workers)]
    memory: list[float] = []
    try:
        while not _is_done(mailing_id):
            recovery.sweep(journals(settings))
            memory.append(max(psutil.Process(process.pid).memory_info().rss for process in processes) / 1e6)
            time.sleep(0.5)
        seconds = time.monotonic() - begun
        cpu = sum(measure.cpu_seconds(psutil.Process(process.pid)) for process in processes)
    finally:
        for process in processes:
            measure.end(process)
    counted = outbox.figures(mailing_id)
    return {
        "seconds": seconds,
        "messages_per_second": recipients / seconds,
        "worker_cpu_us_per_message": cpu / recipients * 1e6,
        "postgres_cpu_us_per_message": (database.cpu_seconds() - database_before) / recipients * 1e6,
        "peak_rss_mb": max(memory),
        "rss_mb_in_the_middle": memory[len(memory) // 2],
        "accepted": counted.accepted,
        "not_accepted": counted.recipients - counted.accepted,
    }


def _is_done(mailing_id: int) -> bool:
    session.rollback()
    return session.get_one(Mailing, mailing_id, populate_existing=True).state is MailingState.COMPLETED


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulated", description=__doc__)
    parser.add_argument("--recipients", type=int, default=10_000_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--as-worker", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
