"""The one source of “never the same event twice for the same purpose”."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, func, select, union

from newsletter.core.database import session
from newsletter.outbox.models import Batch, Mailing, ToldMailing, ToldPerson
from newsletter.outbox.producer import Producer, Told


def tells(mailing: Mailing, producer: Producer) -> Sequence[Told]:
    """All that a mailing tells."""
    found = producer.told(mailing)
    return (found,) if isinstance(found, Told) else tuple(found or ())


def already_told(told: Told, contact_ids: Collection[int]) -> set[int]:
    """Those of the contacts who were told, by a notice or by an issue that mentioned the event."""
    among = told_people(told).subquery()
    rows = session.scalars(select(among.c.contact_id).where(among.c.contact_id.in_(contact_ids)))
    return set(rows)


def told_people(told: Told) -> Select[Any]:
    """SELECT of `contact_id`: everybody who was told."""
    by_notice = select(ToldPerson.contact_id).where(
        ToldPerson.event_id == told.event_id,
        ToldPerson.purpose == told.purpose,
        ToldPerson.generation == told.generation,
        ToldPerson.step == told.step,
    )
    return select(union(by_notice, told_by_issues(told)).subquery())


def told_any(tells: Sequence[Told]) -> Select[Any]:
    """SELECT of `contact_id`: everybody who was told any of it."""
    return select(union(*(told_people(told) for told in tells)).subquery())


def told_by_issues(told: Told) -> Select[Any]:
    """SELECT of `contact_id`: being in the batches of a mailing that mentions the event is being told."""
    return (
        select(func.unnest(Batch.contact_ids).label("contact_id"))
        .join(ToldMailing, ToldMailing.mailing_id == Batch.mailing_id)
        .where(
            Batch.form_hash.is_not(None),
            ToldMailing.event_id == told.event_id,
            ToldMailing.purpose == told.purpose,
            ToldMailing.generation == told.generation,
        )
    )
