"""Who must not be mailed any more, whatever they follow."""

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from newsletter.contacts.models import Suppression, SuppressionReason
from newsletter.core.clock import now
from newsletter.core.database import session

LIFTED_BY_THE_PERSON = (
    SuppressionReason.HARD_BOUNCE,
    SuppressionReason.COMPLAINT,
    SuppressionReason.LEFT_ALL,
)
"""What a person undoes by asking for mail again; a stop that staff set stands until staff lift it."""

STOPS_CONFIRMATIONS = (SuppressionReason.COMPLAINT, SuppressionReason.STAFF)
"""Anybody can type an address into a form, so people who called our mail spam are not even asked to confirm."""


def standing(contact_id: int) -> list[Suppression]:
    """The suppressions in force, oldest first."""
    return list(
        session.scalars(
            select(Suppression)
            .where(Suppression.contact_id == contact_id, Suppression.lifted_at.is_(None))
            .order_by(Suppression.since, Suppression.id)
        )
    )


def suppress(contact_id: int, reason: SuppressionReason, note: str = "") -> None:
    """Stops all mail to the contact; a second call for the same reason changes nothing."""
    session.execute(
        insert(Suppression)
        .values(contact_id=contact_id, reason=reason, note=note, since=now())
        .on_conflict_do_nothing(
            index_elements=["contact_id", "reason"], index_where=text("lifted_at IS NULL")
        )
    )


def lift(contact_id: int, reasons: tuple[SuppressionReason, ...]) -> None:
    session.execute(
        update(Suppression)
        .where(
            Suppression.contact_id == contact_id,
            Suppression.reason.in_(reasons),
            Suppression.lifted_at.is_(None),
        )
        .values(lifted_at=now())
    )


def lift_by_own_action(contact_id: int) -> None:
    """The person asked for mail again through a link that only reaches the address."""
    lift(contact_id, LIFTED_BY_THE_PERSON)


def takes_confirmations(contact_id: int) -> bool:
    return not any(stop.reason in STOPS_CONFIRMATIONS for stop in standing(contact_id))
