"""Who arranges, for whom, and whom to write to."""

import re
from collections.abc import Iterator

from newsletter.events.reader import dates, sentences, words
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.labels import Label

Found = tuple[str, str]  # value, line

_BODY = r"[A-ZÅÄÖÆØ0-9][^.!?:;()]{1,110}?"
_INVITES = re.compile(
    r"(?:^|,\s|\s(?:då|når|när|som|kun|jolloin|"
    rf"där)\s)(?P<body>{_BODY})\s+(?:bjuder\s(?:\w+\s){{0,3}}?in\b|inbjuder|inviterer|"
    r"inviterar|indbyder|innbyr|innbyd|byr inn|kutsuu|kutsuvat|har (?:glädjen|nöjet|"
    r"glæden|gleden|fornøyelsen|fornøjelsen|gledet|äran|ilo)[^.]{0,25}|vill (?:\w+ )?bjuda in|"
    r"ønsker å invitere|vil (?:\w+ ){0,2}invitere|welcomes?|ønsker velkommen|hälsar|"
    r"invites?|are inviting|is inviting|"
    r"arrangerar|anordnar|ordnar|arrangerer|arrangerer i samarbeid|afholder|avholder|"
    r"holder|håller|held|skipar til|genomför|gjennomfører|gennemfører|will (?:hold|"
    r"host|organi[sz]e)|byd inn|järjestää|järjestävät|organi[sz]es?|hosts?|"
    r"is hosting|are hosting|is organi[sz]ing|are organi[sz]ing|hälsar|ønsker velkommen|"
    r"toivottaa(?:vat)?\s.{0,60}tervetulleeksi|tilbyder|tilbyr|tilbyd|erbjuder|tarjoaa|"
    r"tarjoavat|står bakom|står bag|står bak)\b"
)
_INVERTED = re.compile(
    r"\b(?:arrangerar|anordnar|ordnar|arrangerer|afholder|avholder|holder|håller|"
    r"inviterer|indbyder|bjuder|kutsuu|järjestää)\s(?P<body>[A-ZÅÄÖÆØ][^.!?:;()]{1,90}?)\s(?:en|"
    r"et|ett|ein|eit|in till|in til|in\b|til|till|inn til|den|temadag|konferens|seminarium|webbinarium)\b"
)
_ARRANGED_BY = re.compile(
    r"(?:arrangeras|anordnas|ordnas|organiseras|arrangeres|arrangerast|organiseres|"
    r"afholdes|holdes|hålls|arrangert|arrangeret|arrangerat|blir arrangert|"
    r"genomförs)\s(?:\w+\s){0,6}?(?:av|af)\s(?P<body>[A-ZÅÄÖÆØ][^.!?;:]*)"
    r"|(?:organi[sz]ed|hosted|"
    r"arranged)\s(?:\w+\s){0,2}?(?:jointly\s)?by\s(?P<body2>(?:the\s)?[A-ZÅÄÖ][^.!?;:]*)|"
    r"(?:i regi av|i regi af|bakom (?:\w+ )?står|bag (?:\w+ )?står|"
    r"bak (?:\w+ )?står)\s(?P<body3>[A-ZÅÄÖÆØ][^.!?;:]*)"
    r"|(?:arrangör(?:er)?|arrangør(?:er|ar)?|organisatör(?:er)?|vært(?:er)?|vert(?:er)?|"
    r"värd(?:ar)?|organi[sz]ers?|hosts?)\b(?: (?:för|for|av|af|of)\s[^.,]{3,40}?)?\s(?:är|er|is|"
    r"are)\s(?P<body4>(?:the\s)?[A-ZÅÄÖÆØ][^.!?;:]*)"
    r"|(?:järjestäjänä|järjestäjinä)\s(?:toimii|toimivat|on|ovat)\s(?P<body5>[A-ZÅÄÖ][^.!?;:]*)|"
    r"(?:järjestäjä|järjestäjät)\s(?:on|ovat)\s(?P<body6>[A-ZÅÄÖ][^.!?;:]*)|"
    r"(?:tilaisuuden\s|^)järjestää\s(?P<body7>[A-ZÅÄÖ][^.!?;:]*)|(?:koulutuksen|seminaarin|webinaarin|tapahtuman|"
    r"luennon)\sjärjestää(?:vät)?\s(?P<body8>[A-ZÅÄÖ][^.!?;:]*)",
    re.I,
)
_PRONOUN = re.compile(
    r"^(?:vi|du|i|de|det|den|detta|dette|denna|denne|disse|dessa|här|her|kom|när|"
    r"når|nu|hej|kära|bästa|me|dykk|han|hon|se|me|we|you|it|this|they|there|the (?:event|"
    r"seminar|conference|course|day|workshop|webinar)|join|tule|olet|sinut|teidät|tervetuloa|välkommen|"
    r"velkommen|welcome|på|i|under|med|for|för|från|fra|om|hvis|if|in|on|at|tidigare|"
    r"tidligere|efter|after|etter|som|igen|också|och|og|så|\d+|dagen|konferensen|"
    r"seminariet|kursen|kurset|mötet|mødet|møtet|webbinariet|webinaret|tilaisuus|"
    r"koulutus|who|that|which|alle|alla|kaikki|both|many|some|våre|våra|vores|our|"
    r"foredragsholder|talare|hotellet|deltagarna)\b",
    re.I,
)
_DROPPED_BEFORE = re.compile(
    r"^(?:nu|her|i høst|i höst|i efteråret|i vår|i foråret|denne gang|tillsammans med|"
    r"sammen med|in the autumn|this autumn|igen|åter)\s+",
    re.I,
)
_AUDIENCE = re.compile(
    r"\b(?:vänder sig (?:[\w,]+ ){0,4}?till|riktar sig (?:[\w,]+ ){0,4}?(?:till|mot)|"
    r"riktad? (?:\w+ ){0,3}?(?:till|mot)|"
    r"är (?:\w+ ){0,3}?(?:till för|avsedd för|avsett för|öppen för|öppet för|öppna för|relevant för|tänkt för)|"
    r"är (?:främst |särskilt |till )?för (?=dig|er|alla|dem|personer|anställda|chefer|"
    r"lärare)|passar (?:\w+ ){0,2}?(?:för|(?=dig))|"
    r"henvender sig (?:[\w,]+ ){0,4}?til|retter sig (?:[\w,]+ ){0,4}?(?:mod|til)|"
    r"er (?:\w+ ){0,3}?(?:henvendt til|rettet mod|rettet mot|retta mot|målrettet|"
    r"tiltænkt|åbent? for|åpent? for|ope for|relevant for|"
    r"aktuelt for|beregnet på|beregnet for|tiltenkt|mynta på|meint for|ment for)|"
    r"(?:(?:webinar|kurs|seminar|møt|mød|arrangement)et|(?:konferans|konferenc|samling|"
    r"dag|kveld|aften|temadag)en) er for|"
    r"(?:(?:webb?inari|seminari|möt|evenemang)et|(?:kurs|konferens|utbildning|dag|träff)en) är för|"
    r"er (?:primært |især |særligt |særlig |særleg )?for (?=dig|jer|alle|dem|ansatte|"
    r"ledere|medarbejdere|fagfolk|deg|dere|dykk|tilsette)|"
    r"re(?:tter|ttar) seg (?:[\w,]+ ){0,4}?(?:mot|til)|passer (?:\w+ ){0,2}?(?:for|til)|passar (?:\w+ ){0,2}?for|"
    r"målgrupp(?:en|e|a)?\s(?:för \w+ |for \w+ )?(?:är|er|omfattar|omfatter)|kohderyhmä(?:nä|ä)?\s?(?:on|ovat)|"
    r"on (?:\w+ ){0,3}?(?:tarkoitettu|suunnattu|avoin)|(?:is|are) (?:\w+ ){0,3}?(?:aimed at|intended for|"
    r"open to|designed for|targeted at|meant for)|"
    r"is (?:\w+ )?for (?=anyone|all|people|those|you|staff|teachers|professionals|"
    r"everyone)|target (?:group|audience) (?:is|are|includes)|"
    r"audience (?:is|are)|welcomes (?!you\b))\b\s*(?P<who>.+)",
    re.I,
)
_FINNISH_AUDIENCE = re.compile(
    r"(?:tilaisuus|koulutus|seminaari|webinaari|kurssi|työpaja|tapahtuma|luento|koulutuspäivä|"
    r"\w+)\s(?:on\s)?(?:tarkoitettu|suunnattu|suunnataan)\s(?:erityisesti\s|ensisijaisesti\s)?(?P<who>.+)|"
    r"kohderyhmä(?:nä|än)?\s(?:ovat|on|kuuluvat)\s(?P<who2>.+)",
    re.I,
)
_AUDIENCE_SUBJECT = re.compile(
    r"nyhetsbrev|nyhedsbrev|rapport|projekt|prosjekt|hanke|vägledning|vejledning|"
    r"veileder|hjemmeside|webbplats|nettside|stöd(?:et|linje)|tilbud(?:et)? er|bostad|"
    r"lov(?:en)?\b|law|bok(?:en)?\b|materialet|uutiskirje|opas\b|puljen",
    re.I,
)

EMAIL = re.compile(
    r"[A-Za-z0-9](?:[\w.+-]*[A-Za-z0-9_])?@[A-Za-zÅÄÖåäöÆØæø0-9-]+(?:\.[A-Za-zÅÄÖåäöÆØæø0-9-]+)*\.[A-Za-z]{2,}"
)
_AT = re.compile(
    r"\s?(?:\(at\)|\[at\]|\(a\)|\[a\]|\(ät\)|\[ät\]|\(snabel-?a\)|\[snabel-?a\]|\(krøllalfa\)|"
    r"\(alfakrøll\)|\s+at\s+(?=[\w-]+\s?(?:\(dot\)|\[dot\])))\s?",
    re.I,
)
_DOT = re.compile(r"\s?(?:\(dot\)|\[dot\]|\(punkt\)|\[punkt\]|\(piste\)|\[piste\])\s?", re.I)
_ABOUT_PAGE = re.compile(
    r"webb(?:plats|redakt|master|ansvarig)|webmaster|hjemmesid|nettside|nettsted|"
    r"verkkosivu|dataskydd|databeskytt|personvern|tietosuoja|personuppgift|personoplysning|"
    r"personopplysning|\bpress|presse|nyhetsbrev|nyhedsbrev|uutiskirje|newsletter|"
    r"prenumer|abonn|tillgänglighet(?!sbehov)|registrator|privacy|synpunkter på|gdpr|"
    r"faktura|invoice|hotel|överlämna|no-?reply",
    re.I,
)
_QUESTIONS = re.compile(
    r"kontakt|frågor|fråga\b|spørgsmål|spørsmål|lisätieto|lisätiedot|tiedustelut|"
    r"kysy|contact|question|enquir|inquir|information|informasjon|oplysninger|opplysning|"
    r"upplysning|vet mer|vide mere|veta mer|more about|yhteyshenkilö|yhteydessä|ota yhteyttä|hör av dig|"
    r"henvend",
    re.I,
)
_BODY_BOX = re.compile(
    r"^(?:info|post|postmottak|kommun|kommune|registrator|kundcenter|kontaktcenter|"
    r"kontakt|webmaster|webb|press|presse|noreply|no-reply|region|kirjaamo|kontakta|mail)@",
    re.I,
)


def organiser(entries: list[Entry]) -> Found | None:
    labelled = [one for one in entries if one.kind is Label.ORGANISER and one.value]
    if labelled:
        main = next(
            (one for one in labelled if not one.words.lower().startswith(("medarr", "medorg"))), labelled[0]
        )
        return main.value.strip(" .,;"), main.line
    for entry in _texts(entries):
        for sentence in sentences.split(entry.value):
            if (body := _organiser_in(sentence)) and not words.PAST.search(sentence):
                return body, entry.line
    return None


def _organiser_in(sentence: str) -> str | None:
    if match := _ARRANGED_BY.search(sentence):
        body = next(value for value in match.groupdict().values() if value)
        if body[:1].isupper() or body.startswith("the "):
            return _body(
                re.split(
                    r",?\s(?:den \d|som|och vänder|og henvender|der|och är|and (?:is|takes)|den\s\d|"
                    r"kl\.|i samband)\b|\s(?:den|on)\s\d",
                    body,
                )[0]
            )
    for pattern in (_INVITES, _INVERTED):
        match = pattern.search(sentence)
        if (
            match
            and (body := _body(match["body"]))
            and (words.EVENT.search(sentence) or words.INVITE.search(sentence) or dates.find(sentence))
        ):
            return body
    return None


_PERSON = re.compile(
    r"(?:professor|lektor|docent|dosent|psykolog|forsker|forskare|tutkija|lege|læge|"
    r"läkare|lääkäri|dr\.?|forfatter|författare|kirjailija|author|"
    r"överläkare|overlege|universitetslektor|førsteamanuensis|phd|jurist|borgmester|"
    r"ordförande|ordfører|statsråd|minister|rektor)\b",
    re.I,
)


_CLAUSE_BEFORE = re.compile(r"^.*,\s(?:når|när|da|då|hvor|där|when|where|kun|jolloin)\s(?=[A-ZÅÄÖÆØ])")


def _body(text: str) -> str | None:
    text = _CLAUSE_BEFORE.sub("", _DROPPED_BEFORE.sub("", text.strip(" ,–-")))
    text = re.sub(
        r"^(?:inbjudan|invitation|invitasjon|kutsu|den \d+\.? \w+|\d+\.? \w+)[:,]?\s+(?=[A-ZÅÄÖÆØ])",
        "",
        text,
        flags=re.I,
    )
    text = re.sub(r"\s+(?:hermed|härmed|igen|åter|nå|nu|i|tillsammans|yhteistyössä)$", "", text)
    if (
        not text
        or _PERSON.match(text)
        or _PRONOUN.match(text)
        or len(text.split()) > 16
        or re.search(r"\d{1,2}[.:]\d\d|\d{4}", text)
    ):
        return None
    return text if re.search(r"[A-ZÅÄÖÆØ]", text) else None


_ALL_WELCOME = re.compile(
    r"^(?P<who>(?:all|alla|alle|kaikki)\s(?:\w+\s){0,4}?\w+)\s(?:är|er|are|ovat)\s(?:hjärtligt |"
    r"varmt |hjertelig )?(?:welcome|välkom|velkom|tervetul)",
    re.I,
)


def audience(entries: list[Entry]) -> Found | None:
    for entry in entries:
        if (
            entry.kind is Label.AUDIENCE
            and entry.value
            and not re.match(
                r"^(?:max\w*\.?|min\w*\.?|ca\.?|noin|enintään)?\s*\d+\b(?! års)", entry.value, re.I
            )
        ):
            return _who(entry.value), entry.line
    for entry in _texts(entries):
        for sentence in sentences.split(entry.value):
            if welcome := _ALL_WELCOME.match(sentence):
                return welcome["who"], entry.line
            match = _AUDIENCE.search(sentence) or _FINNISH_AUDIENCE.search(sentence)
            if match and not _AUDIENCE_SUBJECT.search(
                sentence[: match.start("who") if match["who"] else match.end()]
            ):
                who = match["who"] or match.groupdict().get("who2") or ""
                return _cut(who), entry.line
    return None


def _who(value: str) -> str:
    match = _AUDIENCE.match(value) or re.match(rf"^(?:[\w-]+\s){{1,3}}{_AUDIENCE.pattern}", value, re.I)
    return (match["who"] if match else value).strip(" .;:")


_TURN = re.compile(
    r",?\s(?:(?:och|og|and|ja|samt)\s(?:är|äger|hålls|genomförs|sänds|kräver|varar|"
    r"arrangeras|det|den|vi|du|er|afholdes|holdes|foregår|"
    r"sendes|strømmes|krever|is|takes|will|it|we|you|se|järjestetään|on)\b|to (?:a|"
    r"an|the|two|three|our)\b|men\s|but\s|mutta\s)"
)


def _cut(who: str) -> str:
    """Up to where the sentence turns to something else."""
    return _TURN.split(who)[0].strip(" .;:!")


def plain_emails(line: str) -> list[str]:
    line = _DOT.sub(".", _AT.sub("@", line)) if re.search(r"[(\[]", line) else line
    return [found.rstrip(".").removeprefix("mailto:") for found in EMAIL.findall(line)]


def contact_email(entries: list[Entry]) -> Found | None:
    scored = sorted(_scored_emails(entries), key=lambda one: -one[0])
    return (scored[0][1], scored[0][2]) if scored and scored[0][0] > 0 else None


def _scored_emails(entries: list[Entry]) -> Iterator[tuple[int, str, str]]:
    before = ""
    for entry in entries:
        parts = sentences.split(entry.line)
        for sentence in parts:
            for email in plain_emails(sentence):
                yield _email_score(entry, sentence, email, before), email, entry.line
        before = entry.line


def _email_score(entry: Entry, sentence: str, email: str, before: str) -> int:
    if _ABOUT_PAGE.search(sentence.replace(email, "")):
        return -5
    score = 2
    if entry.kind is Label.CONTACT or entry.section is Label.CONTACT:
        score += 4
    if _QUESTIONS.search(sentence.replace(email, "")):
        score += 3
    elif _QUESTIONS.search(before) and len(before.split()) < 12:
        score += 1
    if _BODY_BOX.match(email):
        score -= 1
    return score


def _texts(entries: list[Entry]) -> Iterator[Entry]:
    return (one for one in entries if one.is_text)
