"""Embedded PostgreSQL and Redis for a test run: a pair of its own for each process of pytest-xdist."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from newsletter.local.data_folder import Lock
from newsletter.local.embedded import Servers


class TestServers:
    """Runs until `stop`. Whoever starts them again in the same process gets the same servers."""

    __test__ = False

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self._servers = Servers(data_dir, forgetful=True).__enter__()

    def database_url(self, name: str, template: str = "template1") -> str:
        """URL of a new, empty database, or of a copy of `template`; one of that name is dropped first."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self._url_of(name)

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """Name of a template database that `fill(url)` fills once for the whole run.

        `fill` must close its connections (`engine.dispose()`): PostgreSQL copies no database that is in use.
        """
        lock = Lock(self.data_dir / "run" / f"template-{name}.lock")
        lock.take(wait=None)
        try:
            with self._administrator() as connection:
                known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not known:
                fill(self.database_url(f"{name}_unfinished"))
                self._execute("ALTER DATABASE {} RENAME TO {}", f"{name}_unfinished", name)
        finally:
            lock.release()
        return name

    def redis_url(self, number: int = 0) -> str:
        """URL of one of the 64 databases of the embedded Redis."""
        return f"{self._servers.urls['redis_url'].rpartition('/')[0]}/{number}"

    def stop(self) -> None:
        self._servers.__exit__()
        if not (self.data_dir / "run" / "servers.json").exists():
            shutil.rmtree(self.data_dir, ignore_errors=True)

    def _url_of(self, name: str) -> str:
        return self._servers.urls["database_url"].replace("/budkavle?", f"/{name}?")

    def _execute(self, statement: LiteralString, *names: str) -> None:
        with self._administrator() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _administrator(self) -> psycopg.Connection[tuple[object, ...]]:
        url = self._url_of("postgres").replace("+psycopg", "")
        return psycopg.connect(url, autocommit=True)


def start_test_servers() -> TestServers:
    """Processes of a parallel run share nothing: each may drop databases and kill servers as it likes."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "") + os.environ.get(
        "PYTEST_XDIST_WORKER", str(os.getpid())
    )
    return TestServers(Path(tempfile.gettempdir()) / f"budkavle-tests-{run}")
