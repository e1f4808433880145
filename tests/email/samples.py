"""What the sample letters tell of: events, an organisation and its look, all invented."""

from datetime import date, datetime, time

from newsletter.rendering.cards import (
    ContactCard,
    EventCard,
    Mode,
    ProgrammeRow,
    RegistrationCard,
    RegistrationMode,
)
from newsletter.rendering.letter import ListId, Sender
from newsletter.rendering.look import Logo, Look

TODAY = date(2027, 3, 5)
BASE_URL = "https://nyheter.example.org"
SENDER = Sender("Nätverket för små barns hälsa", "nyheter@nätverket.example")
REPLY_TO = Sender("Nätverkets kansli", "kansli@example.org")
LIST_ID = ListId("Tidiga insatser", "tidiga-insatser.nyheter.example.org")

LOOK = Look(
    organisation="Nätverket för små barns hälsa",
    base_url=BASE_URL,
    address=("Box 1234", "111 22 Exempelstad"),
    contact_email="kansli@example.org",
    website="https://www.example.org",
    accent="#0a5a8a",
    logo=Logo(f"{BASE_URL}/media/5f2d6a0b9c1e4d77/logotyp.png", 168, 40),
)

SEMINAR = EventCard(
    id="11",
    language="sv",
    title="Barnets röst – från vackra ord till vardag",
    url=f"{BASE_URL}/events/barnets-rost",
    lead="En förmiddag om hur barn blir delaktiga i sin egen plan, med exempel från tre kommuner och tid för samtal.",
    starts=datetime(2027, 3, 19, 9, 0),
    ends=datetime(2027, 3, 19, 12, 0),
    mode=Mode.PHYSICAL,
    place="Gamla rådhuset, Exempelstad",
    audience="Du som arbetar i lokala samverkansgrupper med barn och unga i skola, socialtjänst eller vård.",
    organisers="Barnrättsbyrån i samarbete med Region Exempel",
    is_free=True,
    contact=ContactCard(
        "Lisa Exempelsson", "processledare", "lisa.exempelsson@example.org", "+46 8 465 004 00"
    ),
    registration=RegistrationCard(
        mode=RegistrationMode.EXTERNAL,
        target="https://anmalan.example.org/barnets-rost",
        deadline=date(2027, 3, 12),
    ),
    programme=(
        ProgrammeRow("Inledning", time(9, 0), time(9, 20), "Maria Prov, enhetschef, Region Exempel"),
        ProgrammeRow("Röster från barn och unga", time(9, 20), time(10, 10)),
        ProgrammeRow("Kaffe", time(10, 10), time(10, 30)),
        ProgrammeRow("Att leda mot en samverkan med barnets rätt", time(10, 30), time(11, 45)),
        ProgrammeRow("Reflektion och avslutning", time(11, 45), time(12, 0)),
    ),
)

VIRTUAL_MEETING = EventCard(
    id="12",
    language="da",
    title="Styrk samarbejdet med forældre om små børns trivsel",
    url=f"{BASE_URL}/events/foraeldresamarbejde",
    lead="Virtuelt temamøde om tidlig opsporing hos 0-6-årige børn. Pladserne tildeles efter først til mølle-princippet.",
    starts=datetime(2027, 4, 9, 9, 0),
    ends=datetime(2027, 4, 9, 12, 0),
    zone_city="København",
    mode=Mode.ONLINE,
    audience="Faglige ledere i sundhedspleje, dagtilbud og PPR",
    organisers="Børnestyrelsen i Eksempelby",
    is_free=True,
    contact=ContactCard("Holger Prøve", "Fuldmægtig"),
    registration=RegistrationCard(
        mode=RegistrationMode.EMAIL,
        target="temamoede@example.org",
        deadline=date(2027, 3, 30),
        deadline_time=time(12),
    ),
    programme=(
        ProgrammeRow("Forældre som aktive deltagere", speakers="Anne Eksempel, forskningsleder"),
        ProgrammeRow("Erfaringer fra en kommune", speakers="Prøvestad Kommune"),
    ),
)

APPLICATION_ROUND = EventCard(
    id="13",
    language="da",
    title="Rådgivning om tidlig opsporing i kommunen",
    url=f"{BASE_URL}/events/raadgivning",
    is_application_round=True,
    lead="Kommuner kan nu søge om et rådgivningsforløb, der styrker arbejdet med små børn i mistrivsel.",
    audience="Kommuner",
    organisers="Børnestyrelsen i Eksempelby",
    registration=RegistrationCard(
        mode=RegistrationMode.EXTERNAL,
        target="https://ansoegning.example.org/raadgivning",
        deadline=date(2027, 3, 12),
        deadline_time=time(12),
    ),
)
