"""Looking for work in PostgreSQL while no ring can reach this worker.

Celery hears nothing while Redis is away or full, and for some time after. A thread then runs the slices instead, in
the same process and with the same connections, one at a time.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import redis
from flask import Flask
from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from newsletter.core import queue
from newsletter.core.queue import Lane
from newsletter.outbox import epoch, recovery
from workers.watchdog import at_work

log = logging.getLogger("workers.understudy")

LOOK_EVERY = 1.0
PATIENCE = 3.0  # so long nobody hears us before we look for ourselves
SLICE_SECONDS = 2.0  # so often Redis is asked in between
LONGEST_FAREWELL = 25.0

_one_at_a_time = threading.Lock()
_leaving = threading.Event()


@contextmanager
def slice_of_work() -> Iterator[None]:
    """Around every slice: never two at once in one process."""
    with _one_at_a_time:
        yield


def must_stop() -> bool:
    return _leaving.is_set()


def leave(*, wait: bool) -> None:
    """No further slice is begun. With `wait` returns when none runs any more and what was in flight has ended."""
    _leaving.set()
    if wait:
        _one_at_a_time.acquire(timeout=LONGEST_FAREWELL)


class Understudy:
    """`rings` tells how many rings wait in our lanes, None when the broker carries none; `play` runs a slice."""

    def __init__(
        self,
        rings: Callable[[], int | None],
        lanes_with_work: Callable[[], Sequence[Lane]],
        play: Callable[[Lane], None],
    ) -> None:
        self._rings, self._lanes_with_work, self._play = rings, lanes_with_work, play
        self._heard_at = time.monotonic()
        self.is_on = False

    def look(self, moment: float) -> None:
        """One look: whether rings are heard, and if they are not, at what is to be done."""
        rings = self._rings()
        if rings is not None and (rings == 0 or at_work.is_set()):
            self._heard_at = moment
        is_deaf = moment - self._heard_at > PATIENCE
        if is_deaf is not self.is_on:
            self.is_on = is_deaf
            _tell_change(is_deaf)
        if self.is_on:
            self._send()

    def _send(self) -> None:
        while not must_stop() and (lanes := self._lanes_with_work()):
            self._play(lanes[0])
            if self._rings() is not None:
                break  # the next look decides whether Celery hears again


def _tell_change(is_deaf: bool) -> None:
    if is_deaf:
        log.warning("no rings: Redis is away or full; this worker looks for work in the database itself")
    else:
        log.warning("Redis carries rings again; this worker waits for them as before")


def watch(
    flask: Flask, broker_url: str, lanes: Sequence[Lane], play: Callable[[Lane, float], object]
) -> None:
    """Begins to look after this process, in a thread of its own."""
    broker = redis.Redis.from_url(broker_url, socket_connect_timeout=1, socket_timeout=1)

    def rings() -> int | None:
        if not queue.carries(broker_url):
            return None
        try:
            return sum(int(broker.llen(lane.value)) for lane in lanes)
        except (RedisError, OSError):
            return None

    def lanes_with_work() -> list[Lane]:
        with flask.app_context():
            busy = recovery.lanes_with_work() if epoch.look(flask.config["SETTINGS"]) else []
        return [lane for lane in lanes if lane in busy]

    def slice_of(lane: Lane) -> None:
        with flask.app_context():
            play(lane, SLICE_SECONDS)

    understudy = Understudy(rings, lanes_with_work, slice_of)
    threading.Thread(target=_keep_looking, args=(understudy,), name="understudy", daemon=True).start()


def _keep_looking(understudy: Understudy) -> None:
    while not must_stop():
        try:
            understudy.look(time.monotonic())
        except OperationalError as error:
            log.error("the database is away: %s", str(error.orig).splitlines()[0])
        except Exception:
            log.exception("a slice failed")
        time.sleep(LOOK_EVERY)
