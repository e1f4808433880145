"""The regions of Sweden, Denmark, Norway and Finland: ISO 3166-2 codes with the names people there use.

Finland's have a Swedish name as well. Sorted by country, then as each country orders its own letters.
"""

from collections.abc import Mapping

BY_COUNTRY: Mapping[str, Mapping[str, str]] = {
    "SE": {
        "SE-K": "Blekinge län",
        "SE-W": "Dalarnas län",
        "SE-I": "Gotlands län",
        "SE-X": "Gävleborgs län",
        "SE-N": "Hallands län",
        "SE-Z": "Jämtlands län",
        "SE-F": "Jönköpings län",
        "SE-H": "Kalmar län",
        "SE-G": "Kronobergs län",
        "SE-BD": "Norrbottens län",
        "SE-M": "Skåne län",
        "SE-AB": "Stockholms län",
        "SE-D": "Södermanlands län",
        "SE-C": "Uppsala län",
        "SE-S": "Värmlands län",
        "SE-AC": "Västerbottens län",
        "SE-Y": "Västernorrlands län",
        "SE-U": "Västmanlands län",
        "SE-O": "Västra Götalands län",
        "SE-T": "Örebro län",
        "SE-E": "Östergötlands län",
    },
    "DK": {
        "DK-84": "Region Hovedstaden",
        "DK-82": "Region Midtjylland",
        "DK-81": "Region Nordjylland",
        "DK-85": "Region Sjælland",
        "DK-83": "Region Syddanmark",
    },
    "NO": {
        "NO-42": "Agder",
        "NO-32": "Akershus",
        "NO-33": "Buskerud",
        "NO-56": "Finnmark",
        "NO-34": "Innlandet",
        "NO-15": "Møre og Romsdal",
        "NO-18": "Nordland",
        "NO-03": "Oslo",
        "NO-11": "Rogaland",
        "NO-40": "Telemark",
        "NO-55": "Troms",
        "NO-50": "Trøndelag",
        "NO-39": "Vestfold",
        "NO-46": "Vestland",
        "NO-31": "Østfold",
    },
    "FI": {
        "FI-01": "Ahvenanmaa",
        "FI-02": "Etelä-Karjala",
        "FI-03": "Etelä-Pohjanmaa",
        "FI-04": "Etelä-Savo",
        "FI-05": "Kainuu",
        "FI-06": "Kanta-Häme",
        "FI-07": "Keski-Pohjanmaa",
        "FI-08": "Keski-Suomi",
        "FI-09": "Kymenlaakso",
        "FI-10": "Lappi",
        "FI-11": "Pirkanmaa",
        "FI-12": "Pohjanmaa",
        "FI-13": "Pohjois-Karjala",
        "FI-14": "Pohjois-Pohjanmaa",
        "FI-15": "Pohjois-Savo",
        "FI-16": "Päijät-Häme",
        "FI-17": "Satakunta",
        "FI-18": "Uusimaa",
        "FI-19": "Varsinais-Suomi",
    },
}
NAMES: Mapping[str, str] = {code: name for names in BY_COUNTRY.values() for code, name in names.items()}

IN_SWEDISH: Mapping[str, str] = {
    "FI-01": "Åland",
    "FI-02": "Södra Karelen",
    "FI-03": "Södra Österbotten",
    "FI-04": "Södra Savolax",
    "FI-05": "Kajanaland",
    "FI-06": "Egentliga Tavastland",
    "FI-07": "Mellersta Österbotten",
    "FI-08": "Mellersta Finland",
    "FI-09": "Kymmenedalen",
    "FI-10": "Lappland",
    "FI-11": "Birkaland",
    "FI-12": "Österbotten",
    "FI-13": "Norra Karelen",
    "FI-14": "Norra Österbotten",
    "FI-15": "Norra Savolax",
    "FI-16": "Päijänne-Tavastland",
    "FI-17": "Satakunta",
    "FI-18": "Nyland",
    "FI-19": "Egentliga Finland",
}


def name(code: str, language: str) -> str:
    """The code itself where it is unknown."""
    return (IN_SWEDISH.get(code) if language == "sv" else None) or NAMES.get(code, code)


def countries(first: str) -> list[str]:
    """The countries with regions, one's own before the others."""
    return sorted(BY_COUNTRY, key=lambda country: country != first)
