"""What editors may write to have a recipient's own value put in: a closed list, and never Jinja.

`{name|fallback}`, `{preferences_url}` and `{web_url}`; anything else in braces is text.
"""

import re
from collections.abc import Callable

LINKS = ("{preferences_url}", "{web_url}")
_field = re.compile(r"(?<!\{)\{(?:(name)\|([^{}|<>]{1,60})|(preferences_url|web_url))\}(?!\})")
_braced = re.compile(r"\{+[^{}<>\n]{1,60}\}+")
_name_alone = re.compile(r"(?<!\{)\{name\|?\s*\}(?!\})")

SlotFor = Callable[[str, str | None], str]


def fill(
    text: str, slot: SlotFor, literal: Callable[[str], str] = str, fallback: Callable[[str], str] = str
) -> str:
    """`text` with each field replaced by `slot(name, fallback)` and everything else passed through `literal`."""
    parts = []
    end = 0
    for match in _field.finditer(text):
        parts.append(literal(text[end : match.start()]))
        name, spare, link = match.groups()
        parts.append(slot(name, fallback(spare).strip()) if name else slot(link, None))
        end = match.end()
    parts.append(literal(text[end:]))
    return "".join(parts)


def has_fields(text: str) -> bool:
    return bool(_field.search(text))


def lacks_fallback(text: str) -> bool:
    """Whether `{name}` stands there bare: many readers gave no name and would be greeted by nothing."""
    return bool(_name_alone.search(text))


def unknown(text: str) -> list[str]:
    """What looks like a field and is none, such as `{namn}`: readers would see the braces."""
    return [found for found in _braced.findall(text) if not has_fields(found) and not lacks_fallback(found)]
