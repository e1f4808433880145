"""Whether a page announces an event at all, and whether that event stands, moved or was called off."""

import re
from dataclasses import dataclass

from newsletter.events.reader import dates, sentences, words
from newsletter.events.reader.entries import Entry
from newsletter.events.reader.labels import Label
from newsletter.events.reader.result import Status
from newsletter.events.reader.words import Words

ENOUGH = 5
_JOB = Words(
    r"tillsvidareanställ|provanställ|visstidsanställ|vikariat|vi söker (?:en|dig|"
    r"nu)|\btjänsten|befattning|kollektivavtal|ansättning|anställningsform|lönesättning|individuell lön|"
    r"stillingen|ansættelse|lønvilkår|overenskomst|vi søger (?:en|dig)|barselsvikar|"
    r"fast stilling|vikariat|vi søkjer|vi søker (?:en|deg|etter)|søknadsfrist|kvalifikasjoner|"
    r"kvalifikationer|kvalifikationer|"
    r"työsuhde|haemme\b|etsimme\b|palkkaus|kelpoisuus|hakemuks|työtehtäv|toistaisen|"
    r"we are (?:looking for|seeking|recruiting|hiring)|vacancy|salary|full-time|part-time|"
    r"fixed-term|cover letter|\bCV\b|permanent position|heltid|deltid|deltidsstilling"
)
_JOB_TITLE = Words(
    r"^vi söker\b|^vi søger\b|^vi søker\b|söker (?:en|ett|två|tre|fler|nya|dig)\b|søger (?:en|to|nye|"
    r"dig)\b|"
    r"søker (?:en|to|nye|deg)\b|^haemme\b|\bhakee\b|rekrytera|rekrutter|ledig(?:e|a)? (?:stilling|"
    r"tjänst|job)|"
    r"stilling som|we are (?:hiring|recruiting)|is hiring|vacan|jobbe (?:hos|med) oss|job(?:be?)? hos os|"
    r"avoin (?:työ|virka|toimi)|jobba (?:hos|med) oss|vikariat|bli vår nya|kollega"
)
_PROJECT = Words(
    r"projektperiod|projektet (?:pågår|ska|syftar|drivs|finansieras)|projektets (?:syfte|"
    r"mål)|projektet (?:løber|har til formål|er finansieret)|prosjektet (?:går|skal|"
    r"varer|er finansiert)|prosjektperiode|hankkeen|hanke (?:kestää|toteutetaan|päättyy|alkoi)|rahoittaa|"
    r"finansieras av|finansieret af|finansiert av|the project (?:runs|aims|is funded)|"
    r"project period|funded by|puljen|satspulje|evalueras|evalueres|delprojekt|projektledare|"
    r"projektleder|prosjektleder|samverkansprojekt|pilotkommun"
)
_OPENING_HOURS = Words(
    r"öppettider|öppethållande|åbningstid|åpningstid|opningstid|aukioloaj|aukioloaik|"
    r"opening hours|telefontid|poikkeusaukiolo|palveluajat|har stängt|holder lukket|"
    r"holder stengt|suljettu|avvikande öppet|drop-?in-tider|expeditionstid|closed (?:for|"
    r"from|until)|is closed|stängt för|är stängd|lukket på grund|stengt på grunn|sommaröppet"
)
_CALL = Words(
    r"utlysning|ansökningsomgång|sök (?:bidrag|medel|stöd)|söka (?:bidrag|medel|stöd|"
    r"pengar)|ansøgningspulje|ansøgningsrunde|søg (?:puljen|tilskud|midler)|tilskudspulje|"
    r"søk (?:om )?(?:tilskudd|midler|støtte)|utlysing|tilskotsordning|tilskuddsordning|"
    r"avustuksen haku|avustushaku|haettavana|"
    r"avustuksia|rahoitushaku|call for (?:proposals|applications)|funding call|grant applications|"
    r"apply for (?:a grant|funding)|public consultation|written comments|comments on the draft|"
    r"deadline for tenders|invites (?:comments|tenders|bids)|call for tenders|contract period|remiss|"
    r"høringsfrist|høringssvar|lausuntopyyntö|"
    r"lausuntoaika|samrådstid|granskningstid|høringsperiode|synpunkter (?:lämnas|"
    r"ska)|handlingarna finns|nähtävillä|på høring|på høyring|lämna anbud|sista anbudsdag|"
    r"upphandling av|anbudsfrist|tilbudsfrist|tarjouspyyntö|stipendium|stipendier|apuraha"
)
_PUBLICATION = Words(
    r"ny rapport|rapporten|undersökningen visar|ny vägledning|ny handbok|ny rapport|"
    r"rapporten viser|undersøgelsen viser|ny vejledning|ny veileder|undersøkelsen viser|"
    r"undersøkinga|uusi (?:raportti|opas|tutkimus)|raportin mukaan|selvityksen mukaan|"
    r"new report|the report shows|new guide|survey shows|"
    r"(?:har )?beslutat|har vedtaget|har vedtatt|har vedteke|on päättänyt|päätti\b|"
    r"has decided|nu finns|nu är .{3,40} klar|er nå klar|er nu klar|on nyt julkaistu|"
    r"is now available|ladda ned|last ned|lataa|download|trafikomlægning|trafikkomlegging|"
    r"trafikomläggning|vägarbete|vejarbejde|"
    r"veiarbeid|tietyö|roadworks|vattenavstängning|vandafbrydelse|"
    r"ny chef|ny direktør|utsedd till|udnævnt|utnevnt|tilsatt som|nimitetty|appointed|"
    r"invigdes|indviet|åpnet av|avattiin|pris(?:et)? gick till|vann pris|vandt prisen|vant prisen|voitti|"
    r"won the"
)
_PASSED = Words(
    r"(?:händelsen|evenemanget|arrangementet|arrangementet|kursen|tilaisuus|tapahtuma|"
    r"event|seminariet|konferensen)\b[^.]{0,20}(?:har passerat|är avslutat|har varit|"
    r"er afholdt|er gennemført|er overstået|er over|er avholdt|er gjennomført|on päättynyt|"
    r"on ohi|has passed|has ended|is over)"
)

_CANCELLED = (
    r"inställ[tda]+|ställs in|ställts in|ställas in|ställa in|ställer in|aflys\w*|"
    r"avlys\w*|avlyst|peruttu|perutaan|peruuntu\w*|peruuntunut|perutt\w*|perumaan|cancell?ed|called off|"
    r"cancelling"
)
_POSTPONED = (
    r"framflytta[dts]*|flyttas fram|flyttats fram|flyttat fram|flytta fram|senareläg\w*|"
    r"framskjut\w*|skjuts upp|skjutits upp|skjuta upp|uppskjut\w*|udsat|udskudt|udskyd\w*|"
    r"udsættes|utsatt|utsett|utsettes|utsetjast|blir utsett|siirretty|siirretään|"
    r"siirty[yi]\w*|siirtynyt|siirrämme|postponed|rescheduled"
)
_NEW_DATE = re.compile(
    r"\b(?:ny dato|nytt datum|nyt tidspunkt|nytt tidspunkt|ny tid|uusi ajankohta|new date)\b", re.I
)
_CALLED_OFF = re.compile(rf"\b(?:{_CANCELLED})\b", re.I)
_PUT_OFF = re.compile(rf"\b(?:{_POSTPONED})\b", re.I)
_CONDITION = re.compile(
    r"\b(?:sattuessa|tarvittaessa|vid behov|ved behov|om|vid|hvis|dersom|ved|mikäli|"
    r"jos|if|in case|kan|kan komma|may|might|could|"
    r"riskerar|risikerer|förbehåller|forbeholder|forbehold|reserves?|voidaan|saatetaan|"
    r"oikeu\w+|förra|förr|fjol|fjor|sidste år|viime|last year|tidigare|tidligere|previously|"
    r"for få|för få|liian vähän|too few|färre än|færre end|færre enn|alle \d+|min(?:st|"
    r"dst|imum)|inte (?:inställ|ställs|flytta)|ikke|ikkje|ei (?:peruta|ole)|not|senast|"
    r"senest|seinast|after|efter|etter|jälkeen|måste du|skal du|must|utan kostnad|"
    r"maksutta|pandemi\w*|2019|2020)\b",
    re.I,
)
_LABEL_OF_STATUS = re.compile(r"status|tila\b", re.I)


@dataclass(frozen=True)
class Signs:
    """What was found, as far as it tells an event from other pages."""

    has_start: bool
    time_score: int
    start_is_labelled: bool
    has_hours: bool
    has_deadline: bool
    rows: int
    title: str
    stated: int = 0  # of place, form, organiser, audience and price
    is_off: bool = False
    days: int = 1
    is_news: bool = False


def is_event(entries: list[Entry], signs: Signs) -> bool:
    return score(entries, signs) >= ENOUGH


def score(entries: list[Entry], signs: Signs) -> int:
    text = "\n".join(entry.line for entry in entries)
    total = -4 if not signs.has_start else 0
    total += 5 if signs.start_is_labelled else min(signs.time_score, 5) if signs.has_start else 0
    total += signs.has_hours + 2 * signs.has_deadline + (2 if signs.rows >= 2 else 0)
    total += min(signs.stated, 3)
    total += 4 if signs.is_off and signs.has_start and words.EVENT.search(signs.title) else 0
    total += min(words.INVITE.count(text), 2)
    total -= 4 if signs.days > 14 and not words.EVENT.search(signs.title) else 0
    names_event = bool(words.EVENT.search(signs.title))
    total += 1 if names_event else -2 * (not signs.start_is_labelled and not signs.rows)
    invites = words.INVITE.count(text) or signs.has_deadline or signs.start_is_labelled or signs.rows
    total -= 0 if invites or signs.is_off else 1
    return total - against(entries, signs, text)


def against(entries: list[Entry], signs: Signs, text: str) -> int:
    past = sum(
        words.is_past(one) for entry in entries if entry.is_text for one in sentences.split(entry.value)
    )
    invites = words.INVITE.count(text)
    past = 0 if signs.is_off else past
    minus = (
        min(past, 4) * (2 if not signs.start_is_labelled else 1) if past and (past > 1 or invites < 2) else 0
    )
    if past and _PASSED.search(text) and signs.start_is_labelled:
        minus = min(minus, 1)
    doubts = {entry.words.lower() for entry in entries if entry.kind is Label.DOUBT}
    minus += 2 * min(len(doubts), 3)
    minus += 2 * min(_JOB.count(text), 4) if _JOB.count(text) > 1 else 0
    minus += 5 * bool(_JOB_TITLE.search(signs.title)) + 3 * signs.is_news
    is_clear = signs.start_is_labelled or (signs.time_score >= 6 and signs.has_hours)
    for pattern, weight in ((_PROJECT, 2), (_OPENING_HOURS, 4), (_CALL, 3), (_PUBLICATION, 2)):
        hits = pattern.count(text)
        in_title = bool(pattern.search(signs.title))
        if (
            (pattern is _PROJECT or not in_title)
            and pattern in (_CALL, _PROJECT)
            and signs.has_hours
            and signs.stated > 1
            and words.EVENT.search(signs.title)
        ):
            continue  # a meeting about applying is a meeting
        minus += weight * min(hits, 2) // (2 if is_clear and not in_title else 1) + 4 * in_title
    return minus


def status(entries: list[Entry], title_line: str) -> tuple[Status, str]:
    """A word like `inställt` in a headline, a label, a short line, or a sentence of the event without a condition."""
    if _CALLED_OFF.search(title_line) and not _PUT_OFF.search(title_line):
        return Status.CANCELLED, title_line
    for pattern, found in (
        (_PUT_OFF, Status.POSTPONED),
        (_NEW_DATE, Status.POSTPONED),
        (_CALLED_OFF, Status.CANCELLED),
    ):
        for entry in entries:
            line = _says(entry, pattern, title_line)
            if line and (pattern is not _NEW_DATE or dates.find(line)):
                return found, line
    return Status.SCHEDULED, ""


def _says(entry: Entry, pattern: re.Pattern[str], title_line: str) -> str:
    if (
        entry.kind not in (None, Label.STATUS, Label.OTHER, Label.TITLE, Label.WHEN)
        or entry.section is Label.PROGRAMME
    ):
        return ""
    if entry.kind is Label.WHEN:
        return entry.line if pattern.search(entry.line) and not _CONDITION.search(entry.line) else ""
    for sentence in sentences.split(entry.line):
        match = pattern.search(sentence)
        if (
            not match
            or (pattern is not _CALLED_OFF and words.REGISTER.search(sentence))
            or _CONDITION.search(sentence[: match.start()])
            or _CONDITION.match(sentence[match.end() :].strip())
        ):
            continue
        is_short = len(sentence.split()) <= 8 and match.start() < 45
        if entry.line == title_line or is_short or words.EVENT_OR_WE.search(sentence):
            return entry.line
    return ""
