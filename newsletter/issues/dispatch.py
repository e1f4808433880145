"""Letting an issue go, and taking it back while nothing has left."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _

from newsletter.audit import service as audit
from newsletter.core.database import session
from newsletter.errors import Conflict, Invalid, NotPossible
from newsletter.issues import checks, drafts
from newsletter.issues.departure import Departure
from newsletter.issues.drafts import Cause
from newsletter.issues.models import Issue, IssueState
from newsletter.outbox import service as outbox
from newsletter.outbox.models import Mailing, MailingState, OnUnknown
from newsletter.outbox.producer import NewMailing

KIND = "issue"
UNDER_WAY = (MailingState.PREPARING, MailingState.SENDING, MailingState.PAUSED)


class Stage(StrEnum):
    """Where an issue stands for those who look at it: its own state, and that of its mailing."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"


def mailing_of(issue: Issue) -> Mailing | None:
    return session.get(Mailing, issue.mailing_id) if issue.mailing_id is not None else None


def stage(issue: Issue, mailing: Mailing | None) -> Stage:
    if issue.state is IssueState.SCHEDULED and mailing is not None and mailing.state in UNDER_WAY:
        return Stage.SENDING
    return Stage(issue.state.value)


def trial_mailing(issue: Issue) -> Mailing:
    """The mailing it would become, for asking who would get it; never stored."""
    return Mailing(kind=KIND, subject_id=issue.id, lane="bulk", parameters={})


@dataclass(frozen=True)
class Seen:
    """What the editor had before them: which revision, and whether they agreed to what should be thought of."""

    revision: int
    accepts_warnings: bool = False


def schedule(
    issue_id: int,
    departure: Departure,
    seen: Seen,
    staff_id: int | None,
    on_unknown: OnUnknown = OnUnknown.ASK,
) -> Issue:
    """Makes the issue leave at `departure`; from now on its content stands.

    A second press of the button finds it scheduled and changes nothing.

    Raises:
        Conflict: somebody changed the issue after the page with the audience was shown.
        Invalid: it has a fault that stops it, or a warning that nobody has agreed to.
    """
    issue = drafts.lock(issue_id)
    if issue.state in (IssueState.SCHEDULED, IssueState.SENT):
        return issue
    if issue.state is not IssueState.DRAFT:
        raise NotPossible(_("This issue has been stopped. Take it back to draft before you send it."))
    if issue.revision != seen.revision:
        raise Conflict(
            _("The issue has been changed since you opened this page. Look through it and send it again.")
        )
    _require_good(issue, seen)
    drafts.keep_version(issue, Cause.SCHEDULE, staff_id)
    mailing = outbox.create(
        NewMailing(
            kind=KIND,
            subject_id=issue.id,
            start_at=departure.start_at,
            hours_only=departure.hours_only,
            created_by=staff_id,
            on_unknown=on_unknown,
        )
    )
    issue.mailing_id = mailing.id
    issue.state = IssueState.SCHEDULED
    issue.scheduled_local, issue.scheduled_zone = departure.local, departure.zone
    audit.record(
        "issue.scheduled",
        actor_id=staff_id,
        subject=("issue", issue.id),
        revision=issue.revision,
        local=departure.local.isoformat(),
        zone=departure.zone,
    )
    return issue


def _require_good(issue: Issue, seen: Seen) -> None:
    for finding in checks.findings(issue):
        if finding.is_error:
            raise Invalid(finding.message)
        if not seen.accepts_warnings:
            raise Invalid(_("Look at what the list says, and tick that it may leave like this."), "accept")


def take_back(issue_id: int, staff_id: int | None) -> Issue:
    """Back to draft, as long as nobody has been mailed.

    The mailing is locked before the issue, in the order in which the outbox does it.
    """
    issue = drafts.find(issue_id)
    mailing = _locked_mailing(issue)
    issue = drafts.lock(issue_id)
    if issue.state is IssueState.DRAFT:
        return issue
    if mailing is None or not _is_untouched(mailing):
        raise NotPossible(_("The issue is on its way already. You can pause or stop the sending."))
    if mailing.state is MailingState.SCHEDULED:
        outbox.cancel(mailing.id, actor_id=staff_id)
    to_draft(issue)
    audit.record("issue.taken_back", actor_id=staff_id, subject=("issue", issue.id))
    return issue


def to_draft(issue: Issue) -> None:
    """With a revision of its own, so that a page that was left open cannot send it once more."""
    issue.revision += 1
    issue.state = IssueState.DRAFT
    issue.mailing_id = issue.scheduled_local = issue.scheduled_zone = None


def _locked_mailing(issue: Issue) -> Mailing | None:
    if issue.mailing_id is None:
        return None
    return session.get(Mailing, issue.mailing_id, with_for_update=True, populate_existing=True)


def _is_untouched(mailing: Mailing) -> bool:
    """Not begun, or stopped before its audience was settled."""
    if mailing.state in (MailingState.FAILED, MailingState.CANCELLED):
        return mailing.queued is None
    return mailing.state is MailingState.SCHEDULED
