"""`newsletter up` as a person starts it, seen from outside."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import psutil

from newsletter.local.ports import free_port
from tests.newsletter.local.processes import PROJECT, family

UNSET = ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "BASE_URL", "SECRET_KEY", "ENVIRONMENT", "HOST")


def environment(data_dir: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    return kept | {"DATA_DIR": str(data_dir), "PORT": str(port)}


def newsletter(*arguments: str, data_dir: Path, port: int = 0) -> subprocess.CompletedProcess[str]:
    """One command, run to its end."""
    return subprocess.run(
        [sys.executable, "-m", "newsletter.cli", *arguments],
        cwd=PROJECT,
        env=environment(data_dir, port or free_port()),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


class Up:
    """A running `newsletter up`; `words` is what it said until it was ready."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.log = data_dir.with_suffix(".log")
        began = time.monotonic()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "newsletter.cli", "up"],
                cwd=PROJECT,
                env=environment(data_dir, self.port),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        while "Ctrl-C stops it." not in self.words:
            assert self.process.poll() is None, self.words
            time.sleep(0.05)
        self.seconds = time.monotonic() - began

    @property
    def words(self) -> str:
        return self.log.read_text()

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return str(answer.read().decode())

    def get_json(self, path: str) -> Any:
        return json.loads(self.get(path))

    def processes(self) -> list[psutil.Process]:
        return family(self.process.pid)

    def child(self, *words: str) -> psutil.Process:
        """The process started with these words on its command line."""
        for process in self.processes()[1:]:
            line = process.cmdline()
            if all(word in line for word in words):
                return process
        raise AssertionError(f"no process with {words}")
