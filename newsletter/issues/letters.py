"""An issue in one language as a letter: final, or as a draft for its preview."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flask import current_app
from flask_babel import gettext as _

from newsletter.core.clock import now, utc_to_local
from newsletter.errors import StopMailing
from newsletter.issues import resolve
from newsletter.issues.content import LanguageText, text_in
from newsletter.issues.models import Issue
from newsletter.organisation import service as organisation
from newsletter.rendering import letters
from newsletter.rendering.blocks import (
    Block,
    Button,
    EventReference,
    Heading,
    Image,
    Text,
    parse_blocks,
)
from newsletter.rendering.errors import BlockError
from newsletter.rendering.letter import Letter, ListId, Sender
from newsletter.settings import Settings
from newsletter.subscribers import topics

NOBODY = Sender("", "preview@example.org")


def final(issue: Issue, language: str) -> Letter:
    """What is mailed.

    Raises:
        BlockError: a block is malformed or incomplete.
        StopMailing: there is no sender.
    """
    text = text_in(issue.content, language)
    blocks = parse_blocks([block.to_json() for block in text.blocks])
    return _letter(issue, language, text, blocks, sender_of(issue))


def draft(issue: Issue, language: str, subject_of_none: str) -> Letter:
    """As much as can be shown of an unfinished issue: blocks that are empty or faulty are left out."""
    text = text_in(issue.content, language)
    text = replace(text, subject=text.subject or subject_of_none)
    blocks = tuple(_showable(text))
    known = resolve.published_events(blocks)
    shown = [b for b in blocks if not isinstance(b, EventReference) or b.event in known]
    return _letter(issue, language, text, shown, _sender(issue) or NOBODY)


def mentioned_events(letter: Letter) -> frozenset[int]:
    """All events that an issue's letter tells of."""
    listed = {card.id for closing in letter.context["deadlines"].values() for card in closing}
    return frozenset(int(number) for number in listed | set(letter.context["events"]))


def sender_of(issue: Issue) -> Sender:
    sender = _sender(issue)
    if sender is None:
        raise StopMailing(_("No sender is set up. An administrator adds one under “Organisation”."))
    return sender


def _sender(issue: Issue) -> Sender | None:
    found = organisation.sender(issue.topic.sender_id)
    return Sender(found.name, found.address) if found else None


def _reply_to(issue: Issue) -> Sender | None:
    found = organisation.sender(issue.topic.sender_id)
    return Sender(found.name, found.reply_to) if found and found.reply_to else None


def _letter(
    issue: Issue, language: str, text: LanguageText, blocks: Sequence[Block], sender: Sender
) -> Letter:
    settings: Settings = current_app.config["SETTINGS"]
    resolved = resolve.resolve(blocks, language)
    title = topics.title_in(issue.topic, language)
    return letters.issue(
        language=language,
        sender=sender,
        reply_to=_reply_to(issue),
        newsletter=title,
        list_id=ListId(title, f"{issue.topic.slug}.{settings.host_name}"),
        subject=text.subject,
        preheader=text.preheader,
        today=utc_to_local(now(), organisation.get().zone).date(),
        blocks=blocks,
        events=resolved.events,
        deadlines=resolved.deadlines,
        headers=(("Feedback-ID", f"{issue.id}:{issue.topic_id}:issue:{settings.host_name}"),),
    )


def _showable(text: LanguageText) -> Iterator[Block]:
    for stored in text.blocks:
        try:
            (block,) = parse_blocks([stored.to_json()], draft=True)
        except BlockError:
            continue
        if _has_something_to_show(block):
            yield block


def _has_something_to_show(block: Block) -> bool:
    match block:
        case Heading():
            return bool(block.text)
        case Text():
            return bool(block.html)
        case Image():
            return bool(block.src and block.width and block.height)
        case Button():
            return bool(block.text and block.url)
        case _:
            return True
