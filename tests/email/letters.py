"""One letter of each kind, as real as the mails of a public body; bodies and people are invented."""

from collections.abc import Callable
from datetime import date, datetime, time

from newsletter.rendering import letters
from newsletter.rendering.blocks import parse_blocks
from newsletter.rendering.cards import (
    ContactCard,
    EventCard,
    Mode,
    ProgrammeRow,
    RegistrationCard,
    RegistrationMode,
)
from newsletter.rendering.letter import Letter, ListId, Sender
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

BLOCKS = [
    {"id": "b1", "type": "text", "html": "<p>Hej {name|du}!</p><p>Våren är här, och med den <strong>fem nya "
     'träffar</strong>. Du väljer själv vad du följer: <a href="{preferences_url}">ändra dina val</a>.</p>'},
    {"id": "b2", "type": "image", "src": "/media/0d9f8a7b6c5e4f3a/lekplats.jpg", "width": 1056, "height": 594,
     "alt": "Barn och vuxna bygger ett fågelbord på en förskolegård", "caption": "Foto: Nätverket"},
    {"id": "b3", "type": "heading", "level": 2, "text": "Kommande träffar"},
    {"id": "b4", "type": "event", "event": 11},
    {"id": "b5", "type": "event", "event": "12"},
    {"id": "b6", "type": "deadlines", "days": 30},
    {"id": "b7", "type": "divider"},
    {"id": "b8", "type": "heading", "level": 2, "text": "Nytt material"},
    {"id": "b9", "type": "text", "html": "<h3>Handbok för samtal med barn</h3><ul><li>Hur man frågar</li><li>Hur man "
     'lyssnar</li></ul><p>Boken är gratis. Skriv till <a href="mailto:kansli@example.org">kansli@example.org</a> eller '
     'läs <a href="https://www.example.org/handbok?sprak=sv&amp;del=1">handboken på webben</a>.</p>'},
    {"id": "b10", "type": "button", "text": "Beställ handboken", "url": "https://www.example.org/bestall"},
]  # fmt: skip


def issue(language: str) -> Letter:
    return letters.issue(
        language=language,
        sender=SENDER,
        reply_to=REPLY_TO,
        newsletter="Tidiga insatser",
        list_id=LIST_ID,
        subject="Vårens träffar och en ny handbok",
        preheader="Fem nya träffar, och sista anmälningsdag för två av dem",
        today=TODAY,
        blocks=parse_blocks(BLOCKS),
        events={"11": SEMINAR, "12": VIRTUAL_MEETING},
        deadlines={"b6": [SEMINAR, VIRTUAL_MEETING]},
        headers=(("Feedback-ID", "issue-7:tidiga-insatser:issue:budkavle"),),
    )


def deadline_notice(language: str) -> Letter:
    return letters.deadline_notice(
        language=language, sender=SENDER, reply_to=REPLY_TO, list_id=LIST_ID, card=SEMINAR, today=TODAY
    )


def deadline_notice_by_mail(language: str) -> Letter:
    """Of an online event that is described in Danish, registered for by mail, without clock times."""
    return letters.deadline_notice(
        language=language,
        sender=SENDER,
        list_id=LIST_ID,
        card=VIRTUAL_MEETING,
        today=TODAY,
        topics="Tidlig opsporing",
    )


def deadline_notice_of_round(language: str) -> Letter:
    return letters.deadline_notice(
        language=language, sender=SENDER, list_id=LIST_ID, card=APPLICATION_ROUND, today=TODAY
    )


LETTERS: dict[str, Callable[[str], Letter]] = {
    "newsletters-issue": issue,
    "notices-deadline": deadline_notice,
    "notices-deadline-by-mail": deadline_notice_by_mail,
    "notices-deadline-of-round": deadline_notice_of_round,
    "transactional-confirmation": lambda language: letters.confirmation(language=language, sender=SENDER),
    "transactional-already-subscribed": lambda language: letters.already_subscribed(
        language=language, sender=SENDER
    ),
    "transactional-staff-invitation": lambda language: letters.staff_invitation(
        language=language, sender=SENDER
    ),
    "transactional-staff-password": lambda language: letters.staff_password(language=language, sender=SENDER),
}

VALUES = {
    "to_address": "asa.oberg@example.org",
    "message_id": "7.4f1c.1001@nyheter.example.org",
    "date": "Fri, 05 Mar 2027 08:30:00 +0100",
    "name": "Åsa Öberg",
    "topics": "Barn och unga, Tidiga insatser",
    **{
        f"{name}_url": f"{BASE_URL}/{path}/dQw4w9WgXcQ-{name[:2]}"
        for name, path in {
            "unsubscribe": "unsubscribe",
            "preferences": "preferences",
            "web": "view",
            "mark_registered": "marks",
            "mark_not_interested": "marks",
            "confirm": "confirm",
            "not_me": "confirm",
            "action": "staff/password",
        }.items()
    },
}
