import redis
from flask import Flask
from sqlalchemy.orm import Session

from newsletter.core import queue
from newsletter.core.database import transaction
from newsletter.core.queue import Lane
from newsletter.settings import Settings


def test_the_bell_rings_on_its_lane_after_the_commit(session: Session, settings: Settings) -> None:
    broker = redis.Redis.from_url(settings.redis_url or "")
    broker.delete(Lane.NOTICES.value)
    with transaction():
        queue.enqueue("outbox.send", "notices", lane=Lane.NOTICES)
        assert broker.llen(Lane.NOTICES.value) == 0
    assert broker.llen(Lane.NOTICES.value) == 1
    broker.delete(Lane.NOTICES.value)


def test_a_broker_that_is_away_stops_nobody(session: Session, app: Flask, settings: Settings) -> None:
    queue.configure("redis://127.0.0.1:1/0")
    try:
        with transaction():
            queue.enqueue("outbox.send", "urgent", lane=Lane.URGENT)
    finally:
        app.extensions["celery"] = queue.configure(settings.redis_url or "")
