from collections.abc import Iterator
from dataclasses import fields
from datetime import date, time

import pytest
from flask import Flask, g
from flask_babel import force_locale

from newsletter.events import announcement, calendar_entries
from newsletter.events.content import EventContent, OrganiserContent
from newsletter.events.models import Mode, PriceKind, RegistrationMode, RowKind
from newsletter.events.prefill import Prefilled, fill, place_parts
from tests.newsletter.events.handed_in import DA, EN, FI, MEETING, NB, NEWS, PAGE, SV, WALK, ics

TODAY = date(2027, 3, 1)
EMPTY = EventContent(language="sv", texts={}, mode=Mode.PHYSICAL, zone="Europe/Stockholm")


@pytest.fixture(autouse=True)
def winter(app: Flask) -> Iterator[None]:
    """No database here, only a language for the sentences."""
    with app.test_request_context(), force_locale("en"):
        g.language = "en"
        yield


def prefilled(text: str, today: date = TODAY) -> Prefilled:
    return fill(announcement.of_text(text, today, EMPTY.zone), EMPTY, today)


def test_a_swedish_announcement_fills_the_form() -> None:
    found = prefilled(SV)
    content = found.content
    assert (content.language, content.texts["sv"]["title"]) == ("sv", "Läsglädje i förskolan")
    assert content.texts["sv"]["audience"] == "Förskollärare och bibliotekarier i Ekby län"
    assert (content.starts_on, content.starts_at) == (date(2027, 5, 5), time(9))
    assert (content.ends_on, content.ends_at) == (date(2027, 5, 5), time(15, 30))
    assert (content.venue, content.street, content.city) == ("Kulturhuset Vingen", "Strandgatan 4", "Ekby")
    assert content.organisers == (OrganiserContent("Region Ekby"),)
    assert (content.price_kind, content.texts["sv"]["price"]) == (
        PriceKind.PAID,
        "650 kr exklusive moms, lunch ingår",
    )
    assert (content.registration_mode, content.registration_url) == (
        RegistrationMode.EXTERNAL,
        "https://anmalan.example/lasgladje",
    )
    assert (content.deadline_on, content.contact_email) == (date(2027, 4, 14), "mira.lund@ekby.example")
    assert [(row.title, row.starts_at, row.kind) for row in content.programme] == [
        ("Inledning", time(9), RowKind.TALK),
        ("Orden mellan oss", time(9, 15), RowKind.TALK),
        ("Kaffe", time(10, 30), RowKind.BREAK),
    ]


def test_the_person_whom_one_asks_is_filled_in_beside_the_line() -> None:
    line = "Kontakt: Mira Lund, bibliotekskonsulent, Kulturenheten, 010-555 20 30, mira.lund@ekby.example"
    found = prefilled(f"Temadag om läsning\n\nDatum: 5 maj 2027 kl. 9–12\n\n{line}\n")
    content = found.content
    assert (content.contact_name, content.contact_title) == ("Mira Lund", "bibliotekskonsulent")
    assert (content.contact_unit, content.contact_phone) == ("Kulturenheten", "010-555 20 30")
    names = ("contact_name", "contact_title", "contact_unit", "contact_email", "contact_phone")
    assert {found.evidence[name].line for name in names} == {line}


def test_every_value_stands_beside_its_line() -> None:
    found = prefilled(SV)
    assert found.evidence["starts_on"].line == "Datum: onsdag 5 maj 2027, kl. 09.00–15.30"
    assert found.evidence["deadline_on"].line == "Sista anmälningsdag: 14 april"
    assert "2027 is assumed" in found.evidence["deadline_on"].note
    assert found.evidence["starts_on"].note == ""
    assert found.row_evidence["Kaffe"].line == "10.30–11.00 Kaffe"
    assert found.row_evidence["Region Ekby"].line == "Arrangör: Region Ekby"
    assert all(evidence.line in found.lines for evidence in found.evidence.values() if evidence.line)


def test_dates_that_went_nowhere_are_shown() -> None:
    assert prefilled(SV).other_dates == (
        "Anmälan öppnar den 1 mars. Hotellrum kan bokas till 10 april för 1 290 kr.",
    )


@pytest.mark.parametrize(
    ("text", "language", "starts", "deadline", "registration", "mode"),
    [
        (DA, "da", (date(2027, 5, 6), time(13)), date(2027, 4, 22), "kursus@styrelsen.example", Mode.ONLINE),
        (
            NB,
            "nb",
            (date(2027, 5, 4), time(8, 30)),
            date(2027, 4, 27),
            "https://pamelding.example/data",
            None,
        ),
        (FI, "fi", (date(2027, 5, 5), time(9)), date(2027, 4, 21), "https://lomake.example/kirjasto", None),
        (EN, "en", (date(2027, 5, 10), time(10)), date(2027, 5, 3), "https://forms.example/water", None),
    ],
)
def test_the_other_languages_fill_it_as_well(
    text: str, language: str, starts: tuple[date, time], deadline: date, registration: str, mode: Mode | None
) -> None:
    content = prefilled(text).content
    assert content.language == language
    assert content.texts[language].keys() >= {"title", "audience"}
    assert (content.starts_on, content.starts_at) == starts
    assert content.deadline_on == deadline
    assert (content.registration_url or content.registration_email) == registration
    assert content.registration_mode is (
        RegistrationMode.EMAIL if "@" in registration else RegistrationMode.EXTERNAL
    )
    assert content.price_kind is PriceKind.FREE
    assert len(content.organisers) == 1
    assert content.mode is (mode or Mode.PHYSICAL)


def test_an_assumed_year_is_marked_and_a_stated_one_is_not() -> None:
    assert (
        prefilled(NB).evidence["starts_on"].note
        == "The year is not stated: 2027 is assumed. Please check it."
    )
    assert prefilled(DA).evidence["starts_on"].note == ""


def test_what_is_not_read_stays_empty() -> None:
    found = prefilled(NEWS).content
    stated = {one.name for one in fields(found) if getattr(found, one.name) != getattr(EMPTY, one.name)}
    assert stated <= {"texts", "language"}


def test_a_mode_that_is_not_stated_is_said_to_be_open() -> None:
    found = prefilled("Möte om skolan\n\nDatum: 5 maj 2027 kl. 18.00\nArrangör: Ekby kommun\nVälkommen!")
    assert "on site or online" in found.evidence["mode"].note


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (SV.replace("onsdag 5", "fredag 5"), "“fredag 5 maj 2027”, but 5 May 2027 is a Wednesday"),
        (FI.replace("ke 5.5", "to 5.5"), "is a Wednesday"),
        (DA.replace("torsdag", "mandag"), "is a Thursday"),
        (NB.replace("tirsdag", "søndag"), "is a Tuesday"),
        (EN.replace("Monday", "Saturday"), "is a Monday"),
        (SV.replace("maj 2027", "maj 2026").replace("onsdag ", ""), "has passed"),
        (SV.replace("14 april", "14 februari 2027"), "14 February 2027, has passed"),
        (SV.replace("14 april", "14 juni 2027"), "14 June 2027, is after the event. It is not filled in"),
        ("INSTÄLLT: " + SV.strip(), "is cancelled"),
    ],
)
def test_what_does_not_fit_is_told(text: str, sentence: str) -> None:
    assert any(sentence in warning for warning in prefilled(text).warnings)


@pytest.mark.parametrize("text", [SV, DA, NB, FI, EN])
def test_an_announcement_without_a_fault_gives_no_warning(text: str) -> None:
    assert prefilled(text).warnings == ()


def test_the_link_to_registration_is_that_of_the_text_not_of_the_menu() -> None:
    found = prefilled(PAGE)
    assert found.content.registration_url == "https://anmalan.example/lek"
    assert found.evidence["registration_url"].line == "Anmäl dig här"


def test_a_link_for_giving_up_a_place_is_none_for_registration() -> None:
    text = SV.replace("Anmälan: https", "Avanmälan görs på https")
    assert prefilled(text).content.registration_mode is RegistrationMode.NONE


@pytest.mark.parametrize(
    ("place", "parts"),
    [
        ("Folkets hus, Torggatan 2, 123 45 Lillby", ("Folkets hus", "Torggatan 2", "123 45", "Lillby")),
        ("Rådhuset, Engvej 7, 9999 Nørreby", ("Rådhuset", "Engvej 7", "9999", "Nørreby")),
        ("Strandgatan 4, Ekby", ("", "Strandgatan 4", "", "Ekby")),
        ("Aulan, Kommunhuset", ("Aulan, Kommunhuset", "", "", "")),
        ("Sal 3, Ekby", ("Sal 3, Ekby", "", "", "")),
        ("", ("", "", "", "")),
    ],
)
def test_a_place_is_parted_only_where_a_street_tells_how(place: str, parts: tuple[str, ...]) -> None:
    assert place_parts(place) == parts


def of_calendar(text: str, number: int = 0) -> Prefilled:
    entry = calendar_entries.entries(text)[number]
    read = announcement.of_calendar(text, entry, TODAY, entry.zone or EMPTY.zone)
    return fill(read, EMPTY, TODAY)


def test_a_calendar_file_fills_the_form_with_its_description_too() -> None:
    content = of_calendar(ics(MEETING)).content
    assert (content.texts["sv"]["title"], content.venue) == ("Möte, höst", "Sal 5")
    assert (content.starts_on, content.starts_at, content.ends_at) == (date(2027, 5, 6), time(9), time(12))
    assert content.registration_url == "https://anmalan.example/mote"


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_several_events_are_told_apart_and_a_repeating_one_is_known(newline: str) -> None:
    exception = (
        "UID:2@example.org\nRECURRENCE-ID:20270608\nSUMMARY:Vandring, annan tid\nDTSTART:20270609T090000Z"
    )
    found = calendar_entries.entries(ics(MEETING, WALK, exception, newline=newline))
    assert [(one.title, one.repeats, one.zone) for one in found] == [
        ("Möte, höst", False, "Europe/Helsinki"),
        ("Vandring", True, ""),
    ]
    assert [one.day("Europe/Stockholm") for one in found] == [date(2027, 5, 6), date(2027, 6, 1)]


def test_alarms_and_folded_lines_do_not_disturb() -> None:
    event = "SUMMARY:Ett\n  möte\nBEGIN:VALARM\nSUMMARY:Larm\nEND:VALARM\nDTSTART:20270506T223000Z"
    (found,) = calendar_entries.entries(ics(event))
    assert (found.title, found.day("Europe/Stockholm")) == ("Ett möte", date(2027, 5, 7))
    assert of_calendar(ics(event)).content.texts["sv"]["title"] == "Ett möte"
