"""The present state of contact x topic, and the history that explains it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from newsletter.contacts import suppressions
from newsletter.contacts.models import SuppressionReason
from newsletter.core.announce import announce
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.subscribers import profiles
from newsletter.subscribers.facts import EverythingLeft
from newsletter.subscribers.models import (
    ChangeReason,
    Frequency,
    Subscription,
    SubscriptionChange,
    SubscriptionState,
    Topic,
    TopicKind,
)

REGRET = timedelta(hours=24)
"""How long the page after leaving can take it back; later a forwarded mail could sign its first reader up again."""


@dataclass(frozen=True)
class Cause:
    """Why a subscription changes: kept with every change."""

    reason: ChangeReason
    staff_id: int | None = None
    mailing_id: int | None = None
    note: str = ""


def default_frequency(kind: TopicKind) -> Frequency:
    """Themes gather what many organisers do; of a project or series one wants to hear at once."""
    return Frequency.WEEKLY if kind is TopicKind.THEME else Frequency.IMMEDIATE


def follow(contact_id: int, topic: Topic, cause: Cause, frequency: Frequency | None = None) -> bool:
    """Makes the subscription active; false when it was so already. An existing one keeps its frequency."""
    made = insert(Subscription).values(
        contact_id=contact_id,
        topic_id=topic.id,
        state=SubscriptionState.ACTIVE,
        frequency=frequency or default_frequency(topic.kind),
        created_at=now(),
    )
    changes: dict[str, object] = {"state": SubscriptionState.ACTIVE, "paused_until": None}
    if frequency is not None:
        changes["frequency"] = frequency
    changed = session.scalars(
        made.on_conflict_do_update(
            index_elements=["contact_id", "topic_id"],
            set_=changes,
            where=Subscription.state != SubscriptionState.ACTIVE,
        ).returning(Subscription),
        execution_options={"populate_existing": True},
    ).one_or_none()
    if changed is not None:
        _note([changed], cause)
    return changed is not None


def set_frequency(contact_id: int, topic_id: int, frequency: Frequency, cause: Cause) -> None:
    """How often the contact hears of what happens in the topic; nothing where it is not followed."""
    changed = session.scalars(
        update(Subscription)
        .where(
            Subscription.contact_id == contact_id,
            Subscription.topic_id == topic_id,
            Subscription.state == SubscriptionState.ACTIVE,
            Subscription.frequency != frequency,
        )
        .values(frequency=frequency)
        .returning(Subscription),
        execution_options={"populate_existing": True},
    ).all()
    _note(changed, cause)


def end(contact_id: int, topic_ids: Collection[int] | None, cause: Cause) -> list[int]:
    """Ends the subscriptions to these topics (None: to all) and says which were not ended before."""
    wanted = update(Subscription).where(
        Subscription.contact_id == contact_id, Subscription.state != SubscriptionState.ENDED
    )
    if topic_ids is not None:
        wanted = wanted.where(Subscription.topic_id.in_(topic_ids))
    ended = session.scalars(
        wanted.values(state=SubscriptionState.ENDED, paused_until=None).returning(Subscription),
        execution_options={"populate_existing": True},
    ).all()
    _note(ended, cause)
    _forget_who_left(contact_id)
    return [subscription.topic_id for subscription in ended]


def _forget_who_left(contact_id: int) -> None:
    """What somebody told of themselves serves what they follow; with the last subscription it goes."""
    if all(row.state is SubscriptionState.ENDED for row in of(contact_id)):
        profiles.forget(contact_id)


def leave_all(contact_id: int, cause: Cause) -> list[int]:
    """Ends everything and stops what does not hang on a subscription too, such as a later import."""
    ended = end(contact_id, None, cause)
    suppressions.suppress(contact_id, SuppressionReason.LEFT_ALL)
    announce(EverythingLeft(contact_id))
    return ended


def left_through(contact_id: int, mailing_id: int) -> list[SubscriptionChange]:
    """Endings through the link of this mailing that stand: the topic has not changed since."""
    latest = (
        select(SubscriptionChange)
        .where(SubscriptionChange.contact_id == contact_id)
        .ext(distinct_on(SubscriptionChange.topic_id))
        .order_by(SubscriptionChange.topic_id, SubscriptionChange.id.desc())
    )
    return [
        change
        for change in session.scalars(latest)
        if change.mailing_id == mailing_id and change.state is SubscriptionState.ENDED
    ]


def undoable(contact_id: int, mailing_id: int) -> list[int]:
    """Topics that were lately left through the link of this mailing."""
    left = left_through(contact_id, mailing_id)
    return [change.topic_id for change in left if change.at > now() - REGRET]


def undo_leaving(contact_id: int, mailing_id: int) -> None:
    """Takes back what was left through the link of this mailing."""
    cause = Cause(ChangeReason.UNDONE, mailing_id=mailing_id)
    left = undoable(contact_id, mailing_id)
    for topic in session.scalars(select(Topic).where(Topic.id.in_(left))):
        follow(contact_id, topic, cause)
    if left:
        suppressions.lift(contact_id, (SuppressionReason.LEFT_ALL,))


def of(contact_id: int) -> list[Subscription]:
    return list(
        session.scalars(
            select(Subscription).where(Subscription.contact_id == contact_id).order_by(Subscription.topic_id)
        )
    )


def followed(contact_id: int) -> set[int]:
    """Ids of the topics the contact gets mail about."""
    return {row.topic_id for row in of(contact_id) if row.state is SubscriptionState.ACTIVE}


def history(contact_id: int) -> list[SubscriptionChange]:
    """Every change, newest first."""
    return list(
        session.scalars(
            select(SubscriptionChange)
            .where(SubscriptionChange.contact_id == contact_id)
            .order_by(SubscriptionChange.id.desc())
        )
    )


def _note(changed: Sequence[Subscription], cause: Cause) -> None:
    session.add_all(
        SubscriptionChange(
            contact_id=row.contact_id,
            topic_id=row.topic_id,
            state=row.state,
            frequency=row.frequency,
            reason=cause.reason,
            staff_id=cause.staff_id,
            mailing_id=cause.mailing_id,
            note=cause.note,
            at=now(),
        )
        for row in changed
    )
    session.flush()
