"""What must be mended before an issue can leave, and what an editor should think of."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from flask_babel import gettext as _

from newsletter.core.clock import now
from newsletter.core.languages import language_name
from newsletter.errors import StopMailing
from newsletter.events import queries
from newsletter.events.models import Event, Occurrence, Publication
from newsletter.events.state import is_over
from newsletter.issues import letters, resolve
from newsletter.issues.content import LanguageText, fallback_language, text_in, written_languages
from newsletter.issues.models import Issue
from newsletter.organisation import service as organisation
from newsletter.outbox.look import organisation_look
from newsletter.rendering import merge_fields
from newsletter.rendering.blocks import (
    Block,
    Deadlines,
    EventReference,
    Heading,
    Text,
    all_faults,
    parse_blocks,
)
from newsletter.rendering.errors import BlockError, FreezeError
from newsletter.rendering.freeze import freeze
from newsletter.web.language import interface_language

LONG_SUBJECT = 60
# Texts of links that say nothing when a screen reader reads the links of a mail out alone.
VAGUE_LINKS = frozenset(
    {
        *("här", "klicka här", "läs mer", "mer", "länk", "länken", "se här"),
        *("her", "klik her", "klikk her", "læs mere", "les mer", "mere", "lenke", "link", "linket"),
        *("tästä", "täällä", "klikkaa tästä", "lue lisää", "linkki"),
        *("here", "click here", "read more", "more", "learn more", "this link"),
    }
)
Remark = tuple[str, str]
"""A block's id, or nothing, and the sentence."""

_link = re.compile(r"<a [^>]*>(.*?)</a>", re.DOTALL)
_tag = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Finding:
    """Something about the issue, or about one language and, with `block_id`, one block in it. Errors stop it."""

    message: str
    language: str = ""
    block_id: str = ""
    is_error: bool = False


def findings(issue: Issue) -> list[Finding]:
    """Everything, errors first."""
    found = list(_about_issue(issue))
    for language in written_languages(issue.content):
        found += _about_text(issue, language)
    return sorted(found, key=lambda finding: not finding.is_error)


def _about_issue(issue: Issue) -> Iterator[Finding]:
    us = organisation.get()
    written = written_languages(issue.content)
    if not written:
        yield Finding(_("Nothing is written yet. Begin with a subject and a first block."), is_error=True)
        return
    try:
        letters.sender_of(issue)
    except StopMailing as fault:
        yield Finding(str(fault), is_error=True)
    missing = [_name(language) for language in us.languages if language not in written]
    if missing:
        yield Finding(
            _(
                "There is no text in: %(languages)s. Those readers get it in %(instead)s.",
                languages=", ".join(missing),
                instead=_name(fallback_language(issue.content, us.default_language)),
            )
        )


def _about_text(issue: Issue, language: str) -> Iterator[Finding]:
    text = text_in(issue.content, language)
    errors = [*_errors(text)]
    if not errors:
        errors = [*_freeze_errors(issue, language)]
    for block_id, message in _in_order(errors, text):
        yield Finding(message, language, block_id, is_error=True)
    for block_id, message in _in_order(_warnings(text), text):
        yield Finding(message, language, block_id)


def _in_order(remarks: Iterable[Remark], text: LanguageText) -> list[Remark]:
    """As one meets them from the top."""
    places = {block.id: place for place, block in enumerate(text.blocks)}
    return sorted(remarks, key=lambda remark: places.get(remark[0], -1))


def _name(language: str) -> str:
    return language_name(language, interface_language())


def _errors(text: LanguageText) -> Iterator[Remark]:
    if not text.subject:
        yield "", _("Write a subject. It is the first thing readers see.")
    if merge_fields.has_fields(text.subject):
        yield "", _("The subject is the same for everybody. Take the merge field out of it.")
    if merge_fields.has_fields(text.preheader):
        yield "", _("The preview line is the same for everybody. Take the merge field out of it.")
    if not text.blocks:
        yield "", _("There are no blocks yet. Add at least one.")
    for fault in all_faults([block.to_json() for block in text.blocks]):
        yield fault.block, str(fault)
    for block in _parsed(text):
        if isinstance(block, EventReference) and block.event and not _published(block):
            yield (
                block.id,
                _("This event is not published. Publish it, choose another one or remove the block."),
            )


def _freeze_errors(issue: Issue, language: str) -> Iterator[Remark]:
    """What only the real pipeline finds: a mail that is too large, a template that fails."""
    try:
        freeze(letters.final(issue, language), organisation_look(language))
    except FreezeError as fault:
        is_block = text_in(issue.content, language).block(fault.block) is not None
        yield (fault.block, fault.reason) if is_block else ("", str(fault))
    except StopMailing:
        return


def _parsed(text: LanguageText) -> Iterator[Block]:
    for stored in text.blocks:
        try:
            yield from parse_blocks([stored.to_json()], draft=True)
        except BlockError:
            continue


def _event(block: EventReference) -> Event | None:
    found = queries.by_ids([int(block.event)]) if block.event.isdecimal() else []
    return found[0] if found else None


def _published(block: EventReference) -> bool:
    event = _event(block)
    return event is not None and event.publication is Publication.PUBLISHED


def _warnings(text: LanguageText) -> Iterator[Remark]:
    if len(text.subject) > LONG_SUBJECT:
        yield (
            "",
            _("The subject is long. Telephones show about %(count)d characters of it.", count=LONG_SUBJECT),
        )
    if text.subject and not text.preheader:
        yield "", _("Without a preview line, mail programs show the first words of the mail instead.")
    yield from _unknown_fields("", text.subject, text.preheader)
    for block in _parsed(text):
        match block:
            case EventReference():
                yield from _event_warnings(block)
            case Deadlines() if not resolve.closing_within(block.days):
                yield (
                    block.id,
                    _("No registration closes in these days. The block is left out if that stays so."),
                )
            case Heading():
                yield from _unknown_fields(block.id, block.text)
            case Text():
                yield from _unknown_fields(block.id, unescape(block.html))
                yield from _link_warnings(block)


def _unknown_fields(block_id: str, *texts: str) -> Iterator[Remark]:
    for text in texts:
        for words in merge_fields.unknown(text):
            yield block_id, _("“%(words)s” is no merge field. Readers will see it as it stands.", words=words)


def _event_warnings(block: EventReference) -> Iterator[Remark]:
    event = _event(block)
    if event is None:
        return
    if event.occurrence is Occurrence.CANCELLED:
        yield block.id, _("This event is cancelled. Readers will see it marked as cancelled.")
    elif event.occurrence is Occurrence.POSTPONED:
        yield block.id, _("This event is postponed. Readers will see that its date is not decided.")
    elif is_over(event, now()):
        yield block.id, _("This event is over.")


def _link_warnings(block: Text) -> Iterator[Remark]:
    for match in _link.finditer(block.html):
        words = _tag.sub("", match[1]).strip()
        if words.lower().rstrip(".!…:» ") in VAGUE_LINKS:
            yield (
                block.id,
                _(
                    "The link “%(words)s” does not say where it leads. Name what one finds there.",
                    words=words,
                ),
            )
