"""Finding events. Lists for the public hold published events only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.text import one_line
from newsletter.errors import NotFound
from newsletter.events.models import (
    Event,
    EventChange,
    Mode,
    Occurrence,
    Publication,
    event_topic,
)

SOON = timedelta(days=14)

_published = Event.publication == Publication.PUBLISHED
_scheduled = Event.occurrence == Occurrence.SCHEDULED


def by_id(event_id: int) -> Event:
    event = session.get(Event, event_id)
    if event is None:
        raise NotFound(_("There is no such event."))
    return event


def by_ids(event_ids: Collection[int]) -> list[Event]:
    """Those that exist, in no particular order."""
    return list(session.scalars(select(Event).where(Event.id.in_(event_ids))))


def public(slug: str) -> Event:
    """The published event of this address."""
    event = session.scalar(select(Event).where(Event.slug == slug, _published))
    if event is None:
        raise NotFound(_("There is no such event. It may have been withdrawn."))
    return event


def coming(limit: int, topic_ids: Collection[int] | None = None) -> Sequence[Event]:
    """The next events that take place, those without a date last."""
    query = _of_topics(select(Event).where(_published, _scheduled, _not_over()), topic_ids)
    return session.scalars(_in_time(query).limit(limit)).all()


def about(topic_id: int, limit: int) -> Sequence[Event]:
    """Published events of a topic, project or series in the order of their time; those without a date last."""
    query = _of_topics(select(Event).where(_published), [topic_id])
    latest_first = query.order_by(Event.starts_instant.desc().nulls_first(), Event.id.desc()).limit(limit)
    return list(reversed(session.scalars(latest_first).all()))


def with_deadline_between(
    start: datetime, end: datetime, topic_ids: Collection[int] | None = None
) -> Sequence[Event]:
    """Events one can still register for whose deadline is after `start` and not after `end`."""
    query = select(Event).where(
        _published, _scheduled, Event.deadline_instant > start, Event.deadline_instant <= end
    )
    return session.scalars(_of_topics(query, topic_ids).order_by(Event.deadline_instant, Event.id)).all()


def for_calendar(since: datetime, topic_ids: Collection[int] | None, limit: int) -> Sequence[Event]:
    """Events not over at `since`, cancelled and postponed ones too, those without any day left out."""
    has_day = or_(Event.starts_on.is_not(None), Event.deadline_on.is_not(None))
    lasts = or_(Event.over_instant.is_(None), Event.over_instant > since)
    query = _of_topics(select(Event).where(_published, has_day, lasts), topic_ids)
    return session.scalars(query.order_by(Event.starts_on.desc(), Event.id).limit(limit)).all()


def latest_published(topic_ids: Collection[int] | None, limit: int) -> Sequence[Event]:
    """Those with the latest news first: published, or changed in what matters to those who come."""
    latest = func.coalesce(Event.updated_at, Event.published_at)
    query = _of_topics(select(Event).where(_published), topic_ids)
    return session.scalars(query.order_by(latest.desc(), Event.id.desc()).limit(limit)).all()


class Period(StrEnum):
    COMING = "coming"
    DEADLINE_SOON = "deadline"
    PAST = "past"


Choice = TypeVar("Choice", bound=StrEnum)


def wished(choices: type[Choice], asked: str | None) -> Choice | None:
    """The choice of this name, if there is one: what an address asks for is a wish."""
    return next((choice for choice in choices if choice.value == asked), None)


@dataclass(frozen=True)
class Filter:
    """What a visitor narrows the list to; unknown wishes are left out, never an error."""

    period: Period = Period.COMING
    topic_id: int | None = None
    mode: Mode | None = None


def listed(wanted: Filter) -> Select[Event]:
    """Cancelled and postponed events stay in the list, so that nobody looks for them in vain."""
    query = select(Event).where(_published, _period(wanted.period))
    if wanted.mode is not None:
        query = query.where(Event.mode == wanted.mode)
    query = _of_topics(query, None if wanted.topic_id is None else [wanted.topic_id])
    if wanted.period is Period.PAST:
        return query.order_by(Event.over_instant.desc(), Event.id.desc())
    if wanted.period is Period.DEADLINE_SOON:
        return query.order_by(Event.deadline_instant, Event.id)
    return _in_time(query)


def _period(period: Period) -> ColumnElement[bool]:
    match period:
        case Period.PAST:
            return Event.over_instant <= now()
        case Period.DEADLINE_SOON:
            return and_(_scheduled, Event.deadline_instant > now(), Event.deadline_instant <= now() + SOON)
        case Period.COMING:
            return _not_over()


class StaffView(StrEnum):
    COMING = "coming"
    DRAFTS = "drafts"
    PAST = "past"


def for_staff(view: StaffView, words: str = "") -> Select[Event]:
    query = select(Event).where(_matches(words)) if one_line(words) else select(Event)
    match view:
        case StaffView.DRAFTS:
            return query.where(not_(_published)).order_by(Event.created_at.desc(), Event.id.desc())
        case StaffView.PAST:
            return query.where(_published, Event.over_instant <= now()).order_by(Event.over_instant.desc())
        case StaffView.COMING:
            return _in_time(query.where(_published, _not_over()))


def counts(words: str = "") -> dict[StaffView, int]:
    """How many events each list of the staff holds."""
    return {
        view: session.scalar(
            select(func.count()).select_from(for_staff(view, words).order_by(None).subquery())
        )
        or 0
        for view in StaffView
    }


def history(event_id: int) -> Sequence[EventChange]:
    """What was changed after publication, newest first."""
    query = select(EventChange).where(EventChange.event_id == event_id)
    return session.scalars(query.order_by(EventChange.at.desc(), EventChange.id.desc())).all()


def _not_over() -> ColumnElement[bool]:
    return or_(Event.over_instant.is_(None), Event.over_instant > now())


def _of_topics(query: Select[Event], topic_ids: Collection[int] | None) -> Select[Event]:
    if topic_ids is None:
        return query
    about = select(event_topic.c.event_id).where(event_topic.c.topic_id.in_(topic_ids))
    return query.where(or_(Event.id.in_(about), Event.parent_topic_id.in_(topic_ids)))


def _in_time(query: Select[Event]) -> Select[Event]:
    return query.order_by(Event.starts_instant.nulls_last(), Event.id)


def _matches(words: str) -> ColumnElement[bool]:
    """All words, each as the beginning of a word in the texts, the place or an organiser's name."""
    wanted = " & ".join(f"'{word}':*" for word in _words(words))
    document = func.to_tsvector("simple", func.concat_ws(" ", Event.texts, Event.venue, Event.city))
    return document.bool_op("@@")(func.to_tsquery("simple", wanted))


def _words(typed: str) -> list[str]:
    kept = "".join(c if c.isalnum() else " " for c in one_line(typed))
    return kept.split()[:10]
