"""Whom to ask: the person beside the address, for the form; the command tells the address alone."""

import pytest

from newsletter.events.reader.reading import read

EVENT = "Temadag om läsning\n\nDatum: 14 oktober 2026 kl. 9–12\nPlats: Biblioteket, Ekby\n\n{contact}\n"


def person(contact: str) -> tuple[str | None, ...]:
    got = read(EVENT.format(contact=contact))
    return got.contact_name, got.contact_title, got.contact_unit, got.contact_phone


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (
            "Kontakt: Karin Brolund, folkhälsostrateg, Kulturenheten, 010-555 01 20, karin@ekby.example",
            ("Karin Brolund", "folkhälsostrateg", "Kulturenheten", "010-555 01 20"),
        ),
        (
            "Kontaktperson\nEirin Solbakk\nrådgiver\nAvdeling for kultur\neirin@ekby.example\nTelefon 77 55 12 12",
            ("Eirin Solbakk", "rådgiver", "Avdeling for kultur", "77 55 12 12"),
        ),
        (
            "Har du frågor? Hör av dig till samordnare Ali Brandt, ali.brandt@ekby.example.",
            ("Ali Brandt", "samordnare", None, None),
        ),
        (
            "Ring til demenskoordinator Susanne Boje på 72 55 31 08, hvis du vil tale med nogen.",
            ("Susanne Boje", "demenskoordinator", None, "72 55 31 08"),
        ),
        (
            "Lisätietoja antaa suunnittelija Kaisa Rove, kaisa.rove@ekby.example, 044 555 6677.",
            ("Kaisa Rove", "suunnittelija", None, "044 555 6677"),
        ),
        (
            "Please contact Sigrun Jons (sigrun@ekby.example, +354 555 2020) if you have any questions.",
            ("Sigrun Jons", None, None, "+354 555 2020"),
        ),
        ("Saksbehandler: Frode Lunde, 61 55 10 00, frode@ekby.example", ("Frode Lunde", "Saksbehandler", None, "61 55 10 00")),
        ("Kontakt: naringsliv@ekby.example, 013-555 22 00", (None, None, None, "013-555 22 00")),
        ("Frågor om anmälan: bokning@ekby.example", (None, None, None, None)),
        ("Medverkar gör Eva Sund och Ali Rahm.\n\nMejla kurs@ekby.example", (None, None, None, None)),
    ],
    ids=range(10),
)  # fmt: skip
def test_a_person_is_read_with_title_unit_and_telephone(
    contact: str, expected: tuple[str | None, ...]
) -> None:
    assert person(contact) == expected


def test_of_several_persons_the_one_who_owns_the_address_is_meant() -> None:
    about = "Frågor om innehållet: Eva Sund, 010-555 11 11, eva.sund@ekby.example"
    contact = f"{about}\nFrågor om anmälan: Bo Rask, bo.rask@ekby.example"
    got = read(EVENT.format(contact=contact))
    assert (got.contact_email, got.contact_name, got.contact_phone) == (
        "eva.sund@ekby.example",
        "Eva Sund",
        "010-555 11 11",
    )


def test_a_switchboard_in_another_block_is_nobodys_telephone() -> None:
    contact = "Kontakt\nRagnhild Aase\nragnhild@ekby.example\n\nSentralbordet er ope heile dagen.\n\nTlf. 57 55 30 00"
    assert person(contact)[3] is None


def test_the_person_stands_in_no_answer_of_the_command_but_has_its_line() -> None:
    got = read(EVENT.format(contact="Kontakt: Karin Brolund, karin@ekby.example"))
    assert got.evidence["contact_name"] == "Kontakt: Karin Brolund, karin@ekby.example"
    answer = got.as_json()
    assert [name for name in answer if name.startswith("contact")] == ["contact_email"]
    assert [name for name in answer["evidence"] if name.startswith("contact")] == ["contact_email"]
