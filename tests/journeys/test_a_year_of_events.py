"""A year of an editor and of those who come, in a browser and in their mail, with the clock moved.

Three events, each in a language of its own, from the page that somebody pasted to the last mail about it. Every mail
that leaves is held to the rules for messages. With SCREENSHOTS set, mails and pictures of the pages stay in that folder.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from newsletter.core.database import session
from newsletter.local.ports import free_port
from newsletter.organisation import senders
from newsletter.organisation import service as organisation
from newsletter.settings import Settings
from newsletter.subscribers import subscriptions
from newsletter.subscribers.models import ChangeReason, Frequency, Topic
from newsletter.subscribers.subscriptions import Cause
from tests.journeys.year import EDITOR, Ports, Year, own_pages, told
from tests.journeys.year_announcements import CARE_DAY, EARLY_SUPPORT, SCHOOL_DAY
from tests.journeys.year_people import Editor, give_up, register, take_the_place
from tests.newsletter.subscribers.factories import make_contact, make_topic
from tests.support.browser import look_at
from tests.support.mailroom import create_tables, environment, turned_to
from tests.support.servers import TestServers
from tests.support.staff import make_staff

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(1800)]

TOPICS = {
    "Children": {"sv": "Barn", "da": "Børn", "nb": "Barn", "fi": "Lapset"},
    "Schools": {"sv": "Skola", "da": "Skoler", "nb": "Skole", "fi": "Koulut"},
    "Care": {"sv": "Omsorg", "da": "Omsorg", "nb": "Omsorg", "fi": "Hoiva"},
}


@pytest.fixture(scope="module")
def year(
    app: Flask, settings: Settings, servers: TestServers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Year]:
    folder = tmp_path_factory.mktemp("year")
    url = servers.database_url("year", servers.template("ledger", create_tables))
    redis, ports = servers.redis_url(9), Ports(free_port(), free_port())
    env = environment(settings, folder, url, redis, f"smtp://127.0.0.1:{ports.mailbox}") | {
        "PORT": str(ports.web),
        "BASE_URL": f"http://127.0.0.1:{ports.web}",
        "CLOCK_FILE": str(folder / "clock"),
        "ROUNDS_FILE": str(folder / "rounds"),
        "SIGN_UP_SECONDS": "0",
        "ENVIRONMENT": "test",
    }
    year = Year(env, ports, folder)
    with turned_to(app, settings, url, redis):
        people()
        year.open()
        try:
            yield year
        finally:
            year.stop()


def people() -> None:
    """Five who follow everything, each in a language of their own; two of them in digests."""
    us = organisation.get()
    us.name, us.contact_email = "Example Region", "info@example.org"
    us.postal_address, us.website = "Box 1, 123 45 Ekby", "https://example.org"
    senders.add("Example Region", "news@example.org", "", actor_id=None)
    make_staff(email=f"{EDITOR}@example.org")
    for title, others in TOPICS.items():
        texts = {"en": title, **others}
        topic = make_topic(
            title.lower(), texts={code: {"title": words, "purpose": words} for code, words in texts.items()}
        )
        follows("anna", topic, "en")
        follows("bo", topic, "sv")
        follows("dag", topic, "da")
        follows("cilla", topic, "nb", Frequency.WEEKLY)
        follows("eeva", topic, "fi", Frequency.DAILY)


def follows(name: str, topic: Topic, language: str, frequency: Frequency = Frequency.IMMEDIATE) -> None:
    contact = make_contact(f"{name}@example.org", language, name.title())
    subscriptions.follow(contact.id, topic, Cause(ChangeReason.SIGN_UP), frequency)
    session.commit()


def test_an_online_meeting_fills_up_is_extended_and_moved(year: Year, browser: Browser) -> None:
    ida, reader = Editor(year, browser), year.page(browser)

    year.on("2027-01-11 09:00")  # a Monday
    ida.announce(
        EARLY_SUPPORT,
        "Children",
        {"starts_on": "2027-04-15", "deadline_on": "2027-03-18"},
        registration_opens_on="2027-02-01",
        registration_opens_at="09:00",
        places="3",
        offer_hours="8",
        join_url="https://meet.example/early",
    )
    look_at(ida.page, "published")

    year.on("2027-01-11 09:35")
    assert told(year.post_bag()) == [
        ("anna", "New event on 15 April"),
        ("bo", "Nytt evenemang 15 april"),
        ("dag", "Nyt arrangement 15. april"),
    ]
    year.on("2027-01-12 08:35")  # the first Tuesday: news of the week, and of the day before
    assert told(year.post_bag()) == [("cilla", "Nytt arrangement"), ("eeva", "Uusi tapahtuma")]

    year.on("2027-02-01 08:35")
    assert told(year.post_bag()) == []
    year.on("2027-02-01 09:05")
    assert told(year.post_bag()) == [
        ("anna", "Registration is open"),
        ("bo", "Anmälan är öppen"),
        ("dag", "Tilmeldingen er åben"),
    ]
    register(year, browser, ida.public, "Anna", "Edla", "Finn")
    year.come_to_rest()
    receipts = year.post_bag()
    assert told(receipts) == [
        ("anna", "You have a place on 15 April"),
        ("anna", "You have registered colleagues"),
        ("edla", "You have a place on 15 April"),
        ("finn", "You have a place on 15 April"),
    ]
    assert {letter.message["Reply-To"] for letter in receipts} == {"Mira Lund <mira.lund@ekby.example>"}
    assert "SEQUENCE:0" in receipts[0].calendar
    own = own_pages(receipts)
    year.on("2027-02-02 08:35")
    assert told(year.post_bag()) == [
        ("cilla", "Påmeldingen er åpen"),
        ("eeva", "Ilmoittautuminen on alkanut"),
    ]

    year.on("2027-03-11 08:35")  # seven days before the last day, a Thursday
    assert told(year.post_bag()) == [
        ("bo", "Anmäl dig senast 18 mars"),
        ("dag", "Tilmeld dig senest 18. marts"),
        ("eeva", "Viimeinen päivä 18. maaliskuuta"),
    ]

    year.on("2027-03-15 09:00")
    ida.extend("2027-04-01", "Several schools asked for more time.")
    year.on("2027-03-15 10:00")
    extended = year.post_bag()
    assert told(extended) == [("bo", "Ny sista dag, 1 april"), ("dag", "Ny tilmeldingsfrist, 1. april")]
    assert "Several schools asked for more time." in extended[-1].text

    register(year, browser, ida.public, "Bo", language="sv")
    year.come_to_rest()
    waiting = year.post_bag()
    assert told(waiting) == [("bo", "Reservplats")]
    own |= own_pages(waiting)
    reader.goto(own["bo"])
    look_at(reader, "waiting")
    year.on("2027-03-16 08:35")
    assert told(year.post_bag()) == [
        ("cilla", "Frist 1. april"),
        ("eeva", "Viimeinen päivä 1. huhtikuuta"),
    ]

    year.on("2027-03-25 08:35")  # seven days before the new one; Bo waits for a place and is not reminded
    assert told(year.post_bag()) == [
        ("dag", "Tilmeld dig senest 1. april"),
        ("eeva", "Viimeinen päivä 1. huhtikuuta"),
    ]
    year.on("2027-03-30 08:35")
    assert told(year.post_bag()) == [("cilla", "Frist 1. april")]
    year.on("2027-03-31 08:35")  # one day before it
    assert told(year.post_bag()) == [
        ("dag", "Tilmeld dig senest 1. april"),
        ("eeva", "Viimeinen päivä 1. huhtikuuta"),
    ]

    give_up(reader, own["edla"])
    year.come_to_rest()
    offer, given_up = year.post_bag()
    assert (offer.to, offer.subject) == ("bo", "En plats är ledig för dig, svara senast 31 mars")
    assert given_up.to == "edla" and "METHOD:CANCEL" in given_up.calendar
    take_the_place(reader, own["bo"])
    year.come_to_rest()
    assert told(year.post_bag()) == [("bo", "Du har en plats 15 april")]

    year.on("2027-04-06 09:00")
    year.post_bag()
    ida.move(3, starts_at="10:00", ends_at="13:00")
    year.on("2027-04-06 09:20")
    assert told(year.post_bag()) == []  # a draft, until the editor approves it
    ida.approve()
    year.on("2027-04-06 09:40")
    changed = [letter for letter in year.post_bag() if letter.to != EDITOR]
    assert told(changed) == [("anna", "New time"), ("bo", "Ny tid"), ("finn", "New time")]
    assert "Before: Thursday 15 April 2027, 09:00–12:00" in changed[0].text
    assert "Now: Thursday 15 April 2027, 10:00–13:00" in changed[0].text
    assert "SEQUENCE:1" in changed[0].calendar and "DTSTART:20270415T080000Z" in changed[0].calendar
    reader.goto(f"{ida.public}?lang=en")
    expect(reader.get_by_text("Moved from Thursday 15 April 2027 at 09:00")).to_be_visible()
    look_at(reader, "moved")

    year.on("2027-04-13 08:35")  # two working days before
    practical = [letter for letter in year.post_bag() if letter.to != EDITOR]
    assert {to for to, _ in told(practical)} >= {"anna", "bo", "finn"}
    assert all("/join?key=" in letter.text for letter in practical)
    assert all("10:15–11:30 What helps early" in letter.text for letter in practical)
    year.on("2027-04-14 08:35")
    assert {to for to, _ in told(year.post_bag())} >= {"anna", "bo", "finn"}

    year.on("2027-04-15 13:30")
    ida.note_who_came("Anna", "Bo")
    ida.add_material(slides="What helps early", survey="What did you think?")
    year.on("2027-04-15 15:00")
    material = year.post_bag()
    assert told(material) == [
        ("anna", "Material available"),
        ("bo", "Materialet finns nu"),
        ("dag", "Materialet er klar"),
    ]
    assert [letter.to for letter in material if "https://example.org/survey" in letter.text] == ["anna", "bo"]
    year.on("2027-04-21 09:05")
    once_more = year.post_bag()  # and news for those with digests
    assert {to for to, _ in told(once_more)} == {"anna", "bo", "cilla", "eeva"}
    assert [letter.to for letter in once_more if "https://example.org/survey" in letter.text] == [
        "anna",
        "bo",
    ]
    expect(ida.who_gets_what("finn").get_by_role("row", name="Changed").get_by_text("Yes")).to_be_visible()
    look_at(ida.page, "who-gets-what")


def test_places_at_a_school_day_are_shared_out_and_it_is_evaluated(year: Year, browser: Browser) -> None:
    ida = Editor(year, browser)
    year.on("2027-05-03 09:00")
    year.post_bag()
    ida.announce(
        SCHOOL_DAY,
        "Schools",
        {"starts_on": "2027-06-10", "deadline_on": "2027-05-20"},
        places="3",
        allocation="after_deadline",
        allocate_on="2027-05-27",
    )
    register(year, browser, ida.public, "Gun", language="sv", workplace="Ekby kommun")
    register(year, browser, ida.public, "Hans", language="sv", workplace="Ekby kommun")
    register(year, browser, ida.public, "Ines", language="fi", workplace="Ekby kommun")
    register(year, browser, ida.public, "Jens", language="da", workplace="Sundby Kommune")
    register(year, browser, ida.public, "Kari", language="nb", workplace="Vik kommune")
    year.come_to_rest()
    assert dict(told(year.post_bag())) == {
        "gun": "Mottagen, besked senast 27 maj",
        "hans": "Mottagen, besked senast 27 maj",
        "ines": "Ilmoittautuminen vastaanotettu, vastaus viimeistään 27. toukokuuta",
        "jens": "Modtaget, du får svar senest 27. maj",
        "kari": "Mottatt, du får svar senest 27. mai",
    }

    year.on("2027-05-21 08:35")  # the day after the last one
    note = next(letter for letter in year.post_bag() if letter.to == EDITOR)
    assert "people wait for your decision" in note.text
    assert ida.would_get_a_place("arrival") == ["Gun", "Hans", "Ines"]
    ida.rank(Hans=1)
    assert ida.would_get_a_place("fair") == ["Hans", "Jens", "Kari"]
    ida.give_the_places("fair", rest="decline")
    year.come_to_rest()
    answers = year.post_bag()
    assert dict(told(answers)) == {
        "gun": "Ingen plats den här gången",
        "hans": "Du har en plats 10 juni",
        "ines": "Tällä kertaa ei paikkaa",
        "jens": "Du har en plads 10. juni",
        "kari": "Du har plass 10. juni",
    }
    assert "Platserna fördelades mellan arbetsplatserna." in answers[0].text

    year.on("2027-06-04 08:35")  # five days before would be a Saturday
    practical = [letter for letter in year.post_bag() if letter.to in ("hans", "jens", "kari")]
    assert [letter.to for letter in practical] == ["hans", "jens", "kari"]
    assert all("Storgatan 1" in letter.text for letter in practical)
    ida.add_material(survey="Vad tyckte du?")
    year.on("2027-06-09 08:35")
    assert dict(told(year.post_bag())).keys() >= {"hans", "jens", "kari"}

    year.on("2027-06-10 15:30")
    ida.note_who_came("Hans", "Kari")
    year.on("2027-06-11 09:05")  # the working day after
    evaluation = [letter for letter in year.post_bag() if "https://example.org/survey" in letter.text]
    assert told(evaluation) == [("hans", "Tyck till"), ("kari", "Fortell oss hva du syntes")]
    year.on("2027-06-16 09:05")
    assert told(year.post_bag()) == [  # once more, and never again
        ("hans", "Du hinner fortfarande tycka till"),
        ("kari", "Du kan fortsatt si hva du syntes"),
    ]


def test_a_theme_day_is_cancelled(year: Year, browser: Browser) -> None:
    ida, reader = Editor(year, browser), year.page(browser)
    year.on("2027-08-16 09:00")  # a Monday
    year.post_bag()
    ida.announce(
        CARE_DAY,
        "Care",
        {"starts_on": "2027-09-23", "deadline_on": "2027-09-16"},
        places="2",
    )
    year.on("2027-08-16 09:35")
    assert {to for to, _ in told(year.post_bag())} == {"anna", "bo", "dag"}
    year.on("2027-08-17 08:35")
    assert {to for to, _ in told(year.post_bag())} == {"cilla", "eeva"}
    for name in ("Lone", "Mads", "Niels"):
        register(year, browser, ida.public, name, language="da")
    year.come_to_rest()
    own = own_pages(year.post_bag())

    year.on("2027-09-14 10:00")
    year.post_bag()
    ida.cancel("Oplægsholderen er syg.", people=8)
    year.come_to_rest()
    cancelled = [letter for letter in year.post_bag() if letter.to != EDITOR]
    assert dict(told(cancelled)) == {
        "anna": "Cancelled",
        "bo": "Inställt",
        "cilla": "Avlyst",
        "dag": "Aflyst",
        "eeva": "Peruttu",
        "lone": "Aflyst",
        "mads": "Aflyst",
        "niels": "Aflyst",
    }
    assert all("Oplægsholderen er syg." in letter.text for letter in cancelled)
    calendars = {letter.to: letter.calendar for letter in cancelled if letter.calendar}
    assert calendars.keys() == {"lone", "mads"}  # who waited had it in no calendar
    for calendar in calendars.values():
        assert "METHOD:CANCEL" in calendar and "STATUS:CANCELLED" in calendar and "SEQUENCE:1" in calendar
    reader.goto(own["niels"])
    expect(reader.get_by_role("heading", level=1)).to_have_text("Arrangementet er aflyst")
    look_at(reader, "own-page-of-cancelled")
    reader.goto(ida.public)
    expect(reader.get_by_text("Oplægsholderen er syg.").first).to_be_visible()
    look_at(reader, "cancelled-public")

    for moment in ("2027-09-15 08:35", "2027-09-21 08:35", "2027-09-22 08:35", "2027-09-24 09:05"):
        year.on(moment)
        assert told(year.post_bag()) == []  # neither last day, practical information, reminder nor evaluation
