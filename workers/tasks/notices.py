"""Notices whose time has come."""

from newsletter.notices import due


def tick() -> None:
    """Hands what is due to the outbox, which starts it within a second."""
    due.tick()
