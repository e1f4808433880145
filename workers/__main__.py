"""`python -m workers worker --lanes urgent,notices` and `python -m workers beat`."""

import argparse
import logging
import sys
import warnings
from collections.abc import Sequence

from celery import Celery
from celery.exceptions import SecurityWarning

from newsletter.core.queue import Lane
from newsletter.settings import SettingsError
from workers import stopping, understudy, watchdog  # noqa: F401 - stopping hears when the worker shall end
from workers.app import create_celery
from workers.tasks import outbox


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        celery = create_celery()
    except SettingsError as error:
        print("The settings cannot be used:", *error.faults, sep="\n  ", file=sys.stderr)  # noqa: T201
        return 1
    logging.getLogger("celery").setLevel(logging.WARNING)
    return run_beat(celery) if options.process == "beat" else run_worker(celery, options.lanes)


def run_worker(celery: Celery, lanes: Sequence[Lane]) -> int:
    """One process that does one thing at a time: small in memory, and as many of them as there are cores."""
    warnings.filterwarnings("ignore", category=SecurityWarning)  # of pickled messages, which we never read
    worker = celery.Worker(
        pool_cls="solo",
        concurrency=1,
        queues=[lane.value for lane in lanes],
        loglevel="INFO",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        use_eventloop=False,  # with it, workers have been seen to hear nothing after Redis came back
    )
    logging.getLogger("celery.worker.consumer.consumer").addFilter(is_news)
    watchdog.watch(celery.conf.broker_url, lanes)
    understudy.watch(celery.flask, celery.conf.broker_url, lanes, outbox.play)
    worker.start()
    return int(worker.exitcode or 0)


def is_news(record: logging.LogRecord) -> bool:
    """Celery reports every try to reach Redis; the understudy says once that it is away, and once that it is back."""
    return "annot connect to" not in record.getMessage()


def run_beat(celery: Celery) -> int:
    celery.Beat(loglevel="INFO", quiet=True, socket_timeout=0, max_interval=1).run()
    return 0


def lanes(text: str) -> list[Lane]:
    try:
        return [Lane(name.strip()) for name in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"choose among {', '.join(Lane)}") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m workers", description=__doc__)
    processes = parser.add_subparsers(dest="process", required=True)
    worker = processes.add_parser("worker", help="sends mail")
    worker.add_argument(
        "--lanes", type=lanes, default=list(Lane), help="comma-separated, the most urgent first"
    )
    processes.add_parser("beat", help="starts what is due")
    return parser


if __name__ == "__main__":
    sys.exit(main())
