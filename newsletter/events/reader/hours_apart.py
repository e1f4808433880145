"""Hours that stand apart from the day: `Vi börjar kl. 9`, a line of nothing but hours, a sentence right after the date."""

import re
from collections.abc import Iterator
from datetime import time

from newsletter.events.reader import dates, hours, moments, sentences, words
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.labels import Label
from newsletter.events.reader.moments import When

_BEGINS = re.compile(
    r"(?:börjar|startar|starter|begynder|begynner|byrjar|alkaa|begins|starts|håller på|varar|varer|pågår|"
    r"inleds|mødes|møtes|møtest|möts|ses|sees|träffas|samlas|samles|slutar|slutter|päättyy|(?:är|er|on|"
    r"is) (?:öppen|öppet|åben|åbent|åpen|åpent|avoinna|open)|håller öppet|"
    r"runs|finder sted|finner sted|äger rum|holdes|hålls|afholdes|avholdes|haldast|järjestetään|pidetään|"
    r"takes place|is held|will be held|"
    r"tavataan|kokoonnumme|open at|dagen går|tilaisuus kestää)\b",
    re.I,
)
_LABEL = re.compile(r"(?:tider|tid|tidspunkter|times|ajat|hours|dag 1|day 1|klokkeslæt|programtid)\b", re.I)
_ELSEWHEN = re.compile(
    r"telefon|tlf|puh\.|\btel\b|träffas bäst|træffes|treffes|avoinna ma|vardag|hverdag|arkisin|weekday|"
    r"hver anden|hver annen|annenhver|annankvar|varannan|varje vecka|joka toinen|joka viikko|every (?:other|second)|"
    r"mån\w*[-–]|man\w*[-–]|ma[-–]|dagligen|daglig\b|\bbuss|\btog\b|tåget|juna\b|\bfärja|\bferge|"
    r"biljetter|billetter|receptionen|resepsjonen|kontoret|öppettid|åbningstid|åpningstid|aukiolo",
    re.I,
)
_UNTIL = re.compile(
    r"(?:till|til|until|asti|saakka|slutar|slutter|sluttar|päättyy|avslutas|avsluttes|afsluttes|ends?|varar|varer)"
    r"\s(?:\w+\s){0,2}?$",
    re.I,
)
_FINISHED = re.compile(r"\b(?:ferdige?|färdiga?|færdige?|klara|valmista|done|finished|over)\b", re.I)
_EACH = re.compile(r"både|begge|båda|alla|alle|molem|both|each|varje|hver|kumpana|dagligen", re.I)
_NEAR = 3  # lines


def read(entries: list[Entry], at: int, *, several_days: bool) -> When | None:
    """The hours of the event of which the day stands in line `at`."""
    found = next(_stated(entries, several_days=several_days), None)
    beside = next(_beside(entries, at, several_days=several_days), None)
    if found is None or beside is None:
        return found or beside
    is_nearer = bool(beside.end) and (beside.start == found.start or beside.line == found.line)
    return beside if is_nearer else found


def _stated(entries: list[Entry], *, several_days: bool) -> Iterator[When]:
    for entry in entries:
        of_hours = entry.kind is Label.OTHER and bool(_LABEL.match(entry.words))
        if not (entry.is_text or of_hours) or entry.section in (Label.PROGRAMME, Label.CONTACT):
            continue
        for sentence in sentences.split(entry.value):
            if dates.find(sentence):
                continue
            says = _BEGINS.search(sentence) and words.EVENT_OR_WE.search(sentence)
            if of_hours or _is_only_hours(sentence) or _LABEL.match(sentence) or says:
                yield from _when(sentence, entry, several_days=several_days)


def _is_only_hours(sentence: str) -> bool:
    return bool(hours.find(sentence)) and not re.search(
        r"[^\W\d]{3,}", moments.rest_of("1.1.2026 " + sentence)
    )


def _beside(entries: list[Entry], at: int, *, several_days: bool) -> Iterator[When]:
    """Of the sentences that follow the day, in its line and the next ones."""
    near = [one for one in entries if one.is_text and 0 <= one.at - at <= _NEAR]
    following = [(sentence, one) for one in near for sentence in sentences.split(one.value)]
    after_day = False
    for place, (sentence, entry) in enumerate(following):
        has_day = bool(dates.find(sentence))
        after_day = after_day or has_day
        if not after_day or has_day or _is_of_other(sentence):
            continue
        for when in _when(sentence, entry, several_days=several_days):
            rest = (one for one, _ in following[place : place + 3])
            yield when if when.end else _ended(when, rest)


def _is_of_other(sentence: str) -> bool:
    return bool(
        _ELSEWHEN.search(sentence)
        or "@" in sentence
        or words.is_past(sentence)
        or (words.REGISTER.search(sentence) and words.UNTIL.search(sentence))
    )


def _ended(when: When, following: Iterator[str]) -> When:
    """`… Vi reknar med å halde på til rundt 21.30.`"""
    for sentence in following:
        for found in hours.find(sentence):
            ends = _UNTIL.search(sentence[: found.at]) or _FINISHED.search(sentence)
            is_end = found.end is None and bool(ends)
            if is_end and when.start and found.start > when.start and not _is_of_other(sentence):
                return When(when.first, when.last, when.start, found.start, when.line)
    return when


def _when(sentence: str, entry: Entry, *, several_days: bool) -> Iterator[When]:
    start, end = moments.opening_hours(sentence, [], several_days=several_days, loose=False)
    if start:
        unknown = dates.Day(1, 1)
        yield When(unknown, unknown, start, _of_all_days(sentence, end, several_days), entry.line)


def _of_all_days(sentence: str, end: time | None, several_days: bool) -> time | None:
    """`Kl. 10 kaffe, festen slutar kl. 22` of a first day does not tell when the last one ends."""
    is_range = any(found.end for found in hours.find(sentence))
    return end if not several_days or is_range or _EACH.search(sentence) else None
