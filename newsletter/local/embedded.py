"""One pair of embedded servers per DATA_DIR, shared by every command that runs meanwhile.

The first command that needs them starts them; later ones attach. Whoever started them stops them, after those
who attached are done. Two locks tell who is who, for the kernel takes a lock back from a process that was killed:
`servers.lock` belongs to the one who started them, `users.lock` is shared by those attached.
"""

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Self

import psutil
from pydantic import SecretStr

from newsletter.local.data_folder import SECONDS_BETWEEN_LOOKS, Lock, generated_key, prepare, write_private
from newsletter.local.postgres import EmbeddedPostgres
from newsletter.local.processes import CannotStart
from newsletter.local.redis import EmbeddedRedis
from newsletter.settings import Settings

SERVERS = ("database_url", "redis_url")
SECONDS_UNTIL_ATTACHED = 90.0


class Servers:
    """The embedded servers of a data folder: started by us, or by another command and used by us."""

    def __init__(
        self,
        data_dir: Path,
        needs: tuple[str, ...] = SERVERS,
        *,
        alone: bool = False,
        patience: float | None = None,
        forgetful: bool = False,
    ) -> None:
        """`alone` never attaches; `patience` limits how long stopping waits for those who attached."""
        self.data_dir = data_dir
        self.needs = needs
        self.alone = alone
        self.patience = patience
        self.forgetful = forgetful
        self.urls: dict[str, str] = {}
        self._ours = Lock(data_dir / "run" / "servers.lock")
        self._users = Lock(data_dir / "run" / "users.lock")
        self._state = data_dir / "run" / "servers.json"
        self._running = ExitStack()
        self._servers: dict[str, EmbeddedPostgres | EmbeddedRedis] = {}

    def __enter__(self) -> Self:
        prepare(self.data_dir)
        deadline = time.monotonic() + SECONDS_UNTIL_ATTACHED
        while time.monotonic() < deadline:
            if self._ours.take():
                self._start()
                return self
            if not self.alone and self._attach():
                return self
            time.sleep(SECONDS_BETWEEN_LOOKS)
        raise CannotStart(f"Another command has used {self.data_dir} for long; try again when it has ended.")

    def __exit__(self, *_: object) -> None:
        try:
            if self._ours.is_held:
                self._users.take(wait=self.patience)
        finally:
            self._running.close()
            self._ours.release()
            self._users.release()

    def tell(self, name: str, url: str) -> None:
        """Tells those who attach of another address, such as the mailbox's."""
        self.urls[name] = url
        self._write_state()

    def revive(self) -> list[str]:
        """Starts again what ended by itself, at the same address; returns which."""
        ended = [name for name, server in self._servers.items() if not server.is_running]
        for name in ended:
            self._servers[name].start()
        return ended

    def _start(self) -> None:
        self._state.unlink(missing_ok=True)
        try:
            for name in self.needs:
                self._servers[name] = server = self._server(name)
                self._running.enter_context(server)
                self.urls[name] = server.url
            self._running.callback(self._state.unlink, missing_ok=True)
            self._write_state()
        except BaseException:
            self._running.close()
            self._ours.release()
            raise

    def _server(self, name: str) -> EmbeddedPostgres | EmbeddedRedis:
        logs = self.data_dir / "logs"
        if name == "redis_url":
            return EmbeddedRedis(logs / "redis.log")
        return EmbeddedPostgres(self.data_dir / "postgres", logs / "postgres.log", forgetful=self.forgetful)

    def _write_state(self) -> None:
        write_private(self._state, json.dumps({"pid": os.getpid(), "urls": self.urls}))

    def _attach(self) -> bool:
        """False while the others are still starting, or already stopping."""
        if not self._users.take(shared=True):
            return False
        urls = self._read_state()
        if urls is None:
            self._users.release()
            return False
        if not set(self.needs) <= set(urls):
            self._users.release()
            raise CannotStart(
                "Another command runs with other servers: "
                "set DATABASE_URL and REDIS_URL as it has them, or stop it first."
            )
        self.urls = dict(urls)
        return True

    def _read_state(self) -> Mapping[str, str] | None:
        with suppress(OSError, ValueError, KeyError, TypeError):
            state = json.loads(self._state.read_text(encoding="utf-8"))
            if psutil.pid_exists(state["pid"]):  # else it is what a killed start left
                return dict(state["urls"])
        return None


@contextmanager
def embedded_urls(settings: Settings) -> Iterator[Settings]:
    """The settings with every address filled in; runs embedded servers for those that were not."""
    needs = missing_servers(settings)
    if not needs:
        yield filled_in(settings, {})
        return
    with Servers(settings.data_dir, needs) as servers:
        yield filled_in(settings, servers.urls)


def missing_servers(settings: Settings) -> tuple[str, ...]:
    return tuple(name for name in SERVERS if getattr(settings, name) is None)


def filled_in(settings: Settings, urls: Mapping[str, str]) -> Settings:
    """The settings with what was unset: addresses of embedded servers, and a generated key."""
    values: dict[str, object] = {name: urls[name] for name in missing_servers(settings)}
    if settings.smtp_url is None and "smtp_url" in urls:
        values["smtp_url"] = SecretStr(urls["smtp_url"])
    if not settings.secret_key:
        prepare(settings.data_dir)
        values["secret_key"] = (SecretStr(generated_key(settings.data_dir)),)
    return settings.model_copy(update=values)
