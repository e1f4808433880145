"""The kinds of blocks as the composer offers them."""

from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from newsletter.issues.content import BlockType


class Kind(NamedTuple):
    type: BlockType
    label: object  # lazy: said in the language of the page
    icon: str


KINDS = (
    Kind(BlockType.HEADING, _l("Heading"), "heading"),
    Kind(BlockType.TEXT, _l("Text"), "text"),
    Kind(BlockType.IMAGE, _l("Picture"), "image"),
    Kind(BlockType.BUTTON, _l("Button"), "button"),
    Kind(BlockType.EVENT, _l("Event"), "calendar"),
    Kind(BlockType.DEADLINES, _l("Coming deadlines"), "clock"),
    Kind(BlockType.DIVIDER, _l("Divider"), "divider"),
)
_by_type = {kind.type: kind for kind in KINDS}


def kind_of(block_type: BlockType) -> Kind:
    return _by_type[block_type]


def kind_name(block_type: BlockType) -> str:
    return str(kind_of(block_type).label)
