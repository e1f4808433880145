"""What it costs to take part. Hotels, lunches, parking and fees for staying away are something else."""

import re

from newsletter.events.reader import sentences, words
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.labels import Label

_IT_IS = re.compile(
    r"^(?:och |og |ja |and )?(?:det|den|dette|it|this|se|turen|turene|dagen|kvällen|"
    r"kvelden|aftenen)\s(?:är|er|is|on)\b",
    re.I,
)
_PART = re.compile(r";\s|,?\s(?:men|but|mutta|dock|dog|however|medan|mens|while|däremot)\s")
_FREE_OTHER = re.compile(
    r"\b(?:gratis|kostnadsfri\w*|free|ilmainen|maksuton|fri|fritt|avgiftsfri\w*)\s+(?:\w+\s)?(?:parker|"
    r"lunch|kaffe|fika|wifi|wi-fi|mat|buss|material|lunsj|frokost|morgenmad|rådgiv|"
    r"avbok|avmel|afmeld|cancel|pysäköin|lounas|kahv|coffee|parking|service|hjälp|"
    r"app|bok|bog|prov|shuttle|entr[eé] til museet|tolk)"
    r"|avgiftsfri avbok|gratis avbest|barnfri|alkoholfri|rökfri|røgfri|valgfri|bekymringsfri|"
    r"free of (?!charge|cost)|smoke-free|feel free|avbok\w*\b.{0,30}(?:gratis|kostnadsfri|"
    r"free)|free (?:movement|time|choice|text|speech)|fri tid|vapaa-a",
    re.I,
)


def read(entries: list[Entry]) -> tuple[str, bool | None, str] | None:
    """Price as written, whether it is free, and the line."""
    for entry in entries:
        if entry.kind is Label.PRICE and entry.value and not words.OTHER_PRICE_LABEL.search(entry.words):
            return _tidy(_own_part(entry.value)), is_free(entry.value), entry.line
    for entry in entries:
        if not entry.is_text and entry.kind not in (Label.SIGN_UP, Label.OTHER, Label.FORM):
            continue
        if entry.kind is Label.OTHER and words.OTHER_PRICE.search(entry.words):
            continue
        text = entry.value if entry.is_text or entry.kind is Label.SIGN_UP else entry.line
        for sentence in sentences.split(text):
            if found := _in_sentence(sentence):
                return found[0], found[1], entry.line
    return None


def _in_sentence(sentence: str) -> tuple[str, bool | None] | None:
    if not (words.FREE.search(sentence) or words.asks_money(sentence)) or words.PAST.search(sentence):
        return None
    for part in _PART.split(sentence):
        if words.OTHER_PRICE.search(_without_included(part)) or _FREE_OTHER.search(part):
            continue
        is_of_event = words.PRICE.search(sentence) or words.EVENT.search(part) or _IT_IS.match(part)
        if words.FREE.search(part) and (is_of_event or len(part.split()) <= 6):
            return _tidy(_up_to_turn(part)), True if not words.asks_money(sentence) else is_free(sentence)
        if words.asks_money(part) and words.PRICE.search(sentence):
            return _tidy(part), False
    return None


_TURN = re.compile(r",?\s(?:och|og|and|ja|samt|men|but|mutta)\s", re.I)


def _up_to_turn(part: str) -> str:
    """Of `Det er gratis at deltage, og pladserne tildeles …` the first half, if that is the half with the price."""
    halves = _TURN.split(part, maxsplit=1)
    if len(halves) < 2 or words.FREE.search(halves[1]) or words.asks_money(halves[1]):
        return part
    return halves[0] if words.FREE.search(halves[0]) else part


def _own_part(value: str) -> str:
    """Of `Deltakeravgift kr 3 900. Enkeltrom kr 1 400 per natt` the first sentence."""
    kept = [part for part in sentences.split(value) if not words.OTHER_PRICE.search(_without_included(part))]
    return _up_to_turn(" ".join(kept)) or value


def _without_included(part: str) -> str:
    """`inklusive lunch och kaffe` belongs to the price."""
    part = re.sub(r",\s(?:som|der|hvilket|vilket|which|that|joka)\s.*$", "", part, flags=re.I)
    return re.sub(
        r"[,(]?\s*\b(?:inkl\w*|inkluder\w*|ink\.|incl\w*|ja siihen|sisält\w*|i avgiften ingår|"
        r"og inkluderer|och inkluderar|ingår|hintaan)\b.*$|(?:,\s*)?(?:lunch och (?:kaffe|"
        r"fika)|lunch|fika|kaffe|kahvi)\s(?:och \w+\s)?(?:ingår|er inkludert|inkluderet).*",
        "",
        part,
        flags=re.I,
    )


_AMOUNTS = re.compile(r"(?<!kr)[;.,]\s|\s(?:men|but|mutta|dock|dog)\s")


def is_free(value: str) -> bool | None:
    """Free for all. What a lunch or staying away costs is not the price."""
    parts = [part for part in _AMOUNTS.split(value) if not words.OTHER_PRICE.search(_without_included(part))]
    kept = ", ".join(parts) or value
    if words.asks_money(kept):
        return False
    if words.FREE.search(kept) or re.fullmatch(r"\W*0\W*|\W*(?:ingen|inget|none|ei)\W*", kept, re.I):
        return True
    return None


def _tidy(text: str) -> str:
    return text.strip(" .,;")
