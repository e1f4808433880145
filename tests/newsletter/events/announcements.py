"""Five announcements as public bodies publish them, reworded, with invented bodies and people.

Each is what an editor types: plain inputs, then rows. `seen` are facts the public page must show in the end.
"""

from dataclasses import dataclass, field

from tests.newsletter.events.filling import Values


@dataclass(frozen=True)
class Announcement:
    inputs: Values
    organisers: list[Values] = field(default_factory=list)
    programme: list[Values] = field(default_factory=list)
    materials: list[Values] = field(default_factory=list)
    seen: tuple[str, ...] = ()


DIGITAL_CONFERENCE = Announcement(
    inputs={
        "language": "sv",
        "main__title": "Gemensam kraft för de minsta barnens psykiska hälsa i Sundland",
        "main__lead": "En digital konferens för dig som på något sätt arbetar med barn 0-6 år.",
        "main__body_html": "Dagen rör främjande, förebyggande och tidiga insatser.\n\nBarn som är riktigt små kan "
        "sällan visa att de behöver stöd.\n\nVälkommen att vara en del av dagen!",
        "starts_on": "2027-12-14",
        "starts_at": "09:00",
        "ends_at": "16:00",
        "mode": "online",
        "online_platform": "Digital konferens",
        "main__audience": "Du som arbetar med de yngsta barnen 0-6 år, som beslutsfattare politiker eller chef, som "
        "medarbetare eller forskare",
        "main__organisers": "Små Steg är medarrangör tillsammans med ett flertal organisationer i samarbete med "
        "Region Sundland",
    },
    organisers=[
        {"name": "Nätverket Små Steg", "role": "co_organiser"},
        {"name": "Region Sundland", "role": "organiser"},
    ],
    materials=[
        {
            "title": "Föreläsarnas bilder",
            "url": "https://material.example/bilder",
            "kind": "slides",
            "language": "sv",
        }
    ],
    seen=(
        "Tuesday 14 December 2027, 09:00–16:00",
        "Online, in Digital konferens",
        "som beslutsfattare politiker eller chef",
        "medarrangör tillsammans med ett flertal organisationer",
        "Barn som är riktigt små kan sällan visa",
        "Föreläsarnas bilder",
    ),
)

THEMED_MEETING = Announcement(
    inputs={
        "language": "da",
        "main__title": "Styrk samarbejdet med forældre, når små børn mistrives",
        "main__lead": "Styrelsen for Små Skridt inviterer til et virtuelt temamøde. Tilmeld dig og vær med.",
        "main__body_html": "<p>I perioden holder vi en række regionale temamøder. Det næste møde er en fælles virtuel "
        "version.</p><h3>Det kan du opleve</h3><p>Tre faglige oplæg med spørgsmål efter hvert oplæg.</p>",
        "starts_on": "2027-03-19",
        "starts_at": "09:00",
        "ends_at": "12:00",
        "zone": "Europe/Copenhagen",
        "country": "DK",
        "mode": "online",
        "main__practical": "Deltagelse sker via link, der sendes på mail til de tilmeldte.",
        "main__audience": "Fx områdeledere, faglige og pædagogiske ledere fra sundhedspleje, dagtilbud, PPR og "
        "myndighedsområdet.\n\nDet kan evt. også være relevant for chefer fra dagtilbudsområdet.",
        "price_kind": "free",
        "main__price": "Det er gratis at deltage",
        "registration_mode": "external",
        "registration_url": "https://tilmelding.example/virtuelt-temamoede",
        "deadline_on": "2027-03-12",
        "main__places": "Pladserne tildeles efter først til mølle-princippet. Ved mange tilmeldinger forbeholder vi os "
        "retten til at fordele pladserne blandt de tilmeldte kommuner og organisationer.",
        "main__registration": "Program og tilmelding: Virtuelt temamøde om forældresamarbejde",
        "contact_name": "Birk Sandholt",
        "contact_title": "Fuldmægtig",
        "source_url": "https://www.smaaskridt.example/nyheder/temamoede",
        "source_published_on": "2027-01-28",
    },
    organisers=[{"name": "Styrelsen for Små Skridt", "role": "organiser"}],
    programme=[
        {
            "title": "Forældre som aktive deltagere",
            "speakers": "Solveig Ravnborg, forskningsleder, Kystens Professionshøjskole",
            "abstract": "Opsporing, risikovurdering og arbejdet frem mod en evt. underretning.",
        },
        {"title": "Erfaringer med kompetenceudvikling", "speakers": "Bæklund Kommune"},
        {
            "title": "Det inddragende forældresamarbejde",
            "speakers": "praksiskonsulenter, Styrelsen for Læring",
        },
        {"title": "Dialog på baggrund af deltagernes spørgsmål", "kind": "panel"},
    ],
    seen=(
        "Friday 19 March 2027, 09:00–12:00",
        "Online",
        "Friday 12 March",
        "tilmelding.example",
        "først til mølle-princippet",
        "fordele pladserne blandt de tilmeldte kommuner",
        "link, der sendes på mail",
        "også være relevant for chefer",
        "Det er gratis at deltage",
        "Solveig Ravnborg, forskningsleder, Kystens Professionshøjskole",
        "Bæklund Kommune",
        "Birk Sandholt",
        "Fuldmægtig",
    ),
)

SEMINAR_REPORT = Announcement(
    inputs={
        "language": "sv",
        "main__title": "När barn har det bra, har alla det bra",
        "main__lead": "Granåsa kommun och Region Sundland genomförde i samarbete med Små Steg ett seminarium den 3 maj.",
        "main__body_html": "<h3>Bakgrund</h3><p>20-30 % behöver särskilt stöd i skolan, 2-3% behöver omfattande "
        'insatser.</p><h3>Projektet</h3><p>Kartläggning, sedan handlingsplan.</p><p><a href="https://www.granasa.'
        'example/projektet">Läs mer om projektet här</a></p>',
        "main__purpose": "Inspirera och ge kunskap till politiker och tjänstemän.",
        "starts_on": "2012-05-03",
        "mode": "physical",
        "city": "Granåsa",
        "main__audience": "Politiker och tjänstemän från Granåsa, Väsby strand och Almvika samt representanter för "
        "vårdcentraler, barn-och ungdomspsykiatri och barn-och ungdomshabilitering.",
        "audience_area": "Granåsa, Väsby strand och Almvika",
        "contact_name": "Inga Sporrlund",
        "source_url": "https://www.granasa.example/nar-barn",
        "source_published_on": "2012-05-14",
    },
    organisers=[
        {"name": "Granåsa kommun", "role": "organiser"},
        {"name": "Region Sundland", "role": "organiser"},
        {"name": "Nätverket Små Steg", "role": "co_organiser"},
    ],
    materials=[{"title": "Dokumentation", "url": "https://www.granasa.example/rapport", "kind": "report"}],
    seen=(
        "Thursday 3 May 2012",
        "The event has taken place",
        "Granåsa, Väsby strand och Almvika",
        "Inspirera och ge kunskap",
        "2-3% behöver omfattande",
        "Läs mer om projektet här",
        "Inga Sporrlund",
        "Dokumentation",
    ),
)

PROJECT_ROUNDS = Announcement(
    inputs={
        "kind": "application_round",
        "language": "da",
        "main__title": "Rådgivning om tidlig opsporing af mistrivsel",
        "main__lead": "Vi tilbyder rådgivningsforløb til kommuner, der vil styrke den tidlige opsporing.",
        "main__body_html": "<h3>Baggrund for projektet</h3><p>En tidlig indsats har stor betydning.</p><h3>Dokumentation "
        "og evaluering</h3><p>Initiativet evalueres ikke, men erfaringerne samles op.</p><h3>Finansiering</h3><p>Der er "
        "afsat 7 mio. i perioden 2018-2021.</p><p>Annoncering finder sted via vores nyhedsbrev.</p>",
        "main__purpose": "At styrke den faglige ledelse i kommuners sundhedspleje og dagtilbud.",
        "date_state": "tba",
        "main__date": "Projektperiode 2018 - 2021. Vi forventer at udbyde et til to forløb med opstart i 2021",
        "zone": "Europe/Copenhagen",
        "country": "DK",
        "mode": "physical",
        "main__audience": "Kommuner. I kommunen faglige ledere fra sundhedspleje og dagtilbud samt relevante ledere.",
        "contact_name": "Asta Hammerlund",
        "contact_phone": "+45 00 00 00 11",
        "contact_unit": "Center for Børn, Unge og Familier",
    },
    organisers=[
        {"name": "Styrelsen for Små Skridt", "role": "organiser"},
        {"name": "Satspuljen", "role": "funder"},
    ],
    seen=(
        "Projektperiode 2018 - 2021",
        "et til to forløb med opstart i 2021",
        "Der er afsat 7 mio.",
        "Initiativet evalueres ikke",
        "At styrke den faglige ledelse",
        "Asta Hammerlund",
        "+45 00 00 00 11",
        "Center for Børn, Unge og Familier",
        "Funder Satspuljen",
    ),
)

MORNING_SEMINAR = Announcement(
    inputs={
        "language": "sv",
        "main__title": "Barnets röst – vackra ord eller verkligt inflytande?",
        "main__lead": "I arbetet med samordnad plan ska barnets bästa stå i fokus.",
        "main__body_html": "Under våren har ett projekt genomförts.\n\nVälkommen till en spännande dag!",
        "starts_on": "2027-10-06",
        "starts_at": "9.00",
        "ends_at": "12:00",
        "mode": "physical",
        "venue": "Gamla Tullhuset",
        "main__audience": "Du som arbetar i lokala grupper, med barn och unga i skolan i Sundlands län.",
        "audience_area": "Sundlands län",
        "price_kind": "free",
        "main__price": "Kostnadsfritt",
        "contact_name": "Ebba Lindvall",
        "contact_email": "ebba.lindvall@sundland.example",
    },
    organisers=[
        {"name": "Barnrättsbyrån Kompass", "role": "organiser"},
        {"name": "Samverkan Psykisk Hälsa Sundlands Län", "role": "organiser"},
    ],
    programme=[
        {
            "starts_at": "09:00",
            "ends_at": "09:20",
            "title": "Inledning",
            "speakers": "Moa Stenhammar, enhetschef psykiatri och samverkan, Region Sundland\n"
            "Ture Ahlgrund, avdelningschef individ och familj, Lindhagens kommun\nNora Sjövik, påverkanschef, Vågrät",
        },
        {
            "starts_at": "09:20",
            "ends_at": "09:40",
            "title": "Barnets röst – vackra ord eller verkligt inflytande?",
            "abstract": "Innebörden av ett barnrättsbaserat synsätt.",
            "speakers": "Ylva Brandsäter, grundare, Barnrättsbyrån Kompass",
        },
        {"starts_at": "09:40", "ends_at": "10:10", "title": "Röster från barn och unga"},
        {"starts_at": "10:10", "ends_at": "10:30", "title": "Kaffe", "kind": "break"},
        {"starts_at": "10:30", "ends_at": "11:00", "title": "Att arbeta barnrättsbaserat"},
        {
            "starts_at": "11:00",
            "ends_at": "11:30",
            "title": "Vi tänker tillsammans – hur skapar vi förändring?",
            "abstract": "Vi samtalar i mindre grupper.",
            "kind": "group",
        },
        {"starts_at": "11:30", "ends_at": "11:55", "title": "Att styra och leda mot en samverkan"},
        {"starts_at": "11:55", "ends_at": "12:00", "title": "Reflektion och avslutning", "kind": "practical"},
    ],
    seen=(
        "Wednesday 6 October 2027, 09:00–12:00",
        "Gamla Tullhuset",
        "Kostnadsfritt",
        "Organiser Barnrättsbyrån Kompass, Samverkan Psykisk Hälsa Sundlands Län",
        "09:00–09:20 Inledning Moa Stenhammar, enhetschef psykiatri och samverkan, Region Sundland",
        "Nora Sjövik, påverkanschef, Vågrät",
        "10:10–10:30 Kaffe",
        "11:00–11:30 Vi tänker tillsammans – hur skapar vi förändring? Vi samtalar i mindre grupper.",
        "11:55–12:00 Reflektion och avslutning",
        "ebba.lindvall@sundland.example",
    ),
)

FIVE = {
    "digital conference": DIGITAL_CONFERENCE,
    "themed meeting": THEMED_MEETING,
    "seminar report": SEMINAR_REPORT,
    "project rounds": PROJECT_ROUNDS,
    "morning seminar": MORNING_SEMINAR,
}
