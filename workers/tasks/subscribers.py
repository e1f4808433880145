"""Keeping no address longer than promised."""

from newsletter.core.database import transaction
from newsletter.subscribers import signup


def clear_sign_ups() -> None:
    """Forgets sign-ups that nobody confirmed."""
    with transaction():
        signup.clear_old()
