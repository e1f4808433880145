"""Two thousand invented subscribers at reserved domains."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.core.text import slugify

COUNT = 2000
GIVEN = {
    "sv": [
        "Alva",
        "Arvid",
        "Ebba",
        "Edvin",
        "Elsa",
        "Folke",
        "Freja",
        "Gustav",
        "Hedda",
        "Ivar",
        "Klara",
        "Love",
        "Maj",
        "Nils",
        "Saga",
        "Sixten",
        "Tuva",
        "Vidar",
        "Ylva",
        "Åke",
    ],
    "da": [
        "Anker",
        "Asger",
        "Bodil",
        "Ditte",
        "Ejnar",
        "Frida",
        "Gerda",
        "Holger",
        "Inge",
        "Karla",
        "Liva",
        "Malthe",
        "Naja",
        "Otto",
        "Rigmor",
        "Signe",
        "Thyra",
        "Vilma",
        "Ærø",
    ],
    "nb": [
        "Aslak",
        "Borghild",
        "Eirik",
        "Gunnhild",
        "Håkon",
        "Ingrid",
        "Jorunn",
        "Kåre",
        "Ragnhild",
        "Sindre",
        "Solveig",
        "Torstein",
    ],
    "fi": [
        "Aino",
        "Eero",
        "Helmi",
        "Ilmari",
        "Kaisa",
        "Lempi",
        "Onni",
        "Pihla",
        "Sisu",
        "Taimi",
        "Väinö",
        "Yrjö",
    ],
    "en": ["Alex", "Brook", "Casey", "Drew", "Ellis", "Morgan", "Quinn", "Rowan"],
}
FAMILY = {
    "sv": [
        "Almgren",
        "Björkdal",
        "Ekhage",
        "Forsvik",
        "Granlid",
        "Hedmyr",
        "Lindäng",
        "Nordsjö",
        "Rönnvik",
        "Stenhav",
        "Sundlid",
        "Åsvik",
    ],
    "da": [
        "Agerskov",
        "Bækdal",
        "Dalgas",
        "Engholt",
        "Havnby",
        "Kirkelund",
        "Lyngby",
        "Møllevang",
        "Ravnholt",
        "Skovdal",
        "Strandby",
        "Ørum",
    ],
    "nb": ["Fjellheim", "Granmo", "Havdal", "Lyngstad", "Nesvik", "Solbakk", "Tindeland", "Ødegård"],
    "fi": ["Harjula", "Järvikoski", "Koivuranta", "Lehtomäki", "Niittyaho", "Rantakallio"],
    "en": ["Ashby", "Brooks", "Fielding", "Hartley", "Marsh", "Thorne"],
}
DOMAINS = {
    "sv": ("almvika.example", "lindhagen.example", "granasa.example", "sundland.example"),
    "da": ("baeklund.example", "fjordby.example", "smaaskridt.example", "kysten.example"),
    "nb": ("nesvik.example", "solbakken.example"),
    "fi": ("harjula.example", "koivuranta.example"),
    "en": ("example.org",),
}
SHARES = {"sv": 55, "da": 34, "nb": 5, "fi": 3, "en": 3}


@dataclass(frozen=True)
class Person:
    address: str
    name: str
    language: str
    topics: tuple[str, ...]
    ended: tuple[str, ...]


def people(topics: tuple[str, ...], seed: int = 20) -> Iterator[Person]:
    """The same people at every first start; about one in twelve subscriptions has ended."""
    chance = random.Random(seed)  # noqa: S311 - invented people, no secrets
    for number in range(COUNT):
        language = chance.choices(tuple(SHARES), weights=tuple(SHARES.values()))[0]
        given, family = chance.choice(GIVEN[language]), chance.choice(FAMILY[language])
        local_part = f"{slugify(given)}.{slugify(family)}.{number}"
        chosen = tuple(slug for slug in topics if chance.random() < 0.45) or topics[:1]
        yield Person(
            address=f"{local_part}@{chance.choice(DOMAINS[language])}",
            name=f"{given} {family}" if chance.random() < 0.8 else "",
            language=language,
            topics=chosen,
            ended=tuple(slug for slug in chosen if chance.random() < 0.08),
        )
