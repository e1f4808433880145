"""News for digests: what is new for the followers of topics since a moment, as plans with the instant they were due.

A digest gathers the news (P2) that its reader did not get at once. Whoever writes digests asks `due_between` for the
plans, `follower_exclusions` of `reach` for who needs none of them, and notes in `outbox.told` what it told, with
`reach.told(plan)`: then no later notice repeats it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, literal, select, union_all

from newsletter.audiences.followers import followers
from newsletter.core.database import session
from newsletter.events.models import Event, Publication
from newsletter.notices import reach
from newsletter.notices.kinds import NEWS
from newsletter.notices.models import NoticeKind, NoticePlan, PlanState
from newsletter.notices.needs import why_unwanted
from newsletter.notices.rules import TO_PARTICIPANTS
from newsletter.notices.topics import told_topic_ids
from newsletter.organisation import service as organisation
from newsletter.outbox.producer import Told

GATHERED = (PlanState.SENDING, PlanState.SENT)
"""A notice is news for digests from the moment it left for those who get it at once."""


@dataclass(frozen=True)
class Item:
    """One piece of news. `topic_ids`: following any of them is why one gets it."""

    plan: NoticePlan
    event: Event
    due_at: datetime
    topic_ids: Sequence[int]

    @property
    def told(self) -> Told:
        return reach.told(self.plan)


def due_between(after: datetime, upto: datetime) -> list[Item]:
    """News that left in that time and still makes sense at its end, the nearest deadline first."""
    plans = session.scalars(
        select(NoticePlan)
        .join(Event, Event.id == NoticePlan.event_id)
        .where(
            NoticePlan.kind.in_(NEWS),
            NoticePlan.step != TO_PARTICIPANTS,
            NoticePlan.state.in_(GATHERED),
            NoticePlan.sent_at > after,
            NoticePlan.sent_at <= upto,
            Event.publication == Publication.PUBLISHED,
        )
        .order_by(NoticePlan.sent_at, NoticePlan.id)
    ).all()
    items = [item_of(plan) for plan in plans]
    wanted = [item for item in items if not why_unwanted(item.event, item.plan.kind, upto, item.plan.step)]
    return sorted(wanted, key=lambda item: (item.event.deadline_instant or upto, item.plan.id))


def item_of(plan: NoticePlan) -> Item:
    event = session.get_one(Event, plan.event_id)
    return Item(plan, event, plan.sent_at or plan.due_at, told_topic_ids(event))


def readers(item: Item) -> Select[Any]:
    """SELECT of (contact_id, language, reason, bits, values) of one item as its digest would have it: frequency and
    caps are not asked, for a digest is one mail however much it tells; who was told, registered or marked is left out."""
    us = organisation.get()
    return followers(
        item.topic_ids,
        us.languages,
        us.default_language,
        list(reach.follower_exclusions(item.plan, item.event)),
    )


def for_contacts(items: Sequence[Item]) -> Select[Any]:
    """SELECT of (contact_id, plan_id): who is to read of which item, all in one statement."""
    parts = []
    for item in items:
        audience = readers(item).subquery()
        parts.append(
            select(audience.c.contact_id, literal(item.plan.id).label("plan_id")).where(
                audience.c.reason.is_(None)
            )
        )
    together = union_all(*parts).subquery()
    return select(together.c.contact_id, together.c.plan_id)


SECTIONS = {
    NoticeKind.DEADLINE: "deadlines",
    NoticeKind.LAST_SEATS: "deadlines",
    NoticeKind.EXTENDED: "deadlines",
    NoticeKind.EARLIER: "deadlines",
    NoticeKind.NEW: "new",
    NoticeKind.OPENS: "new",
    NoticeKind.MATERIAL: "material",
}
"""Where in a digest each kind stands, by the names of `rendering.notice_digests.SectionKind`."""
