"""The title: the first line that names something, without what announces it."""

import re

from newsletter.events.reader import dates, moments, names, noise, words
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.labels import Label
from newsletter.events.reader.page import is_only_date

_KICKER = re.compile(
    r"^(?:inbjudan|inbjudning|invitation|invitasjon|innbydelse|innbyding|indbydelse|"
    r"kutsu|save the date|kalender|kalendarium|kalenteri|kurs|kursus|kurser|koulutus|"
    r"webbinarium|webinar|webinaari|seminarium|seminar|seminaari|"
    r"konferens|konference|konferanse|konferenssi|arrangement|arrangementer|evenemang|"
    r"tapahtuma|tapahtumat|nyhet|nyhed|uutinen|pressmeddelande|pressemeddelelse|pressemelding|"
    r"tiedote|event|events|temadag|workshop|utbildning|uddannelse|program|"
    r"inställt|inställd|aflyst|avlyst|peruttu|cancelled|canceled|framflyttat|framflyttad|"
    r"udsat|udskudt|utsatt|utsett|siirretty|postponed|obs|hej|hei|hi|dear all|kära alla|"
    r"kære alle|kjære alle|barn och unga|påminnelse|påmindelse|påminnelse|muistutus|"
    r"foredrag|föreläsning|forelæsning|forelesning|luento|yleisöluento|lecture|talk|seminar|konsert|koncert|konsertti|"
    r"utställning|udstilling|utstilling|näyttely|debatt|debat|paneldebatt|frukostmöte|morgenmøde|frokostmøte|"
    r"informationsmöte|informationsmøde|informasjonsmøte|medborgardialog|borgermøde|folkemøte|"
    r"fagdag|kursdag|studiedag|nätverksträff|netværksmøde|nettverksmøte|"
    r"reminder|(?:varmt |hjertelig )?(?:välkom(?:men|na)|velkom(?:men|ne|en))|tervetuloa(?: mukaan)?|"
    r"welcome)[\s!:.,–-]*$",
    re.I,
)
_PREFIX = re.compile(
    r"^(?:inbjudan|invitation|invitasjon|innbydelse|innbyding|indbydelse|kutsu|save the date|"
    r"påminnelse|påmindelse|muistutus|reminder|vs|sv|fw|fwd|re|vb|inställt|inställd|"
    r"aflyst|avlyst|peruttu|perutaan|cancelled|canceled|framflyttat|framflyttad|framskjutet|"
    r"flyttat|udsat|udskudt|utsatt|utsett|siirretty|siirtyy|postponed|nytt datum|"
    r"ny dato|uusi ajankohta|obs|nyhet|nyhed|uutinen|kalender)\s?(?:[:!–—]|-\s|\|)+\s*",
    re.I,
)
_WELCOME = re.compile(
    r"^(?:(?:varmt\s)?välkom(?:men|na) till|(?:hjertelig\s)?velkom(?:men|ne|en) til|"
    r"inbjudan till|indbydelse til|invita(?:tion|sjon) til|innbydelse til|innbyding til|"
    r"invitation to|welcome to|kutsu)\s+(?=\S)",
    re.I,
)
_GREETING = re.compile(
    r"^(?:hej|hei|hi|hello|kära|kære|kjære|bästa|dear|hyvä|hyvät|god dag|moi|terve|goddag|"
    r"tjänare)\b.{0,50}[,!]?$",
    re.I,
)
_SUFFIX = re.compile(r"\s+(?:\||›|»|::)\s+[^|›»]{2,60}$")
_STATUS_SUFFIX = re.compile(
    r"\s*[–—(-]+\s*(?:inställt|inställd|aflyst|avlyst|peruttu|cancelled|canceled|"
    r"framflyttat|framflyttad|udsat|udskudt|utsatt|utsett|siirretty|postponed|fullbokat|"
    r"fulltecknat|fuldtegnet|fulltegnet|täynnä|fully booked)\s*[!)]*$",
    re.I,
)
_DAY_AT_END = re.compile(r"(?<=\w\w\w)\s+(?:den\s)?\(?\d{1,2}\.\s?(?:\d{1,2}\.|[a-zæøå]+)\s?20\d\d\)?$")
_QUOTED = re.compile(r"[\"”“«»„]([^\"”“«»„]{6,120})[\"”“«»„]")
_EVENT_NAMED = re.compile(
    r"(?:bjuder (?:\w+ ){0,3}in (?:\w+ ){0,2}till|inbjuder (?:\w+ )?till|inviterer (?:\w+ ){0,2}til|"
    r"indbyder (?:\w+ )?til|innbyr (?:\w+ )?til|byd inn til|välkom\w+ till|velkom\w+ til|"
    r"arrangerar|arrangerer|afholder|håller|holder|invites? (?:\w+ ){0,4}?to|welcome to|hosts|organi[sz]es|"
    r"dags för|tid(?:en)? for|tid til|klart for|time for|indkaldes (?:\w+ )?til|kallas (?:\w+ )?till|innkalles (?:\w+ )?til)"
    r"\s+(?:ett|en|et|ei|eit|a|an|the|årets|den)?\s*(?P<name>[^.!?]{5,110}?)(?=[,.!?]|"
    r"\s(?:måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|mandag|tirsdag|lørdag|"
    r"søndag|laurdag|kommande|nästa)\w*\s|"
    r"\s(?:den|d\.|kl|på)\s|\son\s(?=\d|(?-i:[A-Z]))|\s\d{1,2}[. ]|$)",
    re.I,
)


# `Det går vi igenom på ett digitalt informationsmöte fredagen den …`
_EVENT_MENTIONED = re.compile(
    r"\s(?:på|till|til|i|vid|ved|to|at)\s(?:ett|en|et|ei|eit|a|an)\s"
    rf"(?P<name>(?:\w+\s)?\w*(?:{words.EVENT.pattern})\w*(?:\s(?:om|on|about)\s[^.,!?]{{3,60}}?)?)"
    r"(?=[.,!?:]|\s(?:den|on|kl|\w+dag\w*)\s|\s\d|$)",
    re.I,
)
_INVITER = re.compile(
    r"(?:inbjuder|bjuder in|inviterer|indbyder|innbyr|invites you|invites|kutsuu|"
    r"byd inn)(?: \w+){0,2} ?(?:till?|to)?:?$",
    re.I,
)
_NAMES = re.compile(r"tit[et]l|rubrik|title|otsikko|subject|ämne|emne|aihe|navn|namn|nimi", re.I)


def read(entries: list[Entry], stated: str | None) -> tuple[str, str] | None:
    """Title and its line: named by a label, by the markup, or the first line that can be one."""
    for index, entry in enumerate(entries):
        if entry.kind is not Label.TITLE or not 1 <= len(entry.value.split()) <= 25:
            continue
        if _NAMES.search(entry.words) or not any(_can_be_title(one) for one in entries[:index]):
            return tidy(entry.value), entry.line
    if stated and not _KICKER.match(stated):
        return tidy(stated), stated
    if below := _below_site_name(entries):
        return tidy(below.line), below.line
    for entry in entries[:14]:
        if _can_be_title(entry):
            return tidy(entry.line), entry.line
        if entry.is_text and len(entry.line.split()) > 16:
            break
    return _from_sentence(entries)


def _below_site_name(entries: list[Entry]) -> Entry | None:
    """A page headed by the body it is of: the first line that names an event, if it follows soon."""
    first = next((entry for entry in entries[:3] if _can_be_title(entry)), None)
    if (
        first is None
        or words.EVENT.search(first.line)
        or not names.is_body(first.line)
        or len(first.line.split()) > 6
    ):
        return None
    return next(
        (
            one
            for one in entries[:6]
            if one is not first and _is_headline(one) and words.EVENT.search(one.line)
        ),
        None,
    )


def _is_headline(entry: Entry) -> bool:
    """One that may be a title, and is no paragraph."""
    is_paragraph = len(entry.line.split()) > 14 or re.search(r"[.!?]\s", entry.line)
    return not is_paragraph and _can_be_title(entry)


def _can_be_title(entry: Entry) -> bool:
    line = entry.line
    if entry.kind not in (None, Label.OTHER, Label.PROGRAMME) or (entry.kind is Label.OTHER and entry.at > 3):
        return False
    if (
        _KICKER.match(line)
        or _GREETING.match(line)
        or is_only_date(line)
        or noise.is_noise(line)
        or noise.UPDATED.match(line)
    ):
        return False
    if len(line.split()) > 22 or len(line) < 4 or "@" in line or not re.search(r"[^\W\d]{3}", line):
        return False
    if _INVITER.search(line):
        return False
    if line.endswith(".") and len(line.split()) > 8:
        return False
    named = re.findall(r"[^\W\d]{3,}", moments.rest_of(line))
    return not dates.find(line) or len(named) >= 2 or any(len(word) > 12 for word in named)


def tidy(line: str) -> str:
    line = _SUFFIX.sub("", line.strip())
    for _ in range(3):
        line = _PREFIX.sub("", line)
    line = _STATUS_SUFFIX.sub("", line)
    line = _WELCOME.sub("", line) if len(_WELCOME.sub("", line).split()) >= 2 else line
    line = re.sub(r"^[\"”“«](.+)[\"”“»]$", r"\1", line.strip())
    line = _DAY_AT_END.sub("", line)
    return line.strip(" |–—-\t").removesuffix(".") or line


def _from_sentence(entries: list[Entry]) -> tuple[str, str] | None:
    """An invitation without a headline names its event in its first sentences."""
    for entry in entries[:10]:
        if not entry.is_text or (
            not words.INVITE.search(entry.value + " " + entry.line) and not words.HELD.search(entry.value)
        ):
            continue
        if match := _QUOTED.search(entry.value):
            return tidy(match[1]), entry.line
        if match := _EVENT_NAMED.search(entry.value):
            return tidy(match["name"]), entry.line
    for entry in entries[:10]:
        if entry.is_text and (match := _EVENT_MENTIONED.search(entry.value)):
            return tidy(match["name"]), entry.line
    return None
