"""Issues that were sent, as they were sent, without anything personal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import Select, select

from newsletter.core.database import session
from newsletter.core.languages import LANGUAGES, OWN_NAMES, choose
from newsletter.core.tokens import sign, verify
from newsletter.errors import NotFound
from newsletter.issues import copies
from newsletter.issues.content import fallback_language, text_in, written_languages
from newsletter.issues.copies import Copy
from newsletter.issues.models import Issue, IssueState
from newsletter.organisation import service as organisation
from newsletter.outbox import service as outbox
from newsletter.outbox.models import MailingForm
from newsletter.rendering.errors import CopyError
from newsletter.subscribers import topics
from newsletter.subscribers.models import Topic
from newsletter.web.pagination import Page, paginate


@dataclass(frozen=True)
class Entry:
    """A sent issue in the reader's language, or in the one it has."""

    slug: str
    subject: str
    language: str
    newsletter: str
    sent_at: datetime | None
    other_languages: Sequence[tuple[str, str]]


def view(token: str) -> Copy:
    """The mail that a link “read in the browser” means: mailing and language, and nobody's name."""
    numbers = verify("view", token)
    if numbers is None or len(numbers) != 2:
        raise NotFound
    mailing_id, number = numbers
    return _copy(mailing_id, _language(mailing_id, number), f"{_base_url()}/view/{token}")


def _language(mailing_id: int, number: int) -> str:
    """The language a link names by its number; the number after the last stands for any that has no catalogue."""
    if number < len(LANGUAGES):
        return LANGUAGES[number]
    others = select(MailingForm.language).where(
        MailingForm.mailing_id == mailing_id, MailingForm.language.not_in(LANGUAGES)
    )
    return session.scalar(others.limit(1)) or ""


def sent_issue(slug: str) -> Issue:
    found = session.scalar(_sent().where(Issue.slug == slug))
    if found is None:
        raise NotFound
    return found


def copy_of(issue: Issue, language: str) -> Copy:
    if issue.mailing_id is None:
        raise NotFound
    number = LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES)
    return _copy(issue.mailing_id, language, f"{_base_url()}/view/{sign('view', issue.mailing_id, number)}")


def _copy(mailing_id: int, language: str, address: str) -> Copy:
    form = outbox.form_of(mailing_id, language)
    if form is None:
        raise NotFound
    try:
        return copies.public(form, address)
    except CopyError:  # a mail to one person, which nobody else may read
        raise NotFound from None


def entries(newsletter: Topic | None, language: str) -> Page[Entry]:
    """Latest first."""
    query = _sent().order_by(Issue.sent_at.desc(), Issue.id.desc())
    if newsletter is not None:
        query = query.where(Issue.topic_id == newsletter.id)
    found = paginate(query, 20)
    return Page([entry(issue, language) for issue in found], found.number, found.size, found.total)


def entry(issue: Issue, language: str) -> Entry:
    shown = shown_language(issue, language)
    return Entry(
        slug=issue.slug,
        subject=text_in(issue.content, shown).subject,
        language=shown,
        newsletter=topics.title_in(issue.topic, language),
        sent_at=issue.sent_at,
        other_languages=[
            (code, OWN_NAMES.get(code, code)) for code in written_languages(issue.content) if code != shown
        ],
    )


def shown_language(issue: Issue, wanted: str) -> str:
    fallback = fallback_language(issue.content, organisation.get().default_language)
    return choose([wanted], written_languages(issue.content), fallback)


def newsletters() -> list[Topic]:
    """Public newsletters of which something was sent."""
    with_issues = select(Issue.topic_id).where(Issue.state == IssueState.SENT)
    found = select(Topic).where(Topic.id.in_(with_issues), Topic.is_public).order_by(Topic.position, Topic.id)
    return list(session.scalars(found))


def _sent() -> Select[Issue]:
    """Of public newsletters only: one that nobody can sign up for has its readers for a reason."""
    return select(Issue).join(Issue.topic).where(Issue.state == IssueState.SENT, Topic.is_public)


def _base_url() -> str:
    base_url: str = current_app.config["SETTINGS"].base_url
    return base_url
