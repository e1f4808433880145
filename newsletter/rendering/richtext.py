"""The rich text of editors: made harmless when it is read, and turned into plain text for the other part."""

import re
from html import escape
from html.parser import HTMLParser

import nh3
from flask_babel import gettext as _

from newsletter.core.text import many_lines, one_line
from newsletter.rendering import merge_fields
from newsletter.rendering.errors import BlockError

TAGS = {"p", "h3", "ul", "ol", "li", "a", "strong", "em", "br"}
# What editors paste and what it means here; the rest of foreign markup goes and leaves its text.
_RENAMED = {"b": "strong", "i": "em", "h1": "h3", "h2": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
_SCHEMES = ("https://", "mailto:", "tel:")

_renamed_tag = re.compile(r"<(/?)(b|i|h[12456])>")
_link_without_target = re.compile(r"<a>(.*?)</a>", re.DOTALL)
_empty_block = re.compile(r"<(p|h3|li|ul|ol)>(?:\s|&nbsp;|<br>)*</\1>")


def clean(html: str, block: str) -> str:
    """HTML with the tags of TAGS only, and links to https, mailto or tel.

    Raises:
        BlockError: for a link that cannot be followed from a mail.
    """

    faults: list[BlockError] = []

    def link_target(_tag: str, attribute: str, value: str) -> str | None:
        try:
            return _link_target(value, block) if attribute == "href" else None
        except BlockError as fault:  # nh3 would swallow it
            faults.append(fault)
            return None

    cleaned = nh3.clean(
        _in_paragraphs(one_line(html)),
        tags=TAGS | set(_RENAMED),
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        attribute_filter=link_target,
        link_rel=None,
    )
    if faults:
        raise faults[0]
    cleaned = _renamed_tag.sub(lambda match: f"<{match[1]}{_RENAMED[match[2]]}>", one_line(cleaned))
    return _without_empty_blocks(_link_without_target.sub(r"\1", cleaned))


def _in_paragraphs(html: str) -> str:
    return html if re.match(r"\s*<(p|h[1-6]|ul|ol)\b", html, re.IGNORECASE) else f"<p>{html}</p>"


def _without_empty_blocks(html: str) -> str:
    while (shorter := _empty_block.sub("", html)) != html:
        html = shorter
    return html.strip()


def _link_target(value: str, block: str) -> str | None:
    value = value.strip()
    if value in merge_fields.LINKS:
        return value
    if value.startswith("#"):  # what Word leaves of footnotes
        return None
    if not value.lower().startswith(_SCHEMES):
        raise BlockError(
            block,
            _("The link “%(link)s” cannot be used in a mail. Write the whole address, beginning with https://, "
              "mailto: or tel:.", link=value[:100]),
        )  # fmt: skip
    return value.replace("{", "%7B").replace("}", "%7D")


def from_plain(text: str) -> str:
    """HTML of text typed without an editor: blank lines part paragraphs, others break lines."""
    paragraphs = many_lines(text).split("\n\n")
    return "".join(f"<p>{'<br>'.join(map(escape, part.splitlines()))}</p>" for part in paragraphs if part)


def to_plain(html: str) -> str:
    """Text of cleaned HTML: paragraphs parted by blank lines, list items marked, link addresses in brackets."""
    reader = _PlainReader()
    reader.feed(html)
    reader.close()
    return reader.text()


class _PlainReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[tuple[bool, str]] = []  # whether it is a list item, and its text
        self._line = ""
        self._mark = ""  # of a list item whose text is still to come
        self._numbers: list[
            int | None
        ] = []  # of the last item in each open list, None in lists without numbers
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "h3", "ul", "ol", "li"):
            self._end_block()
        if tag in ("ul", "ol"):
            self._numbers.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._mark = self._next_mark()
        elif tag == "br":
            self._line = self._line.rstrip() + "\n"
        elif tag == "a":
            self._link = (dict(attrs).get("href") or "", len(self._line))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "h3", "li", "ul", "ol"):
            self._end_block()
        if tag in ("ul", "ol") and self._numbers:
            self._numbers.pop()
        elif tag == "a" and self._link:
            self._end_link(*self._link)

    def handle_data(self, data: str) -> None:
        words = re.sub(r"\s+", " ", data)
        self._line += words.lstrip() if not self._line or self._line.endswith("\n") else words

    def _next_mark(self) -> str:
        indent = "  " * (len(self._numbers) - 1)
        number = self._numbers[-1] if self._numbers else None
        if number is None:
            return f"{indent}- "
        self._numbers[-1] = number + 1
        return f"{indent}{number + 1}. "

    def _end_link(self, target: str, start: int) -> None:
        self._link = None
        shown = self._line[start:].strip()
        address = re.sub(r"^(mailto|tel):", "", target)
        if shown not in (target, address):
            self._line += f" ({address})"

    def _end_block(self) -> None:
        if self._line.strip():
            self._blocks.append((bool(self._mark), self._mark + self._line.rstrip()))
            self._mark = ""
        self._line = ""

    def text(self) -> str:
        self._end_block()
        text = ""
        previous_is_item = False
        for is_item, block in self._blocks:
            gap = "\n" if is_item and previous_is_item else "\n\n"
            text += (gap if text else "") + block
            previous_is_item = is_item
        return text
