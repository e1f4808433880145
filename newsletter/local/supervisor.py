"""What `newsletter up` runs: everything of the service on one machine, until Ctrl-C."""

import signal
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from types import FrameType

from newsletter.local import commands
from newsletter.local.crew import Crew
from newsletter.local.data_folder import Lock, prepare
from newsletter.local.embedded import Servers, filled_in, missing_servers
from newsletter.local.ports import answers, answers_http, check_port, free_port
from newsletter.local.processes import CannotStart, end_child, start_child
from newsletter.local.services import Service
from newsletter.settings import Settings

SECONDS_BETWEEN_LOOKS = 0.25
SECONDS_FOR_ATTACHED = 10.0
GRACE_OF_WORKERS = 25.0  # a lease lasts some ten seconds
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SERVER_NAMES = {"database_url": "PostgreSQL", "redis_url": "Redis"}


class Supervisor:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.crew = Crew(settings.data_dir / "run" / "up.json")
        self.servers: Servers | None = None

    def run(self) -> None:
        """Returns after Ctrl-C, with every process ended.

        Raises:
            CannotStart: with the sentence that says what to do; nothing runs then.
        """
        for number in STOPPING:
            if signal.getsignal(number) != signal.SIG_IGN or number != signal.SIGHUP:  # nohup ignores it
                signal.signal(number, self._stop)
        with ExitStack() as stack:
            try:
                self._start(stack)
                self._watch()
            except KeyboardInterrupt:
                tell("\nStopping.")
            finally:
                self._shorten_on_signals()

    def _start(self, stack: ExitStack) -> None:
        self._claim_data_folder(stack)
        self.crew.end_left_over()
        check_port(self.settings.host, self.settings.port)
        settings = self._with_servers(stack)
        mail_port = None
        if settings.smtp_url is None and not settings.is_production:
            mail_port = free_port()
            settings = filled_in(settings, {"smtp_url": f"smtp://127.0.0.1:{mail_port}"})
        how_to_sign_in = self._make_ready(settings)
        stack.callback(self.crew.end)
        self._start_services(settings, mail_port)
        tell(greeting(settings, how_to_sign_in, mail_port is not None))

    def _claim_data_folder(self, stack: ExitStack) -> None:
        prepare(self.settings.data_dir)
        lock = Lock(self.settings.data_dir / "run" / "up.lock")
        if not lock.take():
            raise CannotStart(
                f"Budkavle already runs with the data in {self.settings.data_dir}. "
                "Stop it with Ctrl-C in its terminal, or set DATA_DIR and PORT to run another one beside it."
            )
        stack.callback(lock.release)

    def _with_servers(self, stack: ExitStack) -> Settings:
        needs = missing_servers(self.settings)
        if not needs:
            return filled_in(self.settings, {})
        if "database_url" in needs and not (self.settings.data_dir / "postgres").exists():
            tell("Setting up the database; this happens once.")
            self._sample_wanted.touch()
        servers = Servers(self.settings.data_dir, needs, alone=True, patience=SECONDS_FOR_ATTACHED)
        self.servers = stack.enter_context(servers)
        return filled_in(self.settings, self.servers.urls)

    def _make_ready(self, settings: Settings) -> str:
        """Migrates, and fills a fresh data folder, in a process of its own: this one stays small."""
        arguments = ["--sample"] if self._sample_wanted.exists() else []
        command = [sys.executable, "-m", "newsletter.local.readiness", *arguments]
        process = start_child(command, env=commands.environment(settings), stdout=subprocess.PIPE)
        try:
            words, _ = process.communicate()
        finally:
            end_child(process)
        text = words.decode("utf-8").strip()
        if process.returncode != 0:
            raise CannotStart(text or "The database could not be made ready; the reason stands above.")
        self._sample_wanted.unlink(missing_ok=True)
        return text

    def _start_services(self, settings: Settings, mail_port: int | None) -> None:
        env = commands.environment(settings)
        if mail_port is not None:
            mailbox = Service("mailbox", commands.mailbox(mail_port), env)
            self.crew.start(mailbox)
        workers = [
            Service(lane, commands.worker([lane]), env, grace=GRACE_OF_WORKERS) for lane in commands.LANES
        ]
        beat = Service("beat", commands.beat(), env)
        web = Service("web", commands.web(settings), env)
        self.crew.start(*workers, beat, web)  # none needs another: they end together
        if mail_port is not None:
            self.crew.wait_for(mailbox, partial(answers, mail_port))
            if self.servers is not None:
                self.servers.tell("smtp_url", env["SMTP_URL"])
        self.crew.wait_for(web, partial(answers_http, settings.host, settings.port))

    def _watch(self) -> None:
        while True:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            for name in self.servers.revive() if self.servers else ():
                tell(f"{SERVER_NAMES[name]} ended unexpectedly and was started again.")
            self.crew.keep()

    @property
    def _sample_wanted(self) -> Path:
        """Exists until a fresh data folder is filled, however often the first start was interrupted."""
        return self.settings.data_dir / "run" / "sample-wanted"

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._shorten_on_signals()
        raise KeyboardInterrupt

    def _shorten_on_signals(self) -> None:
        """From now on another Ctrl-C does not interrupt the stopping, it shortens it."""
        for number in STOPPING:
            signal.signal(number, self._be_quick)

    def _be_quick(self, number: int, frame: FrameType | None) -> None:
        self.crew.hurry = True


def greeting(settings: Settings, how_to_sign_in: str, with_mailbox: bool) -> str:
    base = settings.base_url
    places = [("Pages", base), ("Staff", f"{base}/staff/")]
    if with_mailbox:
        places.append(("All mail", f"{base}/mailbox"))
    places.append(("Data", str(settings.data_dir)))
    lines = [f"  {name:<10}{where}" for name, where in places]
    return "\n".join(["", "Budkavle is ready.", "", *lines, "", how_to_sign_in, "", "Ctrl-C stops it.", ""])


def tell(text: str) -> None:
    """A terminal that is gone must not keep the processes from being ended."""
    with suppress(OSError):
        print(text, flush=True)
