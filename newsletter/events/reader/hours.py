"""Times of day: `kl 09:00 - 16:00`, `kl. 9-12`, `klo 9–15.30`, `9am–4pm`. An hour alone needs a word before it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

_WORD = (
    r"(?:\bkl\.?|\bklo\.?|\bklockan|\bklokka|\bklokken|\bkello|\bvarer fra|\bvarar från|\bpågår från|"
    r"\btidsrummet|\btidsrommet|\bi tiden|\bat|\bfrom|@)\s?:?\s*"
)
_ABOUT = r"(?:ca\.?|cirka|omkring|noin|rundt|kring|about|approx\.?|around)?\s*"
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
# `klokka elleve og to`, `klockan halv tio`, `kello kymmeneltä`: an hour in letters needs a word before it.
_NUMBERS = {
    "ett": 1, "et": 1, "en": 1, "ein": 1, "eitt": 1, "två": 2, "to": 2, "tre": 3, "fyra": 4, "fire": 4, "fem": 5,
    "sex": 6, "seks": 6, "sju": 7, "syv": 7, "åtta": 8, "åtte": 8, "otte": 8, "nio": 9, "ni": 9, "tio": 10, "ti": 10,
    "elva": 11, "elleve": 11, "tolv": 12, "yksi": 1, "kaksi": 2, "kolme": 3, "neljä": 4, "viisi": 5, "kuusi": 6,
    "seitsemän": 7, "kahdeksan": 8, "yhdeksän": 9, "kymmenen": 10, "yksitoista": 11, "kaksitoista": 12,
    "kymmeneltä": 10, "yhdeksältä": 9, "kuudelta": 6, "viideltä": 5, "seitsemältä": 7, "kahdeksalta": 8,
}  # fmt: skip
_ANY_NUMBER = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_SPELLED = re.compile(
    rf"\b(?:klockan|klokken|klokka|klokkan|kello|kl\.?)\s(?P<half1>halv\s|puoli\s)?(?P<h1>{_ANY_NUMBER})\b"
    rf"(?:\s(?:til|till|og|och|ja|-|–)\s(?:klockan\s|klokken\s|klokka\s)?(?P<half2>halv\s)?(?P<h2>{_ANY_NUMBER})\b)?",
    re.I,
)
_LATE = re.compile(r"kväll|kveld|aften|illalla|iltaisin|ettermiddag|eftermiddag|evening|afternoon", re.I)
_NOON = re.compile(r"\b(?:12 )?(?:noon|midday)\b", re.I)
_AFTER_DAY = re.compile(r"\|[,(]?\s?$")
_ROOM_BEFORE = re.compile(
    r"\b(?:room|rum|rom|rommet|rummet|lokale?|sal|huone|sali|luokka|hus|building|bygning|byggnad|plan|§|kapitel|"
    r"kap\.?|version|punkt|bus|buss)\s$",
    re.I,
)
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


def _is_beside_day(match: re.Match[str]) -> bool:
    """`fredagen den 16 april, 13–16.30`: right after a day, which is masked by bars."""
    before = match.string[max(0, match.start() - 4) : match.start()]
    return bool(_AFTER_DAY.search(before)) and 6 <= int(match["h1"]) < int(match["h2"]) <= 23


def _range(match: re.Match[str], *, loose: bool) -> Hours | None:
    stated = match["word"] or match["word2"] or match["p1"] or match["p2"]
    both = match["m1"] and match["m2"]
    if not (stated or both or loose or _is_beside_day(match)):
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


def _spelled(match: re.Match[str]) -> Hours:
    late = 12 * bool(_LATE.search(match.string))
    start = _in_letters(match["h1"], match["half1"], late)
    end = _in_letters(match["h2"], match["half2"], late) if match["h2"] else None
    if end and end <= start and end.hour + 12 < 24:
        end = end.replace(hour=end.hour + 12)
    return Hours(match.start(), match.end(), start, end)


def _in_letters(word: str, half: str | None, late: int) -> time:
    """`halv tio` is half past nine."""
    hour = _NUMBERS[word.lower()] + (late if _NUMBERS[word.lower()] < 12 else 0)
    return time(hour - 1, 30) if half else time(hour)


def _candidates(text: str, *, loose: bool) -> Iterator[Hours]:
    for match in _RANGE.finditer(text):
        if (hours := _range(match, loose=loose)) and not _OUGHT_NOT_FOLLOW.match(text, match.end()):
            yield hours
    for match in _MILITARY.finditer(text):
        if loose or match["word"]:
            yield _military(match)
    for match in _SPELLED.finditer(text):
        yield _spelled(match)
    for match in _NOON.finditer(text):
        yield Hours(match.start(), match.end(), time(12))
    for match in _SINGLE.finditer(text):
        if (hours := _single(match, loose=loose)) and not _OUGHT_NOT_FOLLOW.match(text, match.end()):
            yield hours


def find(text: str, *, loose: bool = False) -> list[Hours]:
    """Times in order. `loose` in the value of a date label, where `9-12` can mean nothing else."""
    chosen: list[Hours] = []
    for hours in _candidates(text, loose=loose):
        if not _ROOM_BEFORE.search(text, max(0, hours.at - 12), hours.at) and all(
            hours.to <= other.at or hours.at >= other.to for other in chosen
        ):
            chosen.append(hours)
    return sorted(chosen, key=lambda hours: hours.at)
