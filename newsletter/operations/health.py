"""Whether this process can do its work."""

import logging
from collections.abc import Callable

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from newsletter.core import queue
from newsletter.core.database import session

log = logging.getLogger(__name__)
SECONDS = 1.0


def database_answers() -> bool:
    return _works(lambda: session.execute(text("SELECT 1")), "database")


def broker_answers(redis_url: str) -> bool:
    if queue.carries(redis_url, SECONDS):
        return True
    log.warning("broker does not answer, or takes nothing more; workers look for themselves")
    return False


def _works(ask: Callable[[], object], name: str) -> bool:
    try:
        ask()
    except (SQLAlchemyError, OSError) as error:
        log.warning("%s does not answer: %s", name, error)
        return False
    return True
