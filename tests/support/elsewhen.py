"""Runs `workers`, or the web, with a wall clock that a test moves while the process runs: forwards, backwards, by days.

The file named by CLOCK_FILE holds the seconds by which the clock is to be wrong; a file beside it, with the number of
the process at its end, the seconds by which it is. What runs on the monotonic clock is not moved, as on a machine
whose clock is set.

    CLOCK_FILE=clock python -m tests.support.elsewhen worker --lanes bulk
    CLOCK_FILE=clock python -m tests.support.elsewhen web

With ROUNDS_FILE set, beat does each of its rounds as often as it can, and adds a byte to that file after all of them:
who moves a clock by weeks does not wait, and wants to know when everything was looked at.
"""

import os
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import time_machine

from tests.support import live
from workers.__main__ import main
from workers.app import TASKS
from workers.schedule import PERIODIC

LOOK_EVERY = 0.05
AS_OFTEN_AS_IT_CAN = 0.3


def follow(clock: Path) -> None:
    """Costs nothing until the clock is moved for the first time. Ends the process when its test was killed."""
    parent, offset = os.getppid(), 0.0
    traveller: time_machine.Traveller | None = None
    while os.getppid() == parent:
        wanted = read(clock)
        if wanted != offset:
            if traveller is None:
                traveller = time_machine.travel(datetime.now(UTC), tick=True).start()
            traveller.shift(wanted - offset)
            offset = wanted
            clock.with_name(f"{clock.name}.{os.getpid()}").write_text(str(offset))
        time.sleep(LOOK_EVERY)
    os._exit(1)


def read(clock: Path) -> float:
    try:
        return float(clock.read_text())
    except (OSError, ValueError):  # not there yet, or being written
        return 0.0


def run() -> int:
    if sys.argv[1:] == ["web"]:
        live.main()
    if rounds := os.environ.get("ROUNDS_FILE"):
        hurry(Path(rounds))
    return main()


def hurry(rounds: Path) -> None:
    def note() -> None:
        with rounds.open("ab") as file:
            file.write(b".")

    TASKS["tests.round"] = note
    PERIODIC["note the round"] = {"task": "tests.round"}
    for entry in PERIODIC.values():
        entry["schedule"] = AS_OFTEN_AS_IT_CAN


if __name__ == "__main__":
    threading.Thread(target=follow, args=(Path(os.environ["CLOCK_FILE"]),), daemon=True).start()
    sys.exit(run())
