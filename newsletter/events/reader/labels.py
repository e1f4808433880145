"""What stands before a value: `Datum:`, `Målgruppe`, `Sted`, `Ilmoittautuminen viimeistään`."""

import re
from dataclasses import dataclass

from newsletter.events.reader import dates
from newsletter.events.reader.label_words import WORDS
from newsletter.events.reader.label_words import Label as Label
from newsletter.events.reader.words import HELD

_KINDS: dict[str, Label] = {}
for _kind, _list in WORDS.items():
    for _word in _list.split("|"):
        _KINDS.setdefault(_word.strip(), _kind)

_DEADLINE = re.compile(
    r"^(?:(?:sista|siste|sidste|last|viimeinen)\b.*(?:anm[äa]l|svars|tilmeld|påmeld|"
    r"regist|sign|ilmoittaut|dag\b|frist)"
    r"|(?:anmäl|tilmeld|påmeld|meld (?:deg|dykk) på|registr|sign up|svar|ilmoitta|"
    r"osa\b|o\.s\.a|s\.?u\b|su\b|rsvp)"
    r".*(?:senast|frist|senest|seinast|innan|inden|innen|by\b|deadline|closes|viimeistään|"
    r"mennessä|päättyy|stänger|slutter)"
    r"|.*(?:anmälnings|tilmeldings|påmeldings|registration|svars|svar).*(?:frist|deadline|dag)"
    r"|frist(?:en)?(?: for| för)? .*(?:tilmeld|påmeld|anmäl)|svarsfrist|svarfrist|"
    r"frist|deadline|tilmeldingsfrist|påmeldingsfrist"
    r"|ilmoittautumisaika|ilmoittautumisen määräaika|book by|register by|reply by|senast anmälan)"
)
_NO_DEADLINE = re.compile(
    r"hotel|avbok|avanm|avmel|afmeld|cancel|perutu|peruut|abstra|poster|bidrag|öppn|"
    r"åbn|åpn|opn|avaut|alka|early|tidlig",
    re.I,
)
_AUDIENCE_WORDS = re.compile(
    r"(?:vänder sig till|riktar sig till|henvender sig til|retter seg mot|rettar seg mot|er for|är för|"
    r"is for)$"
)
_ASKED = tuple(
    (re.compile(asked), kind)
    for asked, kind in (
        (
            r"(?:vem|vilka|hvem|kven|who|kuka|ketkä)\b.*(?:arrang|står ba[kg]|organi|host|järjest)",
            Label.ORGANISER,
        ),
        (r"ba(?:kom|g|k)\b.* står$", Label.ORGANISER),
        (r"(?:hur|hvordan|korleis|how|miten)\b.*(?:anmäl|meld|regist|sign|ilmoittaud)", Label.SIGN_UP),
        (r"(?:vad|hvad|hva|kva|what|mitä|paljonko)\b.*(?:kosta|koster|cost|maksaa)", Label.PRICE),
        (
            r"(?:när|hvornår|når|when|milloin)\b.*(?:anmäl|meld|regist|sign up|ilmoittau|apply)",
            Label.DEADLINE,
        ),
        (r"(?:när|hvornår|når|when|milloin)(?: (?:är|er|is|on|äger|finder|foregår|skjer)\b.*)?$", Label.WHEN),
        (
            (
                r"(?:var|hvor|kvar|where|missä)"
                r"(?: (?:är|er|is|on|äger|finder|foregår|skjer|hålls|holdes)\b.*)?$"
            ),
            Label.WHERE,
        ),
        (
            (
                r"(?:för vem|vem|hvem|for hvem|kven|who|kenelle|kuka)\b.*"
                r"(?:för|for|delta|komma|komme|gå|join|attend|osallist|tarkoit|retter|vänder|riktar)"
            ),
            Label.AUDIENCE,
        ),
    )
)
_EDGE = re.compile(r"^[^\wÅÄÖÆØåäöæø]+|[^\wÅÄÖÆØåäöæø).]+$")
_COLON = re.compile(r"^([^:\n]{2,60}?)\s*(?<!\d):(?!//)\s*(.*)$")
_OTHER_MARK = re.compile(r"^([^\n]{2,40}?)(?:\s*\t\s*|\s*\|\s*|\?\s+|\s{2,}|\s+[–—-]\s+)(\S.*)$")
_GLUABLE = (
    Label.WHEN, Label.WHERE, Label.ADDRESS, Label.BOTH, Label.AUDIENCE, Label.ORGANISER, Label.PRICE,
    Label.CONTACT, Label.SIGN_UP, Label.PROGRAMME,
)  # fmt: skip
_DEADLINES = (
    "sista anmälningsdag|sista anmälan|sista dag för anmälan|sista anmälningsdatum|sista svarsdag|anmälan senast|"
    "anmäl dig senast|tilmeldingsfrist|sidste frist|sidste tilmelding|tilmelding senest|påmeldingsfrist|"
    "påmelding innen|svarfrist|frist|ilmoittautuminen viimeistään|ilmoittautumisaika|registration deadline|"
    "deadline|register by"
)
_ALL_GLUABLE = "|".join(
    f"{word[0].upper()}{re.escape(word[1:])}"
    for word in sorted(
        {word for kind in _GLUABLE for word in WORDS[kind].split("|")} | set(_DEADLINES.split("|")),
        key=len,
        reverse=True,
    )
    if re.fullmatch(r"[a-zåäöæø][a-zåäöæø ]{2,}", word)
)
_GLUED = re.compile(rf"^({_ALL_GLUABLE})(?=[A-ZÅÄÖÆØ\d])(.+)$")
_GLUED_AGAIN = re.compile(rf"(?<=[^\s(])(?=(?:{_ALL_GLUABLE})(?:[A-ZÅÄÖÆØ\d]))")


# `Sted Teams`, `Pris Gratis`: only nouns that begin no sentence, and no sentence after them.
_SPACED = re.compile(
    r"^(Datum och tid|Dato og tid|Datum|Dato|Tidspunkt|Tidpunkt|Tid|Plats|Sted|Stad|Lokale|Lokal|"
    r"Målgruppe|Målgrupp|"
    r"Målgruppa|Arrangører|Arrangörer|Arrangör|Arrangør|Organisatör|Pris|Kostnad|Avgift|Deltageravgift|"
    r"Deltakeravgift|"
    r"Päivämäärä|Aika|Ajankohta|Paikka|Kohderyhmä|Järjestäjät|Järjestäjä|Hinta|Date|Time|Place|Venue|"
    r"Location|Audience|"
    r"Target group|Organiser|Host|Price|Fee|Tilmeldingsfrist|Påmeldingsfrist|Sista anmälningsdag|"
    r"Sista anmälan|"
    r"Registration deadline|Frist|Påmelding|Tilmelding|Anmälan|Ilmoittautuminen|Kontakt|Kontaktperson|"
    r"Osoite|Adress|"
    r"Adresse|Klokkeslett|Klokkeslæt|Kellonaika|Pvm|Klo|När|Når|Hvornår|Milloin|When)\s+(\S.{0,110}[^.:?])$"
)
_QUESTION = re.compile(r"^(?:när|når|hvornår|milloin|when|klo)$", re.I)
_EMOJI = {
    "📅": "Datum", "🗓": "Datum", "📆": "Datum", "📍": "Plats", "🏛": "Plats", "🏢": "Plats", "💰": "Pris", "💵": "Pris",
    "💶": "Pris", "🎟": "Pris", "💳": "Pris", "👥": "Målgrupp", "🎯": "Målgrupp", "✉": "Kontakt", "📧": "Kontakt",
    "📩": "Kontakt", "🕐": "Tid", "🕘": "Tid", "🕒": "Tid", "⏰": "Tid", "🕑": "Tid", "🕓": "Tid", "🕙": "Tid", "⏱": "Tid",
}  # fmt: skip
_DIGIT = re.compile(r"\d")
_SENTENCE = re.compile(r"\d|[^.]{8}\.$|,")


@dataclass(frozen=True)
class Labelled:
    kind: Label
    words: str
    value: str


def kind_of(words: str) -> Label | None:
    plain = re.sub(r"\s*\([^)]*\)", "", words)
    plain = _EDGE.sub("", plain).lower().strip(" .")
    if kind := _KINDS.get(plain):
        return kind
    for pattern, kind in _ASKED:
        if pattern.match(plain) and not re.search(r"[?!.] ", plain):
            return kind
    if _AUDIENCE_WORDS.search(plain):
        return Label.AUDIENCE
    if len(plain) <= 60 and _DEADLINE.match(plain) and not _NO_DEADLINE.search(plain):
        return Label.DEADLINE
    return None


def read(line: str) -> Labelled | None:
    """The label that a line begins with or consists of."""
    stripped = _named(line.strip())
    if not stripped or stripped[0].isdigit():
        return None
    if match := _COLON.match(stripped):
        return _with_colon(match)
    if len(stripped) <= 60 and not _SENTENCE.search(stripped) and (kind := kind_of(stripped)):
        return Labelled(kind, stripped, "")
    for pattern in (_OTHER_MARK, _GLUED):
        if (match := pattern.match(stripped)) and not _DIGIT.search(match[1]) and (kind := kind_of(match[1])):
            return Labelled(kind, match[1], match[2].strip(" *_"))
    return _spaced(stripped)


def _named(line: str) -> str:
    """A pictogram before a value is its label."""
    word = _EMOJI.get(line[:1])
    rest = line[1:].lstrip("\ufe0f\ufe0e ")
    return f"{word}: {rest}" if word and ":" not in rest[:25] else rest if word else line


def _spaced(line: str) -> Labelled | None:
    match = _SPACED.match(line)
    if not match or len(line.split()) > 16 or not (kind := kind_of(match[1])):
        return None
    value = match[2].strip()
    is_when = kind is Label.WHEN or _QUESTION.match(match[1])
    if is_when and not re.match(rf"\W*(?:{dates.WEEKDAY}\b|kl|klo|den|d\.|\d)", value, re.I):
        return None
    if kind in (Label.SIGN_UP, Label.DEADLINE) and not _DIGIT.search(value):
        return None
    if not is_when and kind not in (Label.SIGN_UP, Label.DEADLINE) and not re.match(r"[A-ZÅÄÖÆØ\d€$]", value):
        return None
    return Labelled(kind, match[1], value)


def _with_colon(match: re.Match[str]) -> Labelled | None:
    words, value = match[1], match[2].strip().removeprefix("**").strip()
    if re.search(r"\d\d|[.!?]\s", words):
        return None
    if kind := kind_of(words):
        return Labelled(kind, words, value)
    if len(words.split()) <= 5 and words[:1].isupper() and not HELD.search(words):
        return Labelled(Label.OTHER, words, value)
    return None


_INNER_LABELS = (
    r"Datum|Dato|Tid|Tidspunkt|Plats|Sted|Stad|Var|Hvor|Kvar|Når|När|Lokal|Pris|Kostnad|Målgrupp|"
    r"Målgruppe|Arrangör|"
    r"Arrangør|Organisatör|Aika|Paikka|Kohderyhmä|Järjestäjä|Hinta|Date|Time|Place|Venue|Price|"
    r"Organiser|Klo|"
    r"Päivämäärä|Kontakt|Sista anmälningsdag|Tilmeldingsfrist|Påmeldingsfrist|Registration deadline|"
    r"Deadline|Frist"
)
_INNER = re.compile(rf"(?<=\S)(?:\s*[|•·;]\s*|\s{{2,}}|,?\s+)(?=(?:{_INNER_LABELS})\s?:)")


_BAR = re.compile(r"\s*[|•]\s*(?=[A-ZÅÄÖÆØ][^|:]{1,40}:)")
_AFTER_SENTENCE = re.compile(rf"(?<=[.!?])\s+(?=(?:{_INNER_LABELS})\s?:)")


def split(line: str) -> list[str]:
    """`Datum: 14 oktober | Tid: 9–12 | Plats: Rådhuset` holds three labels, `Datum14 oktoberTid9–12` two."""
    if _GLUED.match(line) and len(pieces := _GLUED_AGAIN.split(line)) > 1:
        return pieces
    if line.count(":") > 1:
        return _BAR.split(line) if _BAR.search(line) else _INNER.split(line)
    return _AFTER_SENTENCE.split(line) if ":" in line else [line]
