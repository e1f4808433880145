"""Notices whose time has come."""

from newsletter.notices import digests as making_digests
from newsletter.notices import due


def tick() -> None:
    """Hands what is due to the outbox, which starts it within a second."""
    due.tick()


def digests() -> None:
    """Makes the digests that are due, and sees those through that are under way."""
    making_digests.tick()
