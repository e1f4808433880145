"""Whether one takes part in the room, from afar, or either way."""

import re
from collections.abc import Callable

from newsletter.events.reader import sentences
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.labels import Label
from newsletter.events.reader.result import Mode

_ONLINE = (
    r"online|on-line|digital\w*|virtu(?:el|ell|al|aali)\w*|webb?in[ao]a?r\w*|webb?sänd\w*|"
    r"zoom|(?:ms |microsoft )?teams\w*|skype|webex|stream\w*|stryym\w*|"
    r"livesänd\w*|livesänt|livestream\w*|striim\w*|strøm\w*|nett(?:møte|et|basert)\w*|"
    r"på nätet|på nettet|på nett|via länk|via link|via lenke|videom[øö][dt]e\w*|videolänk|"
    r"verkossa|verkko\w*|etänä|etäyhtey\w*|etä(?:koulutu|kokou|luen|luent|seminaar|info|kahvi|aamu|webin|valmennu|opetu|osallistu|tilaisuu|tapaami|työpaj|klini|kurss)\w*|distans\w*|"
    r"direktesend\w*|direktsänd\w*|direktsändning\w*|direkte sending|på distans|fjern\w*|remote\w*|"
    r"internet\w*|youtube\w*|webben\b|webcast\w*|netmøde\w*|fjernmøde"
)
ONLINE = re.compile(rf"\b(?:{_ONLINE})", re.I)
HYBRID = re.compile(r"\bhybri\w+", re.I)
ONLY_ONLINE = re.compile(
    rf"^(?:\W|\b(?:{_ONLINE}|konferen[sc]\w*|konference|möte|møde|møte|kokous|tilaisuus|"
    r"seminar\w*|via|på|i|the|an?|en|et|ett|meeting|event|arrangement|evenemang|"
    r"platform|plattform|link\w*|länk\w*|lenk\w*|linkki|skickas|sendes|sendt|lähetetään|"
    r"kurs\w*|eller|or|och|og|tai|ja|and|over|conference|deltagande|deltagelse|deltakelse|"
    r"alusta\w*|kautta|"
    r"endast|kun|bare|vain|only|heldigitalt|helt|mail|mejl|mötet|mødet|møtet|ut|du|"
    r"får|till|til|efter|anmälan|tilmelding|påmelding|etter|before|sent|is|will|be|"
    r"to|participants|deltag\w+|deltak\w+|anmälda|ilmoittautu\w+|temamøde|workshop|osallistujille))*$",
    re.I,
)
_ALSO_ONLINE = re.compile(
    r"(?:även|också|eller|alternativt|or|also|eller også|også|enten|tai|myös|sekä|"
    r"antingen|både|samtidig\w*|och|og|and|on site|på plats|paikan päällä|fysisk\w*|"
    r"oppmøte|fremmøde|lähi\w*|in person)\b"
    rf"[^.;]{{0,60}}\b(?:{_ONLINE})|\b(?:{_ONLINE})[^.;]{{0,50}}\b(?:på plats|fysisk\w*|"
    r"paikan päällä|lähi\w*|in person|on site|oppmøte|fremmøde|på stedet|i salen)",
    re.I,
)
_FROM_AFAR = re.compile(
    r"(?:delta|følg|følge|följ|följa|titta|se |seurat|osallistu|participa|join|attend|"
    r"watch|follow|vær med|var med|sänds|sendes|strømmes|strøymast|streamas|streames|"
    rf"livesänds|lähetetään|striimataan|streamed)\w*[^.;]{{0,60}}\b(?:{_ONLINE})"
    r"|\b(?:strømmes|strøymast|streamas|streames|livesänds|striimataan|is streamed|"
    r"be streamed|livestreames|livestreamas)",
    re.I,
)
_NOT = re.compile(r"\b(?:inte|ikke|ikkje|ei |eikä|not|no |ingen|ingenting|varken|inga)\b", re.I)
_LINK_MAILED = re.compile(
    r"(?:\blink|länk|lenk[ea]|lenkj|linkki|zoom-?lin|teams-?lin|teams-?län|möteslänk|"
    r"mødelink|møtelenke|osallistumislinkki|kokouslinkki|join link)\w*[^.;]{0,60}"
    r"(?:skicka|mejla|sendes|sendt|sender|sende|mail|lähetetään|lähetämme|toimitetaan|"
    r"emailed|e-mailed|sent|får|kommer)",
    re.I,
)
_SETTING = re.compile(
    r"(?:äger rum|hålls|genomförs|sänds|arrangeras|afholdes|afvikles|foregår|holdes|"
    r"gjennomføres|arrangeres|finner sted|finder sted"
    r"|haldast|arrangerast|gjennomførast|sker|skjer|er|är|järjestetään|pidetään|toteutetaan|"
    r"tilaisuus on|takes place|will be held|is held|deltar|kokoontuu|møtes|mødes|möts|ses|"
    rf"meet)\b[^.;]{{0,90}}\b(?:{_ONLINE})",
    re.I,
)
_TITLE_ONLINE = re.compile(
    r"\b(?:webb?in[ao]a?r\w*|nettmøte\w*|netmøde\w*|nettkurs\w*|webbkurs\w*|onlinekurs\w*|verkkokurssi|"
    r"nettseminar\w*|(?:verkko|etä)(?:tilaisuu|koulutu|seminaari|luento|luenno|kokou|tapaami|infotilaisuu|info|"
    r"aamukahvi|kahvi|työpaja|valmennu|klini)\w*|nettfrokost\w*|nettforedrag\w*|netseminar\w*|"
    r"webb(?:utbildning|möte|föreläsning|konferens|frukost|träff|lunch)\w*|online-?(?:seminar|event|course|kurs|møte|möte|møde)\w*|"
    r"(?:virtuell?t?|digital[at]?|virtuaalinen|digitaalinen|online|nettbasert|webbaserad|"
    r"virtual)\s+(?:\w+\s)?(?:tema|konferen|seminar|semina|mö|mø|kurs|work|event|"
    r"tilaisuu|morgen|aamu|frokost|infor|informasjons|infomöte|infomøte|fagdag|frukost|lunch|lanser|utbildning|informations|dialog|samtal|open|meeting|conference|course|"
    r"kick))",
    re.I,
)


def read(entries: list[Entry], title: str, venue: str | None, venue_line: str) -> tuple[Mode | None, str]:
    hybrid = _first(entries, lambda text: bool(HYBRID.search(text)) and not _NOT.search(text))
    if hybrid or HYBRID.search(title):
        return Mode.HYBRID, hybrid or title
    form = next((entry for entry in entries if entry.kind is Label.FORM and entry.value), None)
    if form and ONLINE.search(form.value):
        return (Mode.HYBRID if venue or _ALSO_ONLINE.search(form.value) else Mode.ONLINE), form.line
    if venue:
        also = _first(
            entries,
            lambda text: (
                bool(_ELSE_FROM_AFAR.search(text))
                or (
                    bool(_FROM_AFAR.search(text) or _ALSO_DELTA.search(text))
                    and not _NOT.search(_WHO_CANNOT.sub("", text))
                    and not _LATER.search(text)
                )
            ),
        )
        return (Mode.HYBRID, also) if also else (Mode.PHYSICAL, venue_line)
    return _online(entries, title, form)


def _online(entries: list[Entry], title: str, form: Entry | None) -> tuple[Mode | None, str]:
    if _TITLE_ONLINE.search(title) or _AT_HOME.search(title):
        return Mode.ONLINE, title
    setting = _first(
        entries,
        lambda text: (
            bool(
                _SETTING.search(text)
                or _LINK_MAILED.search(text)
                or _FROM_AFAR.search(text)
                or _TITLE_ONLINE.search(text)
                or _ON_PLATFORM.search(text)
            )
            and not _NOT.search(text)
            and not _LATER.search(text)
        ),
    )
    if setting:
        return (
            Mode.HYBRID if _ALSO_ONLINE.search(setting) and _IN_PERSON.search(setting) else Mode.ONLINE
        ), setting
    if form and _IN_PERSON.search(form.value):
        return Mode.PHYSICAL, form.line
    return None, ""


_IN_PERSON = re.compile(r"på plats|fysisk|paikan päällä|lähi|in person|on site|oppmøte|fremmøde", re.I)
_ON_PLATFORM = re.compile(
    r"\b(?:på|via|i|over|on|through|in) (?:ms |microsoft )?(?:zoom|teams|webex|"
    r"skype)\b|\b(?:teams|zoom)issa",
    re.I,
)
_ELSE_FROM_AFAR = re.compile(
    r"\b(?:som|der|who|jotka|kan du|kan ikke du|om du|hvis du|if you)\b[^.;]{0,40}\b(?:inte|ikke|ikkje|"
    r"cannot|can't|eivät|et pääse)\b"
    rf"[^.;]{{0,60}}\b(?:\w*link|\w*länk|\w*lenk|{_ONLINE})",
    re.I,
)
_WHO_CANNOT = re.compile(r"\b(?:som|der|who|jotka) (?:ikke|inte|ikkje|cannot|eivät)\b.*", re.I)
_AT_HOME = re.compile(
    r"\s(?:verkossa|etänä|på nätet|på nett|på nettet|online|digitalt|virtuelt|virtuellt|via teams|"
    r"via zoom)\b",
    re.I,
)
_LATER = re.compile(
    r"inspel|optag|opptak|tallen|record|i efterhand|efterfølgende|i etterkant|afterwards|"
    r"jälkikäteen|utvärder|enkät|survey|kysely|spørreundersøkelse|spørgeskema|undersøgelse|programmet (?:skickas|sendes)",
    re.I,
)
_ALSO_DELTA = re.compile(
    rf"etäosallistumi|(?:digital|online) (?:deltakelse|deltagelse|participation)|deltagande på distans|"
    rf"(?:även|också|även att|også|myös|also|alternativt|or)\b[^.;]{{0,40}}\b(?:{_ONLINE})",
    re.I,
)


def _first(entries: list[Entry], test: Callable[[str], bool]) -> str:
    for entry in entries:
        if not entry.is_text and entry.kind not in (Label.SIGN_UP, Label.OTHER, Label.FORM, Label.BOTH):
            continue
        for sentence in sentences.split(entry.value if entry.is_text else entry.line):
            if test(sentence):
                return sentence
    return ""
