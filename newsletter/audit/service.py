from typing import Any

from newsletter.audit.models import AuditEntry
from newsletter.core.clock import now
from newsletter.core.database import session


def record(
    action: str,
    *,
    actor_id: int | None = None,
    subject: tuple[str, int] | None = None,
    **details: Any,
) -> None:
    """Adds an entry to the current transaction: it stands exactly if what it tells of does."""
    kind, number = subject or ("", None)
    session.add(
        AuditEntry(
            at=now(), actor_id=actor_id, action=action, subject_type=kind, subject_id=number, details=details
        )
    )
