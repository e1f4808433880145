"""Nothing is kept longer than the form promised."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Interval, Select, delete, literal, select, update
from sqlalchemy.orm import InstrumentedAttribute

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.events.models import Event
from newsletter.registrations.models import EventMark, Registration

ONE_DAY = timedelta(days=1)


def erase_old() -> None:
    """First the sensitive answers, later everything that tells who it was; the count stays.

    What people said of an event without registering has done its work by then.
    """
    session.execute(
        update(Registration)
        .where(
            Registration.sensitive_answers.is_not(None),
            Registration.event_id.in_(_over(Event.sensitive_days)),
        )
        .values(sensitive_answers=None)
    )
    session.execute(
        update(Registration)
        .where(Registration.erased_at.is_(None), Registration.event_id.in_(_over(Event.keep_days)))
        .values(
            name="",
            title="",
            affiliation="",
            municipality="",
            unit="",
            answers={},
            sensitive_answers=None,
            registered_by=None,
            erased_at=now(),
        )
    )

    session.execute(delete(EventMark).where(EventMark.event_id.in_(_over(Event.keep_days))))


def _over(days: InstrumentedAttribute[int]) -> Select[Any]:
    """Ids of the events that were over so many days ago."""
    return select(Event.id).where(Event.over_instant <= now() - days * literal(ONE_DAY, Interval))
