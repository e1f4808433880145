"""One pair of embedded servers per DATA_DIR, shared by every command that runs meanwhile.

The first command that needs them starts them; later ones attach. Whoever started them stops them, after those
who attached are done. Two locks tell who is who, for the kernel takes a lock back from a process that was killed:
`servers.lock` belongs to the one who started them, `users.lock` is shared by those attached.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Self

import psutil

from newsletter.local.postgres import EmbeddedPostgres
from newsletter.local.processes import CannotStart, unusable
from newsletter.local.redis import EmbeddedRedis
from newsletter.settings import Settings

SERVERS = ("database_url", "redis_url")
SECONDS_UNTIL_ATTACHED = 90.0
SECONDS_BETWEEN_LOOKS = 0.05


class Lock:
    """A lock on a file that ends with the process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def take(self, *, shared: bool = False, wait: float | None = 0.0) -> bool:
        """Whether it was taken within `wait` seconds; None waits for ever."""
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + wait if wait is not None else None
        while True:
            try:
                fcntl.flock(self._file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except OSError:
                if deadline is not None and time.monotonic() >= deadline:
                    self.release()
                    return False
                time.sleep(SECONDS_BETWEEN_LOOKS)
            else:
                return True

    @property
    def is_held(self) -> bool:
        return self._file is not None

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


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

    def _start(self) -> None:
        logs = self.data_dir / "logs"
        self._state.unlink(missing_ok=True)
        try:
            if "database_url" in self.needs:
                postgres = EmbeddedPostgres(
                    self.data_dir / "postgres", logs / "postgres.log", forgetful=self.forgetful
                )
                self.urls["database_url"] = self._running.enter_context(postgres).url
            if "redis_url" in self.needs:
                self.urls["redis_url"] = self._running.enter_context(EmbeddedRedis(logs / "redis.log")).url
            write_private(self._state, json.dumps({"pid": os.getpid(), "urls": self.urls}))
            self._running.callback(self._state.unlink, missing_ok=True)
        except BaseException:
            self._running.close()
            self._ours.release()
            raise

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
        self.urls = {name: urls[name] for name in self.needs}
        return True

    def _read_state(self) -> Mapping[str, str] | None:
        with suppress(OSError, ValueError, KeyError, TypeError):
            state = json.loads(self._state.read_text(encoding="utf-8"))
            if psutil.pid_exists(state["pid"]):  # else it is what a killed start left
                return dict(state["urls"])
        return None


@contextmanager
def embedded_urls(
    settings: Settings, *, alone: bool = False, patience: float | None = None
) -> Iterator[Settings]:
    """The settings with every address filled in; runs embedded servers for those that were not."""
    needs = tuple(name for name in SERVERS if getattr(settings, name) is None)
    if not needs:
        yield settings
        return
    with Servers(settings.data_dir, needs, alone=alone, patience=patience) as servers:
        yield settings.model_copy(update=servers.urls)


def prepare(data_dir: Path) -> None:
    """Makes the folders. One sentence when that cannot be done."""
    try:
        for folder in (data_dir, data_dir / "run", data_dir / "logs"):
            folder.mkdir(parents=True, exist_ok=True)
            if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
                raise PermissionError(0, "Permission denied")
    except OSError as error:
        raise unusable(data_dir, error) from None


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner reads, all of it or nothing."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with open(
        os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    unfinished.replace(path)
