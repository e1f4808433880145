"""Keeping drafts: making issues, saving one language at a time, versions."""

from dataclasses import dataclass, replace
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select

from newsletter.audit import service as audit
from newsletter.core.database import session
from newsletter.core.text import one_line, slugify
from newsletter.errors import Conflict, Invalid, NotFound, NotPossible
from newsletter.issues import content
from newsletter.issues.content import LanguageText, text_in
from newsletter.issues.models import Issue, IssueState, IssueVersion
from newsletter.subscribers.models import Topic, TopicKind

LONGEST_TITLE = 200


class Cause(StrEnum):
    """Why a version was kept."""

    SAVE = "save"
    TEST = "test"
    SCHEDULE = "schedule"


class TextConflict(Conflict):
    """Somebody else saved the same language meanwhile; `theirs` is what stands there now."""

    def __init__(self, theirs: LanguageText) -> None:
        self.theirs = theirs
        super().__init__(
            _(
                "Somebody else has changed this text meanwhile. Compare the two and save the one you want to keep."
            )
        )


@dataclass(frozen=True)
class Saved:
    issue: Issue
    text: LanguageText


def find(issue_id: int) -> Issue:
    issue = session.get(Issue, issue_id)
    if issue is None:
        raise NotFound(_("There is no such issue."))
    return issue


def lock(issue_id: int) -> Issue:
    """The issue as it stands now, kept from others until the transaction ends."""
    issue = session.scalar(
        select(Issue)
        .where(Issue.id == issue_id)
        .with_for_update(of=Issue)
        .execution_options(populate_existing=True)
    )
    if issue is None:
        raise NotFound(_("There is no such issue."))
    return issue


def newsletters() -> list[Topic]:
    """The topics an issue can belong to."""
    found = session.scalars(
        select(Topic)
        .where(Topic.kind == TopicKind.NEWSLETTER, Topic.archived_at.is_(None))
        .order_by(Topic.position, Topic.id)
    )
    return list(found)


def create(topic_id: int | None, title: str, staff_id: int | None) -> Issue:
    topic, title = _checked(topic_id, title)
    issue = Issue(
        slug=_free_slug(title), topic_id=topic.id, topic=topic, title=title, content={}, created_by=staff_id
    )
    session.add(issue)
    session.flush()
    audit.record("issue.created", actor_id=staff_id, subject=("issue", issue.id))
    return issue


def rename(issue_id: int, topic_id: int | None, title: str, staff_id: int | None) -> Issue:
    """Another title or newsletter. The address in the archive stays: it may be known already."""
    issue = lock(issue_id)
    _require_draft(issue)
    topic, issue.title = _checked(topic_id, title)
    issue.topic_id, issue.topic = topic.id, topic
    audit.record("issue.renamed", actor_id=staff_id, subject=("issue", issue.id))
    return issue


def copy_issue(issue_id: int, staff_id: int | None) -> Issue:
    """A new draft with the content of any issue, sent ones too."""
    source = find(issue_id)
    issue = create(source.topic_id, _("Copy of %(title)s", title=source.title), staff_id)
    issue.content = {
        language: replace(text_in(source.content, language), removed=None, revision=issue.revision).to_json()
        for language in source.content
    }
    return issue


def delete(issue_id: int, staff_id: int | None) -> None:
    """For good, with its versions. What was ever on its way stays."""
    issue = lock(issue_id)
    _require_draft(issue)
    session.delete(issue)
    session.flush()
    audit.record("issue.deleted", actor_id=staff_id, subject=("issue", issue_id), title=issue.title)


def _checked(topic_id: int | None, title: str) -> tuple[Topic, str]:
    title = one_line(title)[:LONGEST_TITLE]
    if not title:
        raise Invalid(_("Give the issue a title. Only editors see it."), "title")
    topic = next((topic for topic in newsletters() if topic.id == topic_id), None)
    if topic is None:
        raise Invalid(_("Choose the newsletter that this issue belongs to."), "topic_id")
    return topic, title


def _free_slug(title: str) -> str:
    wanted = slugify(title, fallback="issue")
    taken = set(session.scalars(select(Issue.slug).where(Issue.slug.startswith(wanted, autoescape=True))))
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def _require_draft(issue: Issue) -> None:
    if issue.state != IssueState.DRAFT:
        raise NotPossible(_("This issue is scheduled or sent. Take it back to draft before you change it."))


def save(
    issue_id: int, language: str, typed: LanguageText, base_revision: int, staff_id: int | None = None
) -> Saved:
    """Stores the text of one language, unless somebody else changed that language after `base_revision`.

    Saving what stands there already changes nothing, so a repeated request is harmless.

    Raises:
        TextConflict: with the other text.
    """
    issue = lock(issue_id)
    _require_draft(issue)
    stored = text_in(issue.content, language)
    if stored.says_the_same_as(typed) and stored.removed == typed.removed:
        return Saved(issue, stored)
    if stored.revision > base_revision and not stored.says_the_same_as(typed):
        raise TextConflict(stored)
    issue.revision += 1
    text = replace(typed, revision=issue.revision, changed_by=staff_id)
    issue.content = {**issue.content, language: text.to_json()}
    return Saved(issue, text)


def copy_language(issue_id: int, source: str, target: str, staff_id: int | None = None) -> Saved:
    """The text of `source` as the beginning of `target`, which must not hold anything yet."""
    issue = lock(issue_id)
    known = text_in(issue.content, target)
    if known.is_written:
        raise NotPossible(
            _("There is a text in this language already. Empty it before you copy another one.")
        )
    copied = content.copied(text_in(issue.content, source), known)
    return save(issue_id, target, copied, known.revision, staff_id)


def keep_version(issue: Issue, cause: Cause, staff_id: int | None) -> None:
    """A row with the content as it is, unless the newest one holds the same content for the same cause."""
    newest = session.scalar(
        select(IssueVersion)
        .where(IssueVersion.issue_id == issue.id)
        .order_by(IssueVersion.id.desc())
        .limit(1)
    )
    if newest is not None and newest.revision == issue.revision and newest.cause == cause:
        return
    session.add(
        IssueVersion(
            issue_id=issue.id, revision=issue.revision, content=issue.content, cause=cause, staff_id=staff_id
        )
    )


def versions(issue_id: int) -> list[IssueVersion]:
    found = session.scalars(
        select(IssueVersion)
        .where(IssueVersion.issue_id == issue_id)
        .order_by(IssueVersion.id.desc())
        .limit(100)
    )
    return list(found)


def restore_version(issue_id: int, version_id: int, staff_id: int | None) -> Issue:
    """Makes an older version the present content; what stands there now is kept as a version first."""
    issue = lock(issue_id)
    _require_draft(issue)
    version = session.get(IssueVersion, version_id)
    if version is None or version.issue_id != issue.id:
        raise NotFound(_("There is no such version."))
    keep_version(issue, Cause.SAVE, staff_id)
    issue.revision += 1
    issue.content = {
        language: replace(text_in(version.content, language), revision=issue.revision).to_json()
        for language in version.content
    }
    audit.record("issue.restored", actor_id=staff_id, subject=("issue", issue.id), version=version.id)
    return issue
