"""Times of day: `kl 09:00 - 16:00`, `kl. 9-12`, `klo 9–15.30`, `9am–4pm`. An hour alone needs a word before it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

_WORD = r"(?:\bkl\.?|\bklo\.?|\bklockan|\bklokka|\bklokken|\bkello|\bat|\bfrom|@)\s?:?\s*"
_ABOUT = r"(?:ca\.?|cirka|omkring|noin|about|approx\.?|around)?\s*"
_TO = r"\s*(?:-{1,2}|–|—|−|\btill?\b|\btil\b|\bto\b|\bog\b|\boch\b|\band\b|\bja\b|\buntil\b)\s*"
_SUFFIX = r"\s*([ap])\.?m\b\.?"
_START = r"(?<![\d.,:/–-])"

_RANGE = re.compile(
    rf"(?P<word>{_WORD}{_ABOUT})?{_START}(?P<h1>[01]?\d|"
    rf"2[0-4])(?:[.:](?P<m1>[0-5]\d))?(?:{_SUFFIX.replace('([ap])', '(?P<p1>[ap])')})?"
    rf"{_TO}(?P<word2>{_WORD})?{_ABOUT}(?:{_WORD})?(?P<h2>[01]?\d|2[0-4])(?:[.:](?P<m2>[0-5]\d))?"
    rf"(?:{_SUFFIX.replace('([ap])', '(?P<p2>[ap])')})?(?!\d|[.:/]\d|\s?%|\.?\s?[a-zåäöæø]{{3,}}\s\d{{4}})",
    re.I,
)
_SINGLE = re.compile(
    rf"(?P<word>{_WORD}{_ABOUT})?{_START}(?P<h1>[01]?\d|2[0-3])(?:[.:](?P<m1>[0-5]\d))?"
    rf"(?:{_SUFFIX.replace('([ap])', '(?P<p1>[ap])')})?(?!\d|[.:/]\d|\s?%|[.-]?[a-zåäö]{{3}})",
    re.I,
)
_MILITARY = re.compile(
    rf"(?P<word>{_WORD})?{_START}(?P<h1>[01]\d|2[0-3])(?P<m1>[0-5]\d)\s?[-–]\s?(?P<h2>[01]\d|"
    r"2[0-3])(?P<m2>[0-5]\d)(?!\d)",
    re.I,
)
_NOON = re.compile(r"\b(?:12 )?(?:noon|midday)\b", re.I)
_OUGHT_NOT_FOLLOW = re.compile(
    r"\s?(?:kr\b|kronor|kroner|euro|eur\b|sek|dkk|nok|€|%|år\b|vuotta|years|min\b|"
    r"timm|timer|tuntia|deltag|platser|person)",
    re.I,
)


@dataclass(frozen=True)
class Hours:
    at: int
    to: int
    start: time
    end: time | None = None


def _time(hour: str, minute: str | None, half: str | None) -> time | None:
    number = int(hour)
    if half:
        if number > 12:
            return None
        number = number % 12 + (12 if half.lower() == "p" else 0)
    return time(number, int(minute or 0)) if number < 24 else None


def _range(match: re.Match[str], *, loose: bool) -> Hours | None:
    stated = match["word"] or match["word2"] or match["p1"] or match["p2"]
    both = match["m1"] and match["m2"]
    if not (stated or both or loose):
        return None
    end = _time(match["h2"], match["m2"], match["p2"])
    half = match["p1"] or (match["p2"] if match["p2"] and int(match["h1"]) <= int(match["h2"]) else None)
    if match["p2"] and not match["p1"] and half is None:
        half = "a"
    start = _time(match["h1"], match["m1"], half)
    return Hours(match.start(), match.end(), start, end) if start else None


def _single(match: re.Match[str], *, loose: bool) -> Hours | None:
    if not (match["word"] or match["p1"] or match["m1"]):
        return None
    if match["word"] and match["word"].strip().lower() in ("from", "at") and not (match["m1"] or match["p1"]):
        return None
    start = _time(match["h1"], match["m1"], match["p1"])
    return Hours(match.start(), match.end(), start) if start else None


def _military(match: re.Match[str]) -> Hours:
    start, end = time(int(match["h1"]), int(match["m1"])), time(int(match["h2"]), int(match["m2"]))
    return Hours(match.start(), match.end(), start, end)


def _candidates(text: str, *, loose: bool) -> Iterator[Hours]:
    for match in _RANGE.finditer(text):
        if (hours := _range(match, loose=loose)) and not _OUGHT_NOT_FOLLOW.match(text, match.end()):
            yield hours
    for match in _MILITARY.finditer(text):
        if loose or match["word"]:
            yield _military(match)
    for match in _NOON.finditer(text):
        yield Hours(match.start(), match.end(), time(12))
    for match in _SINGLE.finditer(text):
        if (hours := _single(match, loose=loose)) and not _OUGHT_NOT_FOLLOW.match(text, match.end()):
            yield hours


def find(text: str, *, loose: bool = False) -> list[Hours]:
    """Times in order. `loose` in the value of a date label, where `9-12` can mean nothing else."""
    chosen: list[Hours] = []
    for hours in _candidates(text, loose=loose):
        if all(hours.to <= other.at or hours.at >= other.to for other in chosen):
            chosen.append(hours)
    return sorted(chosen, key=lambda hours: hours.at)
