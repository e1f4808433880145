"""News for digests: a notice that has left for those who get it at once, with its event and whom it concerns."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.events.models import Event
from newsletter.notices.models import NoticeKind, NoticePlan, PlanState
from newsletter.notices.topics import told_topic_ids

GATHERED = (PlanState.SENDING, PlanState.SENT)
"""A notice is news for digests from the moment it left for those who get it at once."""


@dataclass(frozen=True)
class Item:
    """One piece of news. `topic_ids`: following any of them is why one gets it."""

    plan: NoticePlan
    event: Event
    topic_ids: Sequence[int]


def item_of(plan: NoticePlan, event: Event) -> Item:
    return Item(plan, event, told_topic_ids(event))


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
