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
_ONLY_AMOUNT = re.compile(
    rf"(?:(?:kr\.?|ca\.?|DKK|SEK|NOK|EUR|€)\s?)?(?:{words.MONEY.pattern})"
    r"(?:\s?(?:\+|inkl|exkl|ekskl|pr\.?\s|per\s|/|för\s|for\s|\().{0,60})?\W*",
    re.I,
)
# What it says is the price, whatever else the sentence speaks of.
_PLAIN_PRICE = re.compile(
    r"(?:^|(?<=, )|(?<=och )|(?<=og )|(?<=and ))(?:(?:the )?(?:pris(?:en)?|(?:deltagar|deltager|deltaker|deltakar|kurs|konferens|"
    r"konference|konferanse|seminarie)\w*(?:avgift\w*|pris\w*|gebyr\w*)|avgiften|kostnaden|osallistumismaksu|hinta|pääsymaksu|"
    r"(?:course |conference |participation )?fee|price|tickets|biljetter|billetter|liput|lippu))"
    r"(?: for [a-zåäöæø ]{3,40}?| för [a-zåäöæø ]{3,40}?)? (?:är|er|on|is|are|cost|koster|kostar|maksavat|maksaa) "
    r"[^,;.]*?\d[\d .]*(?:,\d\d)? ?(?:kr\w*|euro\w*|€|EUR|:-|,-)?(?:[^,;.]{0,40}(?=[,;.]|$))?|"
    r"(?:(?:\w*avgift|gebyr|fee) (?:på|of)|du betalar|du betaler|man betaler|you pay) (?:\w+ )?\d[\d .]* "
    r"?(?:kr\w*|euro\w*|€|EUR|:-)|"
    r"\d[\d ]* ?kr\w* i (?:inträde|entr[eé]|inngang|avgift|inngangspenger|deltagaravgift)",
    re.I,
)
_FREE_FOR_SOME = re.compile(
    r"^(?:\w+ )?(?:members|medlem\w*|børn|barn|born|lapset|jäsen\w*|children|students|studenter|studerande|studerende|"
    r"opiskelij\w*|pensionärer|pensionister)\b|under \d+ (?:år|years)|alle \d+-",
    re.I,
)
_OWN_SHARE = re.compile(
    r"(?:omavastuu|egenandel|eigendel|egenbetaling|egenavgift|självkostnad|inträde|entr[eé]|liput|lippu|biljett(?:er)?|billett?(?:er)?|tickets?)\b",
    re.I,
)
_FREE_ALONE = re.compile(r"\W*0\W*|\W*(?:ingen|inget|ingenting|intet|none|nothing|ei|ei mitään|-)\W*", re.I)
_PART = re.compile(r";\s|,?\s(?:men|but|mutta|dock|dog|however|medan|mens|while|däremot)\s")
_FREE_OTHER = re.compile(
    r"\b(?:gratis|kostnadsfri\w*|free|ilmainen|maksuton|fri|fritt|avgiftsfri\w*)\s+(?:\w+\s)?(?:parker|"
    r"lunch|kaffe|fika|wifi|wi-fi|mat|buss|material|lunsj|frokost|morgenmad|rådgiv|"
    r"avbok|avmel|afmeld|cancel|pysäköin|lounas|kahv|coffee|parking|service|hjälp|"
    r"app|bok|bog|prov|shuttle|entr[eé] til museet|tolk)"
    r"|\bgratis (?!adgang|inngang|inträde|entr|deltag|deltak|att\b|at\b|å\b|for\b|för\b|og\b|och\b|"
    r"men\b|webb?in|\w*kurs|"
    r"\w*seminar|arrangement|evenemang|event|\w*konsert|\w*foredrag|\w*föreläs|og|med\b|ved\b|billet|"
    r"påmeld|til\b|till\b|"
    r"\w*møte|\w*møde|\w*möte|workshop|konferen|temadag|fagdag|ja\b|der\b|det\b|du\b|vi\b|men\b|inkl|"
    r"i\b|på\b|"
    r"samling|utbildning|uddannelse|nett|online|digital)[a-zæøåäö]{3,}"
    r"|avgiftsfri avbok|gratis avbest|barnfri|alkoholfri|rökfri|røgfri|valgfri|bekymringsfri|"
    r"free of (?!charge|cost)|smoke-free|feel free|avbok\w*\b.{0,30}(?:gratis|kostnadsfri|"
    r"free)|free (?:movement|time|choice|text|speech)|fri tid|vapaa-a",
    re.I,
)


def read(entries: list[Entry], title: str) -> tuple[str, bool | None, str] | None:
    """Price as written, whether it is free, and the line."""
    for entry in entries:
        if entry.kind is Label.PRICE and entry.value and not words.OTHER_PRICE_LABEL.search(entry.words):
            own = _own_part(entry.value)
            return _tidy(own), is_free(own if _FREE_ALONE.fullmatch(own) else entry.value), entry.line
    if stated := _by_kind(entries) or _alone(entries):
        return stated
    meal = _meal_of(title)
    for entry in entries:
        if entry.line == title or (
            not entry.is_text and entry.kind not in (Label.SIGN_UP, Label.OTHER, Label.FORM)
        ):
            continue
        if entry.kind is Label.OTHER and words.OTHER_PRICE.search(entry.words):
            continue
        text = entry.value if entry.is_text or entry.kind is Label.SIGN_UP else entry.line
        for sentence in sentences.split(text):
            if found := _in_sentence(sentence, meal):
                return found[0], found[1], entry.line
    return None


def _alone(entries: list[Entry]) -> tuple[str, bool | None, str] | None:
    """A line of nothing but `60 kr.`, `Free of charge` or `Egenandel 200 kroner`."""
    for entry in entries:
        text = entry.value
        if not entry.is_text or len(text.split()) > 12 or words.OTHER_PRICE.search(text):
            continue
        if _ONLY_AMOUNT.fullmatch(text) or (words.asks_money(text) and _OWN_SHARE.match(text)):
            return _tidy(text), False, entry.line
        if len(text.split()) <= 4 and words.FREE.search(text) and not _FREE_OTHER.search(text):
            return _tidy(text), True, entry.line
    return None


def _meal_of(title: str) -> str:
    """The meal, journey or book that the event itself is: of a breakfast meeting breakfast is no extra."""
    found = words.OTHER_PRICE.search(title)
    return found[0] if found else ""


def _by_kind(entries: list[Entry]) -> tuple[str, bool | None, str] | None:
    """`Medlemmar: 300 kr`, `Studenter: 100 kr`: prices after those who pay them."""
    found = [
        one
        for one in entries
        if one.kind is Label.OTHER
        and words.asks_money(one.value)
        and len(one.value.split()) <= 6
        and not words.OTHER_PRICE.search(one.line)
    ]
    if not found:
        return None
    return ", ".join(f"{one.words} {one.value}" for one in found[:4]), False, found[0].line


def _in_sentence(sentence: str, meal: str) -> tuple[str, bool | None] | None:
    if not (words.FREE.search(sentence) or words.asks_money(sentence)) or words.is_past(sentence):
        return None
    if (
        (plain := _PLAIN_PRICE.search(sentence))
        and words.asks_money(plain[0])
        and not _FREE_BESIDE.search(sentence)
    ):
        return _tidy(plain[0]), False
    for part in _PART.split(sentence):
        about = part.lower().replace(meal, "") if meal else part
        if _FREE_OTHER.search(about):
            continue
        if words.FREE.search(part) and not words.asks_money(part) and (found := _free(part, sentence, meal)):
            return found
        if words.OTHER_PRICE.search(_without_included(about)):
            continue
        if words.FREE.search(part) and _is_of_event(part, sentence):
            return _tidy(_free_half(_up_to_turn(part))), is_free(sentence)
        if words.asks_money(part) and words.PRICE.search(sentence):
            return _tidy(part), False
    return None


def _is_of_event(part: str, sentence: str) -> bool:
    return bool(words.PRICE.search(sentence) or words.EVENT.search(part) or _IT_IS.match(part))


def _free(part: str, sentence: str, meal: str) -> tuple[str, bool | None] | None:
    """The clause that says so, unless it speaks of beds, cars or staying away."""
    clauses = [one for one in re.split(r",\s", part) if words.FREE.search(one)]
    clause = clauses[0] if clauses and len(part.split()) > 5 else part
    if (
        _FREE_BESIDE.search(clause)
        or _FREE_FOR_SOME.search(clause)
        or not (
            _is_of_event(clause, sentence) or (meal and meal in clause.lower()) or len(clause.split()) <= 6
        )
    ):
        return None
    return _tidy(_free_half(_up_to_turn(clause))), True if not words.asks_money(sentence) else is_free(
        sentence
    )


_FREE_BESIDE = re.compile(
    r"hotel|overnat|majoitu|parker|pysäk|avbok|avbest|afbud|avanmäl|uteb|udebl|no.?show|peruu|cancel|"
    r"avmeld|afmeld|"
    r"rådgiv|tolk|buss?\b|material(?:et)? (?:är|er)|inspel|optag|opptak|record|rapport|broschyr|projekt|"
    r"nyhetsbrev|nyhedsbrev",
    re.I,
)
_TURN = re.compile(r",?\s(?:och|og|and|ja|samt|men|but|mutta|eikä|sekä)\s", re.I)


def _up_to_turn(part: str) -> str:
    """Of `Det er gratis at deltage, og pladserne tildeles …` the first half, if that is the half with the price."""
    halves = _TURN.split(part, maxsplit=1)
    if len(halves) < 2 or words.FREE.search(halves[1]) or words.asks_money(halves[1]):
        return part
    return halves[0] if words.FREE.search(halves[0]) else part


def _free_half(part: str) -> str:
    """Of `Møtet er for bønder og andre næringsdrivande og er gratis` the half that tells the price."""
    halves = [half for half in _TURN.split(part) if words.FREE.search(half)]
    return halves[-1] if len(part.split()) > 5 and halves and not words.asks_money(part) else part


def _own_part(value: str) -> str:
    """Of `Deltakeravgift kr 3 900. Enkeltrom kr 1 400 per natt` the first sentence."""
    kept = [
        part
        for at, part in enumerate(sentences.split(value))
        if not words.OTHER_PRICE.search(_without_included(part))
        and (not at or words.asks_money(part) or words.FREE.search(part) or not words.REGISTER.search(part))
    ]
    return _up_to_turn(" ".join(kept)) or value


def _without_included(part: str) -> str:
    """`inklusive lunch och kaffe` belongs to the price."""
    part = re.sub(
        r",?\s(?:som |der |and )?(?:faktureras|faktureres|laskutetaan|invoiced|opkræves ved)\b(?=\D*$).*$",
        "",
        part,
        flags=re.I,
    )
    part = re.sub(r",\s[\w ]{3,30}\s(?:included|inkluderat|inkludert|inkluderet|ingår)\b.*$", "", part)
    part = re.sub(r"^.*\bingår i (?=\w*(?:avgift|pris))", "", part, flags=re.I)
    part = re.sub(r",\s(?:som|der|hvilket|vilket|which|that|joka)\s.*$", "", part, flags=re.I)
    return re.sub(
        r"[,(]?\s*\b(?:covers\b|täcker|dækker|dekker|kattaa|sis\b|inkl\w*|inkluder\w*|ink\.|incl\w*|"
        r"ja siihen|sisält\w*|i avgiften ingår|"
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
    if words.FREE.search(kept) or _FREE_ALONE.fullmatch(kept):
        return True
    return None


def _tidy(text: str) -> str:
    return text.strip(" .,;")
