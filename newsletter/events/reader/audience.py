"""For whom an event is: a label, `vänder sig till …`, `alle … er velkomne`, `en kurs för …`."""

import re
from collections.abc import Iterator

from newsletter.events.reader import audience_words as data
from newsletter.events.reader import sentences, words
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.labels import Label

_MEANT_FOR = re.compile(
    rf"(?<![\wåäöæø])(?:{'|'.join(data.MEANT_FOR.values())})\b\s*"
    r"(?:(?:erityisesti|ensisijaisesti|främst|primært|især|særlig|særligt|mainly|primarily|both|"
    r"både)\s)?(?P<who>.+)",
    re.I,
)
_PLAINLY_FOR = re.compile(rf"(?<![\wåäöæø]){data.PLAINLY_FOR}(?P<who>.+)", re.I)
_PRONOUN = re.compile(r"^(?:det|den|it|this|dagen|kvällen|kvelden|aftenen)$", re.I)
_WELCOMED = re.compile(data.WELCOMED, re.I)
_PEOPLE = re.compile(
    rf"(?:(?:dig|deg|jer|dere|dem|alla|alle|all|nya|nye|unga|unge)\s)?(?:\w+\s){{0,2}}?(?:{data.PEOPLE}|"
    rf"{data.AGENTS}\b)",
    re.I,
)
_INVITED = re.compile(rf"(?<![\wåäöæø])(?:{data.INVITED})|{data.ARE_INVITED}")
_FOR_PEOPLE = re.compile(
    r"\s(?:för|for) (?P<who>[a-zåäöæø]{4,}[^.!?:]*?,? (?:och|og|"
    r"and) [^.!?:,]{3,60})[.!]?$"
)
_YOU_WHO = re.compile(data.YOU_WHO, re.I)
_ANYBODY = re.compile(r"(?:du|vi|de|i|dere|hermed|härmed|you|we|they|det|der|it|herved|me)\b", re.I)
_FINNISH_FOR = re.compile(data.FINNISH_FOR, re.I)
_EVENT_FOR = re.compile(
    rf"(?<![\wåäöæø]){data.EVENT_FOR} (?P<who>(?!barn|børn|"
    rf"alla barn)[a-zåäöæø].+)",
    re.I,
)
_ARRANGED_FOR = re.compile(r"(?:av|af|by)\s(?:the\s)?[A-ZÅÄÖÆØ][^,.]*?\s(?:för|for)\s(?P<who>.+)")
_BEGINS_WITH_FOR = re.compile(
    r"^(?:(?:endast|bara|kun|berre|only) )?(?:for|för|kenelle)[ :]+(?P<who>.+)", re.I
)
_GIVEN_TO = re.compile(data.GIVEN_TO, re.I)
_IN_HEADING = re.compile(r"\s(?:för|for) (?P<who>(?:dig |deg |alla |alle |all )?[a-zåäöæø][^.!?:–|(]{3,90})")
_OPEN_TO = re.compile(
    r"^(?:\w+ (?:och|og|and|ja) )?(?:öppe[nt]|åpe[nt]t?|åbe[nt]t?|opent?) (?:för|for|to) (?P<who>.+)", re.I
)
_SALUTATION = re.compile(
    r"^(?:till?|kära|bästa|kære|kjære|hyvät?|dear|hej|hei),? (?P<who>(?:[^.!?,]|(?<=\d)\.){4,80}),?!?$", re.I
)
_ANY_READER = re.compile(r"kolle|ystäv|vän|venn|alla|alle|all\b|läsar|læser|leser|lukija|friend|reader", re.I)
_EVENT_OR_PRONOUN = re.compile(
    rf"{words.EVENT.pattern}|nätverket|netværket|nettverket|verkosto|"
    r"\b(?:vi|me|we|det|den|dette|denne|it|this|se|päiv\w+|dagen|programmet|målgrupp\w*|kohderyhmä|audience)\b",
    re.I,
)
_ARE_YOU = re.compile(
    r"(?:^|(?<=[.!?] ))(?:(?:arbetar|jobbar|arbejder|jobber|arbeider|är|er) du|if you|do you) (?:som |work |are )?"
    r"(?P<who>[^?.!,]{4,90})[?,] [^.!?]{0,60}?(?:för dig|for deg|for dig|for you)\b",
    re.I,
)
_CANNOT = re.compile(r"\b(?:inte|ikke|ikkje|cannot|can't|unable|eivät)\b", re.I)
_OTHER_SUBJECT = re.compile(data.OTHER_SUBJECT, re.I)
_TURN = re.compile(data.TURN)
_HEADCOUNT = re.compile(r"^(?:max\w*\.?|min\w*\.?|ca\.?|noin|enintään)?\s*\d+\b(?! års)", re.I)


def read(entries: list[Entry], title: str) -> tuple[str, str] | None:
    for entry in entries:
        if entry.kind is Label.AUDIENCE and entry.value and not _HEADCOUNT.match(entry.value):
            return _without_cue(_own_part(entry.value)), entry.line
    said = [(one, entry.line) for entry in _texts(entries) for one in sentences.readable(entry.value)]
    if asked := _asked(entries):
        return asked
    asides: list[tuple[str, str]] = []
    for search in (_meant_for, _welcomed, _invited, _event_for, _given_to, _you_who, _for_people):
        found = [(sentence, who, line) for sentence, line in said if (who := search(sentence))]
        asides += [(who, line) for sentence, who, line in found if _is_aside(sentence)]
        if own := [(who, line) for sentence, who, line in found if not _is_aside(sentence)]:
            return own[0]
    return next(iter(asides), None) or _headed(entries, title) or _addressed(entries)


def _asked(entries: list[Entry]) -> tuple[str, str] | None:
    """`Arbetar du som lärare? Då är dagen för dig.`"""
    for entry in _texts(entries):
        match = _ARE_YOU.search(entry.value[: sentences.LONGEST])
        if match and _PEOPLE.search(match["who"]):
            return match["who"], entry.line
    return None


def _is_aside(sentence: str) -> bool:
    """Whether a sentence has another subject than the event: `… en tjänst riktad till medborgare`."""
    match = _MEANT_FOR.search(sentence)
    before = sentence[: match.start()] if match else ""
    is_relative = bool(re.search(r"\b(?:som|der|which|that|joka)\s$", before))
    return bool(before.strip()) and (
        is_relative or not _EVENT_OR_PRONOUN.search(" ".join(before.split()[-4:]))
    )


def _headed(entries: list[Entry], title: str) -> tuple[str, str] | None:
    """`Kurs i barnevernrett for nemndsmedlemmer`: people in the title, or in the line below it."""
    below = [one.line for one in entries[:4] if one.is_text and len(one.line.split()) <= 14]
    for line in (title, *(one for one in below if words.EVENT.search(one))):
        for match in _IN_HEADING.finditer(line):
            if _PEOPLE.match(match["who"]) and words.EVENT.search(line[: match.start()]):
                return _cut(match["who"]) or match["who"], line
    return None


def _addressed(entries: list[Entry]) -> tuple[str, str] | None:
    """`Kära förskolechef,`: a letter to those of one trade."""
    for entry in entries[:5]:
        match = _SALUTATION.match(entry.value) if entry.is_text else None
        if match and _PEOPLE.match(match["who"]) and not _ANY_READER.search(match["who"]):
            return match["who"], entry.line
    return None


def _texts(entries: list[Entry]) -> Iterator[Entry]:
    return (one for one in entries if one.is_text)


def _own_part(value: str) -> str:
    """What comes after a label before a sentence speaks of fees, addresses or signing up."""
    kept: list[str] = []
    for sentence in sentences.split(value):
        if kept and (words.asks_money(sentence) or words.REGISTER.search(sentence) or "@" in sentence):
            break
        kept.append(sentence)
    return " ".join(kept)


def _without_cue(value: str) -> str:
    """`Konferensen vänder sig till chefer` under its label is `chefer`."""
    match = _MEANT_FOR.search(value)
    cue_first = match and len(value[: match.start()].split()) <= 3
    return (match["who"] if match and cue_first else value).strip(" .;:")


def _meant_for(sentence: str) -> str | None:
    match = _FINNISH_FOR.search(sentence) or _MEANT_FOR.search(sentence) or _plainly_for(sentence)
    if not match or _OTHER_SUBJECT.search(sentence[: match.start("who")]):
        return None
    return _cut(match["who"])


def _plainly_for(sentence: str) -> re.Match[str] | None:
    match = _PLAINLY_FOR.search(sentence)
    if not match:
        return None
    subject = sentence[: match.start()].strip()
    is_event = _PRONOUN.match(subject) or _EVENT_OR_PRONOUN.search(subject)
    is_subject = (len(subject.split()) <= 5 and "," not in subject) or re.search(
        r"\b(?:og|och|and)$", subject
    )
    return match if is_event and is_subject else None


def _welcomed(sentence: str) -> str | None:
    match = _WELCOMED.match(sentence)
    found = match and next((value.strip() for value in match.groupdict().values() if value), None)
    return None if not found or _CANNOT.search(found) or _ANYBODY.match(found) else found


def _invited(sentence: str) -> str | None:
    match = _INVITED.search(sentence)
    if match and match["invited"] and not _ANYBODY.match(match["invited"]):
        return _cut(match["invited"])
    who = match and match["asked"]
    is_people = who and (_PEOPLE.search(who) or re.match(r"(?:all|alla|alle|kaikki)\b", who, re.I))
    return _cut(who) if who and is_people and not words.is_past(sentence) else None


def _event_for(sentence: str) -> str | None:
    invited = words.INVITE.search(sentence) or words.HELD.search(sentence)
    match = (
        (_EVENT_FOR.search(sentence) if invited else None)
        or _ARRANGED_FOR.search(sentence)
        or _BEGINS_WITH_FOR.match(sentence)
    )
    if open_to := _OPEN_TO.match(sentence):
        return _cut(open_to["who"])
    if not match or not _PEOPLE.match(match["who"]):
        return None
    return _cut(match["who"])


def _given_to(sentence: str) -> str | None:
    """`Kurset gir deg som er ny i jobben en innføring i …`."""
    match = _GIVEN_TO.search(sentence) if words.EVENT.search(sentence) else None
    is_people = match and (_PEOPLE.match(match["who"]) or _YOU_WHO.match(match["who"]))
    return _cut(match["who"]) if match and is_people and not _ANYBODY.fullmatch(match["who"]) else None


def _you_who(sentence: str) -> str | None:
    match = _YOU_WHO.search(sentence)
    return _cut(match["who"]) if match and not _OTHER_SUBJECT.search(sentence) else None


def _for_people(sentence: str) -> str | None:
    """`Tre dagar med föreläsningar för forskare, chefer och patientföreträdare.`"""
    match = _FOR_PEOPLE.search(sentence)
    return (
        _cut(match["who"]) if match and words.EVENT.search(sentence) and _PEOPLE.match(match["who"]) else None
    )


def _cut(who: str) -> str | None:
    return _TURN.split(who)[0].strip(" .,;:!") or None
