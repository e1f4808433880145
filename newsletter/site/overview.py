"""What an editor wants to see first: what is unfinished, what is coming, what left."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import or_, select

from newsletter.core import queue
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.events import page as event_page
from newsletter.events import queries, wording
from newsletter.events.models import Event
from newsletter.issues import listing
from newsletter.issues.models import Issue
from newsletter.notices.models import NoticePlan
from newsletter.outbox import service as outbox
from newsletter.outbox.figures import Figures
from newsletter.outbox.models import Mailing
from newsletter.transport.commons import NOTHING_KNOWN, standing

MOST = 5
_TO_MANY = ("issue", "deadline_notice", "follower_notice", "participant_notice", "everybody_notice")


@dataclass(frozen=True)
class Sending:
    """A mailing to many, with the page that tells more of it."""

    mailing: Mailing
    figures: Figures
    title: str
    endpoint: str
    values: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Trouble:
    """What stands in the way of mail, for everybody who may see the overview."""

    is_broker_away: bool
    held_since: datetime | None
    unbalanced: Sequence[Sending]
    stands_in: tuple[str, str] | None  # which mail server is used in place of the first, and why
    slow: Sequence[str]  # recipient domains, and mail servers, that asked for patience

    def __bool__(self) -> bool:
        return bool(self.is_broker_away or self.held_since or self.unbalanced or self.stands_in or self.slow)


def trouble(language: str) -> Trouble:
    redis_url: str = current_app.config["SETTINGS"].redis_url or ""
    carries = queue.carries(redis_url)
    ways = standing(redis_url, now().timestamp()) if carries else NOTHING_KNOWN
    return Trouble(
        is_broker_away=not carries,
        stands_in=next(iter(ways.second), None),
        slow=sorted(name.partition(":")[2] for name in ways.slow),
        held_since=outbox.held_since(),
        unbalanced=[_sending_of(mailing, language) for mailing in outbox.unbalanced()[:MOST]],
    )


def _sending_of(mailing: Mailing, language: str) -> Sending:
    issue = session.scalar(select(Issue).where(Issue.mailing_id == mailing.id))
    event = session.scalar(
        select(Event)
        .join(NoticePlan, NoticePlan.event_id == Event.id)
        .where(NoticePlan.mailing_id == mailing.id)
    )
    if issue is not None or event is not None:
        return _sending(mailing, issue, event, language)
    return Sending(
        mailing, outbox.figures(mailing.id), _("Mailing %(number)s", number=mailing.id), "staff.home"
    )


def drafts() -> Sequence[listing.Row]:
    return listing.rows(listing.View.DRAFTS).items[:MOST]


def coming_events(language: str) -> list[event_page.EventView]:
    query = queries.for_staff(queries.StaffView.COMING).limit(MOST)
    return [event_page.view_of(event, language) for event in session.scalars(query)]


def sendings(language: str) -> list[Sending]:
    """The latest mailings to many, newest first; those still to come stand before those that left."""
    rows = session.execute(
        select(Mailing, Issue, Event)
        .outerjoin(Issue, Issue.mailing_id == Mailing.id)
        .outerjoin(NoticePlan, NoticePlan.mailing_id == Mailing.id)
        .outerjoin(Event, Event.id == NoticePlan.event_id)
        .where(Mailing.kind.in_(_TO_MANY), or_(Issue.id.is_not(None), Event.id.is_not(None)))
        .order_by(Mailing.start_at.desc(), Mailing.id.desc())
        .limit(MOST)
    )
    return [_sending(mailing, issue, event, language) for mailing, issue, event in rows]


def _sending(mailing: Mailing, issue: Issue | None, event: Event | None, language: str) -> Sending:
    figures = outbox.figures(mailing.id)
    if issue is not None:
        return Sending(mailing, figures, issue.title, "sending.show", {"issue_id": issue.id})
    assert event is not None, "the query gives one of both"
    title = str(wording.title(event, language))
    return Sending(mailing, figures, title, "staff_events.show", {"event_id": event.id})
