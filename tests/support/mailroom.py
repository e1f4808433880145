"""Real worker processes on a database and a Redis of their own, and a mail server that notes everything."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, select

from newsletter.core import database, queue
from newsletter.core.database import factory, session
from newsletter.local.redis import EmbeddedRedis
from newsletter.migrations.upgrade import upgrade
from newsletter.outbox import figures
from newsletter.outbox.models import Batch, Mailing
from newsletter.settings import Settings
from tests.support.servers import TestServers
from tests.support.sink import Sink

_numbers = count()


class Crew:
    """What a test needs to start workers, to look into the ledger, and to do harm."""

    program = "workers"

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self.env, self._log = env, log
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """`worker --lanes bulk` or `beat`; does not wait until it is ready."""
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", self.program, *arguments], env=self.env, stdout=log, stderr=log
            )
        self.processes.append(process)
        return process

    def worker(self, lanes: str = "bulk") -> subprocess.Popen[bytes]:
        return self.start("worker", "--lanes", lanes)

    def beat(self) -> subprocess.Popen[bytes]:
        return self.start("beat")

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGKILL)
        for process in self.processes:
            process.wait()

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def wait_until(self, is_so: Callable[[], bool], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < deadline, f"nothing after {seconds} s; the processes said:\n{self.log}"
            time.sleep(0.05)

    def mailing(self, mailing_id: int) -> Mailing:
        """As it is now."""
        session.rollback()
        return session.get_one(Mailing, mailing_id, populate_existing=True)

    def figures(self, mailing_id: int) -> figures.Figures:
        session.rollback()
        return figures.figures(mailing_id)

    def held(self) -> int:
        """Batches in workers' hands."""
        session.rollback()
        return len(session.scalars(select(Batch.id).where(Batch.lease_id.is_not(None))).all())


class Mailroom(Crew):
    """With a Redis of its own and a mail server that keeps every message."""

    def __init__(self, env: dict[str, str], redis: EmbeddedRedis, sink: Sink, log: Path) -> None:
        super().__init__(env, log)
        self.redis, self.sink = redis, sink


@contextmanager
def mailroom(app: Flask, settings: Settings, servers: TestServers, folder: Path) -> Iterator[Mailroom]:
    """The test's own session and queue are turned to the mailroom's servers meanwhile."""
    template = servers.template("ledger", create_tables)
    url = servers.database_url(f"mailroom_{os.getpid()}_{next(_numbers)}", template)
    with EmbeddedRedis(folder / "redis.log") as redis, Sink() as sink:
        env = environment(settings, folder, url, redis.url, sink.url)
        room = Mailroom(env, redis, sink, folder / "processes.log")
        with turned_to(app, settings, url, redis.url):
            try:
                yield room
            finally:
                room.stop()


def environment(
    settings: Settings, folder: Path, database_url: str, redis_url: str, smtp_url: str
) -> dict[str, str]:
    """What processes of ours read their settings from."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ} | {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SMTP_URL": smtp_url,
        "DATA_DIR": str(folder),
        "BASE_URL": settings.base_url,
        "SECRET_KEY": " ".join(key.get_secret_value() for key in settings.secret_key),
    }


@contextmanager
def turned_to(app: Flask, settings: Settings, database_url: str, redis_url: str) -> Iterator[None]:
    """The test's own session and queue use these servers meanwhile."""
    engine = create_engine(
        database_url.replace("postgresql://", "postgresql+psycopg://", 1), pool_pre_ping=True
    )
    database.session.remove()
    factory.configure(bind=engine, join_transaction_mode="conditional_savepoint")
    before, app.extensions["celery"] = app.extensions["celery"], queue.configure(redis_url)
    try:
        with app.app_context():
            yield
    finally:
        database.session.remove()
        factory.configure(bind=app.extensions["database"])
        app.extensions["celery"] = before
        queue.configure(settings.redis_url or "")
        engine.dispose()


def create_tables(url: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    upgrade(engine)
    engine.dispose()
