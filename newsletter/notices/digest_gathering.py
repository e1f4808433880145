"""What a digest tells, and whom: the news nobody of its frequency has had yet, grouped by who gets exactly the same.

Most followers fall into few sets, and everybody in a set gets one and the same mail, so a digest is one mailing per set:
exact for each person, and put together as often as there are sets, not people.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Select,
    cast,
    column,
    delete,
    func,
    literal,
    or_,
    select,
    update,
    values,
)
from sqlalchemy.dialects.postgresql import array, insert

from newsletter.audiences import caps
from newsletter.audiences.followers import followers
from newsletter.contacts.models import Suppression
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.events.models import Event, Publication
from newsletter.notices import kinds, reach
from newsletter.notices.digest_models import Digest, DigestPlan, DigestReader
from newsletter.notices.items import GATHERED, Item, item_of
from newsletter.notices.kinds import NEWS
from newsletter.notices.models import NoticeKind, NoticePlan, PlanState
from newsletter.notices.needs import why_unwanted
from newsletter.notices.rules import TO_PARTICIPANTS
from newsletter.organisation import service as organisation
from newsletter.outbox import service as outbox
from newsletter.outbox.models import REASON_LETTERS, Batch, Mailing, MailingState, Reason
from newsletter.outbox.producer import NewMailing
from newsletter.subscribers.models import Frequency, Subscription, SubscriptionState

KIND = "digest"
LOOK_BACK = timedelta(days=14)
"""What left so long before the last digest ended can still be new to this one: it was stopped, or joined."""

LIFE = timedelta(hours=24)
NOT_STARTED = (MailingState.SCHEDULED, MailingState.PREPARING)
AT_ONCE = 20
"""Sets that are put together at once, biggest first; then as many more every `PAUSE`, so that other mail gets through."""
PAUSE = timedelta(seconds=15)

Audience = Select[Any]


def untaken(frequency: Frequency, since: datetime) -> Select[Any]:
    """SELECT of the ids of notices that have left and stand in no digest of this frequency."""
    taken = select(DigestPlan.plan_id).where(DigestPlan.frequency == frequency)
    return (
        select(NoticePlan.id)
        .join(Event, Event.id == NoticePlan.event_id)
        .join(Mailing, Mailing.id == NoticePlan.mailing_id)
        .where(
            NoticePlan.kind.in_(NEWS),
            NoticePlan.step != TO_PARTICIPANTS,
            NoticePlan.state.in_(GATHERED),
            Mailing.started_at > since - LOOK_BACK,
            Event.publication == Publication.PUBLISHED,
            NoticePlan.id.not_in(taken),
        )
    )


def is_news_on_its_way(due: datetime) -> bool:
    """Whether notices that are due by then have not been started yet."""
    moment = now()
    is_free = or_(NoticePlan.held_until.is_(None), NoticePlan.held_until <= moment)
    is_next = (NoticePlan.state == PlanState.PLANNED) & is_free & (NoticePlan.not_after > moment)
    starts = (NoticePlan.state == PlanState.SENDING) & Mailing.state.in_(NOT_STARTED)
    query = (
        select(NoticePlan.id)
        .outerjoin(Mailing, Mailing.id == NoticePlan.mailing_id)
        .where(NoticePlan.kind.in_(NEWS), NoticePlan.due_at <= due, or_(is_next, starts))
    )
    return session.scalars(query.limit(1)).first() is not None


def take(digest: Digest) -> None:
    """Notes which notices stand in the digest; no other of its frequency has them."""
    plans = untaken(digest.frequency, digest.since).subquery()
    session.execute(
        insert(DigestPlan).from_select(
            ["frequency", "plan_id", "digest_id"],
            select(literal(digest.frequency, DigestPlan.frequency.type), plans.c.id, literal(digest.id)),
        )
    )


def plan_ids(digest: Digest) -> Sequence[int]:
    return session.scalars(
        select(DigestPlan.plan_id).where(DigestPlan.digest_id == digest.id).order_by(DigestPlan.plan_id)
    ).all()


def items(ids: Sequence[int]) -> list[Item]:
    """What of it still makes sense, in the order of the ids."""
    moment = now()
    return [item for item in all_items(ids) if makes_sense(item.plan, moment)]


def all_items(ids: Sequence[int]) -> list[Item]:
    """As plans and events are now, in the order of the ids."""
    plans = plans_of(ids)
    events = select(Event).where(Event.id.in_({plan.event_id for plan in plans}))
    kept = session.scalars(events.execution_options(populate_existing=True)).unique().all()
    found = {event.id: event for event in kept}
    return [item_of(plan, found[plan.event_id]) for plan in plans]


def plans_of(ids: Sequence[int]) -> Sequence[NoticePlan]:
    return session.scalars(select(NoticePlan).where(NoticePlan.id.in_(ids)).order_by(NoticePlan.id)).all()


def makes_sense(plan: NoticePlan, moment: datetime) -> bool:
    event = session.get_one(Event, plan.event_id)
    if why_unwanted(event, plan.kind, moment, plan.step):
        return False
    has_closed = event.deadline_instant is not None and event.deadline_instant <= moment
    return not (plan.kind is NoticeKind.NEW and has_closed)


def gather(digest: Digest) -> int:
    """Notes who gets what, and makes a mailing for each set; how many people have news."""
    session.execute(delete(DigestReader).where(DigestReader.digest_id == digest.id))
    for item in items(plan_ids(digest)):
        for audience in audiences(item, digest.frequency):
            _note(digest, item, audience)
    return _make_mailings(digest)


def audiences(item: Item, frequency: Frequency) -> Iterator[Audience]:
    """SELECTs of `contact_id`. What a cap kept from those who want it at once comes in the daily digest."""
    us = organisation.get()
    exclusions = [
        *reach.follower_exclusions(item.plan, item.event),
        *caps.rest(item.event.id, kinds.purpose(item.plan.kind), now()),
    ]

    def of(wanted: Frequency) -> Audience:
        found = followers(item.topic_ids, us.languages, us.default_language, exclusions, [wanted]).subquery()
        return select(found.c.contact_id).where(found.c.reason.is_(None))

    yield of(frequency)
    if frequency is Frequency.DAILY and item.plan.mailing_id is not None:
        at_once = of(Frequency.IMMEDIATE)
        yield at_once.where(at_once.selected_columns.contact_id.in_(_capped(item.plan.mailing_id)))


def _capped(mailing_id: int) -> Audience:
    people = (
        func.unnest(Batch.contact_ids, func.string_to_array(Batch.reasons, None))
        .table_valued(column("contact_id", BigInteger), column("letter"), name="people")
        .render_derived()
    )
    return (
        select(people.c.contact_id)
        .select_from(Batch)
        .join(people, literal(True))
        .where(Batch.mailing_id == mailing_id, people.c.letter == REASON_LETTERS[Reason.CAP])
    )


def _note(digest: Digest, item: Item, audience: Audience) -> None:
    found = audience.subquery()
    ids = cast(array([literal(item.plan.id, BigInteger)]), ARRAY(BigInteger))
    noted = insert(DigestReader).from_select(
        ["digest_id", "contact_id", "plan_ids"], select(literal(digest.id), found.c.contact_id, ids)
    )
    session.execute(
        noted.on_conflict_do_update(
            index_elements=["digest_id", "contact_id"],
            set_={"plan_ids": DigestReader.plan_ids.concat(noted.excluded.plan_ids)},
        )
    )


def _make_mailings(digest: Digest) -> int:
    sets = session.execute(
        select(DigestReader.plan_ids, func.count())
        .where(DigestReader.digest_id == digest.id)
        .group_by(DigestReader.plan_ids)
        .order_by(func.count().desc(), DigestReader.plan_ids)
    ).all()
    if not sets:
        return 0
    moment = now()
    made = [
        (_key(ids), _mailing(digest, ids, moment + PAUSE * (place // AT_ONCE)).id)
        for place, (ids, _) in enumerate(sets)
    ]
    named = values(column("key"), column("mailing_id", BigInteger), name="named").data(made)
    session.execute(
        update(DigestReader)
        .where(
            DigestReader.digest_id == digest.id,
            func.array_to_string(DigestReader.plan_ids, ",") == named.c.key,
        )
        .values(mailing_id=named.c.mailing_id)
        .execution_options(synchronize_session=False)
    )
    return sum(count for _, count in sets)


def _key(ids: Sequence[int]) -> str:
    return ",".join(map(str, ids))


def _mailing(digest: Digest, ids: Sequence[int], start_at: datetime) -> Mailing:
    return outbox.create(
        NewMailing(
            kind=KIND,
            subject_id=digest.id,
            parameters={"plans": list(ids), "round": digest.rounds},
            start_at=start_at,
            not_after=digest.upto + LIFE,
            priority=kinds.Priority.NEWS,
        )
    )


def count_readers(frequency: Frequency) -> int:
    """How many want any news in such a digest."""
    stopped = select(Suppression.contact_id).where(Suppression.lifted_at.is_(None))
    query = select(func.count(Subscription.contact_id.distinct())).where(
        Subscription.state == SubscriptionState.ACTIVE,
        Subscription.frequency == frequency,
        Subscription.contact_id.not_in(stopped),
    )
    return session.scalar(query) or 0
