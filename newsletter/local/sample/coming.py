"""Coming events of the sample: shaped like what public bodies in Sweden and Denmark publish, all invented."""

from datetime import date, time
from typing import Any

from newsletter.local.sample.calendar import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, day


def _row(
    start: str, end: str, title: str, abstract: str = "", kind: str = "talk", *speakers: tuple[str, str, str]
) -> dict[str, Any]:
    return {
        "starts_at": time.fromisoformat(start),
        "ends_at": time.fromisoformat(end),
        "title": title,
        "abstract": abstract,
        "kind": kind,
        "speakers": [{"name": n, "title": t, "affiliation": a, "role": "speaker"} for n, t, a in speakers],
    }


def themed_meeting(today: date) -> dict[str, Any]:
    """Its first deadline notice is planned and can be sent at once."""
    return {
        "slug": "samarbejde-med-foraeldre-om-smaa-boerns-trivsel",
        "language": "da",
        "languages_spoken": ["da"],
        "texts": {
            "da": {
                "title": "Samarbejde med forældre, når små børn mistrives",
                "lead": "Styrelsen for Små Skridt inviterer til et virtuelt temamøde om, hvordan et tidligt og tæt "
                "samarbejde med forældrene gør det lettere at opdage, at et barn på 0-6 år mistrives.",
                "body_html": "<p>I de kommende to år holder vi en række regionale temamøder om tidlig opsporing. "
                "Det næste holder vi samlet for hele landet på nettet.</p>"
                "<p>Medarbejdere i dagtilbud og sundhedspleje møder børnene hver dag. Derfor er de ofte de første, der "
                "bliver bekymrede. En samtale om bekymringen kan være svær at tage, og netop derfor handler mødet om, "
                "hvad der skal til, for at forældrene bliver medspillere.</p>"
                "<h3>Det kan du opleve på mødet</h3>"
                "<p>Vi begynder med en kort ramme for dagen. Derefter følger tre faglige oplæg, og efter hvert af dem er "
                "der tid til spørgsmål. Til sidst samler vi op i en fælles dialog.</p>",
                "purpose": "At give ledere og fagfolk konkrete redskaber til samtaler om bekymring.",
                "audience": "Områdeledere, faglige og pædagogiske ledere i sundhedspleje, dagtilbud, PPR og "
                "myndighed, samt socialrådgivere, pædagogiske konsulenter og dagplejekonsulenter. "
                "Mødet kan også være relevant for chefer på dagtilbudsområdet.",
                "price": "Det er gratis at deltage",
                "places": "Pladserne fordeles efter først til mølle. Er der mange tilmeldte, kan vi fordele pladserne "
                "mellem kommuner og organisationer.",
                "practical": "Du deltager via et link, som vi sender på mail til de tilmeldte.",
            },
            "sv": {
                "title": "Samarbete med föräldrar när små barn far illa",
                "lead": "Ett virtuellt temamöte på danska om hur ett tidigt samarbete med föräldrarna gör det lättare att "
                "upptäcka att ett barn mår dåligt.",
            },
        },
        "starts_on": day(today, 4, FRIDAY),
        "starts_at": time(9),
        "ends_on": day(today, 4, FRIDAY),
        "ends_at": time(12),
        "zone": "Europe/Copenhagen",
        "country": "DK",
        "mode": "online",
        "online_platform": "Videomøde",
        "price_kind": "free",
        "organisers": [("Styrelsen for Små Skridt", "organiser")],
        "registration_mode": "external",
        "registration_url": "https://tilmelding.example/temamoede-foraeldresamarbejde",
        "deadline_on": day(today, 3, FRIDAY),
        "contact_name": "Birk Sandholt",
        "contact_title": "Fuldmægtig",
        "contact_unit": "Center for Børn og Familier",
        "contact_email": "temamoeder@smaaskridt.example",
        "topics": ["temamoder-tidlig-opsporing", "tidiga-insatser"],
        "parent_topic": "temamoder-tidlig-opsporing",
        "programme": [
            {
                "title": "Velkomst og ramme for dagen",
                "kind": "practical",
                "speakers": [
                    {"name": "", "title": "", "affiliation": "Styrelsen for Små Skridt", "role": "host"}
                ],
            },
            {
                "title": "Forældre som aktive deltagere",
                "kind": "talk",
                "abstract": "Fra de første tegn til en eventuel underretning: hvad forskningen ved om samarbejdet.",
                "speakers": [
                    {
                        "name": "Solveig Ravnborg",
                        "title": "forskningsleder",
                        "affiliation": "Kystens Professionshøjskole",
                        "role": "speaker",
                    }
                ],
            },
            {
                "title": "Sådan har vi klædt medarbejderne på",
                "kind": "talk",
                "abstract": "Erfaringer med et kompetenceforløb for alle daginstitutioner i kommunen.",
                "speakers": [{"name": "", "title": "", "affiliation": "Bæklund Kommune", "role": "speaker"}],
            },
            {
                "title": "Det inddragende samarbejde i hverdagen",
                "kind": "talk",
                "abstract": "",
                "speakers": [
                    {
                        "name": "Praksiskonsulenter fra Styrelsen for Læring",
                        "title": "",
                        "affiliation": "",
                        "role": "speaker",
                    }
                ],
            },
            {"title": "Dialog på baggrund af deltagernes spørgsmål", "kind": "panel"},
        ],
    }


def morning_seminar(today: date) -> dict[str, Any]:
    return {
        "slug": "barnets-rost-i-samordnade-planer",
        "language": "sv",
        "languages_spoken": ["sv"],
        "texts": {
            "sv": {
                "title": "Barnets röst i samordnade planer – från ord till handling",
                "lead": "En förmiddag om hur barn och unga får verkligt inflytande över sin samordnade plan.",
                "body_html": "<p>Alla som möts kring ett barn vill väl. Ändå berättar många barn att planen gjordes över deras "
                "huvud. Vad betyder det att arbeta utifrån barnets rätt? Vad händer med samverkan när barnets egen "
                "berättelse får styra? Och vad blir konkret annorlunda på måndag morgon?</p>"
                "<p>Under året har fyra kommuner prövat nya arbetssätt tillsammans med barnrättsstrateger. Unga med egen "
                "erfarenhet har intervjuats. Nu delar vi det vi har lärt oss.</p>"
                "<p>Välkommen till en förmiddag med både ny kunskap och tid att prata med andra.</p>",
                "audience": "Du som arbetar med barn och unga i skolan, socialtjänsten eller hälso- och sjukvården i Region "
                "Sundland, sitter i en lokal samverkansgrupp eller leder arbetet med samordnade planer.",
                "price": "Kostnadsfritt",
                "practical": "Vi bjuder på kaffe. Skriv matallergier i anmälan.",
                "access": "Hiss från gatuplan och hörslinga i salen. Två parkeringsplatser för rörelsehindrade på gården.",
            }
        },
        "starts_on": day(today, 5, THURSDAY),
        "starts_at": time(9),
        "ends_on": day(today, 5, THURSDAY),
        "ends_at": time(12),
        "zone": "Europe/Stockholm",
        "country": "SE",
        "mode": "physical",
        "venue": "Gamla Tullhuset",
        "street": "Kajgatan 3",
        "postcode": "999 02",
        "city": "Almvika",
        "price_kind": "free",
        "audience_area": "Region Sundland",
        "organisers": [
            ("Barnrättsbyrån Kompass", "organiser"),
            ("Samverkan Psykisk Hälsa Sundland", "co_organiser"),
        ],
        "registration_mode": "builtin",
        "deadline_on": day(today, 4, WEDNESDAY),
        "deadline_at": time(12),
        "places": 40,
        "change_until_on": day(today, 4, WEDNESDAY),
        "cancel_until_on": day(today, 5, MONDAY),
        "substitutes_allowed": True,
        "questions": [{"key": "mat", "kind": "diet"}],
        "contact_name": "Ebba Lindvall",
        "contact_email": "ebba.lindvall@sundland.example",
        "topics": ["barns-rattigheter"],
        "programme": [
            _row(
                "09:00",
                "09:20",
                "Inledning",
                "",
                "talk",
                ("Moa Stenhammar", "enhetschef samverkan", "Region Sundland"),
                ("Ture Ahlgrund", "avdelningschef individ och familj", "Lindhagens kommun"),
                ("Nora Sjövik", "påverkansansvarig", "Föreningen Vågrät"),
            ),
            _row(
                "09:20",
                "09:40",
                "Från vackra ord till arbetssätt",
                "Vad ett barnrättsbaserat synsätt innebär, och hur det märks i arbetet med planen.",
                "talk",
                ("Ylva Brandsäter", "grundare", "Barnrättsbyrån Kompass"),
            ),
            _row(
                "09:40",
                "10:10",
                "Hur blir det för barnen? Röster från barn och unga",
                "Vi tar del av intervjuerna och vad de betyder för oss.",
                "talk",
                ("Liv Norrhed", "", "Föreningen Vågrät"),
            ),
            _row("10:10", "10:30", "Kaffe", "", "break"),
            _row(
                "10:30",
                "11:00",
                "Så gjorde vi i fyra kommuner",
                "Det som var svårt, det som gick lätt och det vi gör vidare.",
                "talk",
                ("Samverkansgrupper från fyra kommuner", "", ""),
            ),
            _row(
                "11:00",
                "11:30",
                "Vi tänker tillsammans",
                "Samtal i mindre grupper om vad ni kan förändra hemma.",
                "group",
            ),
            _row(
                "11:30",
                "11:55",
                "Att leda mot en samverkan som lyssnar",
                "Chefer från de deltagande kommunerna delar sina vägar framåt.",
                "panel",
            ),
            _row("11:55", "12:00", "Reflektion och avslutning", "", "practical"),
        ],
    }


def digital_conference(today: date) -> dict[str, Any]:
    return {
        "slug": "de-yngsta-barnens-halsa",
        "language": "sv",
        "languages_spoken": ["sv"],
        "texts": {
            "sv": {
                "title": "Tillsammans för de yngsta barnens psykiska hälsa",
                "lead": "En digital heldag om det som främjar och förebygger, och om stöd i tid, för barn mellan 0 och 6 år.",
                "body_html": "<p>De allra yngsta barnen har svårt att visa att de behöver stöd. Därför behöver kunskapen om "
                "tidiga tecken finnas hos alla som möter dem. Dagen rör allt från det som stärker alla barn till det "
                "specialiserade stödet för några få.</p><p>Under dagen möter du forskare, verksamheter och föräldrar. "
                "Samtalen leds av en moderator och du kan ställa frågor i chatten.</p>",
                "audience": "Du som arbetar med barn mellan 0 och 6 år: politiker, chef, medarbetare eller forskare.",
                "price": "",
                "practical": "Länken till sändningen skickas till anmälda dagen före. Föreläsningarna textas direkt.",
            },
            "nb": {
                "title": "Sammen for de yngste barnas psykiske helse",
                "lead": "En digital dag på svensk om det som fremmer og forebygger, og om støtte i tide.",
            },
        },
        "starts_on": day(today, 8, TUESDAY),
        "starts_at": time(9),
        "ends_on": day(today, 8, TUESDAY),
        "ends_at": time(16),
        "zone": "Europe/Stockholm",
        "country": "SE",
        "mode": "online",
        "recording_planned": True,
        "organisers": [("Nätverket Små steg", "organiser"), ("Region Sundland", "co_organiser")],
        "registration_mode": "external",
        "registration_url": "https://anmalan.example/de-yngsta-barnen",
        "deadline_on": day(today, 7, TUESDAY),
        "topics": ["barn-och-unga", "tidiga-insatser"],
        "programme": [],
    }


def application_round(today: date) -> dict[str, Any]:
    return {
        "kind": "application_round",
        "slug": "ansoegningsrunde-raadgivningsforloeb",
        "language": "da",
        "texts": {
            "da": {
                "title": "Ansøgningsrunde: rådgivning om tidlig opsporing",
                "lead": "Kommuner kan nu søge om et rådgivningsforløb, der styrker arbejdet med små børn i mistrivsel.",
                "body_html": "<p>Et forløb tager udgangspunkt i kommunens egne behov. Det begynder med en kort analyse og "
                "fortsætter med faglige aktiviteter over 6-12 måneder. Vi forventer at tilbyde to til tre forløb.</p>"
                "<p>Erfaringerne deles med andre kommuner på temamøder undervejs.</p>",
                "purpose": "At styrke den faglige ledelse i sundhedspleje og dagtilbud.",
                "audience": "Kommuner. I kommunen især faglige ledere i sundhedspleje og dagtilbud samt myndighedsledere.",
                "price": "",
                "date": "Forløbene begynder til sommer",
                "practical": "Ansøgningen skrives på et skema på højst fire sider og underskrives af en chef.",
            }
        },
        "date_state": "tba",
        "zone": "Europe/Copenhagen",
        "country": "DK",
        "mode": "hybrid",
        "organisers": [("Styrelsen for Små Skridt", "organiser")],
        "registration_mode": "email",
        "registration_email": "ansoegning@smaaskridt.example",
        "deadline_on": day(today, 9, MONDAY),
        "contact_name": "Center for Børn og Familier",
        "contact_phone": "+45 00 00 00 00",
        "contact_email": "temamoeder@smaaskridt.example",
        "topics": ["radgivning-tidlig-opsporing"],
        "parent_topic": "radgivning-tidlig-opsporing",
        "programme": [],
    }


def coming(today: date) -> list[dict[str, Any]]:
    return [
        themed_meeting(today),
        morning_seminar(today),
        digital_conference(today),
        application_round(today),
    ]
