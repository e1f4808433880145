"""Reading a caught message for display. Whatever it holds, this answers: a hostile mail is shown, not obeyed."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime

from newsletter.core.text import one_line

SHOWN_HEADERS = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe")
UNREADABLE = (MessageError, LookupError, ValueError, TypeError, OverflowError, AttributeError)
LONGEST_VALUE = 2000
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_DOCTYPE = re.compile(r"^\s*<!doctype[^>]*>", re.IGNORECASE)
_OPEN_OUTSIDE = '<base target="_blank">'
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]}]")


@dataclass(frozen=True)
class Summary:
    """What the list shows of a message."""

    sender: str
    subject: str
    sent_at: datetime | None


@dataclass(frozen=True)
class Reading:
    """What the page shows of a message; the parts that it does not have are empty."""

    headers: tuple[tuple[str, str], ...]
    html: str
    text: str
    source: str


def summarise(raw: bytes) -> Summary:
    message = BytesHeaderParser().parsebytes(raw)
    return Summary(_header(message, "From"), _header(message, "Subject"), _date(message))


def read(raw: bytes) -> Reading:
    try:
        message = message_from_bytes(raw)
    except RecursionError:  # parts within parts within parts: their source is left to show
        message = BytesHeaderParser().parsebytes(raw)
    headers = [(name, _header(message, name)) for name in SHOWN_HEADERS]
    return Reading(
        headers=tuple((name, value) for name, value in headers if value),
        html=_body(message, "html"),
        text=_body(message, "plain"),
        source=raw.decode("utf-8", errors="replace").replace("\x00", "\N{REPLACEMENT CHARACTER}"),
    )


def for_frame(html: str) -> str:
    """The HTML part with its links leading out of the sandboxed frame, which no page of ours may enter."""
    if _HEAD.search(html):
        return _HEAD.sub(lambda head: head.group() + _OPEN_OUTSIDE, html, count=1)
    doctype = _DOCTYPE.match(html)
    end = doctype.end() if doctype else 0
    return html[:end] + _OPEN_OUTSIDE + html[end:]


def split_links(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a web address."""
    end = 0
    for found in _ADDRESS.finditer(text):
        yield text[end : found.start()], False
        yield found.group(), True
        end = found.end()
    yield text[end:], False


def _header(message: Message, name: str) -> str:
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    plain = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    with suppress(*UNREADABLE):  # what cannot be decoded is shown as it came
        plain = str(make_header(decode_header(plain)))
    return one_line(plain)[:LONGEST_VALUE]


def _date(message: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(_header(message, "Date"))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except UNREADABLE:
        return None


def _body(message: Message, subtype: str) -> str:
    """The first part of that kind which is no attachment."""
    for part in message.walk():
        if part.get_content_type() == f"text/{subtype}" and part.get_content_disposition() != "attachment":
            return _decoded(part)
    return ""


def _decoded(part: Message) -> str:
    try:
        content = part.get_payload(decode=True)
        charset = part.get_content_charset() or "utf-8"
        plain = content.decode(charset, "replace") if isinstance(content, bytes) else str(content)
    except UNREADABLE:
        plain = str(part.get_payload())
    return plain.replace("\r\n", "\n").replace("\x00", "\N{REPLACEMENT CHARACTER}")
