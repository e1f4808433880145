"""Nordic and English dates as written on labels and in sentences: single days, ranges, days without a year.

Only whole expressions count. `0-6 år`, `20-30 %`, `2019-21`, `24/7` and telephone numbers are none.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_NAMES = (
    ("januari", "januar", "january", "jan"),
    ("februari", "februar", "february", "feb"),
    ("mars", "marts", "march", "mar"),
    ("april", "apr"),
    ("maj", "mai", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("augusti", "august", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("december", "desember", "dec", "des"),
)
_FINNISH = (
    "tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras", "joulu",
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names}
MONTHS |= {stem: number for number, stem in enumerate(_FINNISH, 1)}
_ENGLISH_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)

WEEKDAY = (
    r"(?:(?:mån|tis|ons|tors|fre|lör|sön)(?:dag(?:en|s)?)?|(?:man|tirs|fre|lør|søn|laur|sun|mån|tys|"
    r"ty)dag(?:en)?"
    r"|(?:man|tir|tor|lør|søn|tirs)\.?"
    r"|(?:maanantai|tiistai|torstai|perjantai|lauantai|sunnuntai)(?:na|sta|hin|in)?|"
    r"keskiviik(?:ko|kona|osta|koon)"
    r"|(?:ma|ti|ke|to|pe|la|su)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tues?|wed|thur?s?|fri|sat|sun))"
)
_WEEKDAY_BEFORE = rf"(?:\b{WEEKDAY}\b\.?\s*,?\s*)?"
_DAY = r"(\d{{1,2}}){mark}"
_MARK = r"(?:\s?\.|\s?:?(?:e|a)\b|(?:st|nd|rd|th)\b)?(?:\s+of\b|\s+d(?:ag(?:en)?)?\b)?"
_SPAN = (
    r"\s*(?:-{1,2}|–|—|−|\btill?\b|\btil\b|\bto\b|\bt\.?o\.?m\.?|\band\b|\bog\b|\boch\b|"
    r"\bja\b|&|\+|,\s*og\b|,\s*and\b)"
    r"\s*(?:med\s)?"
)
_NOT_AFTER_HOUR_WORD = r"(?<!kl )(?<!kl\. )(?<!klo )"
_ARTICLE = r"(?:\bden\s+|\bd\.\s*|\bthe\s+)?"
_YEAR = r"(?:[\s.,(-]*((?:19|20)\d{2})(?![\d%-])|\s*[-'’]\s?(\d{2})\b(?![.:]\d))?"
_MONTH = (
    r"[\s-]*\b("
    + "|".join(sorted(MONTHS.keys() - set(_FINNISH), key=len, reverse=True))
    + r")(?![a-zåäöæø])\.?"
)
_FIN_MONTH = r"\s*\b(" + "|".join(_FINNISH) + r")k?(?:kuu(?:ta|n|ssa|hun)?|uuta)?(?![a-zåäö])\.?"
_ANY_MONTH = rf"(?:{_MONTH}|{_FIN_MONTH})"
_START = r"(?<![\w.,:/+-])"

_GLUED = r"(?<=[a-zåäöæø])"


@dataclass(frozen=True)
class Day:
    month: int
    day: int
    year: int | None = None

    def on(self, year: int) -> date | None:
        try:
            return date(self.year or year, self.month, self.day)
        except ValueError:
            return None

    @property
    def exists(self) -> bool:
        return self.on(2024) is not None


@dataclass(frozen=True)
class Span:
    """A date expression in a text: where it stands, its first day, and its last for a range."""

    at: int
    to: int
    first: Day
    last: Day
    is_bare: bool = False  # digits only, so it may be something else

    @property
    def is_range(self) -> bool:
        return (self.first.month, self.first.day) != (self.last.month, self.last.day)


Build = Callable[[re.Match[str]], tuple[Day, Day] | None]


def _number(text: str | None) -> int | None:
    if not text:
        return None
    value = int(text)
    return value + 2000 if value < 100 else value


def _month(match: re.Match[str], *groups: int) -> int:
    name = next(match[group] for group in groups if match[group])
    return MONTHS[name.lower()]


_JOINED = re.compile(r"(?:-|–|—|−|\btill?\b|\btil\b|\bto\b)\s*\D*\d{1,2}\D*$")


def _days_of_month(match: re.Match[str]) -> tuple[Day, Day] | None:
    """`14 december 2020`, `8.-9. november`, `3., 4. og 5. november 2026`; of `14 och 21 oktober` the first."""
    month = _month(match, 4, 5)
    year = _number(match[6] or match[7])
    days = [int(day) for day in (match[1], match[2], match[3]) if day]
    if days != sorted(set(days)):
        return None
    first, last = Day(month, days[0], year), Day(month, days[-1], year)
    in_a_row = days[-1] - days[0] == len(days) - 1
    if in_a_row or _JOINED.search(match.string, match.start(), match.end(3 if match[3] else 2)):
        return first, last
    return first, first


def _across_months(match: re.Match[str]) -> tuple[Day, Day]:
    """`30 september–1 oktober 2026`."""
    year_last = _number(match[9] or match[10])
    first = Day(_month(match, 2, 3), int(match[1]), _number(match[4] or match[5]) or year_last)
    last = Day(_month(match, 7, 8), int(match[6]), year_last)
    if first.year and year_last and first.month > last.month and not (match[4] or match[5]):
        first = Day(first.month, first.day, year_last - 1)
    return first, last


def _english(match: re.Match[str]) -> tuple[Day, Day]:
    """`October 14–15, 2026`."""
    month = MONTHS[match[1].lower()]
    year = _number(match[4])
    return Day(month, int(match[2]), year), Day(month, int(match[3] or match[2]), year)


def _iso(match: re.Match[str]) -> tuple[Day, Day]:
    first = Day(int(match[2]), int(match[3]), int(match[1]))
    if not match[5] and not match[6]:
        return first, first
    return first, Day(int(match[5] or first.month), int(match[6]), int(match[4] or first.year or 0))


def _numeric(match: re.Match[str]) -> tuple[Day, Day]:
    """`28-01-2021`, `07/10 2020`, `14.10.26`, `14.–15.10.2026`, `30.9.–1.10.2026`."""
    year = _number(match[5])
    last = Day(int(match[4]), int(match[3]), year)
    first = Day(int(match[2] or match[4]), int(match[1] or match[3]), year)
    if year and first.month > last.month:
        first = Day(first.month, first.day, year - 1)
    return first, last


def _yearless(match: re.Match[str]) -> tuple[Day, Day]:
    last = Day(int(match[4]), int(match[3]))
    return Day(int(match[2] or match[4]), int(match[1] or match[3])), last


def _patterns() -> list[tuple[re.Pattern[str], Build, bool]]:
    day = _DAY.format(mark=_MARK)
    more = rf"(?:{_SPAN}{_WEEKDAY_BEFORE}{_ARTICLE}{day})?"
    start = rf"(?:{_START}|{_GLUED})"
    item = rf"(?:\s*,\s*{_WEEKDAY_BEFORE}{_ARTICLE}{day}(?=\s*,|\s+og|\s+och|\s+and|\s+ja))?"
    named = rf"{start}{_NOT_AFTER_HOUR_WORD}{_ARTICLE}{day}{item}{more}{_ANY_MONTH}{_YEAR}"
    single = rf"{start}{_ARTICLE}{day}()(){_ANY_MONTH}{_YEAR}"
    across = rf"{start}{_ARTICLE}{day}{_ANY_MONTH}{_YEAR}{_SPAN}{_WEEKDAY_BEFORE}{_ARTICLE}{day}{_ANY_MONTH}{_YEAR}"
    ordinal = r"(?:st|nd|rd|th)?"
    english = (
        rf"\b({_ENGLISH_MONTHS})\.?\s+(\d{{1,2}}){ordinal}(?![\d:.]\d)"
        rf"(?:\s*(?:-|–|and|to|&)\s*(\d{{1,2}}){ordinal}(?!\d|[:.]\d|\s*%))?(?:,?\s+((?:19|20)\d{{2}})\b)?"
    )
    finnish = (
        rf"\b({'|'.join(_FINNISH)})kuun\s+(\d{{1,2}})\.?(?:\s*[-–]\s*(\d{{1,2}})\.?)?"
        r"\s*p(?:äivä|\.)\w*(?:\s+((?:19|20)\d{2}))?"
    )
    iso = (
        r"(?<![\d-])(20\d{2})-(\d{2})-(\d{2})"
        r"(?:\s*(?:–|—|-|/|till?|to)\s*(?:(20\d{2})-)?(?:(\d{2})-)?(\d{2})\b(?![:.]))?"
    )
    dash = r"\s?(?:-|–|—)\s?"
    dotted = (
        rf"{start}(?:(\d{{1,2}})\.?(?:(?:\s?(\d{{1,2}})\.)?{dash}))?{_WEEKDAY_BEFORE}"
        r"(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d{2}|\d{2})(?!\d|[.:]\d)"
    )
    slashed = (
        rf"{start}(?:(\d{{1,2}})(?:/(\d{{1,2}}))?{dash})?"
        r"(\d{1,2})/(\d{1,2})(?:\s?[/-]\s?|\s+)((?:19|20)\d{2}|(?<=[/-])\d{2})(?![\d%])"
    )
    dashed = r"(?<![\d-])()()(\d{1,2})-(\d{1,2})-((?:19|20)\d{2})(?![\d-])"
    dots = (
        rf"{start}(?<!kl )(?<!klo )(?:(\d{{1,2}})\.?(?:(\d{{1,2}})\.)?\s?{dash})?{_WEEKDAY_BEFORE}"
        r"(\d{1,2})\.(\d{1,2})\.(?!\s?\d{2,4}\b(?![.:]))(?!\d\d)"
    )
    slash = rf"{start}(?:(\d{{1,2}})(?:/(\d{{1,2}}))?{dash})?(\d{{1,2}})/(\d{{1,2}})(?![\d/])"
    flags = re.IGNORECASE
    return [
        (re.compile(across, flags), _across_months, False),
        (re.compile(named, flags), _days_of_month, False),
        (re.compile(single, flags), _days_of_month, False),
        (re.compile(english), _english, False),
        (re.compile(finnish, flags), _english, False),
        (re.compile(iso), _iso, False),
        (re.compile(dotted, flags), _numeric, False),
        (re.compile(slashed, flags), _numeric, False),
        (re.compile(dashed), _numeric, False),
        (re.compile(dots, flags), _yearless, True),
        (re.compile(slash, flags), _yearless, True),
    ]


_ALL = _patterns()


def _candidates(text: str) -> Iterator[Span]:
    for pattern, build, is_bare in _ALL:
        for match in pattern.finditer(text):
            days = build(match)
            if days and days[0].exists and days[1].exists and match[0] not in ("24/7", "1/2"):
                yield Span(match.start(), match.end(), *days, is_bare)


@lru_cache(maxsize=2048)
def find(text: str) -> list[Span]:
    """Every date expression of a line or sentence, in order; where two overlap, the longer one."""
    if not any(letter.isdigit() for letter in text):
        return []
    chosen: list[Span] = []
    for span in sorted(_candidates(text), key=lambda span: (span.at - span.to, span.at)):
        if all(span.to <= other.at or span.at >= other.to for other in chosen):
            chosen.append(span)
    return sorted(chosen, key=lambda span: span.at)
