"""One recipient's value, made harmless for the place it goes to and encoded as that place asks.

Used for every copy: what a value needs is decided once per place, and plain values take the short way.
"""

import html
import re
from collections.abc import Callable, Collection
from enum import StrEnum
from functools import lru_cache
from urllib.parse import quote

import idna

from newsletter.core.text import one_line
from newsletter.rendering.errors import UnusableValue
from newsletter.rendering.transfer import quoted_printable


class Place(StrEnum):
    HTML = "html"  # text or an attribute that holds text
    LINK = "link"  # a whole href or src
    LINK_PART = "link_part"  # the end of an address, as in mailto:…?subject=…
    PLAIN = "plain"  # the text part
    ADDRESS = "address"  # the address in To
    TOKEN = "token"  # noqa: S105 - an address or id inside <> in a header
    LINE = "line"  # a header value in ASCII, such as Date


class Transfer(StrEnum):
    NONE = "none"  # headers
    QP = "qp"
    RAW = "raw"  # inside a base64 part, which is encoded as a whole


Encode = Callable[[str], bytes]
Test = Callable[[str], object]
LINK_SCHEMES = ("https://", "http://", "mailto:")
FREQUENT_VALUES = 4096
LONGEST_LINE = 900
LONGEST_VALUE = (
    10_000  # no person's value is; one of megabytes would keep the worker busy until its leases are over
)

_token = re.compile(r"[^\x00-\x20\x7f-\U0010ffff<>,;()\"\\]{1,900}").fullmatch
_local_part = re.compile(r"[^\x00-\x20\x7f-\U0010ffff<>,;:()\[\]@\"\\]{1,64}").fullmatch
_LINK_SAFE = "!#$%&'()*+,/:;=?@[]~"


def _clean_link(value: str) -> str:
    value = one_line(value)
    if not value.startswith(LINK_SCHEMES):
        raise UnusableValue("link", "must begin with https:// or mailto:")
    return quote(value, safe=_LINK_SAFE)


def _address(value: str) -> str:
    """The address with its domain as A-labels.

    A local part beyond ASCII needs SMTPUTF8 and is refused here rather than mangled into an encoded-word.
    """
    local, at, domain = value.rpartition("@")
    if not at or not _local_part(local):
        raise UnusableValue("address", "is not one plain mail address")
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        raise UnusableValue("address", "has an invalid domain") from None


def _header_token(value: str) -> str:
    if not _token(value):
        raise UnusableValue("token", "must be one word of plain ASCII")
    return value


def _header_line(value: str) -> str:
    if not value.isascii() or not value.isprintable() or len(value) > LONGEST_LINE:
        raise UnusableValue("line", "must be one line of plain ASCII")
    return value


_CLEAN: dict[Place, Callable[[str], str]] = {
    Place.HTML: lambda value: html.escape(one_line(value)),
    Place.LINK: lambda value: html.escape(_clean_link(value)),
    Place.LINK_PART: lambda value: quote(one_line(value), safe=""),
    Place.PLAIN: one_line,
    Place.ADDRESS: _address,
    Place.TOKEN: _header_token,
    Place.LINE: _header_line,
}


@lru_cache(maxsize=64)
def encoder(place: Place, transfer: Transfer) -> Encode:
    """What turns a value into the octets that stand in its place on the wire; frequent values are kept."""
    clean = _CLEAN[place]

    @lru_cache(maxsize=FREQUENT_VALUES)
    def encode(value: str) -> bytes:
        if len(value) > LONGEST_VALUE:
            raise UnusableValue("value", f"is longer than {LONGEST_VALUE} characters")
        octets = clean(value).encode()
        return quoted_printable(octets) if transfer is Transfer.QP else octets

    return encode


# Links, ids and addresses differ for everybody, so keeping them is of no use; but most need no escaping in any of
# their places and fit one line, which one look at the value tells for all of them.
_plain_link = re.compile(r"(?:https?://|mailto:)[A-Za-z0-9_~:/?#@!$*+%.-]{1,64}").fullmatch
_plain_address = re.compile(r"[A-Za-z0-9_+-][A-Za-z0-9._+-]{0,30}@[A-Za-z0-9][A-Za-z0-9.-]{0,38}").fullmatch
_plain_token = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._@/+-]{0,70}").fullmatch
_PLAIN: tuple[tuple[frozenset[Place], Test], ...] = (
    (frozenset({Place.TOKEN}), lambda value: bool(_plain_token(value) or _plain_link(value))),
    (frozenset({Place.TOKEN, Place.LINK, Place.HTML, Place.PLAIN}), _plain_link),
    (frozenset({Place.ADDRESS, Place.HTML, Place.PLAIN}), _plain_address),
)
_PERSONAL = {Place.TOKEN, Place.LINK, Place.ADDRESS}


def plain_test(places: Collection[Place]) -> Test | None:
    """Tells of a value whether its octets are right as they are in all of `places`; None where it is not worth asking."""
    if not _PERSONAL.intersection(places):
        return None
    return next((test for covered, test in _PLAIN if covered.issuperset(places)), None)
