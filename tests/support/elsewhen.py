"""Runs `workers` with a wall clock that a test moves while the process runs: forwards, backwards, by days.

The file named by CLOCK_FILE holds the seconds by which the clock is to be wrong. What runs on the monotonic clock is
not moved, as on a machine whose clock is set.

    CLOCK_FILE=clock python -m tests.support.elsewhen worker --lanes bulk
"""

import os
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import time_machine

from workers.__main__ import main

LOOK_EVERY = 0.05


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
        time.sleep(LOOK_EVERY)
    os._exit(1)


def read(clock: Path) -> float:
    try:
        return float(clock.read_text())
    except (OSError, ValueError):  # not there yet, or being written
        return 0.0


if __name__ == "__main__":
    threading.Thread(target=follow, args=(Path(os.environ["CLOCK_FILE"]),), daemon=True).start()
    sys.exit(main())
