"""Those whom a digest was put together for, looked at once more before it leaves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    FromClause,
    Select,
    SmallInteger,
    Text,
    case,
    cast,
    column,
    func,
    literal,
    null,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import JSONB

from newsletter.audiences.followers import Exclusion
from newsletter.contacts.models import Contact, Suppression, SuppressionReason
from newsletter.core.database import id_array, session
from newsletter.outbox.models import Reason
from newsletter.subscribers.models import Subscription, SubscriptionState


@dataclass(frozen=True)
class Interest:
    """An event of the digest and the topics of which its reader follows one."""

    event_id: int
    topic_ids: Sequence[int]


def readers(
    members: Select[Any],
    interests: Sequence[Interest],
    exclusions: Sequence[Exclusion],
    languages: Sequence[str],
    default_language: str,
) -> Select[Any]:
    """SELECT as `outbox.Producer.audience` wants it; `members` is a SELECT of one column."""
    given = members.subquery()
    asked = select(given.c[0].label("contact_id")).cte("asked")
    judged = _judged(asked, interests, exclusions).subquery("judged")
    return select(
        Contact.id.label("contact_id"),
        case((Contact.language.in_(languages), Contact.language), else_=default_language).label("language"),
        judged.c.reason,
        literal(0, SmallInteger).label("bits"),
        cast(null(), JSONB).label("values"),
    ).join(judged, judged.c.contact_id == Contact.id)


def unwanted_among(
    contact_ids: Collection[int], interests: Sequence[Interest], exclusions: Sequence[Exclusion]
) -> Mapping[int, Reason]:
    """Those for whom the digest says too much by now, or who must not be mailed."""
    asked = func.unnest(id_array(contact_ids)).table_valued("contact_id", name="asked").render_derived()
    judged = _judged(asked, interests, exclusions).subquery()
    rows = session.execute(select(judged.c.contact_id, judged.c.reason).where(judged.c.reason.is_not(None)))
    return {contact_id: Reason(reason) for contact_id, reason in rows}


def _judged(asked: FromClause, interests: Sequence[Interest], exclusions: Sequence[Exclusion]) -> Select[Any]:
    """SELECT of (contact_id, reason): the person's own choice first, then the address, then `exclusions`."""
    member = asked.c.contact_id
    followed = _followed(asked, interests).subquery("followed")
    stopped = _stopped(asked).subquery("stopped")
    reasons = [
        (Contact.id.is_(None), Reason.ERASED.value),
        (func.coalesce(followed.c.events, 0) < len(interests), Reason.ENDED.value),
        (stopped.c.complained, Reason.COMPLAINED.value),
        (stopped.c.contact_id.is_not(None), Reason.SUPPRESSED.value),
    ]
    for reason in dict.fromkeys(exclusion.reason for exclusion in exclusions):
        listed = union(*(each.contact_ids for each in exclusions if each.reason is reason)).subquery()
        reasons.append((member.in_(select(listed.c[0])), reason.value))
    return (
        select(member.label("contact_id"), cast(case(*reasons, else_=null()), Text).label("reason"))
        .select_from(asked)
        .outerjoin(Contact, Contact.id == member)
        .outerjoin(followed, followed.c.contact_id == member)
        .outerjoin(stopped, stopped.c.contact_id == member)
    )


def _followed(asked: FromClause, interests: Sequence[Interest]) -> Select[int, int]:
    """Of how many of the events each still follows a topic."""
    pairs = [(each.event_id, topic_id) for each in interests for topic_id in each.topic_ids]
    columns = column("event_id", BigInteger), column("topic_id", BigInteger)
    arrays = id_array(event_id for event_id, _ in pairs), id_array(topic_id for _, topic_id in pairs)
    wanted = func.unnest(*arrays).table_valued(*columns, name="wanted").render_derived()
    return (
        select(Subscription.contact_id, func.count(wanted.c.event_id.distinct()).label("events"))
        .join(wanted, wanted.c.topic_id == Subscription.topic_id)
        .where(
            Subscription.state == SubscriptionState.ACTIVE,
            Subscription.contact_id.in_(select(asked.c.contact_id)),
        )
        .group_by(Subscription.contact_id)
    )


def _stopped(asked: FromClause) -> Select[Any]:
    return (
        select(
            Suppression.contact_id,
            func.bool_or(Suppression.reason == SuppressionReason.COMPLAINT).label("complained"),
        )
        .where(Suppression.lifted_at.is_(None), Suppression.contact_id.in_(select(asked.c.contact_id)))
        .group_by(Suppression.contact_id)
    )
