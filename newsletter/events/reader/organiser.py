"""Who arranges: a label, `arrangeras av X`, `X bjuder in`, `bjuder X in`, or who signs."""

import re
from collections.abc import Callable, Iterator

from newsletter.events.reader import dates, finnish, names, sentences, words
from newsletter.events.reader import organiser_words as data
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.labels import Label

_ARRANGES = re.compile(rf"(?<![\wåäöæø])(?:{'|'.join(data.ARRANGES.values())})(?![\wåäöæø])")
_ARRANGED_BY = re.compile(rf"(?<![\wåäöæø])(?:{'|'.join(data.ARRANGED_BY.values())})\s+", re.I)
_OURSELVES = re.compile(rf"(?:{data.OURSELVES})\s+(?=[A-ZÅÄÖÆØ])", re.I)
_FINNISH_VERB = re.compile(r"järjest|toteutta|tarjoa|kutsu")
_FINNISH_END = re.compile(
    r"[.;:(]|,\s(?=j)|\s(?:joka|jossa|jotka|yhteistyössä|klo|\d|ja (?:se|sen|"
    r"siihen))\b"
)
_CLAUSE = re.compile(
    r"^.*(?:(?:,|–)\s(?:och |og |and |ja |då |da |når |när |där |hvor |when |where |kun |jolloin )?|"
    r"\s(?:som|när|når|då|da|hvor|där|which|that|when|where|jonka|jossa|kun)\s)(?=(?:[Tt]he\s)?[A-ZÅÄÖÆØ])"
)
_ARRANGER = re.compile(r"arrangör|arrangør|organi[sz]er|järjestäj", re.I)
_VERB_NEXT = re.compile(
    r"\s(?:skal|ska|vil|vill|kommer|har|er|är|will|is|has|jobber|arbetar|arbejder|håller|holder|står|"
    r"gir|ger|giver|"
    r"[a-zåäöæø]{3,}(?:ar|er))\s"
)
_PERSON = re.compile(
    r"[A-ZÅÄÖÆØ][\w.-]+(?:\s[A-ZÅÄÖÆØ][\w.-]+)*(?:(?:,| och| og| ja| and| &)\s[A-ZÅÄÖÆØ][\w.-]+(?:\s[A-ZÅÄÖÆØ][\w.-]+)*)*$"
)
_OURS = re.compile(r"^(?:(?:oss|os|alla|alle)\s)?(?:i|på|hos|ved|fra|från|frå|vid)\s", re.I)
_PIECES = re.compile(r",\s|\s[|·•/]\s|\s[–—-]\s")
_FINNISH_TOGETHER = re.compile(
    r"(?P<who>[A-ZÅÄÖ][\wåäö-]*(?:\s[\wåäö:-]+){0,5}?n(?: ja (?:[A-ZÅÄÖ][\wåäö-]*\s){0,4}[\wåäöÅÄÖA-Z:-]+n)?)"
    r"\s(?:yhteistyönä|yhteistyössä|yhteinen|yhteisesti|toimesta|järjestämä\w*)\b"
)
_POSSESSIVE = re.compile(
    rf"(?P<who>[A-ZÅÄÖÆØ][\w-]*(?:\s[\w-]+){{0,4}}?)s\s(?:\w+\s){{0,2}}?\w*(?:{words.EVENT.pattern})", re.I
)
_ANNUAL = re.compile(
    r"(?:generalforsamling|årsm[öø]te|årsmøde|stämma|vuosikokous|annual meeting)\s\w+\s$", re.I
)
_IN_BODY = re.compile(r"\s(?:i|för|for|hos|med|in|at|of)\s(?:the\s)?(?=[A-ZÅÄÖÆØ])")
_ASIDE = re.compile(rf",\s(?:{data.TOGETHER})\s[^,]+,\s*$", re.I)
_SKIPPED = re.compile(
    r"^\s*(?:(?:vi|me)\s(?:på|i|hos|ved|fra|från|vid)\s|(?:nu|også|också|igen|hermed|härmed|"
    r"yhteistyössä|yhdessä|nå|no)\s)*"
)
_TURN = re.compile(
    r"[.!?;:(]|,?\s(?:den \d|on \d|som|och (?:vänder|är|leds|riktar|skulle|kostar)|og (?:henvender|er|"
    r"skulle|retter|koster|foregår)|"
    r"and (?:is|takes|will)|ja (?:se|on)|der\s|kl\.|i samband|for [a-zæøå]|för [a-zåäö]|beklager|"
    r"beklagar)\b|\s(?:den|on)\s\d|,\s(?=[a-zåäöæø]+er\b)"
)
_CLOSING = re.compile(
    r"^(?:(?:med\s)?(?:\w+\s)?(?:hälsning(?:ar)?|hilsen|hilsner|helsing|terveisin|terveisiä|regards|"
    r"wishes)|"
    r"mvh|vh|(?:hjärtligt |varmt |hjertelig )?(?:välkom|velkom)(?:men|na|ne|en)|tervetuloa|sincerely|"
    r"yours|väl mött|vel mødt|vel møtt|hälsar|på (?:bestyrelsens|styrelsens|styrets|vegne)|vi glæder os|"
    r"vi gleder oss|vi ses\b|vi sees|vi hoppas|nähdään|see you|hope to see)\b",
    re.I,
)


def read(entries: list[Entry], title: str, site: str | None) -> tuple[str, str] | None:
    labelled = [one for one in entries if one.kind is Label.ORGANISER and one.value]
    if labelled:
        main = next(
            (one for one in labelled if not one.words.lower().startswith(("medarr", "medorg"))), labelled[0]
        )
        return main.value.strip(" .,;"), main.line
    found = (
        _in_sentences(entries, (_arranged_by, _arranging, _cooperating, _owning, _speaking))
        or _signed(entries)
        or _titled(entries)
        or _heading_the_page(entries, title)
    )
    return (
        found
        or ((site, site) if site else None)
        or _of_contact(entries)
        or _in_sentences(entries, (_acting,))
    )


def _in_sentences(
    entries: list[Entry], searches: tuple[Callable[[str], str | None], ...]
) -> tuple[str, str] | None:
    for search in searches:
        for entry in _texts(entries):
            for sentence in sentences.readable(entry.value):
                if body := search(sentence):
                    return body, entry.line
    return None


def _texts(entries: list[Entry]) -> Iterator[Entry]:
    return (one for one in entries if one.is_text)


def _is_of_event(sentence: str) -> bool:
    return bool(
        _ARRANGER.search(sentence)
        or words.EVENT.search(sentence)
        or words.INVITE.search(sentence)
        or dates.find(sentence)
    )


def _arranged_by(sentence: str) -> str | None:
    for match in _ARRANGED_BY.finditer(sentence):
        body = names.checked(_TURN.split(sentence[match.end() :])[0])
        if (
            body
            and re.match("(?:the )?[A-ZÅÄÖÆØ]", body)
            and not (words.is_past(sentence) and dates.find(sentence))
        ):
            return names.parted(body)
    for match in _OURSELVES.finditer(sentence):
        after = sentence[match.end() :]
        if (name := names.at(after)) and not words.is_past(sentence):
            return _whole(name, after)
    return None


def _whole(name: str, after: str) -> str:
    place = after.find(name)
    return names.parted(names.with_partners(name, after[place + len(name) :]))


def _cooperating(sentence: str) -> str | None:
    """`… järjestetään Lehtolan kirjaston ja Lukuseuran yhteistyönä`."""
    match = _FINNISH_TOGETHER.search(sentence)
    return " ja ".join(finnish.body_form(one) for one in match["who"].split(" ja ")) if match else None


def _owning(sentence: str) -> str | None:
    """`Ekby kommuns årliga chefsdag äger rum …`."""
    match = _POSSESSIVE.match(sentence) if words.HELD.search(sentence) else None
    name = names.checked(match["who"]) if match else None
    return name if name and names.is_body(name) and not words.is_past(sentence) else None


def _arranging(sentence: str) -> str | None:
    return _with_verb(sentence) if _is_of_event(sentence) else None


def _speaking(sentence: str) -> str | None:
    """A body that does such a thing, though the sentence does not name the event."""
    body = _with_verb(sentence)
    return body if body and names.is_body(body) else None


def _acting(sentence: str) -> str | None:
    """`Nesvåg kommune skal lage …`: of all bodies the one that does something first."""
    name = names.at(sentence)
    if not name or not names.is_body(name) or words.EVENT.search(name) or words.is_past(sentence):
        return None
    following = sentence[sentence.find(name) + len(name) :]
    return _whole(name, sentence) if _VERB_NEXT.match(following) else None


def _with_verb(sentence: str) -> str | None:
    if words.is_past(sentence):
        return None
    for verb in _ARRANGES.finditer(sentence):
        before, after = sentence[: verb.start()], sentence[verb.end() :]
        if body := _turned_round(verb[0], before, after) or _subject(before, after):
            return body
    return None


def _turned_round(verb: str, before: str, after: str) -> str | None:
    """`Tisdagen den 3 mars anordnar X en workshop`, `Seminaarin järjestää X`."""
    if not before.strip():
        return None
    rest = after[_SKIPPED.match(after).end() :]  # type: ignore[union-attr]
    if _FINNISH_VERB.match(verb) and before.rstrip().endswith("n"):
        name = names.checked(_FINNISH_END.split(rest)[0])
        return name if rest[:1].isupper() or (name and names.is_body(name)) else None
    name = names.at(rest)
    if not name or (_FINNISH_VERB.match(verb) and not before.rstrip().endswith("n")):
        return None
    return _whole(name, rest)


def _subject(before: str, after: str) -> str | None:
    """What stands before the verb, from where its clause begins."""
    aside = _ASIDE.search(before)
    clause = before[: aside.start()] if aside else before
    clause = _CLAUSE.sub("", clause)
    if spans := dates.find(clause):  # `On 20 March the Book Museum is hosting …`
        clause = clause[spans[-1].to :].lstrip(" ,")
    if (found := names.checked(clause)) is None or not re.match(r"(?:the\s)?[A-ZÅÄÖÆØ0-9]", found):
        return None
    if aside:
        return names.parted(f"{found}{aside[0]}")
    following = re.sub(r"^.{0,25}?(?=,?\s(?:" + data.TOGETHER + "))", "", after, count=1, flags=re.I)
    return names.parted(names.with_partners(found, following))


def _titled(entries: list[Entry]) -> tuple[str, str] | None:
    """`Generalforsamling i Beboerforeningen Engen`, `Årsmøde og faglig weekend i Dansk Selskab for Havearkæologi`."""
    for entry in entries[:4]:
        for match in _IN_BODY.finditer(entry.line):
            name = names.at(entry.line[match.end() :])
            if name and _is_titled(entry.line, entry.line[: match.end()], name):
                return name, entry.line
    return None


def _is_titled(line: str, before: str, name: str) -> bool:
    is_named = names.is_body(name) and line.endswith(name) and words.EVENT.search(before)
    return bool(is_named or (_ANNUAL.search(before) and len(name.split()) > 1))


def _heading_the_page(entries: list[Entry], title: str) -> tuple[str, str] | None:
    """The name of the site, above the title."""
    line = entries[0].value if entries and entries[0].is_text else ""
    if line == title:
        return None
    name = names.checked(line) if len(line.split()) <= 6 and not words.EVENT.search(line) else None
    return (name, line) if name and names.is_body(name) and line[-1:] not in ".!?:" else None


def _signed(entries: list[Entry]) -> tuple[str, str] | None:
    """The body that signs a letter: in the closing words, or among the lines below them, beside names of persons."""
    for place, entry in enumerate(entries):
        closing = _CLOSING.match(entry.value) if entry.is_text and len(entry.value.split()) <= 9 else None
        if not closing:
            continue
        name = names.checked(_OURS.sub("", entry.value[closing.end() :].strip(" ,!")))
        if name and names.is_body(name):
            return name, entry.line
        below = [one for one in entries[place + 1 : place + 6] if one.is_text and len(one.value.split()) <= 8]
        if found := next(_bodies(below), None):
            return found
        named = [(one, names.checked(one.value)) for one in below]
        for one, other in named:
            if other and not _PERSON.match(other) and "," not in other:
                return other, one.line
    return None


def _bodies(lines: list[Entry]) -> Iterator[tuple[str, str]]:
    """`Anna Ek, handläggare, Region Ekby`: of the pieces of a line the one that is a body."""
    for one in lines:
        whole = names.checked(one.value)
        if whole and names.is_body(whole) and names.at(one.value) == whole and "," not in whole:
            yield whole, one.line
            continue
        for piece in _PIECES.split(one.value):
            name = names.checked(piece)
            if name and names.is_body(name) and names.at(piece) == name:
                yield name, one.line


def _of_contact(entries: list[Entry]) -> tuple[str, str] | None:
    """Whom one asks, when nothing else names a body."""
    return next(_bodies([one for one in entries if Label.CONTACT in (one.kind, one.section)]), None)
