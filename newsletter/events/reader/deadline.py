"""The last day to register. Opening days, hotel bookings, cancellations and other last days are none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from newsletter.events.reader import dates, hours, moments, sentences, words
from newsletter.events.reader.dates import Day, Span
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.labels import Label

# An advert's last day, but a course one applies for has one too.
_TO_APPLY = re.compile(r"ansökning|ansök|ansøgning|søknad|haku|application|closing", re.I)

# How one registers is not what the deadline is for.
_WAY_TO_REGISTER = re.compile(
    r"\S{1,64}@\S{1,200}|anmälningslänk\w*|(?:via|genom|gjennom|gennem|through|using|med|på|i|kautta)\s(?:\w+\s){0,3}?"
    r"(?:länk|link|lenk|formulär|skjema|skema|nyhetsbrev|nyhedsbrev|webb|nett|hjemmeside)\w*"
    r"(?:\s(?:i|på|in|on)\s(?:\w+\s){0,2}?\w*(?:brev|sida|side|webb|nett|letter|page)\w*)?|"
    r"ilmoittautumislink\w*|sista dag för anmälan|gi(?:v|r)?(?: os)? besked|gi(?: oss)? beskjed|gje beskjed|lämna besked",
    re.I,
)
_ANSWER = re.compile(r"o\.?\s?s\.?\s?a|rsvp|s\.?\s?u\b", re.I)
_MOST_DATES = 12  # of a sentence


@dataclass(frozen=True)
class Deadline:
    day: Day
    hour: time | None
    line: str
    weight: int


def read(entries: list[Entry]) -> list[Deadline]:
    """All last days that may be meant, the likeliest first."""
    return sorted(_all(entries), key=lambda one: -one.weight)


def _all(entries: list[Entry]) -> Iterator[Deadline]:
    for entry in entries:
        if entry.kind is Label.DEADLINE:
            yield from _first(entry.value, entry.line, 6)
        elif entry.kind is Label.DOUBT and _TO_APPLY.search(entry.words):
            yield from _first(entry.value, entry.line, 1)
        elif entry.kind in (
            None,
            Label.SIGN_UP,
            Label.OTHER,
            Label.PRICE,
            Label.CONTACT,
            Label.AUDIENCE,
            Label.TITLE,
        ):
            signing_up = entry.kind is Label.SIGN_UP or entry.section is Label.SIGN_UP
            text = (
                entry.value if entry.kind is Label.SIGN_UP and not _ANSWER.match(entry.words) else entry.line
            )
            for sentence in sentences.split(text):
                yield from _in_sentence(sentence, entry.line, signing_up=signing_up)


def _first(text: str, line: str, weight: int) -> Iterator[Deadline]:
    spans = dates.find(text)
    if spans:
        span = spans[0] if not spans[0].is_range and len(spans) < 2 else spans[-1]
        if len(spans) > 1 and not words.OPENS.search(text):
            span = spans[0]
        yield Deadline(span.last, _hour(text, spans, span), line, weight)


def _in_sentence(sentence: str, line: str, *, signing_up: bool) -> Iterator[Deadline]:
    spans = dates.find(sentence)[:_MOST_DATES]
    previous = 0
    for index, span in enumerate(spans):
        following = spans[index + 1].at if index + 1 < len(spans) else len(sentence)
        before, after = sentence[previous : span.at], sentence[span.to : following]
        weight = _weight(before, _nearby(after), sentence[: span.at], span, signing_up=signing_up)
        if weight:
            yield Deadline(span.last, _hour(sentence, spans, span), line, weight)
        previous = span.to


def _nearby(after: str) -> str:
    """What follows a date and still belongs to it: up to the next clause."""
    return re.split(r"[,;.(]\s|\s(?:och|og|men|and|but|ja|mutta|dock|dog)\s", after)[0][:45]


def _weight(before: str, after: str, all_before: str, span: Span, *, signing_up: bool) -> int:
    clause = re.split(r"[;(]\s?", before)[-1]
    near = clause[-90:]
    context = f"{near} | {after}"
    if words.OTHER_DEADLINE.search(_WAY_TO_REGISTER.sub("", context)):
        return 0
    registers = bool(words.REGISTER.search(context))
    if not registers and not signing_up and not words.REGISTER.search(all_before):
        return 0
    closes = _closes(near, after, span)
    if not closes:
        return 0
    if words.INVITES_THEN_DATE.search(near):
        return 0
    return 2 + 2 * registers + signing_up


def _closes(near: str, after: str, span: Span) -> bool:
    if span.is_range:  # open from … to …
        return bool(words.REGISTER.search(near + after) and words.OPEN_BETWEEN.search(near + after))
    tail = near[-60:]
    until = [match.end() for match in words.UNTIL.finditer(tail)]
    opens = [match.end() for match in words.OPENS.finditer(tail)]
    if until and (not opens or until[-1] >= opens[-1]):
        return True
    return bool(words.UNTIL_AFTER.search(after)) or (
        bool(opens) and bool(re.match(r"\s*(?:–|-)\s*$", tail[opens[-1] :]))
    )


def _hour(text: str, spans: list[Span], span: Span) -> time | None:
    """An hour stated right beside the day."""
    plain = moments.masked(text, spans)
    for found in hours.find(plain):
        between = plain[span.to : found.at] if found.at >= span.to else plain[found.to : span.at]
        if (
            found.end is None
            and len(between) <= 14
            and not re.search(r"[.;]\s", between)
            and "|" not in between
        ):
            return found.start
    return None
