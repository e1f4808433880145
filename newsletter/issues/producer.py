"""What the outbox asks of an issue: its letters, its readers, and what follows when it is done."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert

from newsletter.audiences.followers import followers, unwanted_followers
from newsletter.audit import service as audit
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.languages import language_name
from newsletter.core.queue import Lane
from newsletter.errors import StopMailing
from newsletter.issues import dispatch, kinds, letters
from newsletter.issues.content import fallback_language, text_in, written_languages
from newsletter.issues.models import Issue, IssueState
from newsletter.organisation import service as organisation
from newsletter.outbox.look import organisation_look
from newsletter.outbox.models import Mailing, MailingState, OnUnknown, Purpose, Reason, ToldMailing
from newsletter.outbox.producer import Told
from newsletter.rendering.errors import BlockError, FreezeError
from newsletter.rendering.form import Form
from newsletter.rendering.freeze import freeze
from newsletter.rendering.letter import Letter
from newsletter.subscribers.models import Topic
from newsletter.web.language import interface_language


class IssueProducer:
    """A lost reply is for a person to decide: a newsletter that comes twice annoys more than one that is late."""

    lane = Lane.BULK
    on_unknown = OnUnknown.ASK

    def freeze(self, mailing: Mailing) -> Mapping[str, Form]:
        issue = _issue(mailing)
        made = {language: _letter(issue, language) for language in written_languages(issue.content)}
        if not made:
            raise StopMailing(_("Nothing is written in this issue."))
        for letter in made.values():
            _note_told(mailing, letter)
        return {language: _form(issue, letter) for language, letter in made.items()}

    def audience(self, mailing: Mailing) -> Select[Any]:
        issue = _issue(mailing)
        us = organisation.get()
        return followers(
            [issue.topic_id],
            written_languages(issue.content),
            fallback_language(issue.content, us.default_language),
        )

    def told(self, mailing: Mailing) -> Told | None:
        """An issue tells of several events: `freeze` notes them for the mailing as a whole."""
        return None

    def unwanted(self, mailing: Mailing, contact_ids: Collection[int]) -> Mapping[int, Reason]:
        return unwanted_followers([_issue(mailing).topic_id], contact_ids)

    def finished(self, mailing: Mailing) -> None:
        issue = session.scalar(select(Issue).where(Issue.mailing_id == mailing.id).with_for_update(of=Issue))
        if issue is None or issue.state is IssueState.SENT:
            return
        match mailing.state:
            case MailingState.COMPLETED:
                issue.state, issue.sent_at = IssueState.SENT, mailing.started_at or now()
            case MailingState.FAILED:
                issue.state = IssueState.FAILED
            case _ if mailing.started_at is None:
                dispatch.to_draft(issue)
            case _:
                issue.state, issue.sent_at = IssueState.CANCELLED, mailing.started_at
        audit.record("issue.finished", subject=("issue", issue.id), state=issue.state.value)


def topics_left(mailing: Mailing, contact_id: int) -> Sequence[Topic]:
    """What one click in an issue leaves: its newsletter."""
    issue = session.get(Issue, mailing.subject_id) if mailing.subject_id is not None else None
    return [issue.topic] if issue else []


def _issue(mailing: Mailing) -> Issue:
    issue = session.get(Issue, mailing.subject_id) if mailing.subject_id is not None else None
    if issue is None:
        raise StopMailing(_("The issue has been removed."))
    return issue


def _letter(issue: Issue, language: str) -> Letter:
    try:
        return letters.final(issue, language)
    except BlockError as fault:
        raise _stopped(issue, language, fault.block, str(fault)) from fault


def _form(issue: Issue, letter: Letter) -> Form:
    try:
        return freeze(letter, organisation_look(letter.language))
    except FreezeError as fault:
        raise _stopped(issue, letter.language, fault.block, fault.reason) from fault


def _stopped(issue: Issue, language: str, block_id: str, reason: str) -> StopMailing:
    """Says where an editor finds the fault."""
    text = text_in(issue.content, language)
    block = text.block(block_id)
    name = language_name(language, interface_language())
    if block is None:
        return StopMailing(_("The text in %(language)s: %(reason)s", language=name, reason=reason))
    return StopMailing(
        _(
            "The text in %(language)s, block %(number)d (%(kind)s): %(reason)s",
            language=name,
            number=text.blocks.index(block) + 1,
            kind=kinds.kind_name(block.type),
            reason=reason,
        )
    )


def _note_told(mailing: Mailing, letter: Letter) -> None:
    """Whoever is in the batches of this mailing has been told of these events."""
    for event_id in letters.mentioned_events(letter):
        session.execute(
            insert(ToldMailing)
            .values(mailing_id=mailing.id, event_id=event_id, purpose=Purpose.NEW, generation=1)
            .on_conflict_do_nothing()
        )
