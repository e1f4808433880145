"""Reading the organisation; every room above may ask."""

from sqlalchemy.dialects.postgresql import insert

from newsletter.core.database import session
from newsletter.organisation.models import Organisation, Sender


def get() -> Organisation:
    """The organisation; made with plain defaults when the database is new, and never missing after that."""
    found = session.get(Organisation, 1)
    if found is None:
        session.execute(insert(Organisation).values(id=1, name="Budkavle").on_conflict_do_nothing())
        found = session.get_one(Organisation, 1)
    return found


def name_in(organisation: Organisation, language: str) -> str:
    return organisation.names.get(language) or organisation.name


def sender(sender_id: int | None) -> Sender | None:
    """The sender asked for, else the organisation's default one, else None (nothing set up yet)."""
    chosen = session.get(Sender, sender_id) if sender_id is not None else None
    return chosen or get().default_sender
