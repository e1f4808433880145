"""Header fields written by hand.

Python's own policy encodes any token that does not fit 78 octets, even the address in List-Unsubscribe, and writes
encoded-words into addresses of international domains; both break the mail. Here a field folds between tokens only.
"""

import re
from base64 import b64encode

import idna
from flask_babel import gettext as _

from newsletter.core.text import one_line
from newsletter.rendering.errors import FreezeError

FOLD = "\r\n "
LINE = 76
WORD = 75  # RFC 2047: an encoded-word has at most 75 octets and holds whole characters
_Q_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_atoms = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*").fullmatch
_local_part = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*").fullmatch
_field_name = re.compile(r"[A-Za-z][A-Za-z0-9-]*").fullmatch


def _q(character: str) -> str:
    if character == " ":
        return "_"
    return character if character in _Q_PLAIN else "".join(f"={octet:02X}" for octet in character.encode())


def _encoded_words(text: str, first: int) -> list[str]:
    """Encoded-words of whole characters, each of which decodes alone; the first has at most `first` octets."""
    as_q = sum(len(_q(character)) for character in text)
    is_q = as_q <= len(text.encode()) * 4 / 3
    frame = len("=?utf-8?q??=")
    words: list[str] = []
    chunk = ""
    for character in text:
        room = (first if not words else WORD) - frame
        longer = chunk + character
        size = sum(map(len, map(_q, longer))) if is_q else (len(longer.encode()) + 2) // 3 * 4
        if chunk and size > room:
            words.append(chunk)
            longer = character
        chunk = longer
    words.append(chunk)
    if is_q:
        return [f"=?utf-8?q?{''.join(map(_q, word))}?=" for word in words]
    return [f"=?utf-8?b?{b64encode(word.encode()).decode()}?=" for word in words]


def _is_plain(text: str) -> bool:
    return text.isascii() and "=?" not in text and all(len(word) <= LINE - 20 for word in text.split(" "))


def folded(name: str, tokens: list[str]) -> str:
    """The field with line breaks between tokens, so that lines stay within 78 octets where tokens allow it."""
    lines = [f"{name}:"]
    for token in tokens:
        if len(lines[-1]) + 1 + len(token) > LINE and lines[-1].strip() and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {token}"
    return "\r\n".join(lines) + "\r\n"


def text_field(name: str, text: str) -> str:
    """A field of free text, such as Subject."""
    text = one_line(text)
    if _is_plain(text):
        return folded(name, text.split(" "))
    return folded(name, _encoded_words(text, LINE - len(name) - 2))


def _phrase(text: str, first: int) -> list[str]:
    text = one_line(text)
    if not _is_plain(text):
        return _encoded_words(text, first)
    if _atoms(text):
        return text.split()
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.split(" ")


def ascii_address(address: str) -> str:
    """The address with its domain as A-labels; a sender's local part must be plain ASCII."""
    local, _at, domain = one_line(address).rpartition("@")
    if not _local_part(local):
        raise FreezeError(
            "sender", f"“{address}” is no usable address: only plain letters may stand before the @."
        )
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        raise FreezeError(
            "sender", _("“%(address)s” is no usable sender: its domain is not valid.", address=address)
        ) from None


def mailbox_field(name: str, display_name: str, address: str) -> str:
    """A field with one address, such as From."""
    phrase = _phrase(display_name, LINE - len(name) - 2) if display_name.strip() else []
    return folded(name, [*phrase, f"<{ascii_address(address)}>"])


def list_id_field(display_name: str, identifier: str) -> str:
    return folded("List-Id", [*_phrase(display_name, LINE - len("List-Id: ")), f"<{identifier}>"])


def plain_field(name: str, value: str) -> str:
    """A field whose value is ours and ASCII; anything else would be a way to smuggle in another field."""
    if not _field_name(name) or not value.isascii() or not value.isprintable():
        raise FreezeError(name, "this header field may hold one line of plain ASCII only.")
    return folded(name, value.split(" "))
