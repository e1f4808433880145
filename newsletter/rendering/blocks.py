"""The blocks an issue consists of: a closed list of types, read from JSON and checked.

Reading is strict about shape and always makes texts harmless. A draft may still be incomplete (`draft=True`);
what is missing is told by `faults` and stops the freeze.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext as _

from newsletter.rendering import merge_fields, richtext
from newsletter.rendering.errors import BlockError
from newsletter.rendering.fields import Fields

VERSION = 1
MOST_BLOCKS = 100

_block_id = re.compile(r"[A-Za-z0-9_-]{1,64}").fullmatch
_media_address = re.compile(r"/media/[A-Za-z0-9_-]{8,128}/[A-Za-z0-9._-]{1,120}").fullmatch
_link = re.compile(r"(?:https://|mailto:)[^\s<>\"{}|\\^`]{3,2000}").fullmatch


@dataclass(frozen=True)
class Heading:
    type: ClassVar[str] = "heading"
    id: str
    level: int
    text: str

    @classmethod
    def read(cls, fields: Fields) -> "Heading":
        level = fields.number("level", 2)
        if level not in (2, 3):
            raise fields.fault(_("A heading has level 2 or 3. Choose one of them."))
        return cls(fields.id, level, fields.line("text", 200))

    def faults(self) -> Iterator[str]:
        if not self.text:
            yield _("Write the heading, or remove the block.")
        yield from _name_faults(self.text)


@dataclass(frozen=True)
class Text:
    """`html` is clean: see `richtext.TAGS`."""

    type: ClassVar[str] = "text"
    id: str
    html: str

    @classmethod
    def read(cls, fields: Fields) -> "Text":
        return cls(fields.id, richtext.clean(fields.raw("html", 50_000), fields.id))

    def faults(self) -> Iterator[str]:
        if not self.html:
            yield _("Write the text, or remove the block.")
        yield from _name_faults(self.html)


@dataclass(frozen=True)
class Image:
    """`src` is an address of our own media; a decorative picture has no alternative text."""

    type: ClassVar[str] = "image"
    id: str
    src: str
    width: int
    height: int
    alt: str = ""
    decorative: bool = False
    caption: str = ""
    link: str = ""

    @classmethod
    def read(cls, fields: Fields) -> "Image":
        src = fields.line("src", 300)
        if src and not _media_address(src):
            raise fields.fault(_("Choose a picture among those uploaded here."))
        return cls(
            id=fields.id,
            src=src,
            width=fields.number("width", 0),
            height=fields.number("height", 0),
            alt=fields.line("alt", 500),
            decorative=fields.flag("decorative"),
            caption=fields.line("caption", 500),
            link=_read_link(fields, "link"),
        )

    def faults(self) -> Iterator[str]:
        if not self.src or self.width < 1 or self.height < 1:
            yield _("Choose a picture, or remove the block.")
        if not self.alt and not self.decorative:
            yield _("Describe the picture for those who cannot see it, or mark it as decorative.")
        if self.link and not self.alt:
            yield _("A picture that is a link needs a description that says where the link leads.")
        yield from _field_faults(self.alt, self.caption)


@dataclass(frozen=True)
class Button:
    """`url` is https, mailto or one of the links that merge fields give."""

    type: ClassVar[str] = "button"
    id: str
    text: str
    url: str

    @classmethod
    def read(cls, fields: Fields) -> "Button":
        return cls(fields.id, fields.line("text", 100), _read_link(fields, "url"))

    def faults(self) -> Iterator[str]:
        if not self.text:
            yield _("Write what the button says.")
        if not self.url:
            yield _("Write the address the button leads to.")
        yield from _field_faults(self.text)


@dataclass(frozen=True)
class EventReference:
    """Which event, not what is known of it: that is settled when sending starts."""

    type: ClassVar[str] = "event"
    id: str
    event: str

    @classmethod
    def read(cls, fields: Fields) -> "EventReference":
        return cls(fields.id, fields.reference("event"))

    def faults(self) -> Iterator[str]:
        if not self.event:
            yield _("Choose an event, or remove the block.")


@dataclass(frozen=True)
class Deadlines:
    """Filled by itself with the registrations that close soon; left out when there are none."""

    type: ClassVar[str] = "deadlines"
    id: str
    title: str = ""
    days: int = 14

    @classmethod
    def read(cls, fields: Fields) -> "Deadlines":
        return cls(fields.id, fields.line("title", 200), fields.number("days", 14))

    def faults(self) -> Iterator[str]:
        yield from _field_faults(self.title)


@dataclass(frozen=True)
class Divider:
    type: ClassVar[str] = "divider"
    id: str

    @classmethod
    def read(cls, fields: Fields) -> "Divider":
        return cls(fields.id)

    def faults(self) -> Iterator[str]:
        return iter(())


Block = Heading | Text | Image | Button | EventReference | Deadlines | Divider
BLOCK_TYPES: Mapping[str, type[Block]] = {
    kind.type: kind for kind in (Heading, Text, Image, Button, EventReference, Deadlines, Divider)
}


def _read_link(fields: Fields, name: str) -> str:
    link = fields.line(name, 2000)
    if link and link not in merge_fields.LINKS and not _link(link):
        raise fields.fault(_("Write the whole address, beginning with https:// or mailto:."))
    return link


def _name_faults(text: str) -> Iterator[str]:
    if merge_fields.lacks_fallback(text):
        yield _("Not everybody has given a name. Say what to write instead, like {name|there}.")


def _field_faults(*texts: str) -> Iterator[str]:
    """For texts in which nothing is filled in: readers would see the braces."""
    if any(merge_fields.has_fields(text) or merge_fields.lacks_fallback(text) for text in texts):
        yield _("Merge fields work in headings and texts only. Take it out of here.")


def _read_block(raw: object, number: int) -> Block:
    if not isinstance(raw, Mapping):
        raise BlockError(str(number), _("This is not a block. Remove it."))
    block_id = raw.get("id")
    if not isinstance(block_id, str) or not _block_id(block_id):
        raise BlockError(str(number), _("This block has no usable id. Remove it and add it anew."))
    if raw.get("version", VERSION) != VERSION:
        raise BlockError(block_id, _("This block was made by a newer version of the program."))
    kind = BLOCK_TYPES.get(str(raw.get("type")))
    if kind is None:
        raise BlockError(block_id, _("There is no block of this type. Remove it."))
    return kind.read(Fields(block_id, raw))


def _read_all(raw: object) -> Iterator[Block | BlockError]:
    if not isinstance(raw, list):
        yield BlockError("", _("The content must be a list of blocks."))
        return
    if len(raw) > MOST_BLOCKS:
        yield BlockError("", _("An issue may have at most %(number)s blocks.", number=MOST_BLOCKS))
        return
    seen: set[str] = set()
    for number, item in enumerate(raw, start=1):
        try:
            block = _read_block(item, number)
        except BlockError as fault:
            yield fault
            continue
        if block.id in seen:
            yield BlockError(block.id, _("Two blocks have the same id. Remove one and add it anew."))
            continue
        seen.add(block.id)
        yield block


def parse_blocks(raw: object, *, draft: bool = False) -> tuple[Block, ...]:
    """The blocks of an issue from its JSON list.

    Raises:
        BlockError: for the first block that is hostile or malformed, or (unless `draft`) incomplete.
    """
    blocks = []
    for result in _read_all(raw):
        if isinstance(result, BlockError):
            raise result
        blocks.append(result)
    incomplete = [] if draft else faults(blocks)
    if incomplete:
        raise incomplete[0]
    return tuple(blocks)


def all_faults(raw: object) -> list[BlockError]:
    """Everything that must be mended before an issue can be sent, in the order of its blocks."""
    results = list(_read_all(raw))
    malformed = [result for result in results if isinstance(result, BlockError)]
    return malformed + faults([result for result in results if not isinstance(result, BlockError)])


def faults(blocks: Sequence[Block]) -> list[BlockError]:
    """What is missing in well-formed blocks, and headings that skip a level."""
    found = [BlockError(block.id, message) for block in blocks for message in block.faults()]
    return found + [BlockError(block.id, message) for block, message in _outline_faults(blocks)]


def _outline_faults(blocks: Sequence[Block]) -> Iterator[tuple[Block, str]]:
    has_section = False
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            has_section = True
        elif isinstance(block, Heading) and not has_section:
            yield block, _("A heading of level 3 needs one of level 2 before it. Make this one level 2.")
        elif isinstance(block, Text) and "<h3>" in block.html and not has_section:
            yield block, _("A heading inside a text needs a heading block of level 2 before it.")


def to_json(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """What `parse_blocks` reads: for storing what it made of the input."""
    return [{"type": block.type, "version": VERSION, **vars(block)} for block in blocks]
