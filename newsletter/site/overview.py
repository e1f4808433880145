"""What an editor wants to see first: what is unfinished, what is coming, what left."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select

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

MOST = 5
_TO_MANY = ("issue", "deadline_notice")


@dataclass(frozen=True)
class Sending:
    """A mailing to many, with the page that tells more of it."""

    mailing: Mailing
    figures: Figures
    title: str
    endpoint: str
    values: dict[str, int] = field(default_factory=dict)


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
