"""What stands above an announcement is not its title, and tells whose page it is."""

import pytest

from newsletter.events.reader.reading import read

EVENT = """
Temadag om läsning

Datum: 14 oktober 2026 kl. 9–12
Plats: Biblioteket, Ekby
"""


@pytest.mark.parametrize(
    "top",
    [
        "Ekby kommun\n",
        "Hoppa till innehåll\nEkby kommun\nSök   Meny   Lyssna\n",
        "Ekby kommun\nBygga & bo | Skola | Fritid\n\nDu är här: Start > Fritid > Kalender\n",
        "Vi använder kakor\nNågra är nödvändiga. Godkänn alla  Bara nödvändiga\n\nEkby kommun\nStart / Kalender / Temadag\n",
        "Ekby kommun\nKalender\nTillbaka till alla evenemang\n",
        "Ekby kommun › Fritid › Kalender\n",
    ],
    ids=["name", "menu", "path", "consent", "section", "path with the name"],
)  # fmt: skip
def test_the_name_of_the_site_arranges_what_says_no_other(top: str) -> None:
    got = read(top + EVENT)
    assert (got.title, got.organiser) == ("Temadag om läsning", "Ekby kommun")


def test_who_is_named_arranges_rather_than_the_site() -> None:
    got = read("Ekby kommun\nMeny\n" + EVENT + "Arrangör: Läsrådet\n")
    assert got.organiser == "Läsrådet"


def test_a_title_that_names_a_body_stays_the_title() -> None:
    assert (
        read("Årsmöte i Ekby hembygdsförening\n\nDatum: 14 oktober 2026\n").title
        == "Årsmöte i Ekby hembygdsförening"
    )
