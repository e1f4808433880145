"""DKIM signatures (RFC 6376 and 8463), relaxed/relaxed, for copies that are ready for the wire.

A signature speaks of the message before SMTP doubled its leading dots. Forms are frozen so that the body of a copy
is canonical as it stands, and nothing in it needs to be looked for; any other body is rewritten first.
"""

import hashlib
import textwrap
from binascii import b2a_base64
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from newsletter.signing_keys import SigningKey

CRLF = b"\r\n"
LINE = 72
SIGNED = frozenset(
    b"from to cc reply-to subject date message-id list-id list-unsubscribe list-unsubscribe-post list-help "
    b"auto-submitted mime-version content-type content-transfer-encoding content-language".split()
)


class _Frame(NamedTuple):
    """What the signatures of one key over the same fields have in common."""

    sent: bytes
    canonical: bytes


class Signer:
    """Signs with each of its keys."""

    def __init__(self, keys: Sequence[SigningKey]) -> None:
        self._keys = keys
        self._frames: dict[tuple[bytes, ...], list[_Frame]] = {}

    def signed(self, wire: bytes, *, is_canonical: bool = False) -> bytes:
        """The copy under a signature of each key. `is_canonical` speaks of its body: see `Form.is_canonical`."""
        if not self._keys:
            return wire
        head, _, body = wire.partition(b"\r\n\r\n")
        body_hash = _base64(hashlib.sha256(_ended(body if is_canonical else _relaxed(body))).digest())
        names, fields = _signed_fields(head)
        return b"".join([*self._signatures(names, fields, body_hash), wire])

    def _signatures(self, names: tuple[bytes, ...], fields: bytes, body_hash: bytes) -> Iterator[bytes]:
        frames = self._frames.get(names)
        if frames is None:
            frames = self._frames[names] = [_frame(key, names) for key in self._keys]
        for key, frame in zip(self._keys, frames, strict=True):
            signature = _base64(key.sign(fields + frame.canonical + body_hash + b"; b="))
            yield b"%b%b;\r\n b=%b\r\n" % (frame.sent, body_hash, _in_lines(signature))


def _signed_fields(head: bytes) -> tuple[tuple[bytes, ...], bytes]:
    """Names and canonical text of the fields to sign, the last one first, as a verifier picks them.

    From is named once more than it occurs: a second one, put in on the way, breaks the signature.
    """
    names = []
    fields = []
    for line in reversed(_one_spaced(head.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")).split(CRLF)):
        name, _, value = line.partition(b":")
        name = name.rstrip().lower()
        if name in SIGNED:
            names.append(name)
            fields.append(b"%b:%b\r\n" % (name, value.strip()))
    return (*names, b"from"), b"".join(fields)


def _relaxed(body: bytes) -> bytes:
    """The body without doubled dots, with single spaces and none at the end of a line."""
    if body.startswith(b"."):
        body = body[1:]
    body = _one_spaced(body.replace(b"\r\n.", CRLF))
    if not body.endswith(CRLF):
        body += CRLF
    return body.replace(b" \r\n", CRLF)


def _ended(body: bytes) -> bytes:
    """The body without empty lines at its end."""
    end = len(body)
    while body.endswith(b"\r\n\r\n", 0, end):
        end -= 2
    return b"" if body[:end] == CRLF else body[:end]


def _one_spaced(text: bytes) -> bytes:
    text = text.replace(b"\t", b" ")
    while b"  " in text:
        text = text.replace(b"  ", b" ")
    return text


def _frame(key: SigningKey, names: tuple[bytes, ...]) -> _Frame:
    tags = (
        f"v=1; a={key.algorithm}; c=relaxed/relaxed; d={key.domain}; s={key.selector}; "
        f"h={': '.join(name.decode() for name in names)};"
    )
    width = LINE - len("DKIM-Signature: ")
    wrapped = textwrap.wrap(tags, width, break_long_words=False, break_on_hyphens=False)
    lines = [line.replace(": ", ":").encode() for line in wrapped]
    return _Frame(
        sent=b"DKIM-Signature: " + b"\r\n ".join(lines) + b"\r\n bh=",
        canonical=b"dkim-signature:" + b" ".join(lines) + b" bh=",
    )


def _base64(octets: bytes) -> bytes:
    return b2a_base64(octets, newline=False)


def _in_lines(text: bytes) -> bytes:
    return b"\r\n ".join([text[at : at + LINE] for at in range(0, len(text), LINE)])
