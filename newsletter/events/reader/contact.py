"""Whom to write to: of all addresses of a page the one for questions about the event."""

import re
from collections.abc import Iterator

from newsletter.events.reader import sentences
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.labels import Label

Found = tuple[str, str]  # value, line

EMAIL = re.compile(
    r"[A-Za-z0-9](?:[\w.+-]*[A-Za-z0-9_])?@[A-Za-zÅÄÖåäöÆØæø0-9-]+(?:\.[A-Za-zÅÄÖåäöÆØæø0-9-]+)*\.[A-Za-z]{2,}"
)
_AT = re.compile(
    r"\s?(?:\(at\)|\[at\]|\(a\)|\[a\]|\(ät\)|\[ät\]|\(snabel-?a\)|\[snabel-?a\]|\(krøllalfa\)|"
    r"\(alfakrøll\)|\s+at\s+(?=[\w-]+\s?(?:\(dot\)|\[dot\])))\s?",
    re.I,
)
_DOT = re.compile(r"\s?(?:\(dot\)|\[dot\]|\(punkt\)|\[punkt\]|\(piste\)|\[piste\])\s?", re.I)
_ABOUT_PAGE = re.compile(
    r"webb(?:plats|redakt|master|ansvarig)|webmaster|hjemmesid|nettside|nettsted|"
    r"verkkosivu|dataskydd|databeskytt|personvern|tietosuoja|personuppgift|personoplysning|"
    r"personopplysning|\bpress|presse|nyhetsbrev|nyhedsbrev|uutiskirje|newsletter|"
    r"prenumer|abonn|tillgänglighet(?!sbehov)|registrator|privacy|synpunkter på|gdpr|"
    r"faktura|invoice|hotel|överlämna|no-?reply",
    re.I,
)
QUESTIONS = re.compile(
    r"kontakt|frågor|fråga\b|spørgsmål|spørsmål|lisätieto|lisätiedot|tiedustelut|"
    r"kysy|contact|question|enquir|inquir|information|informasjon|oplysninger|opplysning|"
    r"upplysning|vet mer|vide mere|veta mer|more about|yhteyshenkilö|yhteydessä|ota yhteyttä|hör av dig|"
    r"henvend",
    re.I,
)
_BODY_BOX = re.compile(
    r"^(?:info|post|postmottak|kommun|kommune|registrator|kundcenter|kontaktcenter|"
    r"kontakt|webmaster|webb|press|presse|noreply|no-reply|region|kirjaamo|kontakta|mail)@",
    re.I,
)


def plain_emails(line: str) -> list[str]:
    line = _DOT.sub(".", _AT.sub("@", line)) if re.search(r"[(\[]", line) else line
    return [found.rstrip(".").removeprefix("mailto:") for found in EMAIL.findall(line)]


def read(entries: list[Entry]) -> Found | None:
    scored = sorted(_scored_emails(entries), key=lambda one: -one[0])
    return (scored[0][1], scored[0][2]) if scored and scored[0][0] > 0 else None


def _scored_emails(entries: list[Entry]) -> Iterator[tuple[int, str, str]]:
    before = ""
    for entry in entries:
        parts = sentences.split(entry.line)
        for sentence in parts:
            for email in plain_emails(sentence):
                yield _email_score(entry, sentence, email, before), email, entry.line
        before = entry.line


def _email_score(entry: Entry, sentence: str, email: str, before: str) -> int:
    if _ABOUT_PAGE.search(sentence.replace(email, "")):
        return -5
    score = 2
    if entry.kind is Label.CONTACT or entry.section is Label.CONTACT:
        score += 4
    if QUESTIONS.search(sentence.replace(email, "")):
        score += 3
    elif QUESTIONS.search(before) and len(before.split()) < 12:
        score += 1
    if _BODY_BOX.match(email):
        score -= 1
    return score
