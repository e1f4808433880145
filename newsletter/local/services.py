"""The processes that `newsletter up` keeps running, and what they say, line by line with their name."""

import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import IO

from newsletter.local.processes import end_child, start_child

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
NAME_WIDTH = 8

_terminal = threading.Lock()


class Service:
    """One command in a process of its own, started again whenever it ends by itself."""

    def __init__(self, name: str, command: list[str], env: Mapping[str, str], grace: float = 10.0) -> None:
        self.name = name
        self.command = command
        self.env = env
        self.grace = grace
        self.process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = FIRST_PAUSE
        self._next_start: float | None = None
        self._reader: threading.Thread | None = None

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """From the main thread only: the kernel ends the child when the starting thread ends."""
        self.process = start_child(
            self.command, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self._started = time.monotonic()
        self._next_start = None
        self._reader = threading.Thread(target=_repeat, args=(self.name, self.process.stdout), daemon=True)
        self._reader.start()

    def keep(self) -> bool:
        """Starts the process again when it has ended and its pause is over; True when it did."""
        if self.process is None or self.is_running:
            return False
        if self._next_start is None:
            self._plan_start(self.process.returncode)
        if self._next_start is None or time.monotonic() < self._next_start:
            return False
        self.start()
        return True

    def ask_to_end(self) -> None:
        if self.process is not None and self.is_running:
            self.process.send_signal(signal.SIGTERM)

    def end(self) -> None:
        """Kills what did not end when asked."""
        if self.process is not None:
            end_child(self.process)
        if self._reader is not None:
            self._reader.join(1)

    def _plan_start(self, code: int) -> None:
        now = time.monotonic()
        if now - self._started > STEADY_AFTER:
            self._pause = FIRST_PAUSE
        self._next_start = now + self._pause
        say(self.name, f"ended unexpectedly (code {code}); starting again in {self._pause:.0f} s.")
        self._pause = min(self._pause * 2, LONGEST_PAUSE)


def say(name: str, line: str) -> None:
    """One line of a process on our terminal; a terminal that is gone must not stop the process."""
    with _terminal, suppress(OSError):
        print(f"{name:<{NAME_WIDTH}} | {line}", flush=True)


def _repeat(name: str, output: IO[bytes] | None) -> None:
    assert output is not None
    with output:
        for line in output:
            if text := line.decode("utf-8", errors="replace").rstrip():
                say(name, text)
