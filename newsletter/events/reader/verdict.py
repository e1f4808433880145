"""Whether a page announces an event at all, and whether that event stands, moved or was called off."""

import re
from dataclasses import dataclass

from newsletter.events.reader import dates, genre_words, sentences, words
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.labels import Label
from newsletter.events.reader.result import Status

ENOUGH = 5
_CANCELLED = (
    r"inställ[tda]+|ställs in|ställts in|ställas in|ställa in|ställer in|aflys\w*|"
    r"avlys\w*|avlyst|peruttu|perutaan|peruuntu\w*|peruuntunut|perutt\w*|perumaan|cancell?ed|called off|"
    r"cancelling"
)
_POSTPONED = (
    r"framflytta[dts]*|flyttas fram|flyttats fram|flyttat fram|flytta fram|senareläg\w*|"
    r"framskjut\w*|skjuts upp|skjutits upp|skjuta upp|uppskjut\w*|udsat|udskudt|udskyd\w*|"
    r"udsættes|utsatt|utsett|utsettes|utsetjast|blir utsett|siirretty|siirretään|"
    r"siirty[yi]\w*|siirtynyt|siirrämme|postponed|rescheduled"
)
_NEW_DATE = re.compile(
    r"\b(?:ny dato|nytt datum|nyt tidspunkt|nytt tidspunkt|ny tid|uusi ajankohta|new date)\b|"
    r"\b(?:flytta\w*|flyttes|flyttet|moved|siirretään|siirtyy) (?:framåt )?(?:till|til|to) (?:\w+dag\w* |"
    r"\w+day,? )?(?:den |d\. )?\d",
    re.I,
)
_CALLED_OFF = re.compile(rf"\b(?:{_CANCELLED})\b", re.I)
_PUT_OFF = re.compile(rf"\b(?:{_POSTPONED})\b", re.I)
_CONDITION = re.compile(
    r"\b(?:sattuessa|tarvittaessa|vid behov|ved behov|om|vid|hvis|dersom|ved|mikäli|"
    r"jos|if|in case|kan|kan komma|may|might|could|"
    r"riskerar|risikerer|förbehåller|forbeholder|forbehold|reserves?|voidaan|saatetaan|"
    r"oikeu\w+|förra|förr|fjol|fjor|sidste år|viime|last year|tidigare|tidligere|previously|"
    r"for få|för få|liian vähän|too few|färre än|færre end|færre enn|alle \d+|min(?:st|"
    r"dst|imum)|inte (?:inställ|ställs|flytta)|ikke|ikkje|ei (?:peruta|ole)|not|senast|"
    r"senest|seinast|after|efter|etter|jälkeen|måste du|skal du|must|utan kostnad|"
    r"maksutta|pandemi\w*|2019|2020)\b",
    re.I,
)
_LABEL_OF_STATUS = re.compile(r"status|tila\b", re.I)


@dataclass(frozen=True)
class Signs:
    """What was found, as far as it tells an event from other pages."""

    has_start: bool
    time_score: int
    start_is_labelled: bool
    has_hours: bool
    has_deadline: bool
    rows: int
    title: str
    stated: int = 0  # of place, form, organiser, audience and price
    is_off: bool = False
    days: int = 1
    is_news: bool = False


def is_event(entries: list[Entry], signs: Signs) -> bool:
    return score(entries, signs) >= ENOUGH


def score(entries: list[Entry], signs: Signs) -> int:
    text = "\n".join({entry.at: entry.line for entry in entries}.values())
    total = -4 if not signs.has_start else 0
    total += 5 if signs.start_is_labelled else min(signs.time_score, 5) if signs.has_start else 0
    total += signs.has_hours + 2 * signs.has_deadline + (2 if signs.rows >= 2 else 0)
    total += min(signs.stated, 3) + (signs.stated > 4)
    total += 4 if signs.is_off and signs.has_start and words.EVENT.search(signs.title) else 0
    total += min(words.INVITE.count(text), 2)
    total -= 4 if signs.days > 14 and not words.EVENT.search(signs.title) else 0
    names_event = bool(words.EVENT.search(signs.title))
    total += 1 if names_event else -2 * (not signs.start_is_labelled and not signs.rows)
    invites = words.INVITE.count(text) or signs.has_deadline or signs.start_is_labelled or signs.rows
    total -= 0 if invites or signs.is_off else 1
    doubts = against(entries, signs, text)
    is_plain = signs.has_start and signs.has_hours and signs.days == 1 and not doubts
    return total - doubts + 2 * bool(is_plain and (signs.stated > 1 or words.INVITE.search(text)))


def against(entries: list[Entry], signs: Signs, text: str) -> int:
    minus = _told_afterwards(entries, signs, text) + _advertised(signs, text) + 3 * signs.is_news
    doubts = {entry.words.lower() for entry in entries if entry.kind is Label.DOUBT}
    minus += 2 * min(len(doubts), 3)
    return minus + sum(_of_genre(genre, signs, text) for genre in genre_words.GENRES)


def _told_afterwards(entries: list[Entry], signs: Signs, text: str) -> int:
    """What a report tells in the past tense, and what people in it say."""
    if signs.is_off:
        return 0
    told = [one for entry in entries if entry.is_text for one in sentences.split(entry.value)]
    past = sum(words.is_past(one) for one in told)
    if not past or (past == 1 and words.INVITE.count(text) >= 2):
        return 0
    if genre_words.PASSED.search(text) and signs.start_is_labelled:
        return 1
    return min(past, 4) * (1 if signs.start_is_labelled else 2)


def _advertised(signs: Signs, text: str) -> int:
    """A vacancy: one such word may stand anywhere, two hardly."""
    hits = genre_words.JOB.count(text)
    return 2 * min(hits, 4) * (hits > 1) + 5 * bool(genre_words.JOB_TITLE.search(signs.title))


def _of_genre(genre: genre_words.Genre, signs: Signs, text: str) -> int:
    in_title = bool(genre.words.search(signs.title))
    if genre.may_be_met_about and _meets_about(signs) and (genre.is_project or not in_title):
        return 0
    is_clear = signs.start_is_labelled or (signs.time_score >= 6 and signs.has_hours)
    share = 2 if is_clear and not in_title else 1
    return genre.weight * min(genre.words.count(text), 2) // share + 4 * in_title


def _meets_about(signs: Signs) -> bool:
    """A meeting about applying is a meeting."""
    return signs.has_hours and signs.stated > 1 and bool(words.EVENT.search(signs.title))


def status(entries: list[Entry], title_line: str) -> tuple[Status, str]:
    """A word like `inställt` in a headline, a label, a short line, or a sentence of the event without a condition."""
    if _CALLED_OFF.search(title_line) and not _PUT_OFF.search(title_line):
        return Status.CANCELLED, title_line
    for pattern, found in (
        (_PUT_OFF, Status.POSTPONED),
        (_NEW_DATE, Status.POSTPONED),
        (_CALLED_OFF, Status.CANCELLED),
    ):
        for entry in entries:
            line = _says(entry, pattern, title_line)
            if line and (pattern is not _NEW_DATE or dates.find(line) or line == title_line):
                return found, line
    return Status.SCHEDULED, ""


def _says(entry: Entry, pattern: re.Pattern[str], title_line: str) -> str:
    if (
        entry.kind not in (None, Label.STATUS, Label.OTHER, Label.TITLE, Label.WHEN)
        or entry.section is Label.PROGRAMME
    ):
        return ""
    if entry.kind is Label.WHEN:
        return entry.line if pattern.search(entry.line) and not _CONDITION.search(entry.line) else ""
    for sentence in sentences.split(entry.line):
        match = pattern.search(sentence)
        if (
            not match
            or (pattern is not _CALLED_OFF and words.REGISTER.search(sentence))
            or _CONDITION.search(sentence[: match.start()])
            or _CONDITION.match(sentence[match.end() :].strip())
        ):
            continue
        is_short = len(sentence.split()) <= 8 and match.start() < 45
        if entry.line == title_line or is_short or words.EVENT_OR_WE.search(sentence):
            return entry.line
    return ""
