"""A year of an editor and of those who come, in a browser and in their mail, with the clock moved."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from newsletter.local.ports import free_port
from newsletter.organisation import senders
from newsletter.settings import Settings
from newsletter.subscribers import subscriptions
from newsletter.subscribers.models import ChangeReason, Frequency, Topic
from newsletter.subscribers.subscriptions import Cause
from tests.journeys.year import Letter, Ports, Year
from tests.newsletter.subscribers.factories import make_contact, make_topic
from tests.support.mailroom import create_tables, environment, turned_to
from tests.support.servers import TestServers
from tests.support.staff import PASSWORD, make_staff

EDITOR = "ida@example.org"
ANNOUNCEMENT = """
Early support, together

Date: Thursday 15 April 2027, 9.00–12.00
Place: Online (Teams)
Target group: Social workers and school nurses in the county
Organiser: Example Region
Price: Free of charge
Register by: 18 March 2027
The link will be e-mailed to those who have registered.

Programme
9.00–9.15 Welcome
9.15–10.30 What helps early
10.30–12.00 Questions

Contact: Mira Lund, mira.lund@ekby.example
"""


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
    senders.add("Example Region", "news@example.org", "", actor_id=None)
    texts = {"en": {"title": "Children", "purpose": "News"}, "sv": {"title": "Barn", "purpose": "Nyheter"}}
    topic = make_topic("children", texts=texts)
    make_staff(email=EDITOR)
    follows("anna", topic)
    follows("bo", topic, language="sv")
    follows("dag", topic)
    follows("cilla", topic, Frequency.WEEKLY)


def follows(
    name: str, topic: Topic, frequency: Frequency = Frequency.IMMEDIATE, language: str = "en"
) -> None:
    contact = make_contact(f"{name}@example.org", language, name.title())
    subscriptions.follow(contact.id, topic, Cause(ChangeReason.SIGN_UP), frequency)


def fill(page: Page, **values: str) -> None:
    """By the names of the fields; a value that a radio button has chooses it."""
    for name, value in values.items():
        found = page.locator(f"[name='{name.replace('__', '-')}']")
        if found.first.get_attribute("type") in ("radio", "checkbox"):
            page.locator(f"[name='{name.replace('__', '-')}'][value='{value}']").check()
        elif found.first.evaluate("e => e.tagName") == "SELECT":
            found.select_option(value)
        else:
            found.first.fill(value)


def sign_in(page: Page) -> None:
    """Again, where the session has ended meanwhile."""
    page.goto("/staff/")
    if page.locator("[name=password]").count():
        page.get_by_label("E-mail address").fill(EDITOR)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def register(
    year: Year, browser: Browser, event: str, name: str, *colleagues: str, language: str = "en"
) -> None:
    page = year.page(browser)
    page.goto(f"{event}/register?lang={language}")
    fill(page, name=name, email=f"{name.lower()}@example.org", affiliation="Ekby")
    for number, colleague in enumerate(colleagues):
        page.locator("button[value=add]").click()
        page.locator(f"[name=colleagues-{number}-name]").fill(colleague)
        page.locator(f"[name=colleagues-{number}-email]").fill(f"{colleague.lower()}@example.org")
    page.locator("button[value=register]").last.click()
    page.wait_for_url("**/done**")
    page.context.close()


def told(letters: list[Letter]) -> list[tuple[str, str]]:
    """Who got what; the editor's own notes apart."""
    return [(letter.to, letter.subject) for letter in letters if letter.to != "ida"]


def own_pages(letters: list[Letter]) -> dict[str, str]:
    return {
        letter.to: letter.link("/registrations/") for letter in letters if "/registrations/" in letter.text
    }


@pytest.mark.thorough
@pytest.mark.timeout(600)
def test_an_editors_and_a_participants_year(year: Year, browser: Browser) -> None:
    ida, reader = year.page(browser), year.page(browser)

    year.on("2027-01-11 09:00")  # a Monday
    staff_page, public_page = announce(ida)

    year.on("2027-01-11 09:35")
    assert told(year.post_bag()) == [
        ("anna", "New event on 15 April"),
        ("bo", "Nytt evenemang 15 april"),
        ("dag", "New event on 15 April"),
    ]

    year.on("2027-02-01 09:05")
    assert {to for to, _ in told(year.post_bag())} >= {"anna", "bo", "dag"}
    register(year, browser, public_page, "Anna", "Edla", "Finn")
    year.come_to_rest()
    receipts = year.post_bag()
    assert told(receipts) == [
        ("anna", "You have a place on 15 April"),
        ("anna", "You have registered colleagues"),
        ("edla", "You have a place on 15 April"),
        ("finn", "You have a place on 15 April"),
    ]
    assert {letter.message["Reply-To"] for letter in receipts} == {"mira.lund@ekby.example"}
    assert "SEQUENCE:0" in receipts[0].calendar
    own = own_pages(receipts)

    year.on("2027-03-11 08:35")  # seven days before the last day
    assert told(year.post_bag()) == [("bo", "Anmäl dig senast 18 mars"), ("dag", "Register by 18 March")]

    year.on("2027-03-15 09:00")
    extend(ida, staff_page)
    year.on("2027-03-15 10:00")
    extended = year.post_bag()
    assert told(extended) == [("bo", "Ny sista dag, 1 april"), ("dag", "New last day, 1 April")]
    assert "Several schools asked for more time." in extended[-1].text

    register(year, browser, public_page, "Bo", language="sv")
    year.come_to_rest()
    waiting = year.post_bag()
    assert told(waiting) == [("bo", "Reservplats")]
    own |= own_pages(waiting)

    year.on("2027-03-31 08:35")  # one day before the last day; Bo waits for a place and is not reminded
    last_day = dict(told(year.post_bag()))
    assert last_day["dag"] == "Register by 1 April"
    assert "bo" not in last_day

    reader.goto(own["edla"])
    reader.get_by_role("link", name="Give up my place").click()
    reader.get_by_role("button", name="Give up my place").click()
    year.come_to_rest()
    offer, given_up = year.post_bag()
    assert (offer.to, offer.subject) == ("bo", "En plats är ledig för dig, svara senast 31 mars")
    assert given_up.to == "edla" and "METHOD:CANCEL" in given_up.calendar
    reader.goto(f"{own['bo']}?lang=en")
    reader.get_by_role("button", name="Take the place").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("You have a place")
    year.come_to_rest()
    assert told(year.post_bag()) == [("bo", "Du har en plats 15 april")]

    year.on("2027-04-06 09:00")
    move_by_an_hour(ida, staff_page)
    year.on("2027-04-06 09:20")
    assert told(year.post_bag()) == []  # a draft, until the editor approves it
    approve(ida, staff_page)
    year.on("2027-04-06 09:40")
    changed = [letter for letter in year.post_bag() if letter.to != "ida"]
    assert told(changed) == [("anna", "New time"), ("bo", "Ny tid"), ("finn", "New time")]
    assert "Before: Thursday 15 April 2027, 09:00–12:00" in changed[0].text
    assert "Now: Thursday 15 April 2027, 10:00–13:00" in changed[0].text
    assert "SEQUENCE:1" in changed[0].calendar and "DTSTART:20270415T080000Z" in changed[0].calendar
    reader.goto(f"{public_page}?lang=en")
    expect(reader.get_by_text("Moved from Thursday 15 April 2027 at 09:00")).to_be_visible()

    year.on("2027-04-13 08:35")  # two working days before
    practical = year.post_bag()
    assert {to for to, _ in told(practical)} == {"anna", "bo", "finn"}
    assert all("/join?key=" in letter.text for letter in practical)
    year.on("2027-04-14 08:35")
    assert {to for to, _ in told(year.post_bag())} == {"anna", "bo", "finn"}

    year.on("2027-04-15 13:30")
    note_who_came(ida, staff_page, "Anna", "Bo")
    add_material(ida, staff_page)
    year.on("2027-04-15 15:00")
    material = year.post_bag()
    assert told(material) == [
        ("anna", "Material available"),
        ("bo", "Materialet finns nu"),
        ("dag", "Material available"),
    ]
    assert [letter.to for letter in material if "https://example.org/survey" in letter.text] == ["anna", "bo"]
    year.on("2027-04-21 09:05")
    assert {to for to, _ in told(year.post_bag())} <= {"anna", "bo", "cilla"}  # asked once more, and a digest
    sign_in(ida)
    ida.goto(f"{staff_page}/who?address=finn@example.org")
    expect(ida.get_by_role("row", name="Changed").get_by_text("Yes")).to_be_visible()


def announce(ida: Page) -> tuple[str, str]:
    """From the pasted page to the published event; its address for staff, and for everybody."""
    sign_in(ida)
    ida.goto("/staff/events/read")
    ida.get_by_label("Text of the announcement").fill(ANNOUNCEMENT)
    ida.get_by_role("button", name="Read the text").click()
    expect(ida.locator("[name=starts_on]")).to_have_value("2027-04-15")
    expect(ida.locator("[name=deadline_on]")).to_have_value("2027-03-18")
    fill(
        ida,
        registration_mode="builtin",
        registration_opens_on="2027-02-01",
        registration_opens_at="09:00",
        places="3",
        offer_hours="8",
        join_url="https://meet.example/early",
    )
    ida.get_by_label("Children").check()
    for box in ida.locator("[name^=checked-]").all():
        box.check()
    save(ida)
    staff_page = ida.url.split("#")[0]
    ida.get_by_role("button", name="Publish").click()
    expect(ida.get_by_text("The event is published.")).to_be_visible()
    return staff_page, str(ida.get_by_role("link", name="Public page").get_attribute("href"))


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_load_state()
    if page.get_by_role("button", name="Save the change").count():
        page.get_by_role("button", name="Save the change").click()
    expect(page.locator("form#event-form")).to_have_count(0)


def extend(ida: Page, staff_page: str) -> None:
    sign_in(ida)
    ida.goto(f"{staff_page}/extend")
    fill(ida, deadline_on="2027-04-01", reason="Several schools asked for more time.")
    ida.get_by_role("button", name="Extend").click()
    expect(ida.get_by_text("The deadline is extended.")).to_be_visible()


def move_by_an_hour(ida: Page, staff_page: str) -> None:
    sign_in(ida)
    ida.goto(f"{staff_page}/edit")
    fill(ida, starts_at="10:00", ends_at="13:00")
    ida.get_by_role("button", name="Save", exact=True).last.click()
    expect(ida.get_by_text("3 people should be told of the change")).to_be_visible()
    ida.get_by_role("button", name="Save the change").click()
    expect(ida.get_by_text("The event is saved.")).to_be_visible()


def approve(ida: Page, staff_page: str) -> None:
    ida.goto(staff_page)
    ida.get_by_role("link", name="Look at it and decide").click()
    ida.get_by_role("button", name="Approve").click()
    expect(ida.get_by_text("The notice is approved.")).to_be_visible()


def note_who_came(ida: Page, staff_page: str, *names: str) -> None:
    sign_in(ida)
    ida.goto(f"{staff_page}/attendance")
    for name in names:
        ida.get_by_label(name).check()
    ida.get_by_role("button", name="Save", exact=True).click()
    ida.wait_for_load_state()


def add_material(ida: Page, staff_page: str) -> None:
    ida.goto(f"{staff_page}/edit")
    for number, (title, kind) in enumerate([("Slides", "slides"), ("What did you think?", "survey")]):
        ida.locator("[value='add:materials']").click()
        row = f"materials__{number}"
        address = "https://example.org/survey" if kind == "survey" else "https://example.org/slides.pdf"
        fill(ida, **{f"{row}__title": title, f"{row}__url": address, f"{row}__kind": kind})
    save(ida)
