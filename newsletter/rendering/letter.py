"""A letter: all that is the same for everybody who gets it in one language."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import Any

from newsletter.rendering.blocks import Block
from newsletter.rendering.look import Look
from newsletter.rendering.sentences import catalogue_digest
from newsletter.rendering.templates import templates_digest

# Changes when the code that makes forms writes something else for the same letter.
MAKING = 1


# A bit of every bulk letter that no recipient has: set where the mail is read in the browser, by anybody.
IN_BROWSER = "in_browser"

# A bit of letters to followers and participants alike. A copy to somebody who takes part is no bulk mail: it has
# no header to leave with one click.
TAKES_PART = "takes_part"


class MailClass(StrEnum):
    """Bulk mail can be left with one click and says so in its header; mail that a person asked for cannot."""

    BULK = "bulk"
    TRANSACTIONAL = "transactional"


@dataclass(frozen=True)
class Sender:
    name: str
    address: str


@dataclass(frozen=True)
class ListId:
    """`identifier` never changes: people's filters hang on it (RFC 2919)."""

    name: str
    identifier: str


class CalendarMethod(StrEnum):
    """What a calendar does with the file (RFC 5546): puts the entry in, or takes it out."""

    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class CalendarFile:
    """An attachment, in the copies of those whose bits are set (or not set) as `only_if` says.

    `method` is the METHOD that stands in it.
    """

    method: CalendarMethod
    content: bytes
    only_if: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True)
class Letter:
    """`slots` and `conditions` are those its template may use; the place of a condition is its bit."""

    template: str
    language: str
    sender: Sender
    mail_class: MailClass
    slots: frozenset[str]
    context: Mapping[str, Any] = field(default_factory=dict)
    blocks: Sequence[Block] = ()
    conditions: tuple[str, ...] = ()
    reply_to: Sender | None = None
    list_id: ListId | None = None
    headers: tuple[tuple[str, str], ...] = ()
    calendar: CalendarFile | None = None
    mailto_unsubscribe: bool = False  # only where an inbox reads what arrives

    @property
    def all_conditions(self) -> tuple[str, ...]:
        is_public = self.mail_class is MailClass.BULK
        return (*self.conditions, IN_BROWSER) if is_public else self.conditions


def source(letter: Letter, look: Look) -> str:
    """Everything the form is made from, as text; the same text for the same letter."""
    parts = {
        "making": MAKING,
        "letter": _plain(letter),
        "look": _plain(look),
        "templates": templates_digest(),
        "sentences": catalogue_digest(letter.language),
    }
    return json.dumps(parts, sort_keys=True, ensure_ascii=False)


def fingerprint(letter: Letter, look: Look) -> str:
    """Name of the form that `freeze` makes of them, without making it: a stored form of this name can be used."""
    return hashlib.sha256(source(letter, look).encode()).hexdigest()


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        content = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {"is": type(value).__name__, **content}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(str(item) for item in value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)
