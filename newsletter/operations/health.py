"""Whether this process can do its work."""

import logging
from collections.abc import Callable

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from newsletter.core.database import session

log = logging.getLogger(__name__)
SECONDS = 1.0


def database_answers() -> bool:
    return _works(lambda: session.execute(text("SELECT 1")), "database")


def broker_answers(redis_url: str) -> bool:
    def ping() -> None:
        with Redis.from_url(redis_url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS) as client:
            client.ping()

    return _works(ping, "broker")


def _works(ask: Callable[[], object], name: str) -> bool:
    try:
        ask()
    except (SQLAlchemyError, RedisError, OSError) as error:
        log.warning("%s does not answer: %s", name, error)
        return False
    return True
