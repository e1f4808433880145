"""How fast a personalised issue goes from the ledger to a mail server, through the real Celery workers.

Beside it, in the same run, `smtp-source -s 8` of Postfix sends mail of the same size into the same sink: machines
differ, and the same machine differs from minute to minute. Without DATABASE_URL and REDIS_URL everything happens on
embedded servers in a folder that is removed at the end.

    python -m benchmarks.send [--recipients 100000] [--workers 2] [--runs 3] [--sink HOST:PORT] [--json]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import issue, measure
from newsletter.app import create_app
from newsletter.core.database import session
from newsletter.local.embedded import embedded_urls
from newsletter.migrations.upgrade import upgrade
from newsletter.outbox import recovery, service
from newsletter.outbox.links import Personal, Recipient
from newsletter.outbox.models import Mailing, MailingState
from newsletter.outbox.registry import producer
from newsletter.outbox.start import start_due
from newsletter.settings import Settings, load_settings
from newsletter.subscribers.models import Topic

MOST_FOR_SOURCE = 50_000
KEY = "a key for benchmarks, long enough to be taken"
Figures = dict[str, float]


@dataclass(frozen=True)
class Sink:
    """Where the mail goes. Figures of the verifying sink are told with the prefix `fast_`."""

    prefix: str
    host: str
    port: int
    process: subprocess.Popen[str] | None = None


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="budkavle-benchmark-") as folder, ExitStack() as stack:
        settings = stack.enter_context(_service(Path(folder)))
        topic = _subscribers(options.recipients)
        figures: Figures = {
            "recipients": options.recipients,
            "workers": options.workers,
            "runs": options.runs,
        }
        for name in [options.sink] if options.sink else _sinks():
            runs = [_run(settings, topic, name, options) for _ in range(options.runs)]
            figures |= {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    _print(figures, options.json)


@contextmanager
def _service(folder: Path) -> Iterator[Settings]:
    defaults = {"SECRET_KEY": KEY, "BASE_URL": "https://news.benchmark.example"}
    with embedded_urls(load_settings({**defaults, **os.environ, "DATA_DIR": str(folder)})) as settings:
        app = create_app(settings)
        upgrade(app.extensions["database"])
        with app.app_context():
            yield settings


def _subscribers(count: int) -> Topic:
    _say(f"Making {count} subscribers")
    return issue.subscribe(count)


def _sinks() -> list[str]:
    return ["smtp-sink", "fast"] if measure.postfix("smtp-sink") else ["fast"]


def _run(settings: Settings, topic: Topic, name: str, options: argparse.Namespace) -> Figures:
    _say(f"Sending {options.recipients} messages into {name}")
    mailing_id = issue.write(topic)
    figures = _start(mailing_id)
    with _sink(name) as sink:
        figures |= _source(settings, sink, mailing_id, options.recipients)
    with _sink(name) as sink:
        figures |= _workers(mailing_id, options, _environment(settings, sink))
        if sink.prefix and sink.process is not None:
            report = measure.report_of(sink.process)
            figures["lost"] = options.recipients - report["recipients"]
            figures["repeated"] = report["repeats"]
    if "smtp_source_messages_per_second" in figures:
        rate, cpu = figures["smtp_source_messages_per_second"], figures["smtp_source_cpu_us_per_message"]
        figures["ratio_to_smtp_source"] = figures["messages_per_second"] / rate
        figures["cpu_ratio_to_smtp_source"] = figures["cpu_us_per_message"] / cpu
    return {sink.prefix + key: value for key, value in figures.items()}


def _environment(settings: Settings, sink: Sink) -> dict[str, str]:
    return dict(os.environ) | {
        "DATABASE_URL": settings.database_url or "",
        "REDIS_URL": settings.redis_url or "",
        "SMTP_URL": f"smtp://{sink.host}:{sink.port}",
        "SECRET_KEY": KEY,
        "BASE_URL": settings.base_url,
        "DATA_DIR": str(settings.data_dir),
    }


@contextmanager
def _sink(name: str) -> Iterator[Sink]:
    host, _, port = name.rpartition(":")
    if host:
        yield Sink("", host, int(port))
        return
    number = measure.free_port()
    program = measure.postfix("smtp-sink") if name == "smtp-sink" else None
    command = measure.postfix_sink(program, number) if program else measure.fast_sink(number)
    with measure.running_sink(command, number) as process:
        yield Sink("" if program else "fast_", "127.0.0.1", number, process)


def _start(mailing_id: int) -> Figures:
    """Fan-out is what starting takes beyond the freeze."""
    mailing = session.get_one(Mailing, mailing_id)
    producer(mailing.kind).freeze(mailing)  # the first one loads libraries
    begun = time.monotonic()
    producer(mailing.kind).freeze(mailing)
    session.rollback()
    frozen = time.monotonic()
    start_due()
    freeze = frozen - begun
    return {"freeze_seconds": freeze, "fan_out_seconds": time.monotonic() - frozen - freeze}


def _source(settings: Settings, sink: Sink, mailing_id: int, recipients: int) -> Figures:
    program = measure.postfix("smtp-source")
    if program is None:
        return {}
    form = service.form_of(mailing_id, "sv")
    assert form is not None
    personal = Personal(settings, mailing_id, None, form)
    _, values = personal.fill(Recipient(1, "reader@benchmark.example", "Läsare 1"), None)
    octets = len(form.merge(values))
    done = measure.run_source(program, sink.port, min(recipients, MOST_FOR_SOURCE), octets)
    return {
        "message_octets": octets,
        "smtp_source_messages_per_second": done.messages_per_second,
        "smtp_source_cpu_us_per_message": done.cpu_us_per_message,
    }


def _workers(mailing_id: int, options: argparse.Namespace, env: dict[str, str]) -> Figures:
    """The clock runs from the first copy that is accepted to the last; the start of the processes is told apart."""
    database = measure.Postgres()
    database_before = database.cpu_seconds()
    begun = time.monotonic()
    workers = measure.Workers(options.workers, env)
    try:
        first = cpu_before = 0.0
        while True:
            session.rollback()
            mailing = session.get_one(Mailing, mailing_id, populate_existing=True)
            if mailing.state is MailingState.COMPLETED:
                break
            if not first and service.figures(mailing_id).sending:
                first, cpu_before = time.monotonic(), workers.cpu_seconds()
            session.rollback()
            recovery.sweep(Path(env["DATA_DIR"]) / "journals")
            time.sleep(0.1)
        done = time.monotonic()
        worker_cpu = workers.cpu_seconds() - cpu_before
        peak = workers.peak_rss_mb()
    finally:
        workers.stop()
    database_cpu = database.cpu_seconds() - database_before
    count = options.recipients
    return {
        "messages_per_second": count / (done - first),
        "messages_per_second_with_process_start": count / (done - begun),
        "cpu_us_per_message": (worker_cpu + database_cpu) / count * 1e6,
        "worker_cpu_us_per_message": worker_cpu / count * 1e6,
        "postgres_cpu_us_per_message": database_cpu / count * 1e6,
        "peak_rss_mb": peak,
    }


def _print(figures: Figures, as_json: bool) -> None:
    rounded = {name: float(f"{value:.4g}") for name, value in figures.items()}
    if as_json:
        print(json.dumps(rounded))
        return
    print(f"\n{measure.processor()}, {time.strftime('%Y-%m-%d')}\n")
    for name, value in rounded.items():
        print(f"{name:48} {value:>14,g}")
    if not measure.postfix("smtp-source"):
        print("\nInstall Postfix for the comparison with its smtp-source; its service need not run.")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.send", description=__doc__)
    parser.add_argument("--recipients", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3, help="figures are the medians of so many runs")
    parser.add_argument("--sink", metavar="HOST:PORT", help="a mail server that is there already")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
