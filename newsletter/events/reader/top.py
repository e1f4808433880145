"""What stands above an announcement: skip links, the name of the site, its menu, the path to the page, the section.

None of it is the announcement, but the name of the site tells whose it is.
"""

import re
from dataclasses import dataclass

from newsletter.events.reader import dates, labels, names, noise, words

_MOST_LINES = 14
_BETWEEN = re.compile(r"\s[|·•/>›»→\\]\s|\s{2,}")
_PATH = re.compile(r"\s(?:>|›|»|/|→|\\)\s")
_SECTION = re.compile(
    r"^(?:(?:alla |alle |all |kommande |kommende |tulevat |upcoming |aktuella |aktuelle )?"
    r"(?:kalend\w+|händelser|evenemang(?:skalender)?|arrangement(?:er|skalender)?|begivenheder|"
    r"aktiviteter|aktiviteetit|"
    r"tapahtuma(?:t|kalenteri)|events?|what'?s on|det sker|hva skjer|kva skjer|hvad sker der|"
    r"detta händer|vad händer|på gång|tapahtuu|"
    r"kurser?(?: (?:och|og|&) (?:seminari?er|konferenser|konferencer|konferanser|utbildningar|"
    r"arrangementer))?|"
    r"utbildning(?:ar)?(?: (?:och|&) (?:evenemang|konferenser))?|konferenser|konferencer|konferanser|"
    r"kurskalender|kursutbud|kurskatalog|"
    r"koulutukset(?: ja tapahtumat)?|"
    r"koulutuskalenteri|courses|training|ajankohtaista|aktuellt|aktuelt|nyheter|nyheder|uutiset|news|"
    r"pressmeddelanden|arrangement og kurs|kurs og konferanser?|møter og arrangementer|seminars?)|"
    r"(?:tillbaka|tilbage|tilbake|attende|takaisin|back)\b.{0,40}|«.{0,30}|‹.{0,30}|<.{0,30})[\s:]*$",
    re.I,
)
_CONSENT = re.compile(
    r"(?:godta|godkänn|acceptera|accepter|tillad|tillat|hyväksy|accept|allow|reject|avvisa?|afvis|hylkää)\s"
    r"(?:alla|alle|kaikki|all|valda|valgte|only)|(?:bare|bara|kun|endast|only|vain)\s(?:nødvendig|"
    r"nödvändig|necessary|välttäm)",
    re.I,
)
_OPENS_PATH = re.compile(
    r"^(?:du är här|du er her|olet tässä|sijaintisi|you are here|start|startsida|hem|forside|forsiden|hjem|heim|"
    r"etusivu|home)\b\s*:?",
    re.I,
)


@dataclass(frozen=True)
class Top:
    site: str | None
    lines: list[str]  # without it


def parted(lines: list[str]) -> Top:
    """The name of the site, and the lines from where the announcement begins."""
    begins = max(_after_path(lines), _beginning(lines))
    if begins == 0 or not any(lines[begins:]):
        return Top(None, lines)
    head = [line for line in lines[:begins] if line]
    named = (_site(line) for line in head)
    path = (_body_of_path(line) for line in head)
    return Top(next(filter(None, (*named, *path)), None), lines[begins:])


def _after_path(lines: list[str]) -> int:
    """What stands above `Du är här: Start > Kalender` is never the announcement."""
    for index in range(min(len(lines), 30) - 1, 0, -1):
        line = lines[index]
        is_path = bool(_OPENS_PATH.match(line) and _PATH.search(line)) or noise.is_skip_link(line)
        if is_path and all(len(one.split()) <= 12 for one in lines[:index]):
            return index + 1
    return 0


def _beginning(lines: list[str]) -> int:
    """The line after the last one that belongs to the site."""
    begins, consents = 0, False
    filled = [index for index, line in enumerate(lines) if line][:_MOST_LINES]
    for place, index in enumerate(filled):
        line = lines[index]
        consents = bool(noise.COOKIES.search(line)) or (consents and bool(lines[index - 1]))
        following = lines[filled[place + 1]] if place + 1 < len(filled) else ""
        is_section = begins > 0 and _is_short_path(line)
        if consents or is_section or _belongs_to_site(line) or _is_alone(lines, index):
            begins = index + 1
        elif not (_can_be_name(line) and _belongs_to_site(following)):
            break
    return begins


def _is_alone(lines: list[str], at: int) -> bool:
    """The name of a body, and nothing but the name, above the announcement."""
    line = lines[at]
    below = next((one for one in lines[at + 1 :] if one), "")
    return (
        at + 1 < len(lines)
        and not lines[at + 1]
        and not any(_is_path(one) for one in lines[:at])
        and _can_be_name(line)
        and names.is_body(line)
        and names.at(line) == line
        and not words.EVENT.search(line)
        and len(below.split()) <= 16
        and labels.read(below) is None
    )


def _belongs_to_site(line: str) -> bool:
    return bool(
        noise.is_noise(line)
        or _CONSENT.search(line)
        or _SECTION.match(line)
        or _is_menu(line)
        or _is_path(line)
    )


def _is_menu(line: str) -> bool:
    """`Tjenester  Statistikk  Arrangementer  Kontakt`: three or more short names, no sentence, no day."""
    pieces = [piece for piece in _BETWEEN.split(line) if piece.strip()]
    return (
        len(pieces) >= 3
        and all(len(piece.split()) <= 5 and not re.search(r"[.!?:]$|\d", piece) for piece in pieces)
        and not dates.find(line)
    )


def _is_path(line: str) -> bool:
    if re.search(r"\d{1,2}[.:]\d\d", line):
        return False
    pieces = _PATH.split(line)
    return len(pieces) >= 2 and (
        len(pieces) >= 3 or bool(_OPENS_PATH.match(line)) or bool(_SECTION.match(pieces[0]))
    )


def _is_short_path(line: str) -> bool:
    """`Program / Föredrag`, below a menu."""
    pieces = _PATH.split(line)
    return len(pieces) == 2 and all(len(piece.split()) <= 3 for piece in pieces) and not dates.find(line)


def _can_be_name(line: str) -> bool:
    return (
        len(line.split()) <= 8
        and line[:1].isupper()
        and line[-1] not in ".!?:,"
        and not dates.find(line)
        and "@" not in line
        and names.checked(line) is not None
    )


def _site(line: str) -> str | None:
    return None if _belongs_to_site(line) or len(line.split()) > 8 else names.checked(line)


def _body_of_path(line: str) -> str | None:
    pieces = [piece.strip(" :") for piece in _PATH.split(_OPENS_PATH.sub("", line))]
    return next((piece for piece in pieces[:-1] if names.is_body(piece) and names.checked(piece)), None)
