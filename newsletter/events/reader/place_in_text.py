"""Places named in sentences: `… holdes på Fjordby kulturhus`, `… kl. 13 i Aulan`, `… järjestetään kirjastossa`."""

import re
from collections.abc import Iterator

from newsletter.events.reader import dates, finnish, hours, moments, sentences, words
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.taking_part import ONLINE

VENUE_HINT = re.compile(
    r"(?:hus(?:et)?|sal(?:en)?|salongen|lokal(?:en|e|et)?|hotell?(?:et)?|skol[ae](?:n)?|skole[n]?|"
    r"universitet(?:et)?|campus|"
    r"bibliotek(?:et)?|center|centrum|senter(?:et)?|centret|sentralen|museum|museet|teater|teatret|teatern|"
    r"kirk[ea]n?|kyrka[n]?|gård(?:en)?|talo|kirjasto|keskus|koulu|yliopisto|library|hall(?:en)?|"
    r"hallerne|room|"
    r"rum(?:met)?|romme?t?|torg(?:et)?|gat[ae]n?|väg(?:en)?|vej|vei(?:en)?|veg(?:en)?|katu|tie|street|road|"
    r"aula(?:n|en)?|auditori\w+|kaupungintalo|kunnantalo|valtuustosali|sali|arena|house|hub|"
    r"centre|slott(?:et)?|herrgård|scen(?:en)?|stadion|town hall|konferens\w*|konferanse\w*|forum|"
    r"park(?:en)?|"
    r"stue|stova|biograf(?:en)?|kino|kafé|café|cafeen|hemmet|heimen|kro|gymsalen|kantin[ea]n?|"
    r"matsal(?:en)?|"
    r"hotelli|klubb(?:en)?|højskole|folkhögskola|tower|station(?:en)?|värdshus|pavilj?on(?:gen|en)?|"
    r"stasjon(?:en)?|anlegg(?:et)?|anlæg(?:get)?|bygning(?:en)?|byggnad(?:en)?|brygg[ae]n?|telt(?:et)?|"
    r"verk(?:et|staden)|værftet|loft(?:et)?|faculty|college|ljusgården|foaj[ée]n?|kapell(?:et)?|"
    r"kanslia?|magasin(?:et)?|ladan|laden|låven|stallet)\b",
    re.I,
)
STREET = re.compile(r"\b[A-ZÅÄÖÆØ][\w.]+(?:\s\w+)?\s\d{1,3}\b")
_WHERE_VERB = re.compile(
    r"\b(?:äger rum|går av stapeln|hålls|arrangeras|anordnas|genomförs|afholdes|finder sted|foregår|"
    r"afvikles|holdes|"
    r"arrangeres|finner sted|finn stad|haldast|vert halde|blir halde|arrangerast|avholdes|takes place|"
    r"will be held|are held|"
    r"will take place|is held|are held|be held|ses vi|ses|träffas(?: vi)?|möts(?: vi)?|samlas(?: vi)?|mødes(?: vi)?|"
    r"møtes(?: vi)?|møtest(?: vi)?|meets?|we meet|bjuder (?:\w+ )*in|inviterer|indbyder|välkom\w+|"
    r"velkom\w+|kom til|"
    r"skjer|håller till|held til|holder til|går av stabelen|løber af stablen|blir|vi ses|vi sees|"
    r"stedet er|hittar oss|finder os|finner oss|find us|møt opp|mød op)\b",
    re.I,
)
_AFTER_EVENT = re.compile(rf"(?:{words.EVENT.pattern})\w*\s*$", re.I)
_RIGHT_AFTER = re.compile(rf"(?:\||{_WHERE_VERB.pattern})[\s,]*$", re.I)
_HINTED = (
    r"[a-zåäöæø]*(?:sal(?:en|a)|aula(?:en|n)|biblioteket|huset|gården|skolan|skolen|kyrkan|kirken|kirka|lokale[nrt]|"
    r"kantine[nr]?|hallen|stua|stuen|salongen|hemmet|heimen|stationen|stasjonen|magasinet|ladan|laden|låven|stallet|campus|museet|teatret|teatern|rommet|rummet)\b"
)
_AT = re.compile(
    rf"(?:\b(?:på|i|ved|vid|hos|at|in)|(?<=kommen )till|(?<=komna )till|(?<=kommen )til|(?<=komne )til|(?<=[Cc]ome )to)\s+"
    rf"(?=(?:the\s)?[A-ZÅÄÖÆØ]|{_HINTED}|(?:(?:møte)?rom|rum|room|lokale|sal)\s(?:nr\.?\s)?[A-Z\d]|the\s[a-z]+\s(?:room|hall|library|auditorium),)"
)
_WEEKDAY = rf"{dates.WEEKDAY}\b"
_PLACE_END = re.compile(
    rf"[;(!]|\.(?!\d)|,?\s(?:den|d\.|kl\.?|klockan|klokken|på|om|från|fra|mellan|mellom|mellem|between|with|med|for|för|on|at|from|"
    rf"hvor|där|der|og|"
    rf"och|and|when|når|när|til|till|er|är|is|var|has|har|skulle|as|or|eller|{_WEEKDAY}|\d{{1,2}}\.\s(?=[a-zåäöæø]))\s?|$|"
    r",\s(?:den|kl|där|hvor|og|och|der|som)\b"
)
_NOT_VENUE = re.compile(
    r"(?:januari|februar|mars|april|maj|mai|juni|juli|august|september|oktober|november|december|"
    r"desember|sverige|"
    r"danmark|norge|finland|suomi|norden|sweden|denmark|norway|europa|facebook|linkedin|kontakt|"
    r"nyhet\w*)\b",
    re.I,
)
_VENUE_IS = re.compile(
    r"\b(?:\w*paikkana (?:on|toimii)|paikka on|(?:the )?venue is|stede[tn] er|sted(?:et)? (?:bliver|"
    r"blir)|sted er|staden er|"
    r"plats(?:en)? (?:är|blir)|lokal(?:en|et)? (?:är|blir|er))\s(?:som tidigare(?: \w+)?\s|fortsatt\s)?"
    r"(?P<place>[A-ZÅÄÖÆØ][^.;(]*?)(?=,\s(?:ja|och|og|and|men|mutta|but)\s|\s(?:ja päivä|og det|och det|"
    r"and it)|[.;(]|$)",
    re.I,
)
_LISTED = re.compile(r"(?:\||\()\s*,?\s*(?P<place>[A-ZÅÄÖÆØ][^|();.!?]{3,90}?)(?=[|();.!?]|$)")
_LODGING = re.compile(
    r"overnat|boende|majoitu|per natt|pr\. nat|per night|/natt|/nat|rooms? (?:from|at)|värelse|"
    r"værelse",
    re.I,
)
_FINNISH_PLACE = re.compile(
    r"(?P<place>(?:\b[A-ZÅÄÖ][\wåäö-]*n\s(?:[\wåäö-]+n\s)?)?(?:[A-ZÅÄÖ][\wåäö-]+\s){0,2}[\wåäöA-ZÅÄÖ-]*(?:talo|sali|"
    r"kirjasto|koulu|keskukse|"
    r"auditorio|museo|halli|huonee|tori|puisto|lukio|yliopisto|kahvila|teatteri|hotelli|kampukse|opisto|"
    r"asema|areena|"
    r"kirko|virasto|pirti|kodi|ranna)(?:ssa|ssä|lla|llä)(?:\s[A-ZÅÄÖ][\wåäö]+(?:ssa|ssä|lla|llä))?)"
    r"(?:\s*\((?P<in>[^()]*)\)|,\s*(?:osoitteessa\s)?(?P<street>[A-ZÅÄÖ][\wåäö]+(?:\s\d+\w?)?(?:,\s[A-ZÅÄÖ][\wåäö]+)?))?"
)
_FINNISH_NAME = re.compile(
    r"\b(?P<place>[A-ZÅÄÖ][\wåäö-]+(?:\s[\wåäö-]+){0,3}?(?:ssa|ssä|lla|llä))\b(?:\s*\((?P<in>[^)]*)\)|"
    r",\s*(?:osoitteessa\s)?(?P<street>[A-ZÅÄÖ][\wåäö]+(?:\s\d+\w?)?(?:,\s[A-ZÅÄÖ][\wåäö]+)?))?"
)
_FINNISH_INTO = re.compile(
    r"\b(?:[Tt]ule|[Tt]ulkaa|[Tt]ervetuloa|[Ss]aavu|[Kk]utsu\w*)\b[^.!?;]{0,60}?\s"
    r"(?P<place>(?:[A-ZÅÄÖ][\wåäö-]*n\s)?(?:[A-ZÅÄÖ][\wåäö-]*|pää)?(?:taloon|saliin|kirjastoon|kouluun|koululle|museoon|museolle|"
    r"halliin|hallille|torille|puistoon|lukioon|yliopistoon|yliopistolle|opistoon|opistolle|virastoon|auditorioon|keskukseen|talolle))\b"
    r"(?:\s*\((?P<in>[^()]*)\)|,\s(?P<street>[A-ZÅÄÖ][\wåäö]+\s\d+\w?))?"
)
_FINNISH_VERB = re.compile(
    r"(?:järjestetään|järjestää|järjestävät|pidetään|kokoontuu|kokoonnumme|tavataan|piti olla|pitää|"
    r"oli tarkoitus)\b"
    r"(?P<after>[^.;]*)",
    re.I,
)


def read(entries: list[Entry]) -> tuple[str | None, str]:
    """Of all places named, a house with a street rather than a town."""
    found = max(_all(entries), key=lambda one: _exactness(one[0]), default=None)
    return found or (None, "")


def tidy(value: str) -> str:
    value = re.sub(r"\s*\|\s*", ", ", value)
    value = re.sub(r"https?://\S+", "", value)
    return re.sub(r"(?:,\s*){2,}", ", ", value).strip(" ,.;:|–-")


def _exactness(place: str) -> int:
    return bool(VENUE_HINT.search(place)) + bool(re.search(r"\d", place)) + ("," in place)


def _all(entries: list[Entry]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        if not entry.is_text:
            continue
        for sentence in sentences.readable(entry.value):
            if venue := _named(sentence):
                yield venue, entry.line
            if words.is_past(sentence) or _LODGING.search(sentence):
                continue
            is_of_event = words.EVENT_OR_WE.search(sentence) or words.INVITE.search(sentence)
            if is_of_event or dates.find(sentence) or words.HELD.search(sentence):
                yield from ((found, entry.line) for found in _in_sentence(sentence))


def _in_sentence(sentence: str) -> Iterator[str]:
    masked = _without_times(sentence)
    yield from filter(None, (_finnish(masked), _after_preposition(masked), _listed(masked)))


def _named(sentence: str) -> str | None:
    match = _VENUE_IS.search(sentence)
    return tidy(match["place"]) if match and not ONLINE.search(match["place"]) else None


def _after_preposition(masked: str) -> str | None:
    """A house by its name; a town must stand right after verb or time."""
    best = None
    for match in _AT.finditer(masked):
        place = _until_end(masked[match.end() :].split("|")[0])
        if match[0].startswith(("til", "to ")) and not (place and VENUE_HINT.search(place)):
            continue
        if not place or ONLINE.match(place) or len(place.split()) > 9 or _NOT_VENUE.match(place):
            continue
        before = masked[: match.start()]
        if not re.search(r"[A-ZÅÄÖÆØ]", place):
            if best is None and _RIGHT_AFTER.search(before):
                best = place
            continue
        is_whole = VENUE_HINT.search(place) and STREET.search(place)
        is_set = is_whole or "|" in masked or _WHERE_VERB.search(before) or _AFTER_EVENT.search(before)
        if is_set and (VENUE_HINT.search(place) or STREET.search(place)):
            return place
        named = match[0].startswith(("på", "at")) and "|" in masked and words.HELD.search(masked)
        in_town = match[0].startswith("i ") and _AFTER_EVENT.search(before)
        if best is None and (named or in_town or _RIGHT_AFTER.search(before)):
            best = place
    return best


def _listed(masked: str) -> str | None:
    """`kl. 10, Aulan, Storgatan 2`."""
    for match in _LISTED.finditer(masked):
        place = tidy(match["place"])
        known = VENUE_HINT.search(place) or STREET.search(place)
        if known and len(place.split()) <= 9 and not ONLINE.search(place) and not words.INVITE.search(place):
            return place
    return None


def _without_times(sentence: str) -> str:
    masked = moments.masked(sentence, dates.find(sentence))
    for found in hours.find(masked):
        masked = masked[: found.at] + "|" * (found.to - found.at) + masked[found.to :]
    return masked


def _until_end(text: str) -> str:
    """A name of a place, with a street and a town after commas."""
    taken = ""
    rest = text
    while rest:
        match = _PLACE_END.search(rest)
        piece = rest[: match.start()] if match else rest
        taken += piece
        following = rest[len(piece) :] if match else ""
        town = re.match(
            r"\s(?:på|i|in|vid|ved|on(?=\s(?:the|\d)))\s(?=[A-ZÅÄÖÆØ]|(?:the\s)?(?:plan|våning|etage|sal|etasje|floor|\w+ "
            r"(?:våning|floor|etasje))\b|"
            r"\d\.? ?(?:sal|våning|etage|etasje|floor|krs)\b)",
            following,
        )
        if not town:
            break
        taken += town[0]
        rest = following[town.end() :]
    taken = re.split(r",\s(?=[a-zåäöæø]+(?!en\b|et\b)\b)", taken)[0]
    return tidy(taken)


def _finnish(masked: str) -> str | None:
    match = _FINNISH_PLACE.search(masked) or _FINNISH_INTO.search(masked)
    if not match:
        verb = _FINNISH_VERB.search(masked)
        match = _FINNISH_NAME.search(verb["after"]) if verb else None
    if not match or ONLINE.search(match["place"]) or re.match(_WEEKDAY, match["place"], re.I):
        return None
    address = match["in"] or match["street"]
    place = finnish.base_form(match["place"])
    return f"{place}, {address}" if address else place
