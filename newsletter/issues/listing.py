"""Issues and their versions as lists for editors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select

from newsletter.core.database import session
from newsletter.issues import composer_page, drafts
from newsletter.issues.content import text_in, written_languages
from newsletter.issues.dispatch import Stage, mailing_of, stage
from newsletter.issues.models import Issue, IssueState, IssueVersion
from newsletter.outbox.models import Mailing
from newsletter.subscribers import topics
from newsletter.web.language import interface_language
from newsletter.web.pagination import Page, paginate


class View(StrEnum):
    DRAFTS = "drafts"
    SCHEDULED = "scheduled"
    SENT = "sent"


_STATES = {
    View.DRAFTS: (IssueState.DRAFT, IssueState.FAILED),
    View.SCHEDULED: (IssueState.SCHEDULED,),
    View.SENT: (IssueState.SENT, IssueState.CANCELLED),
}


@dataclass(frozen=True)
class Row:
    issue: Issue
    stage: Stage
    mailing: Mailing | None
    newsletter: str
    languages: Sequence[str]


def view_named(name: str) -> View:
    return next((view for view in View if view == name), View.DRAFTS)


def rows(view: View) -> Page[Row]:
    """Newest first: drafts by their last change, the others by when they leave or left."""
    query = select(Issue).where(_is_in(view))
    order = Issue.updated_at if view is View.DRAFTS else func.coalesce(Issue.sent_at, Issue.updated_at)
    found = paginate(query.order_by(order.desc(), Issue.id.desc()), 30)
    return Page([_row(issue) for issue in found], found.number, found.size, found.total)


def counts() -> dict[View, int]:
    return {
        view: session.scalar(select(func.count()).select_from(Issue).where(_is_in(view))) or 0
        for view in View
    }


def _is_in(view: View) -> ColumnElement[bool]:
    return Issue.state.in_(_STATES[view])


def _row(issue: Issue) -> Row:
    mailing = mailing_of(issue)
    return Row(
        issue=issue,
        stage=stage(issue, mailing),
        mailing=mailing,
        newsletter=topics.title_in(issue.topic, interface_language()),
        languages=written_languages(issue.content),
    )


@dataclass(frozen=True)
class VersionRow:
    id: int
    at: datetime
    cause: str
    by: str
    subjects: Sequence[tuple[str, str]]


def versions(issue_id: int) -> list[VersionRow]:
    return [_version(version) for version in drafts.versions(issue_id)]


def _version(version: IssueVersion) -> VersionRow:
    return VersionRow(
        id=version.id,
        at=version.at,
        cause=version.cause,
        by=composer_page.person(version.staff_id),
        subjects=[
            (language, text_in(version.content, language).subject)
            for language in written_languages(version.content)
        ],
    )
