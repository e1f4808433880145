"""When the event is: labelled lines first, then a dated line of its own, then the sentence that invites."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsletter.events.reader import dates, hours_apart, moments, sentences, words
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.labels import Label
from newsletter.events.reader.moments import When
from newsletter.events.reader.page import is_only_date

ENOUGH = 4
_MOST_DATES = 12  # of a sentence
_NEW = re.compile(r"\b(?:ny[at]?|nytt|uusi|new)\b", re.I)
_MOVED_TO = re.compile(r"\b(?:till|til|to|siirr\w+)\b|ny[at]?\s|nytt|uusi|uuteen", re.I)
_MOVED_FROM = re.compile(
    r"(?:\b(?:från|fra|frå|from|skulle\b.*|planlagt|planerat|opprinnelig|ursprungligen|"
    r"oprindelig\w*|originally|alkuperäi\w+)"
    rf"\s+(?:den\s|d\.\s?|on\s)?(?:{dates.WEEKDAY}\s)?(?:den\s)?)$",
    re.I,
)
_MONTH_YEAR = re.compile(r"\b(?:20\d{2})\b")


@dataclass(frozen=True)
class Scored:
    when: When
    score: int
    at: int
    is_bare: bool = False
    is_label: bool = False


def read(entries: list[Entry]) -> Scored | None:
    """The best candidate; what other lines say of the same day (its year, its hours) is added."""
    prose = list(_in_text(entries))
    labelled = _labelled(entries)
    if labelled and labelled.first:
        return Scored(_completed(labelled.when, labelled.at, entries, prose), 10, labelled.at, is_label=True)
    best = max(prose, key=lambda one: (one.score, -one.at), default=None)
    if best is None:
        return None
    total = best.score + sum(
        one.score > 2 for one in prose if one.when.same_day(best.when) and one is not best
    )
    when = best.when
    if labelled and labelled.only_hours and when.start is None:
        when = when.with_hours_of(labelled.only_hours)
        total += 3
    return Scored(_completed(when, best.at, entries, prose), total, best.at, best.is_bare)


@dataclass(frozen=True)
class _Label:
    when: When
    at: int
    first: bool
    only_hours: When | None = None


def _labelled(entries: list[Entry]) -> _Label | None:
    values = [
        one for one in entries if one.kind in (Label.WHEN, Label.BOTH, Label.START, Label.END) and one.value
    ]
    values.sort(key=lambda one: not _NEW.search(one.words))
    text = ""
    evidence: Entry | None = None
    for entry in values:
        if entry.kind is Label.END:
            text += f" – {entry.value}"
            continue
        if dates.find(entry.value) and dates.find(text):  # a second occasion
            continue
        text += f" {entry.value}" if not text else f", {entry.value}"
        if evidence is None or (dates.find(entry.value) and not dates.find(evidence.value)):
            evidence = entry
    if evidence is None:
        return None
    when = moments.read(text.strip(), loose=True)
    if when:
        return _Label(replace(when, line=evidence.line), evidence.at, True)
    start, end = moments.opening_hours(text, [], several_days=False, loose=True)
    if start is None:
        return None
    unknown = dates.Day(1, 1)
    hours_only = When(unknown, unknown, start, end, evidence.line)
    return _Label(hours_only, evidence.at, False, hours_only)


def _in_text(entries: list[Entry]) -> Iterator[Scored]:
    for entry in entries:
        if not entry.is_text and entry.kind not in (
            Label.OTHER,
            Label.TITLE,
            Label.FORM,
            Label.AUDIENCE,
            Label.WHERE,
            Label.SIGN_UP,
            Label.PROGRAMME,
        ):
            continue
        parts = sentences.split(entry.value if entry.is_text else entry.line)
        for sentence in parts:
            if spans := dates.find(sentence)[:_MOST_DATES]:
                yield from _scored(sentence, spans, entry, is_line=len(parts) == 1)


def _scored(sentence: str, spans: list[dates.Span], entry: Entry, *, is_line: bool) -> Iterator[Scored]:
    for index, span in enumerate(spans):
        end = spans[index + 1].at if index + 1 < len(spans) else len(sentence)
        begin = spans[index - 1].to if index else 0
        before = sentence[begin : span.at]
        moved = bool(words.MOVED.search(sentence))
        piece = (sentence[begin:end] if moved else sentence[begin:])[: sentences.LONGEST]
        when = moments.read(piece)
        if when is None:
            continue
        score = _score(sentence, before, sentence[span.to : end], span, when)
        own_line = is_line and len(moments.rest_of(entry.value).split()) <= 12
        if own_line and (when.start or not when.is_single_day or _has_weekday(before)) and score > -3:
            score += 4
        if moved and span.is_range and _MOVED_FROM.search(before):  # from one day to another is no range
            when = replace(when, first=when.last)
            score += 5
        elif moved:
            score += -6 if _MOVED_FROM.search(before) else 5 * bool(index and _MOVED_TO.search(before))
        yield Scored(
            replace(when, line=entry.line),
            score - 2 * (entry.kind is Label.OTHER) + (entry.at < 8),
            entry.at,
            is_only_date(entry.line),
        )


def _score(sentence: str, before: str, after: str, span: dates.Span, when: When) -> int:
    clause = re.split(r"[;(]", before)[-1][-110:]
    near = f"{clause} | {re.split(r'[;.,(]', after)[0][:50]}"
    score = 0
    if words.HELD.search(sentence):
        score += 3
    if words.EVENT.search(sentence):
        score += 1
    score += 2 * (when.start is not None) + _has_weekday(before) + span.is_range
    if words.NOT_ABOUT_EVENT.search(_HOTEL_NAME.sub("", near)):
        score -= 6
    if words.is_past(sentence) or (not span.is_range and words.ONLY_UNTIL.search(clause[-40:])):
        score -= 6
    if not span.is_range and words.FROM_THEN_ON.search(clause[-40:].strip(" \n") + " "):
        score -= 4
    if words.OPENS.search(clause) and words.REGISTER.search(clause):
        score -= 6
    if (
        words.REGISTER.search(near)
        and words.UNTIL.search(near)
        and not words.INVITES_THEN_DATE.search(clause)
    ):
        score -= 6
    if span.is_range and words.REGISTER.search(near) and words.OPEN_BETWEEN.search(near):
        score -= 8
    if words.OTHER_DEADLINE.search(near) and words.UNTIL.search(near):
        score -= 6
    return score


_HOTEL_NAME = re.compile(r"\b[Hh]ot[e]ll?i? [A-ZÅÄÖÆØ]\w+|[A-ZÅÄÖÆØ]\w+ [Hh]otell?\w*|\w+hotell?\w*")


def _has_weekday(before: str) -> bool:
    return bool(re.search(rf"\b{dates.WEEKDAY}\b\.?,?\s*(?:den|the|d\.)?\s*$", before, re.I))


def _completed(when: When, at: int, entries: list[Entry], prose: list[Scored]) -> When:
    same = [one.when for one in prose if one.when.same_day(when) and one.score > -3]
    for other in same:
        if when.is_single_day and not other.is_single_day and not when.start:
            when = replace(when, last=other.last)
        when = when.with_hours_of(other) if other.is_single_day == when.is_single_day else when
        if when.first.year is None and other.first.year is not None:
            year = other.first.year
            when = replace(
                when,
                first=replace(when.first, year=year),
                last=replace(when.last, year=when.last.year or year),
            )
    if when.start is None and (found := hours_apart.read(entries, at, several_days=not when.is_single_day)):
        return when.with_hours_of(found)
    return when


def year_hints(when: When, deadline: dates.Day | None, title: str | None, lines: list[str]) -> list[int]:
    """Years the page states near the event: of its deadline, in its title, of its season."""
    hints: list[int] = []
    if deadline and deadline.year:
        on = when.first.on(deadline.year)
        due = deadline.on(deadline.year)
        hints.append(deadline.year if on and due and on >= due else deadline.year + 1)
    for text in (title or "", *(line for line in lines if _SEASON.search(line))):
        hints += [int(year) for year in _MONTH_YEAR.findall(text)]
    return hints


_SEASON = re.compile(
    r"(?:våren|hösten|sommaren|vintern|foråret|efteråret|sommeren|våren|høsten|hausten|"
    r"keväällä|syksyllä|kevät|syksy|spring|autumn|fall)\s+(?:of\s+)?20\d{2}",
    re.I,
)
