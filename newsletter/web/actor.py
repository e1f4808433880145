"""Who acts in this request, for the rooms below `accounts`."""

from flask import g


def set_actor(staff_id: int) -> None:
    """Called by the guards of staff pages."""
    g.actor_id = staff_id


def actor_id() -> int | None:
    """Number of the signed-in staff member on a guarded page; None for the public and the system."""
    found: int | None = g.get("actor_id")
    return found
