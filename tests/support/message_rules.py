"""What every message we send must keep to, as far as a program can tell.

One numbered checklist of what mailbox providers, the RFCs and the rules on accessibility ask.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

from tests.support.message_body_rules import body_faults

Kind = Literal["bulk", "transactional"]

ONCE = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type")
AT_MOST_ONCE = (
    "Reply-To",
    "Sender",
    "Cc",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "List-Help",
)
NEVER = (
    "Bcc",
    "Resent-To",
    "Resent-From",
    "Resent-Cc",
    "Resent-Bcc",
    "Return-Path",
    "Authentication-Results",
    "List-Post",
)
ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=")
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u061c]")
TEMPLATE_REST = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{name\b|\{preferences_url\}|\{web_url\}|%\(\w+\)s|zq[a-z0-9]{11}qz"
)


@dataclass(frozen=True)
class Opened:
    """A message taken apart; `service_url` is the address of the service, the only one that may be plain http."""

    raw: bytes
    kind: Kind
    service_url: str
    recipient: str | None = None
    message: EmailMessage = field(init=False)
    head: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", message_from_bytes(self.raw, policy=policy.default))
        head = self.raw.split(b"\r\n\r\n", 1)[0].decode("ascii", "replace")
        object.__setattr__(self, "head", head)

    def fields(self, name: str) -> list[str]:
        """Raw values of a field, unfolded and not decoded."""
        unfolded = re.sub(r"\r\n(?=[ \t])", "", self.head)
        pattern = re.compile(rf"^{re.escape(name)}:[ \t]*(.*?)\r?$", re.IGNORECASE | re.MULTILINE)
        return pattern.findall(unfolded)

    def value(self, name: str) -> str:
        return (self.fields(name) or [""])[0]


def assert_message_rules(
    raw: bytes,
    kind: Kind = "bulk",
    *,
    service_url: str = "https://nyheter.example.org",
    recipient: str | None = None,
) -> None:
    """Fails with one line for each rule that the message breaks.

    `raw` is the message as sent, CRLF and all, not dot-stuffed. "bulk" is mail that one click can leave.
    """
    faults = message_faults(raw, kind, service_url=service_url, recipient=recipient)
    assert not faults, "the message breaks rules:\n" + "\n".join(f"  {fault}" for fault in faults)


def message_faults(raw: bytes, kind: Kind, *, service_url: str, recipient: str | None = None) -> list[str]:
    opened = Opened(raw, kind, service_url.rstrip("/"), recipient)
    found = [
        *_octet_faults(opened),
        *_field_faults(opened),
        *_address_faults(opened),
        *_subject_faults(opened),
    ]
    found += [*_identity_faults(opened), *_answer_faults(opened)]
    if kind == "bulk":
        found += _leaving_faults(opened)
    return found + body_faults(opened.message, kind, opened.service_url, opened.value("List-Unsubscribe"))


def _octet_faults(opened: Opened) -> Iterator[str]:
    raw, head = opened.raw, opened.head
    if re.search(rb"(?<!\r)\n|\r(?!\n)", raw):
        yield "1: a line does not end with CRLF"
    if any(len(line) > 998 for line in raw.split(b"\r\n")):
        yield "2: a line is longer than 998 octets"
    long_lines = [line for line in head.split("\r\n") if len(line) > 78]
    if long_lines:
        yield f"3: header lines longer than 78: {long_lines}"
    if b"\0" in raw:
        yield "4: NUL"
    if not raw.split(b"\r\n\r\n", 1)[0].isascii():
        yield "5: header is not ASCII"
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", head):
        yield "6: control characters in the header"
    if any(not line.strip() for line in head.split("\r\n")):
        yield "7: a folded line holds nothing but spaces"
    for part in opened.message.walk():
        if part.defects:
            yield f"8: the parser finds defects: {part.defects}"


def _field_faults(opened: Opened) -> Iterator[str]:
    for name in ONCE:
        if len(opened.fields(name)) != 1:
            yield f"9-15: {name} occurs {len(opened.fields(name))} times"
    for name in AT_MOST_ONCE:
        if len(opened.fields(name)) > 1:
            yield f"16: {name} occurs {len(opened.fields(name))} times"
    for name in NEVER:
        if opened.fields(name):
            yield f"17-18: {name} must not be sent"
    for name, value in opened.message.items():
        if getattr(value, "defects", ()):
            yield f"8: {name} has defects: {value.defects}"


def _address_faults(opened: Opened) -> Iterator[str]:
    senders = getaddresses(opened.fields("From"))
    if len(senders) != 1 or not re.fullmatch(r"[!-?A-~]+@[a-z0-9.-]+\.[a-z0-9-]+", senders[0][1]):
        yield f"19: From is not one address with an ASCII domain: {senders}"
    for name in ("From", "To", "Reply-To"):
        if re.search(r"<[^>]*=\?[^>]*>", opened.value(name)):
            yield f"20: encoded-word inside the address of {name}"
    if senders and not senders[0][0].strip():
        yield "21: From has no display name"
    receivers = getaddresses(opened.fields("To"))
    if len(receivers) != 1 or "@" not in receivers[0][1]:
        yield f"23: To is not exactly one address: {receivers}"
    elif opened.recipient is not None and receivers[0][1] != opened.recipient:
        yield f"24: To is {receivers[0][1]}, the envelope says {opened.recipient}"
    for _name, address in getaddresses(opened.fields("Reply-To")):
        if not re.fullmatch(r"[!-?A-~]+@[a-z0-9.-]+", address):
            yield f"25: Reply-To is not valid: {address}"
    if any(re.match(r"no-?reply", address, re.IGNORECASE) for _name, address in senders):
        yield "26: people cannot answer a noreply address"


def _subject_faults(opened: Opened) -> Iterator[str]:
    subject = str(opened.message["Subject"] or "")
    if not subject.strip():
        yield "28: the subject is empty"
    if TEMPLATE_REST.search(subject):
        yield f"29: template rest in the subject: {subject}"
    for word in ENCODED_WORD.findall(opened.head):
        if len(word) > 75:
            yield f"30: encoded-word longer than 75: {word}"
        try:
            octets, charset = decode_header(word)[0]
            assert isinstance(octets, bytes)
            octets.decode(charset or "ascii")
        except (UnicodeDecodeError, AssertionError):
            yield f"31: encoded-word does not decode alone: {word}"
    if unicodedata.normalize("NFC", subject) != subject or INVISIBLE.search(subject):
        yield f"32: subject is not NFC or has invisible marks: {subject!r}"
    if len(subject) > 150:
        yield f"33: subject longer than 150 characters: {len(subject)}"


def _identity_faults(opened: Opened) -> Iterator[str]:
    try:
        if parsedate_to_datetime(opened.value("Date")).tzinfo is None:
            yield "34: Date has no zone"
    except ValueError:
        yield f"34: Date is not valid: {opened.value('Date')}"
    if not re.fullmatch(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+>", opened.value("Message-ID")):
        yield f"35: Message-ID is not valid: {opened.value('Message-ID')}"


def _leaving_faults(opened: Opened) -> Iterator[str]:
    leaving = opened.value("List-Unsubscribe")
    if not leaving:
        yield "36: List-Unsubscribe is missing"
        return
    if "=?" in leaving:
        yield "37: List-Unsubscribe is RFC 2047-encoded"
    targets = re.findall(r"<([^>]*)>", leaving)
    web = [target for target in targets if _is_service_link(target, opened.service_url)]
    if len(web) != 1 or any(not target.startswith("mailto:") for target in targets if target not in web):
        yield f"38: List-Unsubscribe must hold exactly one https link: {targets}"
    if opened.value("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click":
        yield "40: List-Unsubscribe-Post is missing"
    if any(re.search(r"@|%40|\?|=", urlsplit(target).path + urlsplit(target).query) for target in web):
        yield f"41: the token is not opaque: {web}"
    if any(len(target) > 74 for target in web):
        yield f"0.1: the link with its brackets is longer than 76 octets: {web}"
    yield from _list_faults(opened)


def _list_faults(opened: Opened) -> Iterator[str]:
    if not re.search(r"<[A-Za-z0-9.-]+\.[A-Za-z0-9.-]+>$", opened.value("List-Id")):
        yield f"42: List-Id is missing or wrong: {opened.value('List-Id')}"
    if not opened.value("List-Help"):
        yield "43: List-Help is missing"
    feedback = opened.value("Feedback-ID")
    if feedback and ("@" in feedback or feedback.count(":") > 3):
        yield f"44: Feedback-ID holds personal data or too many fields: {feedback}"
    if opened.value("Precedence") not in ("bulk", "list"):
        yield "45: Precedence is missing"


def _is_service_link(target: str, service_url: str) -> bool:
    return target.startswith(("https://", service_url + "/"))


def _answer_faults(opened: Opened) -> Iterator[str]:
    if not opened.value("X-Auto-Response-Suppress"):
        yield "46: nothing keeps automatic answers away"
    if opened.kind == "transactional" and opened.value("Auto-Submitted") != "auto-generated":
        yield "47: Auto-Submitted is missing"
