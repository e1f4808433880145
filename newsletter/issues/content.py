"""What editors write: for each language a subject, a preview line and a list of typed blocks.

Immutable values and pure operations. A draft may be unfinished (a picture not chosen yet, an empty heading): what is
cleaned here is only what must never be stored; whether a block can be mailed is for `rendering.blocks` to say.
"""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from newsletter.core.text import many_lines, one_line
from newsletter.errors import Invalid
from newsletter.rendering import richtext
from newsletter.rendering.blocks import MOST_BLOCKS, VERSION
from newsletter.rendering.fields import LARGEST_NUMBER

SCHEMA = 1
LONGEST_SUBJECT = 200
LONGEST_LINE = 500
MOST_DEADLINE_DAYS = 180
_markup = re.compile(r"</?[a-z]", re.IGNORECASE)
_host_and_path = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}(?:[/?#]\S*)?").fullmatch
_mail_address = re.compile(r"[^\s@/:{}]+@[\w-]+(?:\.[\w-]+)+").fullmatch


class BlockType(StrEnum):
    HEADING = "heading"
    TEXT = "text"
    IMAGE = "image"
    BUTTON = "button"
    EVENT = "event"
    DEADLINES = "deadlines"
    DIVIDER = "divider"


Clean = Callable[[object], Any]


def _line(value: object) -> str:
    return one_line(str(value or ""))[:LONGEST_LINE]


def _address(value: object) -> str:
    """As people write addresses: `example.org/page` is a web page, `a@example.org` a mail address."""
    typed = _line(value)
    if _mail_address(typed):
        return f"mailto:{typed}"
    return f"https://{typed}" if _host_and_path(typed) else typed


def _rich_text(value: object) -> str:
    """As typed, in paragraphs when it came without markup; `rendering.richtext` makes it harmless when it is used."""
    typed = many_lines(str(value or ""))
    return typed if _markup.search(typed) else richtext.from_plain(typed)


def _yes(value: object) -> bool:
    return str(value) in ("True", "true", "1", "on", "yes")


def _level(value: object) -> int:
    return 3 if str(value) == "3" else 2


def _number(value: object) -> int | None:
    typed = str(value or "").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _size(value: object) -> int:
    return min(_number(value) or 0, LARGEST_NUMBER)


def _days(value: object) -> int:
    return min(max(_number(value) or 14, 1), MOST_DEADLINE_DAYS)


FIELDS: Mapping[BlockType, Mapping[str, Clean]] = {
    BlockType.HEADING: {"text": _line, "level": _level},
    BlockType.TEXT: {"html": _rich_text},
    BlockType.IMAGE: {
        "src": _line,
        "width": _size,
        "height": _size,
        "alt": _line,
        "decorative": _yes,
        "caption": _line,
        "link": _address,
    },
    BlockType.BUTTON: {"text": _line, "url": _address},
    BlockType.EVENT: {"event": _number},
    BlockType.DEADLINES: {"title": _line, "days": _days},
    BlockType.DIVIDER: {},
}


@dataclass(frozen=True)
class Block:
    """One typed block. `values` holds exactly the fields of its type."""

    id: str
    type: BlockType
    values: Mapping[str, Any]

    @classmethod
    def of(cls, block_type: BlockType, values: Mapping[str, object], block_id: str | None = None) -> "Block":
        fields = FIELDS[block_type]
        return cls(
            id=block_id or new_id(),
            type=block_type,
            values={name: clean(values.get(name)) for name, clean in fields.items()},
        )

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "type": self.type.value, "version": VERSION, **self.values}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Block":
        return cls.of(BlockType(stored["type"]), stored, stored["id"])


@dataclass(frozen=True)
class Removed:
    """The block removed last and where it stood: what “undo” brings back."""

    block: Block
    position: int


@dataclass(frozen=True)
class LanguageText:
    """The issue in one language.

    `revision` is the issue's revision when this language was last changed, `changed_by` the staff member who did it.
    """

    subject: str = ""
    preheader: str = ""
    blocks: tuple[Block, ...] = ()
    removed: Removed | None = None
    revision: int = 0
    changed_by: int | None = None

    @property
    def is_written(self) -> bool:
        """Whether anything stands here: a language nobody began is missing, not wrong."""
        return bool(self.subject or self.blocks)

    def says_the_same_as(self, other: "LanguageText") -> bool:
        return self._words() == other._words()

    def _words(self) -> tuple[object, ...]:
        return self.subject, self.preheader, self.blocks

    def block(self, block_id: str) -> Block | None:
        return next((block for block in self.blocks if block.id == block_id), None)

    def to_json(self) -> dict[str, Any]:
        stored: dict[str, Any] = {
            "schema": SCHEMA,
            "revision": self.revision,
            "changed_by": self.changed_by,
            "subject": self.subject,
            "preheader": self.preheader,
            "blocks": [block.to_json() for block in self.blocks],
        }
        if self.removed:
            stored["removed"] = {"block": self.removed.block.to_json(), "position": self.removed.position}
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "LanguageText":
        if stored.get("schema", SCHEMA) != SCHEMA:
            raise ValueError(f"content schema {stored['schema']} is not known here; expected {SCHEMA}")
        removed = stored.get("removed")
        return cls(
            subject=stored.get("subject", ""),
            preheader=stored.get("preheader", ""),
            blocks=tuple(Block.from_json(block) for block in stored.get("blocks", ())),
            removed=Removed(Block.from_json(removed["block"]), removed["position"]) if removed else None,
            revision=stored.get("revision", 0),
            changed_by=stored.get("changed_by"),
        )


def new_id() -> str:
    return f"b{secrets.token_hex(4)}"


def clean_subject(typed: str) -> str:
    return one_line(typed)[:LONGEST_SUBJECT]


def clean_preheader(typed: str) -> str:
    return one_line(typed)[:LONGEST_SUBJECT]


def text_in(content: Mapping[str, Any], language: str) -> LanguageText:
    """The text in `language`; an empty one when nothing is written yet."""
    return LanguageText.from_json(content.get(language, {}))


def written_languages(content: Mapping[str, Any]) -> list[str]:
    return [language for language in content if text_in(content, language).is_written]


def fallback_language(content: Mapping[str, Any], default: str) -> str:
    """What readers get whose own language is missing: the organisation's, else the first that is written."""
    written = written_languages(content)
    return default if default in written or not written else written[0]


def add(text: LanguageText, block: Block, position: int | None = None) -> LanguageText:
    if len(text.blocks) >= MOST_BLOCKS:
        raise Invalid(_("An issue holds at most %(count)d blocks.", count=MOST_BLOCKS))
    where = len(text.blocks) if position is None else max(0, min(position, len(text.blocks)))
    return replace(text, blocks=(*text.blocks[:where], block, *text.blocks[where:]))


def change(text: LanguageText, block_id: str, values: Mapping[str, object]) -> LanguageText:
    """The block with `values` in place of its own of the same names."""
    return replace(
        text,
        blocks=tuple(
            Block.of(block.type, {**block.values, **values}, block.id) if block.id == block_id else block
            for block in text.blocks
        ),
    )


def move(text: LanguageText, block_id: str, step: int) -> LanguageText:
    """Moves a block by `step` places; at an end it stays where it is."""
    block = text.block(block_id)
    if block is None:
        return text
    rest = [other for other in text.blocks if other.id != block_id]
    where = max(0, min(text.blocks.index(block) + step, len(rest)))
    return replace(text, blocks=(*rest[:where], block, *rest[where:]))


def remove(text: LanguageText, block_id: str) -> LanguageText:
    block = text.block(block_id)
    if block is None:
        return text
    return replace(
        text,
        blocks=tuple(other for other in text.blocks if other.id != block_id),
        removed=Removed(block, text.blocks.index(block)),
    )


def undo_removal(text: LanguageText) -> LanguageText:
    if text.removed is None or text.block(text.removed.block.id):
        return replace(text, removed=None)
    return replace(add(text, text.removed.block, text.removed.position), removed=None)


def copied(source: LanguageText, target: LanguageText) -> LanguageText:
    """`source` as the beginning of another language; the ids stay, so that the languages can be compared."""
    return replace(target, subject=source.subject, preheader=source.preheader, blocks=source.blocks)


def unique_ids(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Later blocks that repeat an id get one of their own: a page that was copied or tampered with."""
    seen: set[str] = set()
    result = []
    for block in blocks:
        block = replace(block, id=new_id()) if block.id in seen else block
        seen.add(block.id)
        result.append(block)
    return tuple(result)
