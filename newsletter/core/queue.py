"""The doorbell of the workers: a task name and ids, sent through Redis after the commit.

Redis carries hints only. When it is away the ring is lost and nothing else: beat's tick finds the same work in
PostgreSQL within a second or so, so `enqueue` logs and goes on.
"""

import logging
from enum import StrEnum
from typing import Any

from celery import Celery
from kombu.exceptions import KombuError
from redis import Redis
from redis.exceptions import RedisError

from newsletter.core.database import after_commit

log = logging.getLogger(__name__)


class Lane(StrEnum):
    """Lanes have workers of their own, so that a large issue cannot delay a confirmation."""

    URGENT = "urgent"
    NOTICES = "notices"
    BULK = "bulk"


_client: Celery | None = None


def configure(redis_url: str) -> Celery:
    """The Celery application of this process: JSON only, no results, no ETA, short socket timeouts."""
    global _client
    app = Celery("budkavle", broker=redis_url, set_as_current=False)
    app.conf.update(
        task_serializer="json",
        accept_content=["json"],
        result_backend=None,
        task_ignore_result=True,
        task_default_queue=Lane.BULK.value,
        broker_connection_retry_on_startup=True,
        broker_transport_options={"socket_connect_timeout": 1, "socket_timeout": 5, "max_retries": 0},
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        task_create_missing_queues=True,
        task_publish_retry=False,
    )
    _client = app
    return app


def carries(redis_url: str, seconds: float = 1.0) -> bool:
    """Whether Redis would take a ring now. One that is full answers, and takes nothing."""
    try:
        with Redis.from_url(redis_url, socket_timeout=seconds, socket_connect_timeout=seconds) as client:
            client.set("budkavle:doorbell", "", ex=60)
    except (RedisError, OSError, ValueError):  # the last for an address that is none
        return False
    return True


def enqueue(task: str, *args: Any, lane: Lane) -> None:
    """Rings for `task` on `lane` once the current transaction is committed; a rollback rings nobody."""
    after_commit(lambda: _ring(task, args, lane))


def _ring(task: str, args: tuple[Any, ...], lane: Lane) -> None:
    if _client is None:
        return
    try:
        _client.send_task(task, args=args, queue=lane.value)
    except (KombuError, RedisError, OSError) as error:
        log.warning(
            "broker away, %s waits for the next tick: %s", task, error, extra={"task": task, "lane": lane}
        )
