"""How fast a personalised issue goes from the ledger to a mail server, through the real Celery workers.

Beside it, in the same run, `smtp-source -s 8` of Postfix sends mail of the same size into the same sink: machines
differ, and the same machine differs from minute to minute. Without DATABASE_URL and REDIS_URL everything happens on
embedded servers in a folder that is removed at the end.

    python -m benchmarks.send [--recipients 100000] [--workers 2] [--runs 5] [--dkim] [--sink HOST:PORT]
                                [--json]
"""

import argparse
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from benchmarks import issue, measure
from benchmarks.service import Figures, environment, journals, say, service, tell
from newsletter.core.database import session
from newsletter.outbox import recovery
from newsletter.outbox import service as outbox
from newsletter.outbox.links import Personal, Recipient
from newsletter.outbox.models import Mailing, MailingState
from newsletter.outbox.registry import producer
from newsletter.outbox.start import start_due
from newsletter.settings import Settings
from newsletter.subscribers.models import Topic

MOST_FOR_SOURCE = 50_000
SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_BETWEEN_SWEEPS = 2.0  # as often as beat does it


@dataclass(frozen=True)
class Sink:
    """Where the mail goes. Figures of the verifying sink are told with the prefix `fast_`."""

    prefix: str
    host: str
    port: int
    process: subprocess.Popen[str] | None = None


def main() -> None:
    options = _options()
    with TemporaryDirectory(prefix="budkavle-key-") as folder, service() as settings:
        say(f"Making {options.recipients} subscribers")
        topic = issue.subscribe(options.recipients)
        key = measure.signing_key(Path(folder)) if options.dkim else None
        figures: Figures = {
            "recipients": options.recipients,
            "workers": options.workers,
            "runs": options.runs,
        }
        for name in [options.sink] if options.sink else _sinks():
            runs = [_run(settings, topic, name, options, key) for _ in range(options.runs)]
            figures |= {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    tell(figures, options.json)
    if not options.json and not measure.postfix("smtp-source"):
        print("\nInstall Postfix for the comparison with its smtp-source; its service need not run.")


def _sinks() -> list[str]:
    return ["smtp-sink", "fast"] if measure.postfix("smtp-sink") else ["fast"]


def _run(
    settings: Settings, topic: Topic, name: str, options: argparse.Namespace, key: measure.Key | None
) -> Figures:
    say(f"Sending {options.recipients} messages into {name}")
    mailing_id = issue.write(topic)
    figures = _start(mailing_id)
    with _sink(name) as sink:
        figures |= _source(settings, sink, mailing_id, options.recipients)
    with _sink(name) as sink:
        env = environment(settings, f"smtp://{sink.host}:{sink.port}")
        if key is not None:
            env |= key.env
        figures |= _workers(mailing_id, options, env, settings)
        if sink.prefix and sink.process is not None:
            report = measure.report_of(sink.process)
            figures["lost"] = options.recipients - report["recipients"]
            figures["repeated"] = report["repeats"]
    if "smtp_source_messages_per_second" in figures:
        rate, cpu = figures["smtp_source_messages_per_second"], figures["smtp_source_cpu_us_per_message"]
        figures["ratio_to_smtp_source"] = figures["messages_per_second"] / rate
        figures["cpu_ratio_to_smtp_source"] = figures["cpu_us_per_message"] / cpu
    if key is not None:
        figures |= _beside_bare_signatures(key, figures, options.workers)
    return {sink.prefix + key: value for key, value in figures.items()}


def _beside_bare_signatures(key: measure.Key, figures: Figures, workers: int) -> Figures:
    """What a core could send if signing were all there is to it."""
    bare = key.signature_us()
    allowed = min(workers, measure.cores()) * 1e6 / bare
    return {
        "bare_signature_us": bare,
        "bare_signatures_per_second_per_core": 1e6 / bare,
        "dkim_ratio_to_bare_signature": figures["messages_per_second"] / allowed,
        "dkim_cpu_ratio_to_bare_signature": bare / figures["cpu_us_per_message"],
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
    form = outbox.form_of(mailing_id, "sv")
    assert form is not None
    personal = Personal(settings, mailing_id, None, form)
    _, data = personal.write(Recipient(1, "reader@benchmark.example", "Läsare 1"), None, 0)
    done = measure.run_source(program, sink.port, min(recipients, MOST_FOR_SOURCE), len(data))
    return {
        "message_octets": len(data),
        "smtp_source_messages_per_second": done.messages_per_second,
        "smtp_source_cpu_us_per_message": done.cpu_us_per_message,
    }


def _workers(
    mailing_id: int, options: argparse.Namespace, env: dict[str, str], settings: Settings
) -> Figures:
    """The clock runs from the first batch that is held to the last copy; the start of the processes is told apart."""
    database = measure.Postgres()
    database_before = database.cpu_seconds()
    begun = swept = time.monotonic()
    workers = measure.Workers(options.workers, env)
    try:
        first = cpu_before = 0.0
        while (state := _state(mailing_id)) is not MailingState.COMPLETED:
            if state in (MailingState.PAUSED, MailingState.FAILED, MailingState.CANCELLED):
                raise SystemExit(f"the mailing is {state}")
            if not first and outbox.figures(mailing_id).sending:
                first, cpu_before = time.monotonic(), workers.cpu_seconds()
            workers.note_memory()
            if time.monotonic() - swept > SECONDS_BETWEEN_SWEEPS:
                swept = time.monotonic()
                recovery.sweep(journals(settings))
            time.sleep(SECONDS_BETWEEN_LOOKS)
        done = time.monotonic()
        worker_cpu = workers.cpu_seconds() - cpu_before
        memory = workers.memory()
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
    } | memory


def _state(mailing_id: int) -> MailingState:
    state = session.scalars(select(Mailing.state).where(Mailing.id == mailing_id)).one()
    session.rollback()
    return state


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.send", description=__doc__)
    parser.add_argument("--recipients", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--runs", type=int, default=5, help="figures are the medians of so many runs")
    parser.add_argument(
        "--dkim", action="store_true", help="sign with RSA-2048; tells what bare signatures would allow"
    )
    parser.add_argument("--sink", metavar="HOST:PORT", help="a mail server that is there already")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
