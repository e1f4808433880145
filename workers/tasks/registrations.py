"""Registrations whose time has come."""

from newsletter.core.database import transaction
from newsletter.registrations import due, retention


def tick() -> None:
    """Ends offers that nobody answered and passes the places on."""
    due.tick()


def erase_old() -> None:
    with transaction():
        retention.erase_old()
