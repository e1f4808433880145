"""The usual way to mail a newsletter, for comparison: a Celery task for each person that renders the Jinja template,
inlines its CSS with premailer, builds an EmailMessage and signs in to the mail server.

No ledger, no retries, nothing is recorded; the letter is the same as in `benchmarks.send`.

    python -m benchmarks.typical [--recipients 500] [--workers 2] [--json]
"""

import argparse
import base64
import os
import smtplib
import subprocess
import sys
import time
from email.message import EmailMessage
from email.utils import make_msgid

import psutil
import redis
from celery import Celery
from jinja2 import Template
from premailer import Premailer

from benchmarks import issue, measure
from benchmarks.service import Figures, say, service, tell

SIGN_IN = base64.b64encode(b"\0newsletter\0secret").decode()
CSS = "body { font-family: sans-serif } p { margin: 0 0 1em; line-height: 1.5 } a { color: #0b5d6b }"
LETTER = Template(
    "<html><head><style>"
    + CSS
    + "</style></head><body><h1>Höstens möten</h1>"
    + issue.PARAGRAPH.replace("{greeting}", "Hej {{ name }}") * issue.PERSONAL_PARAGRAPHS
    + issue.PARAGRAPH.replace("{greeting}", "Välkommen") * issue.OTHER_PARAGRAPHS
    + '<p><a href="https://news.benchmark.example/unsubscribe/{{ token }}">Avsluta</a></p></body></html>',
    autoescape=True,
)
celery = Celery("typical", broker=os.environ.get("TYPICAL_REDIS", ""))
celery.conf.update(task_ignore_result=True, worker_hijack_root_logger=False)


@celery.task(name="typical.send_one")  # type: ignore[untyped-decorator]
def send_one(number: int) -> None:
    html = Premailer(LETTER.render(name=f"Läsare {number}", token=f"token-{number}")).transform()
    message = EmailMessage()
    message["From"] = "news@sender.example"
    message["To"] = f"reader{number}@benchmark.example"
    message["Subject"] = "Höstens möten"
    message["Message-ID"] = make_msgid(domain="news.benchmark.example")
    message.set_content("Höstens möten\n\n" + "Hej, kommunerna i nätverket möts i höst.\n" * 60)
    message.add_alternative(html, subtype="html")
    with smtplib.SMTP("127.0.0.1", int(os.environ["TYPICAL_PORT"])) as server:
        server.ehlo()
        server.docmd("AUTH", f"PLAIN {SIGN_IN}")
        server.send_message(message)


def main() -> None:
    options = _options()
    with service() as settings:
        figures = _measure(options.recipients, options.workers, settings.redis_url or "")
    tell({"recipients": options.recipients, "workers": options.workers, **figures}, options.json)


def _measure(recipients: int, workers: int, redis_url: str) -> Figures:
    port = measure.free_port()
    env = dict(os.environ) | {"TYPICAL_REDIS": redis_url, "TYPICAL_PORT": str(port)}
    celery.conf.broker_url = redis_url
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "benchmarks.typical",
        "worker",
        "-P",
        "solo",
        "-l",
        "ERROR",
    ]
    with measure.running_sink(measure.fast_sink(port), port) as sink:
        say(f"Putting {recipients} tasks into the queue")
        begun = time.monotonic()
        for number in range(recipients):
            send_one.delay(number)
        queued = time.monotonic() - begun
        processes = [subprocess.Popen(command, env=env, stdout=sys.stderr) for _ in range(workers)]
        try:
            seconds, cpu = _drain(processes, redis_url, recipients)
        finally:
            for process in processes:
                measure.end(process)
        report = measure.report_of(sink)
    return {
        "typical_messages_per_second": recipients / seconds,
        "typical_cpu_us_per_message": cpu / recipients * 1e6,
        "typical_queueing_us_per_message": queued / recipients * 1e6,
        "typical_lost": recipients - report["recipients"],
    }


def _drain(processes: list[subprocess.Popen[bytes]], redis_url: str, recipients: int) -> tuple[float, float]:
    """Seconds and CPU seconds from the first task taken to the last."""
    broker = redis.Redis.from_url(redis_url)
    workers = [psutil.Process(process.pid) for process in processes]
    while int(broker.llen("celery")) >= recipients - len(processes):  # type: ignore[arg-type]
        time.sleep(0.02)
    begun, before = time.monotonic(), sum(map(measure.cpu_seconds, workers))
    while int(broker.llen("celery")) or int(broker.hlen("unacked")):  # type: ignore[arg-type]
        time.sleep(0.02)
    return time.monotonic() - begun, sum(map(measure.cpu_seconds, workers)) - before


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.typical", description=__doc__)
    parser.add_argument("--recipients", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
