"""What a page says around its announcement: skip links, menus, breadcrumbs, cookie texts, footers."""

import re

_SKIP_LINK = re.compile(
    r"^(?:hoppa|gå|spring|hopp|hyppää|siirry|skip|jump|till?|videre)\b.{0,14}\b(?:till?|"
    r"to|hoved|huvud|main|sisältöön|pääsisältöön|"
    r"(?:hoved|huvud)?(?:innehåll|indhold|innhold)\w*|content)\b.{0,30}$|^(?:hoppa över|"
    r"spring over|hopp over|ohita|skip)\b.{0,30}$|"
    r"^(?:hyppää|siirry) (?:pää)?sisältöön$|^till? (?:huvud|hoved)?(?:innehåll|indhold|innhold)\w*$",
    re.I,
)
_MENU = re.compile(
    r"^(?:meny|menu|valikko|sök|søg|søk|haku|hae|search|lyssna|lyt|lytt|kuuntele|"
    r"listen|skriv ut|udskriv|tulosta|print|dela|del|jaa|share|"
    r"logga in|log ind|logg inn|kirjaudu|log in|start|startsida|hem|hjem|forside|"
    r"forsiden|etusivu|home|svenska|english|suomi|dansk|norsk|"
    r"facebook|linkedin|twitter|instagram|x|e-post|till toppen|til toppen|takaisin ylös|"
    r"back to top|stäng|luk|lukk|sulje|close|kontakt oss|"
    r"om oss|om os|meistä|about us|nyheter|nyheder|uutiset|news|kalender|kalenteri|"
    r"calendar|in english|på svenska|suomeksi|tillbaka|tilbage|"
    r"tilbake|takaisin|back|visa meny|vis menu|öppna meny|lättläst|teckenspråk|anpassa|"
    r"læs højt|del siden|dela sidan|tipsa en vän|visa mer|"
    r"läs mer|læs mere|les mer|lue lisää|read more|lägg till i kalendern|føj til kalender|"
    r"legg til i kalender|lisää kalenteriin|add to calendar|"
    r"anmäl dig|anmäl dig här|tilmeld dig|tilmeld dig her|meld deg på|meld deg på her|"
    r"ilmoittaudu|ilmoittaudu tästä|register|register here|sign up)[\s>!.»→]*$",
    re.I,
)
COOKIES = re.compile(r"cookie|\bkakor\b|informasjonskaps|evästei|nettikek|spårningsteknik", re.I)
_CRUMB_START = re.compile(
    r"^(?:du är här|du er her|olet tässä|you are here|start|startsida|hem|forside|"
    r"forsiden|hjem|heim|etusivu|home)\b\s*:?",
    re.I,
)
_CRUMBS = re.compile(r"\s(?:>|›|»|/|→|\\)\s")
_FOOTER = re.compile(
    r"^(?:©|copyright\b|org\.?\s?-?\s?nr|cvr|y-tunnus|business id|telefonväxel|växel\b|"
    r"om webbplatsen|om hjemmesiden|om nettstedet|tietoa sivustosta|"
    r"about (?:this|the) (?:web)?site|tillgänglighetsredogörelse|tilgængelighedserklæring|"
    r"tilgjengelighetserklæring|tilgjengeerklæring|"
    r"saavutettavuusseloste|accessibility statement|nyhetsbrev$|nyhedsbrev$|uutiskirje|"
    r"newsletter$|relaterat|relateret|relatert|aiheeseen liittyv|related|"
    r"kommentera sidan|hittade du|fandt du|fant du|fann du|löysitkö|did you find|"
    r"was this page|följ oss|følg os|følg oss|følg oss|seuraa meitä|follow us|visste du att|"
    r"läs också|læs også|les også|lue myös|see also|se även|se også|fler evenemang|"
    r"flere arrangementer|fleire arrangement|muut tapahtumat|lisää tapahtumia|"
    r"more events|other events|andra evenemang|andre arrangementer|kommande evenemang|"
    r"kommende arrangementer|tulevia tapahtumia|upcoming events|"
    r"prenumerera|abonner|tilaa uutiskirje|subscribe|behandling av personuppgifter|"
    r"behandling af personoplysninger|personvern|tietosuoja|privacy|integritetspolicy|"
    r"liknande evenemang|dela med andra|sök på webbplatsen|senaste nytt|seneste nyt|"
    r"siste nytt|senaste nyheter|seneste nyheder|siste nyheter|kontakta kommunen|kontakta regionen|"
    r"kontakt kommunen|om kommunen|om regionen|om oss$|genvägar|genveje|snarveier|"
    r"pikalinkit|postadress\b|postadresse\b|postiosoite\b|åpningstider|åbningstider|öppettider$|"
    r"about .{1,40}$(?<=agency)|press release contact|tidigare evenemang|tidligere arrangementer|"
    r"aiemmat tapahtumat|past events)",
    re.I,
)
_OTHERS = re.compile(
    r"^(?:relate|aiheeseen|se även|se også|see also|fler |fle[i]?re |muut |lisää |more |other |andra |andre |kommande|"
    r"kommende|tulevia|upcoming|liknande|lignende)",
    re.I,
)
_ONLY_ADDRESS = re.compile(r"^(?:[^\W\d]{1,15}:?\s)?[\w.+-]{1,64}@[\w.-]{3,120}$")
_SWITCHBOARD = re.compile(
    r"(?:org\.?\s?-?\s?nr|cvr|y-tunnus|växel|besöksadress|postadress|besøksadresse|"
    r"postadresse|käyntiosoite|vaihde|switchboard|hovednummer|sentralbord)",
    re.I,
)
UPDATED = re.compile(
    r"^(?:sidan |siden |sivu |page |side )?(?:(?:senast|senest|sidst|sist|last|"
    r"viimeksi)\s)?(?:uppdatera(?:d|des|ts?)|"
    r"opdateret|oppdatert|oppdatera|endret|endra|ändrad|updated|modified|"
    r"päivitetty|reviewed|granskad|publicerad|publicerat|publisert|publicert|offentliggjort|"
    r"udgivet|julkaistu|published|posted|skapad|oprettet|nyhet|nyhed|nyheit|uutinen|news|"
    r"pressmeddelande|pressemeddelelse|pressemelding|tiedote|press release)\b",
    re.I,
)
PRESS_RELEASE = re.compile(
    r"^(?:pressmeddelande|pressemeddelelse|pressemelding|(?:lehdistö|media)?tiedote|press release)\b", re.I
)


_OWNER = re.compile(r"^(?:©|\(c\)|copyright)[\s©]*(?:20\d\d\s)?(?P<name>[^\d|,.]{4,60})", re.I)


def owner(lines: list[str]) -> str | None:
    """Whom the rights of the page belong to, in its last lines."""
    found = (match["name"].strip() for line in lines[-6:] if (match := _OWNER.match(line)))
    return next(found, None)


def is_skip_link(line: str) -> bool:
    return bool(_SKIP_LINK.match(line))


def is_noise(line: str) -> bool:
    if _SKIP_LINK.match(line) or _MENU.match(line) or COOKIES.search(line):
        return True
    if len(_CRUMBS.findall(line)) >= 2 and not re.search(r"\d{1,2}[.:]\d\d", line):
        return True
    return bool(_CRUMB_START.match(line) and _CRUMBS.search(line))


def without_footer(lines: list[str]) -> list[str]:
    """Everything up to the first line of a footer; a footer needs something to stand under. Below a list of other
    events, whom to write to may still belong to this one."""
    for index, line in enumerate(lines):
        if index >= 4 and (_FOOTER.match(line) or len(_SWITCHBOARD.findall(line)) >= 2):
            return lines[:index] + (_address_below(lines[index + 1 :]) if _OTHERS.match(line) else [])
    return lines


def _address_below(lines: list[str]) -> list[str]:
    """After the list, and an empty line, an address that stands alone."""
    end = next((index for index, line in enumerate(lines) if not line), len(lines))
    return [line for line in lines[end:] if _ONLY_ADDRESS.match(line)][:1]
