"""Cleaning of what people type and paste."""

import re
import unicodedata

# Bidirectional controls, zero-width marks and byte-order mark: invisible, and able to disguise a subject or a name.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u061c]")
_SPACES = re.compile(r"\s+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_SLUG_LETTERS = str.maketrans(
    {"å": "a", "ä": "a", "ö": "o", "æ": "ae", "ø": "o", "þ": "th", "ð": "d", "ß": "ss"}
)


def one_line(value: str) -> str:
    """NFC text on one line without control characters (category Cc), bidi or zero-width marks."""
    value = unicodedata.normalize("NFC", value)
    value = _SPACES.sub(" ", value)
    value = "".join(c for c in value if unicodedata.category(c) not in ("Cc", "Cs"))
    return _INVISIBLE.sub("", value).strip()


def many_lines(value: str) -> str:
    """Like `one_line` for each line; line ends become `\\n`, three or more in a row become two."""
    lines = [one_line(line) for line in value.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def slugify(value: str, fallback: str = "page") -> str:
    """ASCII words joined by hyphens, at most 80 characters: `Barnens rätt` gives `barnens-ratt`."""
    lowered = value.lower().translate(_SLUG_LETTERS)
    ascii_only = unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode()
    return _NOT_SLUG.sub("-", ascii_only).strip("-")[:80].strip("-") or fallback
