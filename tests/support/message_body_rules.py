"""The rules for what a reader sees: both parts, markup, links. Used by `message_rules`."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from itertools import pairwise
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from tests.support.calendar_rules import calendar_faults

TEMPLATE_REST = re.compile(
    r"\{\{|\{%|%\}|\{name\b|\{preferences_url\}|\{web_url\}|%\(\w+\)s|zq[a-z0-9]{11}qz|\bNone\b"
)
MOJIBAKE = re.compile("Ã[\x80-\xbf¤¥¶]|â€|\ufffd")
WEAK_LINK_TEXT = re.compile(
    r"\s*(klicka( här)?|klikk her|klik her|läs mer|les mer|læs mere|lue lisää|klikkaa tästä|click here|read more|here"
    r"|här|her)\W*",
    re.IGNORECASE,
)
LEAVE_WORDS = re.compile(
    r"unsubscribe|avsluta|avanmäl|avregistrera|avprenumerera|sluta|afmeld|frameld|stop|meld deg av|avmeld|avslutt|"
    r"peru|lopeta|poistu|eroa",
    re.IGNORECASE,
)
SHORTENERS = {"bit.ly", "t.co", "tinyurl.com", "goo.gl", "ow.ly", "is.gd"}
LARGEST_HTML = 100_000
LEAST_FONT = 14


def body_faults(message: EmailMessage, kind: str, service_url: str, leaving: str) -> list[str]:
    readable, *attached = [message]
    faults = []
    if message.get_content_type() == "multipart/mixed":
        readable, *attached = message.iter_parts()
        faults += calendar_faults(attached)
    faults += _structure_faults(readable)
    if faults:
        return faults
    plain_part, html_part = readable.iter_parts()
    plain, html = str(plain_part.get_content()), str(html_part.get_content())
    soup = BeautifulSoup(html, "html.parser")
    faults += _text_faults(plain, html, soup)
    faults += _document_faults(html, soup)
    faults += _outline_faults(soup)
    faults += _picture_faults(soup)
    faults += _link_faults(soup, service_url)
    faults += _style_faults(soup)
    if kind == "bulk":
        faults += _leaving_faults(plain, soup, leaving)
    return faults


def _structure_faults(message: EmailMessage) -> Iterator[str]:
    if message.get_content_type() != "multipart/alternative":
        yield f"55: the message is {message.get_content_type()}, not multipart/alternative"
        return
    kinds = [part.get_content_type() for part in message.iter_parts()]
    if kinds != ["text/plain", "text/html"]:
        yield f"53-55, 61: the parts are {kinds}"
        return
    for part in message.iter_parts():
        if part.get_content_charset() != "utf-8":
            yield f"56: {part.get_content_type()} is not utf-8"
        if str(part["Content-Transfer-Encoding"]) not in ("7bit", "quoted-printable", "base64"):
            yield f"57: transfer encoding {part['Content-Transfer-Encoding']}"
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or content.decode("utf-8", "ignore").encode() != content:
            yield f"58: {part.get_content_type()} does not decode"
        elif part.get_content_type() == "text/html" and len(content) > LARGEST_HTML:
            yield f"60: {len(content)} octets of HTML"
    if len(message.as_bytes()) > 500_000:
        yield "59: larger than 500 kB"


def _visible_text(soup: BeautifulSoup) -> str:
    body = BeautifulSoup(str(soup.body), "html.parser")
    for element in body.select("script, style, .preheader"):
        element.decompose()
    return re.sub(r"\s+", " ", body.get_text(" "))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{2,}", text.lower()))


def _text_faults(plain: str, html: str, soup: BeautifulSoup) -> Iterator[str]:
    visible = _visible_text(soup)
    for name, text in (("plain", plain), ("html", visible)):
        if rest := TEMPLATE_REST.search(text):
            yield f"62: template rest in {name}: {rest[0]}"
        if MOJIBAKE.search(text):
            yield f"65: mojibake in {name}"
        if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text):
            yield f"6: control characters in {name}"
    if len(plain.split()) < 20:
        yield "63: the plain part is no real text"
    if found := re.search(
        r"</?(?:p|a|td|tr|table|div|span|br|h\d|ul|li|strong|em)\b[^>]*>|&(?:amp|lt|gt|nbsp|#\d+);", plain
    ):
        yield f"64: markup in the plain part: {found[0]}"
    if len(visible.split()) < 20:
        yield "93: the HTML part shows hardly any text"
    missing = _words(visible) - _words(plain)
    if len(missing) > 0.3 * len(_words(visible)):
        yield f"94: the plain part does not say the same; it lacks {sorted(missing)[:20]}"


def _document_faults(html: str, soup: BeautifulSoup) -> Iterator[str]:
    root, wrapper = soup.html, soup.select_one("body [lang]")
    if root is None or not root.get("lang"):
        yield "66: html has no lang"
    elif wrapper is None or wrapper["lang"] != root["lang"] or not wrapper.get("dir"):
        yield "67-68: no wrapper repeats lang and dir"
    if root is None or root.get("dir") not in ("ltr", "rtl"):
        yield "68: html has no dir"
    yield from _markup_faults(html, soup)


def _markup_faults(html: str, soup: BeautifulSoup) -> Iterator[str]:
    if soup.title is None or not soup.title.get_text(strip=True):
        yield "69: no title"
    if not html.startswith("<!DOCTYPE html>"):
        yield "70: no doctype"
    if forbidden := soup.select("script, iframe, form, object, embed, link, base, input"):
        yield f"71: {forbidden[0].name} is not allowed in a mail"
    for element in soup.find_all(True):
        if any(name.lower().startswith("on") for name in element.attrs):
            yield f"72: event handler on {element.name}"
    viewport = soup.select_one("meta[name=viewport]")
    if viewport and re.search(r"user-scalable\s*=\s*(no|0)|maximum-scale", str(viewport.get("content"))):
        yield "92: viewport forbids zooming"
    ids = [element["id"] for element in soup.select("[id]")]
    if len(ids) != len(set(ids)):
        yield "95: ids are not unique"
    for table in soup.select("table"):
        if table.get("role") != "presentation" and not table.select("th"):
            yield "78: a layout table lacks role=presentation"


def _outline_faults(soup: BeautifulSoup) -> Iterator[str]:
    levels = [int(heading.name[1]) for heading in soup.find_all(re.compile(r"^h[1-6]$"))]
    if levels.count(1) != 1:
        yield f"79: {levels.count(1)} headings of level 1"
    if levels[:1] != [1] or any(later > earlier + 1 for earlier, later in pairwise(levels)):
        yield f"79: a heading level is skipped: {levels}"


def _picture_faults(soup: BeautifulSoup) -> Iterator[str]:
    for picture in soup.select("img"):
        if picture.get("alt") is None:
            yield f"74: no alt: {picture.get('src')}"
        if not re.match(r"https?://|cid:", str(picture.get("src"))):
            yield f"75: source of a picture: {picture.get('src')}"
        if not str(picture.get("width", "")).isdigit():
            yield f"76: no width: {picture.get('src')}"
        elif int(str(picture["width"])) < 3:
            yield f"77: looks like a tracking pixel: {picture.get('src')}"


def _link_faults(soup: BeautifulSoup, service_url: str) -> Iterator[str]:
    for link in soup.select("a"):
        target, shown = str(link.get("href", "")), _link_text(link)
        if not shown:
            yield f"80: link without text: {target}"
        if WEAK_LINK_TEXT.fullmatch(shown):
            yield f"81: link text says nothing: {shown}"
        if not target.startswith(("https://", "mailto:", "tel:", service_url)):
            yield f"73, 82: link to {target}"
        host = urlsplit(target).hostname or ""
        is_service = target.startswith(service_url)
        if not is_service and (re.fullmatch(r"[\d.]+|\[.*", host) or host in SHORTENERS):
            yield f"83: link to {host}"
        looks_like = re.match(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})(?:/|$)", shown)
        if looks_like and looks_like[1] not in target:
            yield f"84: “{shown}” leads to {target}"
        if target.startswith("http") and re.search(r"@|%40", target):
            yield f"85: address in a link: {target}"


def _link_text(link: Tag) -> str:
    pictures = " ".join(str(picture.get("alt", "")) for picture in link.select("img"))
    return f"{link.get_text(' ', strip=True)} {pictures}".strip()


def _style_faults(soup: BeautifulSoup) -> Iterator[str]:
    for element in soup.select("[style]"):
        style = str(element["style"])
        size = re.search(r"font-size:\s*(\d+)px", style)
        is_hidden = "display:none" in style.replace(" ", "")
        text = "".join(element.find_all(string=True, recursive=False)).strip("\xa0 \n")
        if size and int(size[1]) < LEAST_FONT and text and not is_hidden:
            yield f"90: font of {size[1]} px: {text[:40]}"
        if "justify" in style:
            yield "91: justified text"


def _leaving_faults(plain: str, soup: BeautifulSoup, leaving: str) -> Iterator[str]:
    targets = [target for target in re.findall(r"<([^>]*)>", leaving) if not target.startswith("mailto:")]
    for target in targets:
        links = [link for link in soup.select("a") if link.get("href") == target]
        if not any(LEAVE_WORDS.search(_link_text(link)) for link in links):
            yield f"88: no visible link that says how to leave: {[_link_text(link) for link in links]}"
        if target not in plain:
            yield "89: the plain part does not show the link to leave"
