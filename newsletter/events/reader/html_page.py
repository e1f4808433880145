"""A page of markup as lines: its main text, without menus, skip links, cookie texts and footers."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from lxml import etree, html

from newsletter.events.reader import noise
from newsletter.events.reader.page import Page, clean_lines, from_text, stamp

_DROPPED_TAGS = frozenset(
    "script style noscript template svg nav footer aside button select option iframe head form dialog object"
    " canvas audio video map label input".split()
)
_DROPPED_ROLES = frozenset(
    "navigation banner contentinfo dialog alertdialog search complementary menu menubar".split()
)
_DROPPED_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookie\w*|consent|gdpr|breadcrumb\w*|brodsmul\w*|murupolku|menu|"
    r"meny|nav|navbar|navigation|skip\w*|footer|sidfot|sidebar|share|sharing|social|"
    r"related|relaterat|newsletter|nyhetsbrev|"
    r"nyhedsbrev|uutiskirje|toolbar|pagination|comments?|banner|visually-hidden|sr-only|"
    r"screen-reader\w*|languageselector|lang-switch\w*|site-header|modal|popup|readspeaker)(?:$|[\s_-])",
    re.I,
)
_BLOCKS = frozenset(
    "address article blockquote center dd div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hr li"
    " main ol p pre section table tbody thead tfoot tr ul body details summary caption".split()
)
_PUBLISHED = (
    "article:published_time",
    "datePublished",
    "dcterms.issued",
    "dc.date",
    "date",
    "pubdate",
    "dcterms.created",
    "article:modified_time",
    "dcterms.modified",
)


def looks_like_html(text: str) -> bool:
    return bool(
        re.search(
            r"<(?:!doctype\s+html|html|body|main|article|div|p|h[1-6]|table|ul|section|br)\b[^>]*>",
            text[:20000],
            re.I,
        )
    )


def from_html(text: str) -> Page:
    try:
        tree = html.document_fromstring(_without_declaration(text))
    except (etree.ParserError, ValueError):
        return from_text(re.sub(r"<[^>]*>", " ", text))
    data = list(_json_ld(tree))
    title = _title(tree)
    root = _main(tree)
    raw = "".join(_words(root))
    lines = clean_lines(raw)
    page = from_text("\n".join(_squeezed(lines)))
    heading = noise.is_noise(title or "")
    page.title = None if heading else title
    page.language = (tree.get("lang") or "").split("-")[0].lower().replace("no", "nb") or None
    page.published = _published(tree) or page.published or stamp(lines)
    page.data = data
    return page


def _without_declaration(text: str) -> str:
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)


def _json_ld(tree: html.HtmlElement) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            yield from _walk(json.loads(script.text_content(), strict=False))
        except (ValueError, RecursionError):
            continue


def _walk(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, list):
        for one in node:
            yield from _walk(one)
    elif isinstance(node, dict):
        yield node
        for name in ("@graph", "mainEntity", "itemListElement", "item"):
            yield from _walk(node.get(name))


def _title(tree: html.HtmlElement) -> str | None:
    for heading in tree.iter("h1"):
        text = _plain(heading)
        if len(text) > 3 and not any(
            _is_dropped(one) for one in heading.iterancestors() if one.tag != "header"
        ):
            return text
    for meta in tree.iter("meta"):
        if meta.get("property") == "og:title" and meta.get("content"):
            return str(meta.get("content")).strip()
    title = tree.find(".//title")
    text = _plain(title) if title is not None else ""
    return re.split(r"\s+[|–—-]\s+(?=[^|–—-]+$)", text)[0] or None


def _plain(element: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def _main(tree: html.HtmlElement) -> html.HtmlElement:
    for path in (".//main", ".//*[@role='main']", ".//article", ".//body"):
        found = tree.find(path)
        if found is not None and len(found.text_content().strip()) > 80:
            return found
    return tree


def _published(tree: html.HtmlElement) -> date | None:
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if name in _PUBLISHED and (match := re.match(r"(\d{4})-(\d\d)-(\d\d)", meta.get("content") or "")):
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
    return None


def _is_dropped(element: html.HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in _DROPPED_TAGS:
        return True
    if (
        element.get("role") in _DROPPED_ROLES
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
    ):
        return True
    if element.tag in ("body", "main", "html", "h1"):
        return False
    return bool(_DROPPED_NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}"))


def _words(element: html.HtmlElement) -> Iterator[str]:
    """The text in reading order; a line break for every block, rows of tables on one line."""
    if _is_dropped(element):
        yield element.tail or ""
        return
    tag = element.tag
    if tag == "br":
        yield "\n" + _flat(element.tail)
        return
    if tag == "tr":
        yield "\n" + _table_row(element) + "\n" + _flat(element.tail)
        return
    yield _before(tag)
    yield _flat(element.text)
    for child in element:
        yield from _words(child)
    address = (element.get("href") or "") if tag == "a" else ""
    if address.startswith("mailto:") and "@" not in element.text_content():
        yield f" {address.removeprefix('mailto:').split('?')[0]}"
    yield _after(tag)
    yield _flat(element.tail)


def _before(tag: str) -> str:
    if tag == "li":
        return "\n• "
    return "\n\n" if tag in ("p", "h1", "h2", "h3", "h4", "h5", "h6") else "\n" if tag in _BLOCKS else ""


def _after(tag: str) -> str:
    return (
        "\n\n"
        if tag in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "dl")
        else "\n"
        if tag in _BLOCKS
        else ""
    )


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def _table_row(row: html.HtmlElement) -> str:
    cells = [re.sub(r"\s+", " ", "".join(_words(cell))).strip() for cell in row if isinstance(cell.tag, str)]
    cells = [cell for cell in cells if cell]
    if len(cells) == 2 and not cells[0][:1].isdigit() and not cells[0].endswith(":") and len(cells[0]) < 40:
        return f"{cells[0]}: {cells[1]}"
    if len(cells) > 1 and cells[0][:1].isdigit():
        return f"{cells[0]}  {cells[1]}"
    return "  ".join(cells)


def _squeezed(lines: list[str]) -> Iterator[str]:
    """Bullets stand with their text; a term stands with its definition."""
    bullet = False
    for line in lines:
        if line == "•":
            bullet = True
        elif line or not bullet:
            yield f"• {line}" if bullet and line else line
            bullet = False
