"""Running text as sentences. A point after a day, a month or `kl` ends none."""

import re
from functools import lru_cache

from newsletter.events.reader import dates

_END = re.compile(r"(?<=[.!?…])[\"”»’)]?\s+(?=[\"”«»(\[–-]?\s?[A-ZÅÄÖÆØ0-9])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:kl|ca|bl\.\s?a|t\.\s?ex|f\.\s?eks|m\.\s?m|o\.\s?s\.\s?a|osv|t\.\s?o\.\s?m|f\.\s?o\.\s?m|fr\.\s?o\.\s?m|dr|prof|"
    r"man|tir|tirs|tor|tors|ons|fre|lør|lör|søn|sön|mån|tis|nr|sis|st|mm|avd|afd|inst|univ|arr|gl|vgs|adj|aud|forts|tlf|jf|jfr|inkl|exkl|ekskl|evt|ev|resp|fx|eks|"
    r"s\.\s?u|tlf|tel|adr|jan|feb|mar|apr|jun|jul|aug|sep|sept|okt|nov|dec|des|d|"
    r"esim|mm|n|klo|puh|Mr|Ms|No|e\.g|i\.e)\.)$",
    re.I,
)
_NUMBER = re.compile(r"\d\.$")
_MONTH = re.compile(rf"(?:{'|'.join(dates.MONTHS)})\b", re.I)


@lru_cache(maxsize=1024)
def split(text: str) -> list[str]:
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        before, after = text[start : match.start()], text[match.end() :]
        if _goes_on(before, after):
            continue
        found.append(before.strip())
        start = match.start()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


LONGEST = 500  # characters: what people write is shorter, and what is longer was made to be slow


def readable(text: str) -> list[str]:
    """The sentences a grammar of words may search."""
    return [sentence for sentence in split(text) if len(sentence) <= LONGEST]


def _goes_on(before: str, after: str) -> bool:
    """`den 14. Oktober` and `1. 2. og 3. juni` go on; `ennen 14.10. Tilaisuus …` ends."""
    if _NUMBER.search(before):
        return not after[:1].isupper() or bool(_MONTH.match(after))
    return bool(_ABBREVIATED.search(before))
