"""Ringing for lanes that have work."""

import logging
import time

import redis
from celery import Celery
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from newsletter.core.queue import Lane

log = logging.getLogger("workers.ring")

SEND_TASK = "outbox.send"
SECONDS_BETWEEN_WARNINGS = 60.0

_warned_at = -SECONDS_BETWEEN_WARNINGS


def ring(celery: Celery, lane: Lane) -> bool:
    """Rings unless a ring is waiting already, so that rings cannot pile up behind a busy or a dead worker.

    False when the broker is away; then the next tick rings.
    """
    try:
        with redis.Redis.from_url(
            celery.conf.broker_url, socket_connect_timeout=1, socket_timeout=5
        ) as broker:
            if not broker.llen(lane.value):
                celery.send_task(SEND_TASK, args=[lane.value], queue=lane.value)
    except (KombuError, RedisError, OSError) as error:
        _warn(lane, error)
        return False
    return True


def _warn(lane: Lane, error: Exception) -> None:
    """Beat rings every second: a broker that is away for an hour is told of sixty times, not thousands."""
    global _warned_at
    if time.monotonic() - _warned_at >= SECONDS_BETWEEN_WARNINGS:
        _warned_at = time.monotonic()
        log.warning("broker away, %s waits for the next tick: %s", lane, error)
