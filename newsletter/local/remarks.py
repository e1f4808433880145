"""What is possible and yet not wise, for the one who runs the service."""

from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from newsletter.settings import Settings
from newsletter.transport import alignment


def remarks(settings: Settings) -> list[str]:
    """Sentences about settings that work against each other; without a database there are none."""
    if not settings.dkim_keys or settings.database_url is None:
        return []
    return alignment.warnings(_senders(settings.database_url), {key.domain for key in settings.dkim_keys})


def _senders(database_url: str) -> set[str]:
    url = database_url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, connect_args={"connect_timeout": 2}, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return set(connection.scalars(text("SELECT address FROM sender")))
    except SQLAlchemyError:  # nothing has been set up yet
        return set()
