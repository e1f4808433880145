"""Past and changed events of the sample: pages that stay, with material."""

from datetime import date, time
from typing import Any

from newsletter.local.sample.calendar import FRIDAY, MONDAY, THURSDAY, WEDNESDAY, day


def past_conference(today: date) -> dict[str, Any]:
    return {
        "slug": "kraft-for-de-minsta",
        "language": "sv",
        "languages_spoken": ["sv"],
        "texts": {
            "sv": {
                "title": "Ny kraft i arbetet för de minsta barnen i Sundland",
                "lead": "En digital konferens för alla som möter barn mellan 0 och 6 år.",
                "body_html": "<p>Dagen handlade om främjande, förebyggande och tidiga insatser. Drygt 400 personer deltog. "
                "Det som visades finns kvar här på sidan.</p>",
                "audience": "Beslutsfattare, chefer, medarbetare och forskare som arbetar med de yngsta barnen.",
            }
        },
        "starts_on": day(today, -11, MONDAY),
        "starts_at": time(9),
        "ends_on": day(today, -11, MONDAY),
        "ends_at": time(16),
        "zone": "Europe/Stockholm",
        "country": "SE",
        "mode": "online",
        "organisers": [("Region Sundland", "organiser"), ("Nätverket Små steg", "co_organiser")],
        "topics": ["barn-och-unga"],
        "programme": [],
        "materials": [
            (
                "slides",
                "Föreläsarnas bilder",
                "https://material.example/kraft-for-de-minsta/bilder.pdf",
                "sv",
            ),
            (
                "recording",
                "Inspelning av förmiddagen, textad",
                "https://material.example/kraft-for-de-minsta/film",
                "sv",
            ),
        ],
    }


def past_seminar(today: date) -> dict[str, Any]:
    return {
        "slug": "nar-barn-har-det-bra",
        "language": "sv",
        "languages_spoken": ["sv"],
        "texts": {
            "sv": {
                "title": "När barn har det bra har alla det bra",
                "lead": "Granåsa kommun och Region Sundland höll ett seminarium för inspiration och samtal.",
                "purpose": "Att ge politiker och tjänstemän kunskap om varför hjälpen till barn och unga behöver bli bättre.",
                "body_html": "<p>Psykisk hälsa är en fråga om framtiden. Hjälpen ska vara lätt att hitta och komma i tid, "
                "oavsett om den ges av skolan, socialtjänsten eller vården. I dag väntar familjer ibland för länge.</p>"
                "<h3>Projektet</h3><p>I Granåsa arbetar förskola, skola, socialtjänst, vårdcentral och barn- och "
                "ungdomspsykiatri tillsammans. Väsby strand och Almvika följer med som samverkanskommuner. Först kartläggs "
                "alla verksamheter, sedan görs en gemensam handlingsplan.</p>",
                "audience": "Politiker och tjänstemän från Granåsa, Väsby strand och Almvika samt företrädare för "
                "vårdcentraler och barn- och ungdomspsykiatri.",
            }
        },
        "starts_on": day(today, -25, THURSDAY),
        "zone": "Europe/Stockholm",
        "country": "SE",
        "mode": "physical",
        "city": "Granåsa",
        "audience_area": "Granåsa, Väsby strand och Almvika",
        "organisers": [("Granåsa kommun", "organiser"), ("Region Sundland", "co_organiser")],
        "topics": ["barn-och-unga"],
        "programme": [],
        "materials": [
            (
                "report",
                "Rapport från dagen",
                "https://material.example/nar-barn-har-det-bra/rapport.pdf",
                "sv",
            )
        ],
    }


def cancelled_course(today: date) -> dict[str, Any]:
    return {
        "slug": "kursus-i-samtaler-om-bekymring",
        "language": "da",
        "languages_spoken": ["da"],
        "texts": {
            "da": {
                "title": "Kursus i samtaler om bekymring",
                "lead": "To dage om at tale med forældre, når man er bekymret for deres barn.",
                "audience": "Pædagoger og sundhedsplejersker.",
                "price": "450 kr. for forplejning",
            }
        },
        "occurrence": "cancelled",
        "cancelled_reason": "Underviseren er blevet forhindret. Vi planlægger et nyt kursus til foråret.",
        "starts_on": day(today, 6, WEDNESDAY),
        "ends_on": day(today, 6, THURSDAY),
        "zone": "Europe/Copenhagen",
        "country": "DK",
        "mode": "physical",
        "venue": "Medborgerhuset",
        "city": "Bæklund",
        "price_kind": "paid",
        "organisers": [("Bæklund Kommune", "organiser")],
        "topics": ["tidiga-insatser"],
        "programme": [],
    }


def spring_network_day(today: date) -> dict[str, Any]:
    return {
        "slug": "natverksdag",
        "language": "sv",
        "languages_spoken": ["sv", "da"],
        "texts": {
            "sv": {
                "title": "Nätverksdag för samordnare",
                "lead": "En dag för att mötas och byta erfarenheter, på svenska och danska.",
                "audience": "Samordnare i nätverkets kommuner och regioner.",
                "date": f"En fredag i slutet av våren {day(today, 26, FRIDAY).year}",
            },
            "da": {
                "title": "Netværksdag for koordinatorer",
                "lead": "En dag til at mødes og udveksle erfaringer, på svensk og dansk.",
                "audience": "Koordinatorer i netværkets kommuner og regioner.",
                "date": f"En fredag sidst på foråret {day(today, 26, FRIDAY).year}",
            },
        },
        "date_state": "tba",
        "zone": "Europe/Stockholm",
        "country": "SE",
        "mode": "hybrid",
        "city": "Almvika",
        "organisers": [("Nätverket Små steg", "organiser")],
        "topics": ["barn-och-unga"],
        "programme": [],
    }


def past_and_changed(today: date) -> list[dict[str, Any]]:
    return [past_conference(today), past_seminar(today), cancelled_course(today), spring_network_day(today)]
