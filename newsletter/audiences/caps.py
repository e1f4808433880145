"""How much news one person gets: at most one mail at once a day, two about one deadline, and rest between two.

Everything is read from who was told of what; digests and issues are counted where they told somebody.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from newsletter.audiences.followers import Exclusion
from newsletter.outbox.models import Mailing, Purpose, Reason, ToldPerson

AT_ONCE = ("follower_notice", "deadline_notice")
"""Kinds of mailings that carry news to one person at once."""

MOST_ABOUT_A_DEADLINE = 2
REST = timedelta(days=3)
A_CLOCK_CHANGE = timedelta(hours=2)
"""Three days later at the same hour is three days, also when the clocks went forward in between."""

NEWS = (
    Purpose.NEW,
    Purpose.OPENS,
    Purpose.DEADLINE,
    Purpose.LAST_SEATS,
    Purpose.EXTENDED,
    Purpose.EARLIER,
    Purpose.MATERIAL,
)


def caps(event_id: int, purpose: Purpose, now: datetime, day_began: datetime) -> Iterator[Exclusion]:
    """Who has had enough; `day_began` is the local midnight before `now`."""
    yield Exclusion(Reason.CAP, told_at_once_since(day_began))
    yield from rest(event_id, purpose, now)


def rest(event_id: int, purpose: Purpose, now: datetime) -> Iterator[Exclusion]:
    """Who has heard enough of this one event; holds for digests, too."""
    yield Exclusion(Reason.CAP, told_of_since(event_id, NEWS, now - REST + A_CLOCK_CHANGE))
    if purpose is Purpose.DEADLINE:
        yield Exclusion(Reason.CAP, told_often(event_id, Purpose.DEADLINE, MOST_ABOUT_A_DEADLINE))


def told_at_once_since(moment: datetime) -> Select[Any]:
    recent = select(Mailing.id).where(Mailing.kind.in_(AT_ONCE), Mailing.started_at >= moment)
    return select(ToldPerson.contact_id).where(ToldPerson.mailing_id.in_(recent))


def told_of_since(event_id: int, purposes: Collection[Purpose], moment: datetime) -> Select[Any]:
    return (
        select(ToldPerson.contact_id)
        .join(Mailing, Mailing.id == ToldPerson.mailing_id)
        .where(
            ToldPerson.event_id == event_id,
            ToldPerson.purpose.in_(purposes),
            Mailing.started_at > moment,
        )
    )


def told_often(event_id: int, purpose: Purpose, times: int) -> Select[Any]:
    """Counted from the last time the deadline was extended: the later one is another deadline.

    A digest that gathered two steps of the same deadline told of it once.
    """
    told_of_later = ToldPerson.event_id == event_id, ToldPerson.purpose == Purpose.EXTENDED
    ids = select(ToldPerson.mailing_id).where(*told_of_later)
    extended = select(func.max(Mailing.started_at)).where(Mailing.id.in_(ids)).scalar_subquery()
    return (
        select(ToldPerson.contact_id)
        .join(Mailing, Mailing.id == ToldPerson.mailing_id)
        .where(
            ToldPerson.event_id == event_id,
            ToldPerson.purpose == purpose,
            or_(extended.is_(None), Mailing.started_at > extended),
        )
        .group_by(ToldPerson.contact_id)
        .having(func.count(ToldPerson.mailing_id.distinct()) >= times)
    )


def told_of(event_id: int, *purposes: Purpose) -> Select[Any]:
    """Whom any notice or digest told of the event for one of these purposes, in whatever generation."""
    return select(ToldPerson.contact_id).where(
        ToldPerson.event_id == event_id, ToldPerson.purpose.in_(purposes)
    )
