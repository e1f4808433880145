"""Whether one process of the service does its work, asked from beside it: for the health checks of containers."""

import psutil
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from newsletter.local.ports import status_of
from newsletter.settings import Settings

PARTS = ("web", "worker", "beat")


def is_healthy(part: str, settings: Settings) -> bool:
    """The web server answers; a worker or beat runs and reaches its database. Redis may be away: it carries hints."""
    if part == "web":
        return status_of("/healthz", settings.host, settings.port) == 200
    return _runs(part) and _database_answers(settings)


def _runs(part: str) -> bool:
    lines = (process.info["cmdline"] or [] for process in psutil.process_iter(["cmdline"]))
    return any("workers" in line and part in line for line in lines)


def _database_answers(settings: Settings) -> bool:
    url = (settings.database_url or "").replace("postgresql://", "postgresql+psycopg://", 1)
    try:
        with create_engine(url, connect_args={"connect_timeout": 5}).connect() as connection:
            return bool(connection.scalar(text("SELECT true")))
    except SQLAlchemyError:
        return False
