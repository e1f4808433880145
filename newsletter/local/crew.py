"""All services together: started in order, kept, ended in the opposite order, and remembered over a kill."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from newsletter.local.data_folder import write_private
from newsletter.local.processes import CannotStart
from newsletter.local.services import Service

SECONDS_UNTIL_READY = 90.0
SECONDS_FOR_LEFT_OVERS = 10.0
CLOCK_TOLERANCE = 0.5


class Crew:
    """Groups of services; those of one group end together, after the groups that were started later."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.groups: list[Sequence[Service]] = []
        self.hurry = False

    def __iter__(self) -> Iterator[Service]:
        for group in self.groups:
            yield from group

    def start(self, *group: Service) -> None:
        self.groups.append(group)
        for service in group:
            service.start()
            self._remember()

    def wait_for(self, service: Service, is_ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SECONDS_UNTIL_READY
        while service.is_running and time.monotonic() < deadline:
            if is_ready():
                return
            time.sleep(0.1)
        raise CannotStart(f"The process “{service.name}” did not start; the reason stands above.")

    def keep(self) -> None:
        """Starts again what has ended by itself."""
        started = [service for service in self if service.keep()]
        if started:
            self._remember()

    def end(self) -> None:
        for group in reversed(self.groups):
            for service in group:
                service.ask_to_end()
            deadline = time.monotonic() + max(service.grace for service in group)
            while any(service.is_running for service in group):
                if self.hurry or time.monotonic() > deadline:
                    break
                time.sleep(0.05)
            for service in group:
                service.end()
        self.state.unlink(missing_ok=True)

    def end_left_over(self) -> None:
        """A killed start's processes are ending already; this waits for them, and then insists."""
        left = list(self._remembered())
        for process in psutil.wait_procs(left, timeout=SECONDS_FOR_LEFT_OVERS)[1]:
            with suppress(psutil.Error):
                process.kill()
        self.state.unlink(missing_ok=True)

    def _remember(self) -> None:
        found = []
        for service in self:
            with suppress(psutil.Error):
                if service.process is not None:
                    found.append((service.process.pid, psutil.Process(service.process.pid).create_time()))
        write_private(self.state, json.dumps(found))

    def _remembered(self) -> Iterator[psutil.Process]:
        """By number and time of birth, for the system gives numbers again."""
        with suppress(OSError, ValueError, TypeError):
            for pid, born in json.loads(self.state.read_text(encoding="utf-8")):
                with suppress(psutil.Error):
                    process = psutil.Process(pid)
                    if abs(process.create_time() - born) < CLOCK_TOLERANCE:
                        yield process
