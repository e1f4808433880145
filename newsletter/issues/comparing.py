"""Two people's texts beside each other, in plain words."""

from dataclasses import dataclass

from flask_babel import gettext as _

from newsletter.events import queries, wording
from newsletter.issues.content import Block, BlockType, LanguageText
from newsletter.issues.kinds import kind_name
from newsletter.rendering import richtext
from newsletter.rendering.errors import BlockError
from newsletter.web.language import interface_language

HEAD = "head"
"""Stands for subject and preview line where blocks are told by their ids."""


@dataclass(frozen=True)
class Difference:
    id: str
    label: str
    mine: str
    theirs: str


def differences(mine: LanguageText, theirs: LanguageText) -> list[Difference]:
    """What differs, in the order of my text; a text that one of us does not have is empty."""
    found = []
    if _head(mine) != _head(theirs):
        found.append(Difference(HEAD, _("Subject and preview line"), _head(mine), _head(theirs)))
    ids = dict.fromkeys([*(block.id for block in mine.blocks), *(block.id for block in theirs.blocks)])
    for block_id in ids:
        ours, other = mine.block(block_id), theirs.block(block_id)
        block = ours or other
        if block is not None and ours != other:
            found.append(Difference(block_id, kind_name(block.type), words(ours), words(other)))
    if not found and mine.blocks != theirs.blocks:
        found.append(Difference("", _("Order of the blocks"), _order(mine), _order(theirs)))
    return found


def _head(text: LanguageText) -> str:
    return "\n".join(part for part in (text.subject, text.preheader) if part)


def _order(text: LanguageText) -> str:
    return "\n".join(f"{kind_name(block.type)}: {words(block)[:60]}" for block in text.blocks)


def words(block: Block | None) -> str:
    """What a block says, as plain text."""
    if block is None:
        return ""
    match block.type:
        case BlockType.TEXT:
            return _plain(block)
        case BlockType.EVENT:
            return _event_title(block.values["event"])
        case BlockType.DIVIDER:
            return kind_name(block.type)
        case _:
            return "\n".join(
                str(value) for value in block.values.values() if isinstance(value, str) and value
            )


def _plain(block: Block) -> str:
    html = block.values["html"]
    try:
        return richtext.to_plain(richtext.clean(html, block.id))
    except BlockError:
        return str(html)


def _event_title(event_id: int | None) -> str:
    found = queries.by_ids([event_id]) if event_id else []
    return wording.title(found[0], interface_language()).words if found else ""
