"""Whom to ask, beside the address: name, title, unit and telephone of the person, as far as they stand together."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsletter.events.reader import contact, dates, names, noise, words
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.labels import Label


@dataclass(frozen=True)
class Person:
    name: str = ""
    title: str = ""
    unit: str = ""
    phone: str = ""
    line: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.name or self.unit or self.phone)


_WORD = r"[A-ZÅÄÖÆØÉ][a-zåäöæøéèü]+(?:[-’'][A-ZÅÄÖÆØ]?[a-zåäöæøé]+)*"
_NAME = rf"{_WORD}(?:\s(?:{_WORD}|[A-ZÅÄÖÆØ]\.|von|af|de|van|der)){{1,3}}"
_NO_TITLE = (
    r"(?!(?:kontakta?|contact|please|till|från|frå|ring|skriv|mejla|maila|send|antaa|vastaa|hos|eller|"
    r"lisätietoja|ilmoittaudu|with|from)\b)"
)
_WHOLE_NAME = re.compile(
    rf"(?:(?P<title>(?i:{_NO_TITLE})[A-ZÅÄÖÆØ]?[a-zåäöæø]{{4,}}(?:\s[a-zåäöæø]{{4,}})?)\s)?(?P<name>{_NAME})"
)
_LEAD = re.compile(
    r"^(?:please )?(?:kontakta?|contact|ring|skriv till?|mejla(?: till)?|maila(?: till)?|write to|ota yhteyttä)\s(?=\w)",
    re.I,
)
# `Frågor besvaras av projektledare Eva Ek`, `write to Tomas Grahn`: words that lead to a person.
_LEADS = re.compile(
    r"(?:kontakta?|contact|till?|to|av|af|by|ring|ta kontakt med|hos|yhteyttä|lisätietoja antaa|antaa|vastaa|kysy|"
    r"handläggare|saksbehandler|sagsbehandler|course leader|kursleder|kursledare|ansvarig|med|via)[:\s]\s?$",
    re.I,
)
_IN_SENTENCE = re.compile(
    rf"\b(?:(?P<title>{_NO_TITLE}[a-zåäöæø]{{4,}}(?:\s[a-zåäöæø]{{4,}})?)\s)?(?P<name>{_NAME})"
)
_PHONE = re.compile(
    r"(?<![\w@.:/])(?:\+\d{1,3}[ -]?)?(?:\(\d{1,4}\)[ -]?)?\d{1,4}(?:[ -]?\d{2,4}){1,5}(?![\w@]|[.:]\d)"
)
_PIECES = re.compile(r",\s|;\s|\s[|·•/]\s|\s[–—-]\s|\s?\(|\)\s?|(?<=[^\W\d]{3})\.\s")
_FILLER = re.compile(
    r"^(?:tlf|tel|telefon|puh|p|mobil|phone|matkapuhelin|puhelin|e-?post|e-?mail|mail|mejl|sähköposti)\b\.?:?\s*",
    re.I,
)
_TITLE = re.compile(r"[A-ZÅÄÖÆØ]?[a-zåäöæø-]{4,}(?:\s(?:för|for|i|of|på)?\s?[A-Za-zåäöæø-]{3,}){0,3}")
_UNIT = re.compile(
    r"(?:enheten|enhed|enhet|avdeling\w*|avdelning\w*|afdeling\w*|sektion\w*|seksjon\w*|kontor\w*|gruppen|yksikkö|osasto|"
    r"palvelut|department|unit|office|team|förvaltning\w*|forvaltning\w*|samferdsle|sekretariat\w*|service\w*)$",
    re.I,
)
_NO_NAME = re.compile(
    r"\b(?:till|här|via|anmälan|anmäl|kontakt|frågor|program|region|kommun\w*|länk|varmt|välkom\w*|velkom\w*|microsoft|"
    r"teams|zoom|google|tervetuloa|registration|questions)\b",
    re.I,
)
_CALLS = re.compile(r"\b(?:ring(?:e|a)?|soita|call|kontakta?|hör av dig|ta kontakt|ota yhteyttä)\b", re.I)
_NEAR = 3  # lines of a block


def read(entries: list[Entry], email: str | None) -> Person:
    """The person whose address was taken, else the first one named under such a label."""
    places = list(_places(entries, email))
    found = [person for place in places if (person := _of_block(entries, place, email)).is_known]
    own = [person for person in found if email and _owns(person, email)]
    return next(iter(own or [one for one in found if one.name] or found), Person())


def _places(entries: list[Entry], email: str | None) -> Iterator[int]:
    for index, entry in enumerate(entries):
        if email and email in contact.plain_emails(entry.line):
            yield index
    for index, entry in enumerate(entries):
        if _asks(entry) or (entry.is_text and _CALLS.search(entry.value) and _phone(entry.value)):
            yield index


def _of_block(entries: list[Entry], place: int, email: str | None) -> Person:
    """The line itself, else the lines right above and below it in one block."""
    entry = entries[place]
    alone = _of_line(entry, email)
    if alone.name:
        return alone if alone.phone else replace(alone, phone=_phone_below(entries, place))
    person = _of_lines(_block(entries, place))
    if person.is_known:
        return replace(person, phone=person.phone or alone.phone)
    return replace(alone, phone=alone.phone or _phone_below(entries, place))


def _block(entries: list[Entry], place: int) -> list[Entry]:
    """Short lines without a gap; an address alone belongs to the name above it."""
    found = [entries[place]]
    for step in (-1, 1):
        at = place + step
        while 0 <= at < len(entries) and len(found) <= 2 * _NEAR:
            nearest = found[0] if step < 0 else found[-1]
            if abs(entries[at].at - nearest.at) > 1 or not _is_short(entries[at]):
                break
            found.insert(0 if step < 0 else len(found), entries[at])
            at += step
    return found


def _is_short(entry: Entry) -> bool:
    is_other = entry.kind not in (None, Label.CONTACT, Label.OTHER) or noise.is_noise(entry.line)
    return len(entry.value.split()) <= 7 and not dates.find(entry.value) and not is_other


def _of_lines(block: list[Entry]) -> Person:
    for index, entry in enumerate(block):
        person = _of_pieces(entry.value, entry.line)
        if not person.name:
            continue
        for below in block[index + 1 :]:
            person = _added(person, below.value)
        return person
    return Person()


def _added(person: Person, value: str) -> Person:
    for piece in _PIECES.split(value):
        text = _FILLER.sub("", piece or "").strip(" .:")
        if not text or "@" in text:
            continue
        if phone := _phone(text):
            person = person if person.phone else replace(person, phone=phone)
        elif names.is_body(text) or _UNIT.search(text):
            person = person if person.unit else replace(person, unit=text)
        elif not person.title and not person.unit and _TITLE.fullmatch(text) and not _NO_NAME.search(text):
            person = replace(person, title=text)
    return person


def _of_line(entry: Entry, email: str | None) -> Person:
    person = _of_pieces(entry.value, entry.line)
    if person.name:
        is_role = entry.kind is Label.OTHER and not person.title and _is_role(entry.words)
        return replace(person, title=entry.words) if is_role else person
    sentence = next((one for one in _sentences(entry) if not email or email in one), entry.value)
    for match in _IN_SENTENCE.finditer(sentence):
        before = sentence[: match.start()]
        if _LEADS.search(before) and _is_name(match["name"]):
            after = _added(Person(), sentence[match.end() :])
            title = match["title"] or after.title
            return Person(match["name"], title, after.unit, after.phone or _phone(sentence), entry.line)
    return replace(Person(), phone=_phone(sentence) if _asks(entry) else "", line=entry.line)


def _is_role(label: str) -> bool:
    """`Formand: Birgit Vester`, but not `Praktiske spørgsmål: …`."""
    asks = contact.QUESTIONS.search(label) or words.REGISTER.search(label) or _NO_NAME.search(label)
    return len(label.split()) <= 2 and not asks


def _sentences(entry: Entry) -> list[str]:
    return re.split(r"(?<=[.!?])\s+(?=[A-ZÅÄÖÆØ])", entry.value)


def _asks(entry: Entry) -> bool:
    return entry.kind is Label.CONTACT or entry.section is Label.CONTACT


def _of_pieces(value: str, line: str) -> Person:
    """`Karin Brolund, folkhälsostrateg, 010-555 01 20`: the name comes first, perhaps after its title."""
    pieces = [piece for piece in _PIECES.split(value) if piece and piece.strip()]
    for index, piece in enumerate(pieces[:3]):
        match = _WHOLE_NAME.fullmatch(_LEAD.sub("", piece.strip(" .:")))
        if not match or not _is_name(match["name"]):
            continue
        person = Person(match["name"], match["title"] or "", line=line)
        for other in pieces[index + 1 :]:
            person = _added(person, other)
        if (
            index
            and not person.title
            and _TITLE.fullmatch(pieces[index - 1])
            and not _NO_NAME.search(pieces[index - 1])
        ):
            person = replace(person, title=pieces[index - 1])
        return person
    return Person()


def _is_name(text: str) -> bool:
    return not names.is_body(text) and not words.EVENT.search(text) and not _NO_NAME.search(text)


def _phone(text: str) -> str:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if 7 <= len(digits) <= 15 and not dates.find(match[0]):
            return match[0].strip()
    return ""


def _phone_below(entries: list[Entry], place: int) -> str:
    found = (
        _phone(_FILLER.sub("", one.value)) for one in _block(entries, place) if one.at > entries[place].at
    )
    return next(filter(None, found), "")


def _owns(person: Person, email: str) -> bool:
    """Whether an address is made of somebody's name."""
    local = _plain(email.split("@")[0])
    return any(len(word) > 2 and _plain(word)[:3] in local for word in person.name.split())


def _plain(text: str) -> str:
    text = text.lower().translate(str.maketrans("æøå", "aoa"))
    return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()
