"""What stands before a value: `Datum:`, `Målgruppe`, `Sted`, `Ilmoittautuminen viimeistään`."""

import re
from dataclasses import dataclass
from enum import StrEnum

from newsletter.events.reader import dates
from newsletter.events.reader.words import HELD


class Label(StrEnum):
    TITLE = "title"
    WHEN = "when"
    START = "start"
    END = "end"
    WHERE = "where"
    ADDRESS = "address"
    BOTH = "when and where"
    FORM = "form"
    AUDIENCE = "audience"
    ORGANISER = "organiser"
    PRICE = "price"
    DEADLINE = "deadline"
    CONTACT = "contact"
    SIGN_UP = "sign-up"
    PROGRAMME = "programme"
    STATUS = "status"
    PUBLISHED = "published"
    DOUBT = "no event"  # labels of projects, job adverts, opening hours
    OTHER = "other"


_WORDS = {
    Label.TITLE: "titel|rubrik|evenemang|vad|hvad|hva|kva|mitä|what|event title|otsikko|tapahtuma|"
"tittel|arrangement|subject|ämne|"
    "emne|aihe|tilaisuus|arrangementsnavn|arrangementsnamn|title|kursens namn|kursets navn|"
"event|konferensens namn|tapahtuman nimi",
    Label.WHEN: "datum|tid|tidpunkt|när|dag|dagar|datum och tid|tid och datum|datum/tid|datum & tid|"
"klockslag|klokka|klokken|klockan|"
    "nytt datum|ny tid|ny tidpunkt|starttid|tider|dato|tidspunkt|hvornår|dato og tid|tid og dato|dato/tid|"
    "dato og tidspunkt|klokkeslæt|klokkeslett|når|ny dato|nytt tidspunkt|nyt tidspunkt|dag og tid|tid og dag|"
    "dag och tid|kl|kl.|päivämäärä|aika|ajankohta|milloin|kellonaika|klo|kello|päivä|"
"päivä ja aika|pvm|päiväys|"
    "päivämäärä ja aika|päivämäärä ja kellonaika|uusi ajankohta|uusi päivämäärä|"
"uusi aika|date|time|when|dates|"
    "date and time|time and date|date & time|date/time|new date|new time|tid for mødet|"
"mødetid|mötestid|varighed|"
    "dagar och tider|datoer|tider og datoer|kurstid|kurstider|kursdatum|kursdatoer|kursdagar|eventdatum",
    Label.START: "start|startar|börjar|starter|startdatum|startdato|begynder|begynner|begynnar|"
"byrjar|alkaa|alkamisaika|"
    "starts|from|från|fra|start time|starttidspunkt|starttid",
    Label.END: "slut|slutar|slutdatum|slutdato|slutter|sluttar|slutt|sluttid|sluttidspunkt|"
"päättyy|päättymisaika|ends|end|"
    "to|till|til|end time|sluttid",
    Label.WHERE: "plats|var|lokal|sted|hvor|mødested|lokale|møtested|møtestad|stad|kvar|paikka|"
"missä|place|venue|location|"
    "where|var någonstans|lokation|lokaler|tilaisuuspaikka|pitopaikka|tapahtumapaikka|kokouspaikka|kurslokal|"
    "sal|rom|rum|møtelokale|mødelokale|möteslokal|plass|oppmøtested|kurssted|kursort|ort|möteplats|arena|"
    "järjestämispaikka|koulutuspaikka|spelplats|afholdelsessted|arrangementssted|"
"konferencested|konferenslokal|ny plats|nyt sted",
    Label.ADDRESS: "adress|adresse|osoite|address|besöksadress|besøksadresse|besøgsadresse|käyntiosoite|gatuadress",
    Label.BOTH: "tid och plats|tid & plats|tid/plats|plats och tid|när och var|när & var|datum och plats|"
"tid og sted|sted og tid|"
    "tid og stad|dato og sted|når og hvor|når og kvar|hvornår og hvor|hvor og hvornår|"
"hvor og når|aika ja paikka|"
    "paikka ja aika|milloin ja missä|time and place|when and where|date and place|"
"date and venue|where and when|"
    "kvar og når|tid, sted|tid, plats|ajankohta ja paikka|time & place|date and location|"
"tid og lokale|datum, tid och plats|tid/sted",
    Label.FORM: "form|mötesform|mødeform|møteform|format|typ|type|type arrangement|deltagande|"
"deltagelsesform|toteutus|"
    "toteutustapa|osallistumistapa|tapa|how|deltakelse|platform|plattform|alusta|typ av evenemang|eventform",
    Label.AUDIENCE: "målgrupp|målgrupper|för vem|för vem?|vem|vem kan delta|vilka|vem är det för|"
"målgruppe|målgruppa|målgrupa|"
    "who can join|open to|vem kan delta?|vem riktar sig|vem kan gå|hvem kan deltage?|hvem kan komme|kuka voi osallistua|"
"målgrupper|målgruppen|hvem kan deltage|hvem|for hvem|hvem kan delta|for kven|"
"kven|kven kan delta|kohderyhmä|"
    "kohderyhmät|kenelle|target group|target groups|audience|target audience|who|for whom|who is it for|"
    "who should attend|who can attend|who can apply|vem kan söka|hvem kan søge|hvem kan søke|"
"kuka voi hakea|who can take part|passar för|deltagare|deltagere|"
"deltakere|osallistujat|participants|deltagerkreds|deltagarkrets|deltakerkrets|riktar sig till|"
    "vänder sig till|henvender sig til|kenelle tarkoitettu|intended for|for|för|"
"for deltakere|hvem er det for|"
    "hvem henvender det sig til|vem vänder sig konferensen till|aimed at|hvem bør delta|"
"hvem passer det for|kven passar det for",
    Label.ORGANISER: "udbyder|kursanordnare|utbildningsanordnare|anordnas av|arr|organisatör|"
    "arrangör|arrangörer|organisatörer|medarrangör|värd|värdar|arrangør|"
"arrangører|arrangørar|"
    "vert|vært|værter|vertskap|järjestäjä|järjestäjät|järjestää|organiser|organisers|"
"organizer|organizers|host|hosts|"
    "organised by|organized by|hosted by|arrangeras av|arrangeres af|arrangeres av|"
"arrangerast av|arrangert av|anordnare|"
    "ansvarig arrangör|ansvarig organisation|inbjudare|indbyder|innbyder|järjestäjätaho|"
"arrangerande organisation|organisator|bakom arrangemanget|kursarrangör|kursansvarig organisation|"
"i regi av",
    Label.PRICE: "pris|kostnad|avgift|deltagaravgift|kursavgift|konferensavgift|anmälningsavgift|"
"deltagerpris|deltagerbetaling|"
    "deltagergebyr|gebyr|pris for deltagelse|deltakeravgift|deltakaravgift|hinta|"
"osallistumismaksu|maksu|price|fee|cost|"
    "participation fee|conference fee|registration fee|entré|inträde|entre|pääsymaksu|"
"admission|entry|kostnader|priser|"
    "prices|hinnat|pris (ex|tickets|biljettpris|billettpris|billetpris|kursavgift|"
"deltagande kostar|hvad koster det|hva koster det|kva kostar det|vad kostar det|"
"osallistumismaksut|inngang|inngangspenger|fees",
    Label.CONTACT: "kontakt|kontaktperson|kontaktpersoner|kontakta oss|kontaktuppgifter|kontaktoplysninger|"
"kontaktinformasjon|kontakt oss|kontakt os|"
    "frågor|frågor om innehållet|frågor om anmälan|frågor?|spørgsmål|spørsmål|spørsmål?|"
"har du frågor|har du spørgsmål|har du spørsmål|"
    "för mer information|mer information|mere information|meir informasjon|mer informasjon|"
"information|lisätietoja|lisätiedot|"
    "lisätietoja antaa|yhteyshenkilö|yhteyshenkilöt|yhteystiedot|contact|contacts|"
"contact person|questions|further information|"
    "more information|upplysningar|yderligere oplysninger|opplysninger|opplysningar|"
"kysymykset|tiedustelut|enquiries|e-post|"
    "e-mail|email|epost|mail|mejl|sähköposti|ansvarig|informasjon|more info|info|nærmere oplysninger|"
"kontakt ved spørsmål",
    Label.SIGN_UP: "anmälan|anmäl dig|anmäl dig här|så anmäler du dig|anmälan och information|tilmelding|"
"tilmeld dig|tilmeld dig her|program og tilmelding|"
    "program och anmälan|påmelding|meld deg på|program og påmelding|ilmoittautuminen|"
"ilmoittaudu|ilmoittautumiset|registration|sign up|register|"
    "sign-up|how to register|booking|osa|o.s.a|su|s.u|rsvp|anmälan till|anmälan och kostnad|"
"ilmoittautumislinkki|anmälningslänk|tilmeldingslink|påmeldingslenke|registration link|"
"program and registration",
    Label.PROGRAMME: "program|dagordning|dagsorden|ohjelma|programme|agenda|schema|kjøreplan|preliminärt program|"
"foreløpig program|"
    "program for dagen|dagens program|program för dagen|alustava ohjelma|päivän ohjelma|"
"preliminary programme|asialista|esityslista|"
    "schedule|tidsplan|tidsschema|programpunkter|programmet|aikataulu|saksliste|"
"program dag 1|program dag 2|foreløbigt program|programoversigt|program i korthet|"
"förmiddag|eftermiddag|formiddag|eftermiddag",
    Label.STATUS: "status|tila",
    Label.PUBLISHED: "publicerad|publicerat|publiceringsdatum|publicerad den|publisert|publiseringsdato|"
"publicert|offentliggjort|"
    "offentliggjort den|udgivet|julkaistu|julkaisupäivä|published|posted|publication date|"
"senast uppdaterad|senast ändrad|sidan uppdaterad|"
    "uppdaterad|sidan uppdaterad den|senest opdateret|sidst opdateret|opdateret|"
"sist oppdatert|sist endra|sist endret|sist oppdatera|oppdatert|"
    "päivitetty|viimeksi päivitetty|last updated|updated|last modified|skapad|nyhet|"
"nyhed|nyheit|uutinen|pressmeddelande|sendt|skickat|sent|lähetetty",
    Label.DOUBT: "projektperiod|projektperiode|prosjektperiode|projekttid|prosjekttid|hankkeen kesto|"
"hankekausi|hankeaika|project period|"
    "projektledare|projektleder|prosjektleder|finansiering|rahoitus|funding|finansiär|"
"finansiärer|rahoittaja|budget|anställningsform|"
    "omfattning|tillträde|lön|sista ansökningsdag|ansökan senast|ansök senast|diarienummer|"
"anställning|ansættelsesform|"
    "ansættelse|ansøgningsfrist|arbejdssted|arbeidssted|stillingstype|stilling|stillingsprosent|"
"søknadsfrist|arbeidsgiver|arbejdsgiver|arbetsgivare|"
    "tiltrædelse|tiltredelse|løn|lønn|tehtävä|työsuhde|työpaikka|palkka|hakuaika|"
"hakuaika päättyy|työaika|työnantaja|closing date|salary|"
    "employer|contract|application deadline|öppettider|öppettid|åbningstider|åbningstid|"
"åpningstider|opningstider|aukioloajat|aukioloaika|"
    "opening hours|telefontid|telefontider|måndag|tisdag|onsdag|torsdag|fredag|lördag|"
"söndag|måndag-fredag|måndag–fredag|mandag|tirsdag|lørdag|søndag|"
    "mandag-fredag|mandag–fredag|maanantai|tiistai|keskiviikko|torstai|perjantai|"
"lauantai|sunnuntai|ma-pe|ma–pe|monday|tuesday|wednesday|"
    "thursday|friday|saturday|sunday|monday-friday|monday–friday|referensnummer|"
"antal sidor|författare|forfatter|forfattere|tekijät|isbn|utgivningsår|serie|kirjoittaja",
    Label.OTHER: "bakgrund|baggrund|bakgrunn|tausta|background|syfte|formål|føremål|tavoite|purpose|"
"aim|talare|föreläsare|medverkande|oplægsholdere|"
    "talere|foredragsholdere|innledere|puhujat|luennoitsijat|speakers|antal platser|"
"antal pladser|antall plasser|paikkoja|seats|språk|sprog|"
    "kieli|language|boende|hotell|hotel|overnatning|overnatting|majoitus|accommodation|"
"mat|lunch|frokost|parkering|parking|moderator|"
    "läs mer|læs mere|les mer|lue lisää|read more|länk|link|lenke|linkki|webb|www|"
"telefon|tlf|tel|puh|phone|puhelin|dela|del|share|"
    "tillgänglighet|tilgængelighed|tilgjengelighet|saavutettavuus|accessibility|"
"om konferensen|om seminariet|om kursen|innehåll|indhold|"
    "innhold|innhald|sisältö|content|beskrivning|beskrivelse|kuvaus|description|"
"taggar|ämnesområde|emneord|avainsanat|kategori|luokka|category|tags",
}  # fmt: skip

_KINDS: dict[str, Label] = {}
for _kind, _list in _WORDS.items():
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
_GLUED = re.compile(
    r"^(Datum och tid|Dato og tid|Datum|Dato|Tidspunkt|Tidpunkt|Tid|Plats|Sted|Stad|"
    r"Lokal|Målgruppe|Målgrupp|Arrangører|Arrangörer|Arrangör|"
    r"Arrangør|Organisatör|Pris|Kostnad|Päivämäärä|Aika|Ajankohta|Paikka|Kohderyhmä|"
    r"Järjestäjät|Järjestäjä|Hinta|Date|Time|Place|Venue|Audience|"
    r"Organiser|Price|När|Når|Hvornår|Var|Hvor|Kvar|Tilmeldingsfrist|Påmeldingsfrist|"
    r"Sista anmälningsdag|Osoite|Adress)(?=[A-ZÅÄÖÆØ\d])(.+)$"
)


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


_AFTER_SENTENCE = re.compile(rf"(?<=[.!?])\s+(?=(?:{_INNER_LABELS})\s?:)")


def split(line: str) -> list[str]:
    """`Datum: 14 oktober | Tid: 9–12 | Plats: Rådhuset` holds three labels."""
    if line.count(":") > 1:
        return _INNER.split(line)
    return _AFTER_SENTENCE.split(line) if ":" in line else [line]
