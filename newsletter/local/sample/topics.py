"""What one can follow in the sample organisation."""

from typing import Any

ORGANISATION: dict[str, Any] = {
    "name": "Nätverket Små steg",
    "names": {
        "da": "Netværket Små skridt",
        "nb": "Nettverket Små skritt",
        "fi": "Pienet askeleet -verkosto",
        "en": "The Small Steps Network",
    },
    "postal_address": "Hamngatan 12\n999 01 Almvika",
    "contact_email": "redaktion@smasteg.example",
    "data_protection_email": "dataskydd@smasteg.example",
    "website": "https://smasteg.example/",
    "zone": "Europe/Stockholm",
    "country": "SE",
    "languages": ["sv", "da", "nb", "fi", "en"],
    "default_language": "sv",
    "accent": "#0b5d6b",
    "regret_minutes": 0,
}

SENDER = {
    "name": "Nätverket Små steg",
    "address": "nyheter@smasteg.example",
    "reply_to": "redaktion@smasteg.example",
}

RESPONSIBLE = "Nätverket Små steg, Almvika kommun"


def _texts(titles: dict[str, str], descriptions: dict[str, str], purpose: dict[str, str]) -> dict[str, Any]:
    return {
        language: {"title": title, "description": descriptions[language], "purpose": purpose[language]}
        for language, title in titles.items()
    }


_TELL_OF_EVENTS = {
    "sv": "Vi använder din adress för att berätta om konferenser, möten och anmälningstider inom temat.",
    "da": "Vi bruger din adresse til at fortælle om konferencer, møder og tilmeldingsfrister inden for temaet.",
    "nb": "Vi bruker adressen din til å fortelle om konferanser, møter og påmeldingsfrister innenfor temaet.",
    "fi": "Käytämme osoitettasi, jotta voimme kertoa aiheen konferensseista, tapaamisista ja ilmoittautumisajoista.",
    "en": "We use your address to tell you about conferences, meetings and registration deadlines on this theme.",
}
_SEND_NEWSLETTER = {
    "sv": "Vi använder din adress för att skicka nyhetsbrevet till dig.",
    "da": "Vi bruger din adresse til at sende dig nyhedsbrevet.",
    "nb": "Vi bruker adressen din til å sende deg nyhetsbrevet.",
    "fi": "Käytämme osoitettasi uutiskirjeen lähettämiseen.",
    "en": "We use your address to send you the newsletter.",
}

TOPICS: list[dict[str, Any]] = [
    {
        "slug": "nyhetsbrevet-sma-steg",
        "kind": "newsletter",
        "texts": _texts(
            {
                "sv": "Nyhetsbrevet Små steg",
                "da": "Nyhedsbrevet Små skridt",
                "nb": "Nyhetsbrevet Små skritt",
                "fi": "Uutiskirje Pienet askeleet",
                "en": "Small Steps newsletter",
            },
            {
                "sv": "Ny kunskap, nya verktyg och det som händer i nätverket. Ungefär en gång i månaden.",
                "da": "Ny viden, nye redskaber og det, der sker i netværket. Omkring en gang om måneden.",
                "nb": "Ny kunnskap, nye verktøy og det som skjer i nettverket. Omtrent en gang i måneden.",
                "fi": "Uutta tietoa, uusia työkaluja ja verkoston kuulumiset. Noin kerran kuukaudessa.",
                "en": "New knowledge, new tools and what happens in the network. About once a month.",
            },
            _SEND_NEWSLETTER,
        ),
    },
    {
        "slug": "barn-och-unga",
        "kind": "theme",
        "texts": _texts(
            {
                "sv": "Barn och unga",
                "da": "Børn og unge",
                "nb": "Barn og unge",
                "fi": "Lapset ja nuoret",
                "en": "Children and young people",
            },
            {
                "sv": "Konferenser och möten om barns och ungas hälsa, skola och fritid.",
                "da": "Konferencer og møder om børns og unges sundhed, skole og fritid.",
                "nb": "Konferanser og møter om barn og unges helse, skole og fritid.",
                "fi": "Konferensseja ja tapaamisia lasten ja nuorten terveydestä, koulusta ja vapaa-ajasta.",
                "en": "Conferences and meetings on the health, schooling and leisure of children and young people.",
            },
            _TELL_OF_EVENTS,
        ),
    },
    {
        "slug": "tidiga-insatser",
        "kind": "theme",
        "parent": "barn-och-unga",
        "texts": _texts(
            {
                "sv": "Tidiga insatser",
                "da": "Tidlig indsats",
                "nb": "Tidlig innsats",
                "fi": "Varhainen tuki",
                "en": "Early support",
            },
            {
                "sv": "Att se små barn som har det svårt, och hjälpa i tid.",
                "da": "At få øje på små børn, der har det svært, og hjælpe i tide.",
                "nb": "Å se små barn som har det vanskelig, og hjelpe i tide.",
                "fi": "Pienten lasten vaikeuksien huomaaminen ja oikea-aikainen apu.",
                "en": "Noticing young children who struggle, and helping in time.",
            },
            _TELL_OF_EVENTS,
        ),
    },
    {
        "slug": "barns-rattigheter",
        "kind": "theme",
        "parent": "barn-och-unga",
        "texts": _texts(
            {
                "sv": "Barns rättigheter",
                "da": "Børns rettigheder",
                "nb": "Barns rettigheter",
                "fi": "Lasten oikeudet",
                "en": "Children's rights",
            },
            {
                "sv": "Barnets bästa och rätten att komma till tals, i det dagliga arbetet.",
                "da": "Barnets bedste og retten til at blive hørt, i det daglige arbejde.",
                "nb": "Barnets beste og retten til å bli hørt, i det daglige arbeidet.",
                "fi": "Lapsen etu ja oikeus tulla kuulluksi arjen työssä.",
                "en": "The best interests of the child and the right to be heard, in everyday work.",
            },
            _TELL_OF_EVENTS,
        ),
    },
    {
        "slug": "temamoder-tidlig-opsporing",
        "kind": "series",
        "texts": _texts(
            {
                "sv": "Temamöten om tidig upptäckt",
                "da": "Temamøder om tidlig opsporing",
                "nb": "Temamøter om tidlig oppdagelse",
                "fi": "Teematapaamiset varhaisesta tunnistamisesta",
                "en": "Themed meetings on early detection",
            },
            {
                "sv": "En serie möten där kommuner delar erfarenheter, i rummet och på nätet.",
                "da": "En række møder, hvor kommuner deler erfaringer, fysisk og virtuelt.",
                "nb": "En møterekke der kommuner deler erfaringer, fysisk og digitalt.",
                "fi": "Tapaamisten sarja, jossa kunnat jakavat kokemuksia paikan päällä ja verkossa.",
                "en": "A series of meetings where municipalities share experience, in the room and online.",
            },
            _TELL_OF_EVENTS,
        ),
    },
    {
        "slug": "radgivning-tidlig-opsporing",
        "kind": "project",
        "texts": _texts(
            {
                "sv": "Projektet Rådgivning om tidig upptäckt",
                "da": "Projektet Rådgivning om tidlig opsporing",
                "nb": "Prosjektet Rådgivning om tidlig oppdagelse",
                "fi": "Hanke: neuvontaa varhaiseen tunnistamiseen",
                "en": "Project: advice on early detection",
            },
            {
                "sv": "Kommuner kan söka stöd av rådgivare under ett halvår till ett år. Här berättar vi när man kan söka.",
                "da": "Kommuner kan søge om et rådgivningsforløb på seks til tolv måneder. Her ser I, hvornår man kan søge.",
                "nb": "Kommuner kan søke om et rådgivningsløp på et halvt til et helt år. Her forteller vi når man kan søke.",
                "fi": "Kunnat voivat hakea 6–12 kuukauden neuvontajaksoa. Kerromme, milloin haku on auki.",
                "en": "Municipalities can apply for six to twelve months of advice. Here we tell when applications open.",
            },
            _TELL_OF_EVENTS,
        ),
    },
]
