"""Celery has more than once lived on without hearing anything after its broker came back. Then we start afresh."""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence

import redis
from redis.exceptions import RedisError

from newsletter.core.queue import Lane

log = logging.getLogger("workers.watchdog")

LOOK_EVERY = 5.0
PATIENCE = 30.0

at_work = threading.Event()
"""Set while a task runs; rings may wait that long."""


class Ear:
    """Whether the worker hears its rings, judged from what waits in its lanes."""

    def __init__(self, waiting: Callable[[], int]) -> None:
        self._waiting = waiting
        self._heard_at = time.monotonic()

    def is_deaf(self, moment: float) -> bool:
        """True once rings have waited for an idle worker longer than it can take to hear them."""
        if at_work.is_set() or not self._waiting():
            self._heard_at = moment
        return moment - self._heard_at > PATIENCE


def watch(broker_url: str, lanes: Sequence[Lane]) -> None:
    """Begins to watch this process, in a thread of its own."""
    broker = redis.Redis.from_url(broker_url, socket_connect_timeout=2, socket_timeout=2)

    def waiting() -> int:
        try:
            return sum(int(broker.llen(lane.value)) for lane in lanes)
        except (RedisError, OSError):
            return 0  # nothing can be heard, and Celery is trying already

    threading.Thread(target=_look, args=(Ear(waiting),), name="watchdog", daemon=True).start()


def _look(ear: Ear) -> None:
    while not ear.is_deaf(time.monotonic()):
        time.sleep(LOOK_EVERY)
    log.critical("this worker hears no rings any more; it starts afresh")
    os.execv(sys.executable, [sys.executable, "-m", "workers", *sys.argv[1:]])  # noqa: S606 - the same program again
