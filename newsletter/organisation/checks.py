"""What may stand in the organisation's settings. Each gives the cleaned text or raises Invalid."""

import re
from urllib.parse import urlsplit

from flask_babel import gettext as _

from newsletter.core.addresses import parse_address
from newsletter.core.text import many_lines, one_line
from newsletter.errors import Invalid

ZONES = (
    "Europe/Stockholm",
    "Europe/Copenhagen",
    "Europe/Oslo",
    "Europe/Helsinki",
    "Europe/Mariehamn",
    "Atlantic/Reykjavik",
    "Atlantic/Faroe",
    "America/Nuuk",
    "UTC",
)
COUNTRIES = ("SE", "DK", "NO", "FI", "IS", "AX", "FO", "GL")
LONGEST_NAME = 100
LONGEST_ADDRESS = 400
LONGEST_REGRET = 120
_hex = re.compile(r"#?(?:[0-9a-f]{3}|[0-9a-f]{6})").fullmatch
_host = re.compile(r"(?!-)[\w-]{1,63}(?:\.[\w-]{1,63})+").fullmatch


def name(raw: str) -> str:
    cleaned = optional_name(raw)
    if not cleaned:
        raise Invalid(_("Write a name"))
    return cleaned


def optional_name(raw: str) -> str:
    cleaned = one_line(raw)
    if len(cleaned) > LONGEST_NAME:
        raise Invalid(_("Shorten the name to %(count)s characters", count=LONGEST_NAME))
    return cleaned


def postal_address(raw: str) -> str:
    cleaned = many_lines(raw)
    if len(cleaned) > LONGEST_ADDRESS:
        raise Invalid(_("Shorten the address to %(count)s characters", count=LONGEST_ADDRESS))
    return cleaned


def email(raw: str) -> str:
    return parse_address(raw).mailed


def optional_email(raw: str) -> str:
    return email(raw) if one_line(raw) else ""


def website(raw: str) -> str:
    """An http address; `https://` is added where it was left out."""
    cleaned = one_line(raw)
    if not cleaned:
        return ""
    if "://" not in cleaned:
        cleaned = f"https://{cleaned}"
    try:
        parts = urlsplit(cleaned)
        is_ours = parts.scheme in ("http", "https") and not parts.username and _host(parts.hostname or "")
    except ValueError:
        is_ours = None
    if not is_ours or " " in cleaned:
        raise Invalid(_("Write the address of the website like this: https://www.example.org"))
    return cleaned


def accent(raw: str) -> str:
    """`#rrggbb` in lower case; `abc` and `#ABC` are understood."""
    cleaned = one_line(raw).lower()
    if not _hex(cleaned):
        raise Invalid(_("Write the colour as # and six digits or letters a–f, like #0b5d6b"))
    digits = cleaned.lstrip("#")
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
