"""How people say until when one registers, for whom it is, who arranges, what it costs, where and at what hours it is."""

from datetime import date, datetime

import pytest

from benchmarks.reader import shared_words
from newsletter.events.reader.reading import read
from newsletter.events.reader.result import Reading, day_of

# One announcement in each language; a sentence is added to it.
INVITED = {
    "sv": "Temadag om vatten\n\nVälkommen till temadagen torsdagen den 15 april 2027.",
    "da": "Temadag om vand\n\nVelkommen til temadagen torsdag den 15. april 2027.",
    "nb": "Fagdag om vann\n\nVelkommen til fagdagen torsdag 15. april 2027.",
    "fi": "Vesipäivä\n\nTervetuloa vesipäivään torstaina 15.4.2027.",
    "en": "Water day\n\nWelcome to the water day on Thursday 15 April 2027.",
}
TODAY = date(2027, 1, 1)


def told(language: str, sentence: str) -> Reading:
    return read(f"{INVITED[language]}\n\n{sentence}\n", today=TODAY)


LAST_DAYS = [
    ("sv", "Anmäl dig allra senast den 1 april."),
    ("sv", "Du kan anmäla dig fram till och med 1 april."),
    ("sv", "Vi behöver din anmälan till den 1 april."),
    ("sv", "Sista chansen att anmäla sig är den 1 april."),
    ("sv", "Anmälningstiden går ut torsdag 1 april."),
    ("sv", "Hör av dig till oss om du vill komma, senast 1 april."),
    ("sv", "Vill du vara med? Skicka ett mejl till x@ekby.example senast 1 april."),
    ("sv", "OSA 1 april till x@ekby.example"),
    ("sv", "Säg till senast 1 april om du behöver tolk. Anmälan i övrigt senast 8 april."),
    ("sv", "Boka din plats före den 1 april."),
    ("sv", "Anmälan (senast 1/4) görs via webben."),
    ("sv", "Anmälan är öppen t.o.m. 1 april."),
    ("da", "Tilmelding skal ske inden den 1. april."),
    ("da", "Du skal tilmelde dig senest 1/4."),
    ("da", "Sidste frist for tilmelding er torsdag den 1. april kl. 12."),
    ("da", "S.U. senest 1. april."),
    ("da", "Meld dig på holdet senest 1. april på x@ekby.example."),
    ("da", "Giv os besked senest 1. april, hvis du kommer."),
    ("da", "Tilmeldingen slutter den 1. april."),
    ("da", "Der er åbent for tilmelding til og med 1. april."),
    ("da", "Husk at tilmelde dig inden 1. april!"),
    ("nb", "Meld deg på her innen 1. april."),
    ("nb", "Påmeldingen stenger 1. april."),
    ("nb", "Fristen for å melde seg på er 1. april."),
    ("nb", "Vi vil gjerne ha svar innen torsdag 1. april."),
    ("nb", "Gi oss beskjed før 1. april om du kommer."),
    ("nb", "Siste frist er 1. april."),
    ("nb", "Påmelding: bindende, innan 1. april"),
    ("nb", "Send påmelding til x@ekby.example seinast 1. april."),
    ("nb", "Du kan melde deg på fram til 1. april kl. 23.59."),
    ("fi", "Ilmoittaudu mukaan 1.4. mennessä."),
    ("fi", "Ilmoittautumiset torstaihin 1.4. mennessä."),
    ("fi", "Viimeinen ilmoittautumispäivä on 1.4.2027."),
    ("fi", "Ilmoittautuminen sulkeutuu 1.4. klo 16."),
    ("fi", "Pyydämme ilmoittautumaan viimeistään 1.4."),
    ("fi", "Ilmoittautumisaikaa on 1.4. asti."),
    ("fi", "Varaa paikkasi 1.4. mennessä: x@ekby.example"),
    ("fi", "Ilmoittautumiset 1. huhtikuuta mennessä sähköpostilla."),
    ("en", "Sign up before 1 April."),
    ("en", "Registration is open until 1 April."),
    ("en", "Please let us know by 1 April whether you can come."),
    ("en", "Places must be booked by Thursday 1 April."),
    ("en", "The last day to sign up is 1 April."),
    ("en", "RSVP: 1 April, x@ekby.example"),
    ("en", "Kindly register at the latest on 1 April."),
    ("en", "Bookings close at midnight on 1 April."),
]  # fmt: skip
FOR_WHOM = [
    ("sv", "Temadagen är för dig som arbetar med avlopp.", "dig som arbetar med avlopp"),
    ("sv", "Vi välkomnar politiker och tjänstepersoner i länet.", "politiker och tjänstepersoner i länet"),
    ("sv", "Målgrupp är skolledare och elevhälsans personal.", "skolledare och elevhälsans personal"),
    ("sv", "Arbetar du som lärare eller rektor? Då är det här dagen för dig.", "lärare eller rektor"),
    ("sv", "Alla som är intresserade är välkomna.", "Alla som är intresserade"),
    ("sv", "Dagen passar både nybörjare och erfarna.", "både nybörjare och erfarna"),
    ("sv", "Träffen är öppen för medlemmar och andra intresserade.", "medlemmar och andra intresserade"),
    ("sv", "I första hand vänder vi oss till chefer i kommunerna.", "chefer i kommunerna"),
    ("sv", "Endast för anställda i regionen.", "anställda i regionen"),
    ("da", "Dagen er målrettet ledere i ældreplejen.", "ledere i ældreplejen"),
    ("da", "Alle interesserede er velkomne.", "Alle interesserede"),
    ("da", "Vi henvender os især til kommunale planlæggere.", "kommunale planlæggere"),
    ("da", "Temadagen er åben for alle borgere i kommunen.", "alle borgere i kommunen"),
    ("da", "Er du lærer i udskolingen, er dagen noget for dig.", "lærer i udskolingen"),
    ("da", "Kurset er særligt egnet for nye ledere.", "nye ledere"),
    ("nb", "Fagdagen er lagt opp for rådgivere i kommunene.", "rådgivere i kommunene"),
    ("nb", "Vi ønsker spesielt velkommen ansatte i barnehager.", "ansatte i barnehager"),
    ("nb", "Målgruppe er kommunale saksbehandlere.", "kommunale saksbehandlere"),
    ("nb", "Dagen er for alle som jobber med vann.", "alle som jobber med vann"),
    ("nb", "Seminaret retter seg særlig mot ledere og tillitsvalgte.", "ledere og tillitsvalgte"),
    ("nb", "Alle innbyggere er hjertelig velkomne!", "Alle innbyggere"),
    ("nb", "Kurset høver for lærarar og assistentar.", "lærarar og assistentar"),
    ("nb", "Her møtes forskere, bønder og forvaltning.", "forskere, bønder og forvaltning"),
    ("fi", "Päivä on tarkoitettu kuntien työntekijöille.", "kuntien työntekijöille"),
    ("fi", "Tervetuloa kaikki vesiasioista kiinnostuneet!", "kaikki vesiasioista kiinnostuneet"),
    ("fi", "Kohderyhmänä ovat opettajat ja rehtorit.", "opettajat ja rehtorit"),
    ("fi", "Tilaisuus on avoin kaikille kiinnostuneille.", "kaikille kiinnostuneille"),
    ("fi", "Kutsumme mukaan järjestöjen edustajat.", "järjestöjen edustajat"),
    ("fi", "Mukaan voivat tulla kaikki kuntalaiset.", "kaikki kuntalaiset"),
    ("fi", "Tilaisuus on suunnattu erityisesti nuorille ja heidän vanhemmilleen.", "nuorille ja heidän vanhemmilleen"),
    ("en", "The day is aimed at engineers and planners.", "engineers and planners"),
    ("en", "Everyone interested in water is welcome.", "Everyone interested in water"),
    ("en", "It will be of interest to teachers and youth workers.", "teachers and youth workers"),
    ("en", "We invite local politicians and officials.", "local politicians and officials"),
    ("en", "The event is open to all residents.", "all residents"),
    ("en", "Participation is limited to employees of the region.", "employees of the region"),
]  # fmt: skip
BY_WHOM = [
    ("sv", "Dagen arrangeras gemensamt av Vattenrådet och Ekby kommun.", "Vattenrådet och Ekby kommun"),
    ("sv", "Vattenrådet står som värd för dagen.", "Vattenrådet"),
    ("sv", "Temadagen är ett samarrangemang mellan Vattenrådet och Ekby kommun.", "Vattenrådet och Ekby kommun"),
    ("sv", "Varmt välkommen önskar Ekby kommun", "Ekby kommun"),
    ("sv", "Temadagen ordnas av Studieförbundet Källan i samarbete med Ekby kommun.", "Studieförbundet Källan, Ekby kommun"),
    ("sv", "Bakom arrangemanget står Föreningen Källan.", "Föreningen Källan"),
    ("sv", "Med vänliga hälsningar\nAnna Ek\nVattenrådet i Ekby", "Vattenrådet i Ekby"),
    ("da", "Temadagen er arrangeret af Vandforeningen.", "Vandforeningen"),
    ("da", "Vandrådet og Ekby Kommune er værter.", "Vandrådet og Ekby Kommune"),
    ("da", "Dagen er tilrettelagt af Ekby Kommune sammen med Vandrådet.", "Ekby Kommune, Vandrådet"),
    ("da", "Det er Ekby Kommune, der står for dagen.", "Ekby Kommune"),
    ("da", "Mange hilsner fra Vandrådet i Ekby", "Vandrådet i Ekby"),
    ("da", "Vi glæder os til at se jer!\nEkby Museum", "Ekby Museum"),
    ("nb", "Fagdagen er et samarbeid mellom Vannrådet og Ekby kommune.", "Vannrådet og Ekby kommune"),
    ("nb", "Ekby kommune står som arrangør.", "Ekby kommune"),
    ("nb", "Arrangementet er i regi av Vannrådet.", "Vannrådet"),
    ("nb", "Vi i Vannrådet ønsker velkommen!", "Vannrådet"),
    ("nb", "Hilsen Vannrådet i Ekby", "Vannrådet i Ekby"),
    ("nb", "Arrangert av Ekby folkebibliotek", "Ekby folkebibliotek"),
    ("nb", "Fagdagen vert arrangert av Ekby sogelag.", "Ekby sogelag"),
    ("fi", "Päivän järjestää Ekbyn kaupunki.", "Ekbyn kaupunki"),
    ("fi", "Järjestäjinä toimivat Ekbyn kaupunki ja Vesiyhdistys ry.", "Ekbyn kaupunki ja Vesiyhdistys ry"),
    ("fi", "Vesipäivän järjestävät Ekbyn kaupunki ja Vesiyhdistys ry.", "Ekbyn kaupunki ja Vesiyhdistys ry"),
    ("fi", "Tilaisuuden järjestämisestä vastaavat Ekbyn kunta ja Vesiyhdistys ry.", "Ekbyn kunta ja Vesiyhdistys ry"),
    ("fi", "Ystävällisin terveisin\nVesiyhdistys ry", "Vesiyhdistys ry"),
    ("en", "The day is a joint effort by the Water Council and the City of Ekby.", "Water Council and the City of Ekby"),
    ("en", "Organisers: Water Council, City of Ekby", "Water Council, City of Ekby"),
    ("en", "The Water Council is proud to present the second water day.", "The Water Council"),
    ("en", "Best wishes,\nThe Water Council", "The Water Council"),
    ("en", "The day is co-hosted by the Water Council and the City of Ekby.", "Water Council and the City of Ekby"),
    ("en", "It is arranged by the Ekby Water Council.", "Ekby Water Council"),
]  # fmt: skip
PRICES = [
    ("sv", "Det är gratis att vara med.", True),
    ("sv", "Deltagaravgiften är 450 kronor exklusive moms.", False),
    ("sv", "Vi tar ut en avgift på 300 kr för fika och material.", False),
    ("sv", "Fri entré.", True),
    ("sv", "Du betalar 200 kr via Swish.", False),
    ("sv", "Ingen avgift tas ut.", True),
    ("sv", "Pris per person: 1 200 kr.", False),
    ("sv", "Avgift för den som uteblir: 500 kr.", None),
    ("sv", "Lunch kan köpas för 120 kr.", None),
    ("da", "Deltagelse er gratis.", True),
    ("da", "Det koster 250 kr. at deltage.", False),
    ("da", "Gratis adgang.", True),
    ("da", "Entré 50 kr.", False),
    ("da", "Der er ingen deltagerbetaling.", True),
    ("da", "Prisen for dagen er 1.450 kr. inkl. frokost.", False),
    ("da", "Ved udeblivelse opkræves et gebyr på 300 kr.", None),
    ("nb", "Det koster ingenting å delta.", True),
    ("nb", "Deltakeravgiften er på 900 kroner.", False),
    ("nb", "Det er gratis inngang.", True),
    ("nb", "Arrangementet er kostnadsfritt.", True),
    ("nb", "Billetter à 150 kr kjøpes i døra.", False),
    ("nb", "Kursavgift kr 2 400,- inkludert lunsj.", False),
    ("nb", "Det kostar 100 kroner å vere med.", False),
    ("nb", "Ved manglende oppmøte faktureres 500 kroner.", None),
    ("fi", "Osallistuminen on maksutonta.", True),
    ("fi", "Tilaisuus on ilmainen.", True),
    ("fi", "Liput 15 euroa.", False),
    ("fi", "Osallistumismaksu 60 € sisältää lounaan.", False),
    ("fi", "Päivän hinta on 90 euroa + alv.", False),
    ("fi", "Tilaisuuteen on vapaa pääsy.", True),
    ("fi", "Peruuttamattomasta poisjäännistä laskutetaan 50 euroa.", None),
    ("en", "Attendance is free.", True),
    ("fi", "Päivä ja lounas ovat osallistujille ilmaisia.", True),
    ("fi", "Mukaan voi tulla kuka vain, eikä osallistuminen maksa mitään.", True),
    ("en", "Tickets cost EUR 20.", False),
    ("en", "There is a fee of EUR 75, which includes lunch.", False),
    ("en", "Admission is free of charge.", True),
    ("en", "The participation fee is DKK 500.", False),
    ("en", "No-shows will be charged EUR 30.", None),
]  # fmt: skip
PLACES = [
    ("sv", "Vi ses i Rådhuset, Storgatan 1, Ekby.", "Rådhuset, Storgatan 1, Ekby"),
    ("sv", "Platsen är Folkets hus i Ekby.", "Folkets hus i Ekby"),
    ("sv", "Temadagen hålls i Kulturhusets hörsal.", "Kulturhusets hörsal"),
    ("sv", "Vi träffas på Ekby bibliotek klockan 9.", "Ekby bibliotek"),
    ("sv", "Lokal blir Aulan, Ekbyskolan.", "Aulan, Ekbyskolan"),
    ("sv", "Dagen genomförs på Hotell Ankaret.", "Hotell Ankaret"),
    ("da", "Vi mødes i Kulturhuset på Torvet 3.", "Kulturhuset på Torvet 3"),
    ("da", "Temadagen afholdes på Hotel Vand, Ekby.", "Hotel Vand, Ekby"),
    ("da", "Det foregår i Sal 2 på Ekby Rådhus.", "Sal 2 på Ekby Rådhus"),
    ("da", "Sted er Ekby Hallen.", "Ekby Hallen"),
    ("da", "Arrangementet finder sted på Ekby Museum, Vandvej 2.", "Ekby Museum, Vandvej 2"),
    ("nb", "Vi møtes på Ekby bibliotek.", "Ekby bibliotek"),
    ("nb", "Fagdagen foregår i Storsalen på Ekby kulturhus.", "Storsalen på Ekby kulturhus"),
    ("nb", "Stedet er Ekby rådhus, Kaigata 4.", "Ekby rådhus, Kaigata 4"),
    ("nb", "Fagdagen blir halden på Ekby samfunnshus.", "Ekby samfunnshus"),
    ("fi", "Päivä pidetään Ekbyn kulttuuritalossa, Torikatu 2.", "Ekbyn kulttuuritalo, Torikatu 2"),
    ("fi", "Paikkana on Ekbyn lukion auditorio.", "Ekbyn lukion auditorio"),
    ("fi", "Tavataan Ekbyn kirjastolla klo 9.", "Ekbyn kirjasto"),
    ("fi", "Tapahtumapaikkana toimii Hotelli Lähde, Rantatie 1.", "Hotelli Lähde, Rantatie 1"),
    ("fi", "Kokoonnumme seurakuntatalolla, Kirkkotie 3.", "seurakuntatalo, Kirkkotie 3"),
    ("en", "We meet at Ekby Library, Mill Lane 2.", "Ekby Library, Mill Lane 2"),
    ("en", "The venue is the Old Mill in Ekby.", "the Old Mill in Ekby"),
    ("en", "It takes place in the Great Hall of Ekby Castle.", "Great Hall of Ekby Castle"),
    ("en", "The day will be held at Hotel Spring, Ekby.", "Hotel Spring, Ekby"),
]  # fmt: skip
HOURS = [
    ("sv", "Vi börjar klockan 9 och slutar klockan 15.", "09:00", "15:00"),
    ("sv", "Tiden är 13.00–16.00.", "13:00", "16:00"),
    ("sv", "Programmet pågår mellan kl. 10 och 14.", "10:00", "14:00"),
    ("sv", "Vi håller på från 9.15 till 11.45.", "09:15", "11:45"),
    ("da", "Dagen begynder kl. 9 og slutter kl. 15.", "09:00", "15:00"),
    ("da", "Det foregår fra kl. 17 til 19.30.", "17:00", "19:30"),
    ("da", "Vi starter kl. 10.00 og er færdige kl. 12.00.", "10:00", "12:00"),
    ("da", "Temadagen varer fra 9 til 16.", "09:00", "16:00"),
    ("nb", "Dagen starter kl. 9 og slutter kl. 15.", "09:00", "15:00"),
    ("nb", "Fagdagen varer fra klokken 10 til klokken 14.", "10:00", "14:00"),
    ("nb", "Vi holder på fra kl. 18 til ca. 20.", "18:00", "20:00"),
    ("nb", "Det startar klokka 19.", "19:00", None),
    ("fi", "Päivä alkaa klo 9 ja päättyy klo 15.", "09:00", "15:00"),
    ("fi", "Tilaisuus kestää klo 12–14.", "12:00", "14:00"),
    ("fi", "Aloitamme kello 17.30.", "17:30", None),
    ("en", "The day begins at 9 am and ends at 3 pm.", "09:00", "15:00"),
    ("en", "We start at 10:00 and finish at 12:30.", "10:00", "12:30"),
    ("en", "It runs from 1 to 4 pm.", "13:00", "16:00"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "sentence"), LAST_DAYS)
def test_a_last_day_to_register_is_understood(language: str, sentence: str) -> None:
    got = told(language, sentence)
    wanted = date(2027, 4, 8) if "8 april" in sentence else date(2027, 4, 1)  # the other is for interpreters
    assert got.registration_deadline is not None
    assert day_of(got.registration_deadline) == wanted
    assert got.start == date(2027, 4, 15)


@pytest.mark.parametrize(("language", "sentence", "wanted"), FOR_WHOM)
def test_a_target_group_is_understood(language: str, sentence: str, wanted: str) -> None:
    assert shared_words(told(language, sentence).audience or "", wanted) >= 0.5


@pytest.mark.parametrize(("language", "sentence", "wanted"), BY_WHOM)
def test_who_arranges_is_understood(language: str, sentence: str, wanted: str) -> None:
    assert shared_words(told(language, sentence).organiser or "", wanted) >= 0.6


@pytest.mark.parametrize(("language", "sentence", "is_free"), PRICES)
def test_what_it_costs_is_understood_and_what_staying_away_costs_is_not_it(
    language: str, sentence: str, is_free: bool | None
) -> None:
    got = told(language, sentence)
    assert got.is_free is is_free
    assert (got.price is None) == (is_free is None)


@pytest.mark.parametrize(("language", "sentence", "wanted"), PLACES)
def test_a_place_is_understood(language: str, sentence: str, wanted: str) -> None:
    assert shared_words(told(language, sentence).venue or "", wanted) >= 0.6


@pytest.mark.parametrize(("language", "sentence", "start", "end"), HOURS)
def test_hours_apart_from_the_day_are_understood(
    language: str, sentence: str, start: str, end: str | None
) -> None:
    got = told(language, sentence)
    assert got.start == datetime.fromisoformat(f"2027-04-15T{start}")
    assert got.end == (datetime.fromisoformat(f"2027-04-15T{end}") if end else None)


@pytest.mark.parametrize(
    ("language", "sentence", "wanted"),
    [
        ("sv", "Dagen arrangeras av Hamnrådet i Ekby och leds av Siv Aas.", "Hamnrådet i Ekby"),
        ("da", "Dagen arrangeres af Havnerådet i Ekby og ledes af Siv Aas.", "Havnerådet i Ekby"),
        (
            "nb",
            "Dagen arrangeres av Fagrådet for havbruk, og ledes av rektor Siv Aas.",
            "Fagrådet for havbruk",
        ),
        ("fi", "Päivän järjestäjänä on Vesistöliitto ja rahoittajana Vesirahasto.", "Vesistöliitto"),
        (
            "en",
            "The day is organised by the Harbour Council and is chaired by Siv Aas.",
            "the Harbour Council",
        ),
    ],
)
def test_who_leads_or_pays_is_not_who_arranges(language: str, sentence: str, wanted: str) -> None:
    assert told(language, sentence).organiser == wanted
