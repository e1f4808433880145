"""Answers whose time must tell nothing."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def same_time_for_all(seconds: float = 0.4) -> Iterator[None]:
    """Holds the answer back, so that its time does not tell whether there was anything to do.

    `seconds` is longer than posting a mail takes and short enough for a person.
    """
    started = time.monotonic()
    yield
    time.sleep(max(0.0, started + seconds - time.monotonic()))
