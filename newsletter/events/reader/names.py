"""Names of bodies in running text: where one begins, how far it goes, and whom it names beside."""

import re

from newsletter.events.reader import organiser_words as data

_CAPITAL = r"[A-ZÅÄÖÆØ0-9][\w&/’'+:.-]*"
_NOUN = rf"(?:[\wåäöæø-]*(?:{data.BODY})|{data.BODY_WORD})(?![\wåäöæø])"
_LINK = (
    r"(?:för|for|av|af|of|of the|on|om|i|på|vid|ved|at|og|och|and|ja|samt|&|–|-|under|de|der|the|"
    r"avd\.?)"
)
_OF = r"(?:för|for|of|om|av|af)"
_LITTLE = (
    r"(?!(?:en|et|ett|ei|ein|eit|a|an|den|det|de|in|inn|ind|til|till|alla|alle|dig|deg|er|är|som|der|"
    r"att|at|"
    r"kl|temadag|seminarium|seminar|webinar|webbinarium|konferens|konference|konferanse|kurs|kursus|"
    r"höstens|årets)\b)"
)
_NAME = re.compile(
    rf"(?:[Tt]he\s)?{_CAPITAL}(?:(?:,?\s{_LINK}\s(?:the\s)?{_CAPITAL})|"
    rf"(?:\s{_OF}\s{_LITTLE}[a-zåäöæø-]{{4,}}"
    rf"(?:\s(?:och|og|and|ja)\s{_LITTLE}[a-zåäöæø-]{{4,}})?)|(?:,?\s{_LINK}\s{_NOUN})|\s{_CAPITAL}|"
    rf"\s{_NOUN}|,\s{_CAPITAL})*"
)
_TOGETHER = re.compile(rf",?\s+(?:{data.TOGETHER})\s+", re.I)
_NOT_A_BODY = re.compile(rf"(?:{data.NOT_A_BODY})(?![\w-])", re.I)
_IS_BODY = re.compile(
    r"^(?:the )?(?:city|municipality|town|region|county|university|ministry|museum|diocese|port) of |"
    rf"(?:^|[\s\w])(?:{data.BODY})(?![\wåäöæø])|\s(?:{data.BODY_WORD})(?![\w])",
    re.I,
)
_DAY_OR_MONTH = re.compile(r",?\s+(?:den\s|on\s|kl\b|klo\b)?\d.*$")
# `X og ledes av Y`, `X ja rahoittajana Y`: what somebody else does beside.
_BESIDE = re.compile(
    r",?\s(?:og|och|and|ja|sekä)\s(?:ledes|leds|modereres|modereras|finansieres|finansieras|støttes|is\s(?:led|funded|chaired)|"
    r"(?:led|funded|chaired|moderated)\sby|rahoittaja\w*|rahoittaa|puhujana|vetäjänä|sen\svetää)\b.*$"
)
_OCCASION = re.compile(
    r"\w*(?:programmet|kursen|kurset|kursus|utbildningen|utdanningen|uddannelsen|serien|mässan|messen|dagen|dagarna|"
    r"dagene|veckan|uken|ugen|viikko|forslag|anmälan|tilmelding|påmelding)$",
    re.I,
)
_CASE = re.compile(r"(?:ss[aä]|ll[aä]|st[aä]|lt[aä]|lle|ksi)$")  # Finnish: a place, not who
_BOARD = re.compile(r"^(?:styrelsen|bestyrelsen|styret)\s(?:för|for|i)\s", re.I)
_FROM = re.compile(
    r"^(?:inbjudan|invitation|invitasjon|kutsu|nu|her|i høst|i höst|denne gang|igen)[:,]?\s+", re.I
)


def at(text: str) -> str | None:
    """The name that a text begins with."""
    match = _NAME.match(text)
    return checked(match[0]) if match else None


def is_body(text: str) -> bool:
    return bool(_IS_BODY.search(text))


def checked(name: str) -> str | None:
    name = _BESIDE.sub("", _FROM.sub("", name.strip(" ,;:–-.")))
    name = _BOARD.sub("", _DAY_OR_MONTH.sub("", name))
    name = re.sub(rf"\s(?:{_LINK}|in|hermed|härmed)$", "", name).strip(" ,;:–-")
    if (
        not re.search(r"[A-ZÅÄÖÆØ]", name)
        or _NOT_A_BODY.match(name)
        or _OCCASION.match(name)
        or name.lower() in ("styrelsen", "bestyrelsen", "styret", "hallitus")
        or len(name.split()) > 16
        or len(name) < 2
    ):
        return None
    if re.search(r"\d{1,2}[.:]\d\d|\b\d{4}\b|@|\bkl\b|\bklo\b", name) or (
        len(name.split()) == 1 and _CASE.search(name)
    ):
        return None
    return name


def with_partners(name: str, after: str) -> str:
    """`A`, followed by `in cooperation with B`, is `A, B`."""
    match = _TOGETHER.match(after if after[:1] in " ," else f" {after}")
    partner = at((after if after[:1] in " ," else f" {after}")[match.end() :]) if match else None
    return f"{name}, {partner}" if partner else name


def parted(name: str) -> str:
    """Who arranges first, who helps after a comma, whatever words join them."""
    return _TOGETHER.sub(", ", name).strip(" ,")
