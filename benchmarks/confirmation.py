"""How long somebody who signs up waits for the confirmation while a very large issue is being sent.

The wait is counted from the commit of the sign-up until the ledger says that the mail server took the mail.

    python -m benchmarks.confirmation [--recipients 1000000] [--confirmations 20] [--json]
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from benchmarks import issue, measure
from benchmarks.service import Figures, environment, say, service, tell
from newsletter.contacts.service import parse_address
from newsletter.core.database import session, transaction
from newsletter.outbox import service as outbox
from newsletter.outbox.models import Batch, Mailing, MailingState
from newsletter.outbox.start import start_due
from newsletter.settings import Settings
from newsletter.subscribers import signup
from newsletter.subscribers.models import Topic

PATIENCE = 60.0


def main() -> None:
    options = _options()
    with service() as settings:
        say(f"Making {options.recipients} subscribers")
        topic = issue.subscribe(options.recipients)
        mailing_id = issue.write(topic)
        start_due()
        port = measure.free_port()
        with measure.running_sink(measure.fast_sink(port), port), _processes(settings, port, options.workers):
            say("Waiting until the issue leaves")
            _wait_until_it_runs(mailing_id)
            waits = [_ask(topic, number) for number in range(options.confirmations)]
            session.rollback()
            still = session.get_one(Mailing, mailing_id, populate_existing=True).state
    figures: Figures = {
        "recipients": options.recipients,
        "confirmations": len(waits),
        "confirmation_seconds_median": statistics.median(waits),
        "confirmation_seconds_longest": max(waits),
        "issue_still_being_sent": still is MailingState.SENDING,
    }
    tell(figures, options.json)


@contextmanager
def _processes(settings: Settings, port: int, workers: int) -> Iterator[None]:
    """As in service: a worker for each lane, more for bulk, and beat."""
    env = environment(settings, f"smtp://127.0.0.1:{port}")
    lanes = ["urgent", *["bulk"] * workers]
    commands = [["worker", "--lanes", lane] for lane in lanes] + [["beat"]]
    started = [
        subprocess.Popen([sys.executable, "-m", "workers", *command], env=env, stdout=sys.stderr)
        for command in commands
    ]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=60)


def _wait_until_it_runs(mailing_id: int) -> None:
    """A tenth of the way: the workers are warm, and the rest lasts long enough."""
    while True:
        session.rollback()
        counted = outbox.figures(mailing_id)
        if counted.accepted * 10 > counted.recipients:
            return
        time.sleep(0.2)


def _ask(topic: Topic, number: int) -> float:
    with transaction():
        before = session.scalar(select(Mailing.id).order_by(Mailing.id.desc()).limit(1)) or 0
    _sign_up(topic, f"asker{number}@benchmark.example")
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        session.rollback()
        states = session.scalar(select(Batch.states).where(Batch.mailing_id > before))
        if states == "a":
            return time.monotonic() - begun
        time.sleep(0.01)
    raise SystemExit("a confirmation did not leave within a minute")


def _sign_up(topic: Topic, address: str) -> None:
    """What the form does, from the commit on in the hands of the workers."""
    with transaction():
        wish = signup.Wish(
            parse_address(address), "sv", [session.get_one(Topic, topic.id)], "sv", "/subscribe"
        )
        signup.ask(wish)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.confirmation", description=__doc__)
    parser.add_argument("--recipients", type=int, default=1_000_000)
    parser.add_argument("--confirmations", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2, help="of the bulk lane")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
