"""From date and time expressions of one text to the first and last moment of an event."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from newsletter.events.reader import dates, hours, words
from newsletter.events.reader.dates import Day, Span
from newsletter.events.reader.hours import Hours
from newsletter.events.reader.result import Moment

# Before such times stands that the coffee is ready, not that the event begins.
_EARLY = re.compile(
    r"kaff[eèi]|fika|te\b|coffee|kahv|frukost|morgenmad|frokost|aamiai|aamupala|breakfast|"
    r"mingel|registr|incheck|inskriv|indskriv|ilmoittautum|insläpp|insl?epp|"
    r"innslepp|innslipp|dør|dörr|doors|ovet|ankomst|oppmøte|drop.?in|lunch|lounas|"
    r"middag|illallinen|dinner|servering|tarjoilu|"
    r"tekniikka|teknik|inloggning|logga in|log in|login|innlogging|påloggning|pålogging|"
    r"öppnar|åbner|åpner|opnar|avautu|avataan|opens?\b|möteslänken|buss|tåg",
    re.I,
)
_EVENT_OPENS = re.compile(rf"(?:{words.EVENT.pattern})\w*\s(?:öppnar|åbner|åpner|opnar)\b", re.I)
_ENDING = r"slutter|slutar|ends?|päättyy|avsluttes|afsluttes|avslutas|sluttar"
_LINK = re.compile(
    rf"^(?:[\s,.()|·–—-]|kl\.?|klo|och|og|ja|and|till?|\bto\b|til|from|at|den|d\.|{_ENDING}|{dates.WEEKDAY})*$",
    re.I,
)
_DASH = re.compile(rf"{_ENDING}|-|–|—|−|\btill?\b|\btil\b|\bto\b|\buntil\b", re.I)
_PARENTHESIS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class When:
    first: Day
    last: Day
    start: time | None = None
    end: time | None = None
    line: str = ""

    @property
    def is_single_day(self) -> bool:
        return (self.first.month, self.first.day) == (self.last.month, self.last.day)

    def same_day(self, other: "When") -> bool:
        return (self.first.month, self.first.day) == (other.first.month, other.first.day)

    def with_hours_of(self, other: "When") -> "When":
        return self if self.start else replace(self, start=other.start, end=other.end)

    def in_year(self, year: int) -> tuple[Moment, Moment | None] | None:
        first = self.first.on(year)
        last = self.last.on(year if not first else first.year)
        if first is None or last is None:
            return None
        if last < first and not self.last.year:
            last = self.last.on(first.year + 1) or first
        return _moments(first, max(first, last), self.start, self.end)


def _moments(first: date, last: date, start: time | None, end: time | None) -> tuple[Moment, Moment | None]:
    opening: Moment = datetime.combine(first, start) if start else first
    if not end or not start:
        return opening, (last if last > first else None)
    if first == last and end <= start:  # past midnight, or misread
        late = start.hour >= 17 and end.hour <= 5
        return opening, (datetime.combine(last + timedelta(days=1), end) if late else None)
    return opening, datetime.combine(last, end)


def masked(text: str, spans: list[Span]) -> str:
    """The text with its dates out of the way, so that `14.10.` is no time of day."""
    for span in spans:
        text = text[: span.at] + "|" * (span.to - span.at) + text[span.to :]
    return text


def rest_of(text: str, *, loose: bool = False) -> str:
    """What a text says besides dates, times and weekdays."""
    spans = dates.find(text)
    text = masked(text, spans)
    for found in reversed(hours.find(text, loose=loose)):
        text = text[: found.at] + "|" + text[found.to :]
    text = re.sub(rf"\b{dates.WEEKDAY}\b\.?,?(?=\s*(?:den|the|d\.)?\s*\|)", "|", text, flags=re.I)
    text = re.sub(
        r"\b(?:den|kl\.?|klo|klockan|klokken|kello|at|on|från|fra|from)\s*(?=\|)", "", text, flags=re.I
    )
    return re.sub(r"[|\s]*\|[|\s]*", " | ", text)


def read(text: str, *, loose: bool = False) -> When | None:
    """First and last day, first and last hour. `loose` for the value of a date label."""
    spans = dates.find(text)
    if not spans:
        return None
    spans = _with_year(spans)
    first, last = _days(text, spans)
    if last.at > first.at:
        times = hours_in(masked(text, spans), loose=loose)
        start = next((found.start for found in times if first.to <= found.at < last.at), None)
        end = next((found.end or found.start for found in times if found.at >= last.to), None)
        return When(first.first, last.last, start, end if start else None, text)
    start, end = opening_hours(text, spans, several_days=first.is_range, loose=loose)
    return When(first.first, first.last, start, end, text)


def _with_year(spans: list[Span]) -> list[Span]:
    """`14 oktober, 4 november och 2 december 2026`: the year of the last is the year of all."""
    first, last = spans[0], spans[-1]
    if first.first.year or not last.last.year or first.first.month > last.last.month:
        return spans
    year = last.last.year
    return [
        replace(first, first=replace(first.first, year=year), last=replace(first.last, year=year)),
        *spans[1:],
    ]


def _days(text: str, spans: list[Span]) -> tuple[Span, Span]:
    """`14. oktober kl. 9 – 15. oktober kl. 16` is one range; `14 oktober, 3 november` are two occasions."""
    first = spans[0]
    if first.is_range or len(spans) < 2:
        return first, first
    second = spans[1]
    between = text[first.to : second.at]
    for found in reversed(hours.find(between)):
        between = between[: found.at] + between[found.to :]
    following = _follows(first.first, second.first)
    if _LINK.match(between) and (_DASH.search(between) or following):
        year = second.first.year if first.first.year is None else first.first.year
        return replace(first, first=replace(first.first, year=year)), second
    return first, first


def _follows(first: Day, second: Day) -> bool:
    one, other = first.on(2023), second.on(2023)
    return bool(one and other and (other - one).days == 1)


def hours_in(text: str, *, loose: bool = False) -> list[Hours]:
    """Times at which the event itself begins or ends."""
    plain = _PARENTHESIS.sub(lambda match: " " * len(match[0]), text)
    found = hours.find(plain, loose=loose) or hours.find(text, loose=loose)
    wanted = [one for one in found if not _is_before(_clause_before(text, one.at))]
    return wanted or (found if not _EARLY.search(text) else [])


def _is_before(clause: str) -> bool:
    """Whether doors open or coffee is served at that hour; when the event itself opens, it begins."""
    return bool(_EARLY.search(clause)) and not _EVENT_OPENS.search(clause)


def _clause_before(text: str, at: int) -> str:
    return re.split(r"[,;(|]|\boch\b|\bog\b|\band\b|\bja\b", text[:at])[-1][-45:]


def opening_hours(
    text: str, spans: list[Span], *, several_days: bool, loose: bool
) -> tuple[time | None, time | None]:
    found = hours_in(masked(text, spans), loose=loose)
    if not found:
        return None, None
    ranges = [one for one in found if one.end]
    if several_days and len(ranges) > 1:
        return ranges[0].start, ranges[-1].end
    if ranges:
        return ranges[0].start, ranges[0].end
    if len(found) == 2 and _ENDS.search(text[found[0].to : found[1].at]):
        return found[0].start, found[1].start
    return found[0].start, None


_ENDS = re.compile(
    r"slut|päätty|loppu|lope|finish|\bend|\btill\b|\btil\b|until|asti|saakka|varar|varer", re.I
)


def resolved(days: list[Day], published: date | None, hints: list[int], today: date) -> int:
    """The year of days without one: one stated for the same day, else what the page says, else the nearest to come."""
    day = days[0]
    if hints:
        return hints[0]
    base = published or today
    years = (base.year - 1, base.year, base.year + 1, base.year + 2)
    possible = [found for year in years if (found := day.on(year))]
    coming = [found for found in possible if found >= base - timedelta(days=30)]
    return (min(coming) if coming else base).year


def last_before(day: Day, limit: date) -> date | None:
    """A deadline without a year: the last such day not after the start."""
    possible = [found for year in (limit.year, limit.year - 1) if (found := day.on(year)) and found <= limit]
    return max(possible) if possible else None
