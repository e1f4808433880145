"""A whole service to do harm to: PostgreSQL, Redis, workers and beat of its own, and a mail server that misbehaves."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import redis
from flask import Flask
from sqlalchemy import any_, func, select, update
from sqlalchemy.exc import OperationalError

from benchmarks import issue
from newsletter.audit.models import AuditEntry
from newsletter.contacts.models import Contact
from newsletter.core.database import id_array, session, transaction
from newsletter.local.postgres import EmbeddedPostgres
from newsletter.local.redis import EmbeddedRedis
from newsletter.outbox import service
from newsletter.outbox.control import FINAL
from newsletter.outbox.models import (
    NO_REASON,
    REASON_OF_LETTER,
    STATE_OF_LETTER,
    Batch,
    DeliveryNote,
    Mailing,
    MailingState,
    OnUnknown,
    SendEpoch,
)
from newsletter.settings import Settings
from newsletter.subscribers.models import Topic
from tests.support.far_end import FarEnd
from tests.support.invariants import Evidence, Person
from tests.support.mailroom import Crew, create_tables, environment, turned_to

CONNECTIONS = 4
Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Sending:
    """An issue on its way."""

    id: int
    topic: Topic
    recipients: int


class Stage(Crew):
    """Ends only what it started."""

    program = "tests.support.elsewhen"

    def __init__(
        self,
        env: dict[str, str],
        folder: Path,
        postgres: EmbeddedPostgres,
        redis: EmbeddedRedis,
        far_end: FarEnd,
    ) -> None:
        super().__init__(env, folder / "processes.log")
        self.folder, self.postgres, self.redis, self.far_end = folder, postgres, redis, far_end
        self._plain = dict(env)
        self._clock = Path(env["CLOCK_FILE"])
        self._roles: dict[int, str] = {}
        self.workers: list[Process] = []
        self.beats: list[Process] = []

    # The crew

    def crew(
        self, workers: int = 2, beats: int = 1, lanes: str = "bulk", env: Mapping[str, str] | None = None
    ) -> None:
        """So many of each run from now on; those that fit already are kept."""
        role = f"{lanes} {sorted((env or {}).items())}"
        self.env = self._plain | dict(env or {})
        self.workers = self._fitting(self.workers, workers, role)
        self.beats = self._fitting(self.beats, beats, "beat")
        for _ in range(workers - len(self.workers)):
            self.add_worker(lanes, role)
        for _ in range(beats - len(self.beats)):
            self.add_beat()

    def add_worker(self, lanes: str = "bulk", role: str = "") -> Process:
        self.workers.append(self._with_role(self.worker(lanes), role or f"{lanes} []"))
        return self.workers[-1]

    def add_beat(self) -> Process:
        self.beats.append(self._with_role(self.beat(), "beat"))
        return self.beats[-1]

    def kill(self, process: Process) -> None:
        super().kill(process)
        self.processes.remove(process)
        for group in (self.workers, self.beats):
            if process in group:
                group.remove(process)

    def dismiss(self) -> None:
        """Ends the whole crew at once."""
        for process in [*self.workers, *self.beats]:
            self.kill(process)

    def replace(self, process: Process) -> Process:
        """Kills a process and starts another like it."""
        is_beat = process in self.beats
        self.kill(process)
        return self.add_beat() if is_beat else self.add_worker()

    def _with_role(self, process: Process, role: str) -> Process:
        self._roles[process.pid] = role
        return process

    def _fitting(self, present: list[Process], wanted: int, role: str) -> list[Process]:
        fit = [one for one in present if one.poll() is None and self._roles[one.pid] == role][:wanted]
        for process in [one for one in present if one not in fit]:
            self.kill(process)
        return fit

    def wait_until(self, is_so: Callable[[], bool], seconds: float = 120) -> None:
        super().wait_until(lambda: self.is_so(is_so), seconds)

    def is_so(self, look: Callable[[], bool]) -> bool:
        """The test's own connection is cut as well when PostgreSQL is harmed."""
        try:
            return look()
        except OperationalError:
            return False

    # Harm to servers

    def restart_postgres(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT is PostgreSQL's immediate shutdown: nothing is written any more, the log is replayed at the start."""
        self.stop_postgres(how)
        self.postgres.start()

    def stop_postgres(self, how: signal.Signals = signal.SIGINT) -> None:
        self._end(self.postgres._server, how)

    def stop_redis(self) -> None:
        self._end(self.redis._server, signal.SIGKILL)

    def restart_redis(self) -> None:
        self.stop_redis()
        assert self.redis.start()

    def _end(self, server: Process | None, how: signal.Signals) -> None:
        assert server is not None
        server.send_signal(how)
        server.wait(30)

    # Time

    def set_clock(self, seconds: float) -> None:
        """All processes' clocks are wrong by so much."""
        draft = self._clock.with_suffix(".new")
        draft.write_text(str(seconds))
        draft.rename(self._clock)
        time.sleep(0.2)

    # Mail

    def send(self, recipients: int, on_unknown: OnUnknown | None = None) -> Sending:
        """A new issue to new people, due at once."""
        topic = issue.subscribe(recipients)
        mailing_id = issue.write(topic)
        if on_unknown is not None:
            with transaction():
                session.execute(update(Mailing).where(Mailing.id == mailing_id).values(on_unknown=on_unknown))
        return Sending(mailing_id, topic, recipients)

    def newest_mailing(self) -> int:
        session.rollback()
        return session.scalar(select(func.max(Mailing.id))) or 0

    def sending_of(self, mailing_id: int) -> Sending:
        """An issue that another process wrote."""
        topic = session.scalars(select(Topic).order_by(Topic.id.desc()).limit(1)).one()
        return Sending(mailing_id, topic, 0)

    def taken(self) -> int:
        """Copies the mail server took."""
        return len(self.far_end.copies)

    def wait_for_copies(self, count: float, seconds: float = 120) -> None:
        self.wait_until(lambda: self.taken() >= count, seconds)

    def wait_for_state(
        self, sending: Sending, state: MailingState = MailingState.COMPLETED, seconds: float = 180
    ) -> None:
        self.wait_until(lambda: self.is_now(sending, state), seconds)

    def is_now(self, sending: Sending, state: MailingState) -> bool:
        return self.mailing(sending.id).state is state

    def is_held_back(self) -> bool:
        """The service believes its database to be a restored one."""
        session.rollback()
        return session.scalar(select(SendEpoch.held_at)) is not None

    def clear(self) -> None:
        """For the next test: nothing under way, everything as it should be."""
        self.set_clock(0)
        self.far_end.behave()
        if not self.redis.is_running:
            self.redis.start()
        with redis.Redis.from_url(self.redis.url) as broker:
            broker.flushall()  # the pace that complaining servers were given is forgotten with it
        session.rollback()
        with transaction():
            for mailing_id in session.scalars(select(Mailing.id).where(Mailing.state.not_in(FINAL))).all():
                service.cancel(mailing_id, None)

    # What there is to look at

    def evidence(self, sending: Sending, state: MailingState = MailingState.COMPLETED) -> Evidence:
        mailing = self.mailing(sending.id)
        people = self.people(sending.id)
        domain = f"@{sending.topic.slug}.example"
        starts = select(func.count()).where(
            AuditEntry.action == "mailing.started", AuditEntry.subject_id == mailing.id
        )
        known = {person.address for person in people}
        return Evidence(
            state=mailing.state,
            candidates=mailing.candidates or 0,
            queued=mailing.queued or 0,
            excluded=mailing.excluded or 0,
            people=people,
            copies=[
                copy
                for copy in list(self.far_end.copies)
                if copy.recipient in known or copy.recipient.endswith(domain)
            ],
            starts=session.scalar(starts) or 0,
            fault=mailing.fault,
            expected_state=state,
        )

    def people(self, mailing_id: int) -> list[Person]:
        said = {
            row.contact_id: f"{row.code} {row.said}".strip()
            for row in session.execute(
                select(DeliveryNote.contact_id, DeliveryNote.code, DeliveryNote.said).where(
                    DeliveryNote.mailing_id == mailing_id
                )
            )
        }
        letters = {}
        for batch in session.execute(
            select(Batch.contact_ids, Batch.states, Batch.reasons).where(Batch.mailing_id == mailing_id)
        ):
            reasons = batch.reasons or NO_REASON * len(batch.states)
            for place, contact_id in enumerate(batch.contact_ids):
                letters[contact_id] = (batch.states[place], reasons[place])
        found = session.execute(
            select(Contact.id, Contact.address).where(Contact.id == any_(id_array(letters)))
        )
        addresses = {row.id: row.address for row in found}
        return [
            Person(
                addresses.get(contact_id, f"erased-{contact_id}"),
                STATE_OF_LETTER[state],
                REASON_OF_LETTER[reason].value if reason != NO_REASON else "",
                said.get(contact_id, ""),
            )
            for contact_id, (state, reason) in letters.items()
        ]


@contextmanager
def stage(settings: Settings, folder: Path) -> Iterator[Stage]:
    """Servers and processes, which outlast single tests; `on_stage` turns a test's own session to them."""
    postgres = EmbeddedPostgres(folder / "postgres", folder / "postgres.log")
    postgres.settings |= {"fsync": "off", "shared_buffers": "64MB"}  # the machine survives what is done here
    with postgres, EmbeddedRedis(folder / "redis.log") as redis, FarEnd() as far_end:
        create_tables(postgres.url)
        env = environment(settings, folder, postgres.url, redis.url, far_end.url)
        env |= {"SMTP_CONNECTIONS": str(CONNECTIONS), "CLOCK_FILE": str(folder / "clock")}
        made = Stage(env, folder, postgres, redis, far_end)
        try:
            yield made
        finally:
            with suppress(ProcessLookupError):
                made.stop()


@contextmanager
def on_stage(app: Flask, settings: Settings, stage: Stage) -> Iterator[Stage]:
    with turned_to(app, settings, stage.postgres.url, stage.redis.url):
        try:
            stage.clear()
            yield stage
        finally:
            stage.set_clock(0)
