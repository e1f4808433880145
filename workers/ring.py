"""Ringing for lanes that have work."""

import logging

import redis
from celery import Celery
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from newsletter.core.queue import Lane

log = logging.getLogger("workers.ring")

SEND_TASK = "outbox.send"


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
        log.warning("broker away, %s waits for the next tick: %s", lane, error)
        return False
    return True
