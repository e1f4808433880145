"""Where in the finished HTML each sentinel stands, for a value is escaped for its place."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.rendering.places import Place

_tag = re.compile(
    r"""<(/?)([a-zA-Z][\w:-]*)((?:\s+[^\s<>"'=/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*(/?)>"""
)
_attribute = re.compile(r"""([^\s<>"'=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_LINK_ATTRIBUTES = {"href", "src"}
_TEXT_ATTRIBUTES = {"title", "alt", "aria-label"}
_RAW = {"style", "script", "textarea", "title"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class UnfitPlace(Exception):
    """A slot stands where no value can be put; the message says where."""


@dataclass(frozen=True)
class _Tag:
    start: int
    end: int
    name: str
    closes: bool
    is_void: bool


class Anatomy:
    def __init__(self, html: str) -> None:
        self._html = html
        self._tags = list(self._read_tags())
        self._starts = [tag.start for tag in self._tags]
        self._body = html.find("<body")

    def _read_tags(self) -> Iterator[_Tag]:
        for match in _tag.finditer(self._html):
            name = match[2].lower()
            yield _Tag(match.start(), match.end(), name, bool(match[1]), bool(match[4]) or name in _VOID)

    def place(self, start: int, end: int) -> Place:
        """Place of the sentinel between `start` and `end`.

        Raises:
            UnfitPlace: in the head, in a class, id or style, or in a tag itself.
        """
        if start < self._body:
            raise UnfitPlace("it stands in the head")
        number = bisect_right(self._starts, start) - 1
        tag = self._tags[number] if number >= 0 else None
        if tag is not None and tag.name in _RAW and not tag.closes and start >= tag.end:
            raise UnfitPlace(f"it stands in a {tag.name} element")
        if tag is None or start >= tag.end:
            return Place.HTML
        return self._place_in_tag(tag, start, end)

    def _place_in_tag(self, tag: _Tag, start: int, end: int) -> Place:
        for match in _attribute.finditer(self._html, tag.start, tag.end):
            group = next(number for number in (2, 3, 4) if match[number] is not None)
            if not match.start(group) <= start < match.end(group):
                continue
            name = match[1].lower()
            if name in _TEXT_ATTRIBUTES:
                return Place.HTML
            if name not in _LINK_ATTRIBUTES:
                raise UnfitPlace(f"it stands in the attribute {name}")
            if start > match.start(group):
                return Place.LINK_PART
            if end < match.end(group):
                raise UnfitPlace("the value must be the whole link")
            return Place.LINK
        raise UnfitPlace(f"it stands inside the tag {tag.name}")

    def is_balanced(self, start: int, end: int) -> bool:
        """Whether elements that begin between the two positions end there, so that the piece can be left out."""
        opened: list[str] = []
        for tag in self._tags:
            if tag.start < start or tag.end > end or tag.is_void:
                continue
            if not tag.closes:
                opened.append(tag.name)
            elif not opened or opened.pop() != tag.name:
                return False
        return not opened
