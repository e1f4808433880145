"""Events as editors announce them and as the public finds them."""

import json
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from newsletter.accounts.models import Role
from newsletter.contacts.service import find, parse_address
from newsletter.core.clock import now
from newsletter.events import service
from newsletter.events.content import MaterialContent, OrganiserContent, ProgrammeContent, Speaker
from newsletter.events.models import (
    Event,
    MaterialKind,
    Mode,
    OrganiserRole,
    PriceKind,
    RegistrationMode,
    RowKind,
)
from newsletter.organisation import senders
from newsletter.organisation import service as organisation
from newsletter.subscribers.models import TopicKind
from tests.newsletter.events.factories import make_draft, make_event
from tests.newsletter.subscribers.factories import make_subscriber, make_topic
from tests.support.browser import look_at
from tests.support.staff import PASSWORD, make_staff

Axe = Callable[..., None]
EDITOR = "browser.events@example.org"


@pytest.fixture
def rooms(app: Flask, live_session: Session) -> Iterator[Session]:
    """Services on the live database: they need the application around them."""
    with app.app_context():
        yield live_session


@pytest.fixture
def editor(page: Page, rooms: Session) -> Page:
    """A page on which an editor has just signed in through the form."""
    if find(parse_address(EDITOR)) is None:
        make_staff(Role.EDITOR, email=EDITOR, name="Ida Holm")
    page.goto("/staff/")
    page.get_by_label("E-mail address").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    return page


def in_weeks(weeks: int) -> date:
    return (now() + timedelta(weeks=weeks)).date()


def rich_event(**more: Any) -> Event:
    """Everything a page can show."""
    day = in_weeks(8)
    event = make_event(
        starts_on=day,
        ends_on=day,
        mode=Mode.HYBRID,
        texts={
            "sv": {
                "title": "Barnets röst i samordnade planer – från ord till handling",
                "lead": "En förmiddag om hur barn och unga får verkligt inflytande över sin samordnade plan.",
                "body_html": "<p>Alla som möts kring ett barn vill väl. Ändå berättar många barn att planen gjordes över "
                "deras huvud.</p><h3>Under året</h3><p>Fyra kommuner har prövat nya arbetssätt.</p><ul><li>Intervjuer"
                '</li><li>Samtal</li></ul><p>Mer finns <a href="https://projekt.example">på projektets sidor</a>.</p>',
                "audience": "Du som arbetar med barn och unga i skolan, socialtjänsten eller hälso- och sjukvården.",
                "price": "Kostnadsfritt, kaffe ingår",
                "places": "Först till kvarn. Vid många anmälningar fördelar vi platserna mellan kommunerna.",
                "practical": "Meddela matallergier när du anmäler dig.\n\nFrågor ställs i chatten.",
                "access": "Hiss från gatuplan och hörslinga i salen.",
            },
            "en": {"title": "The child's voice in coordinated plans – from words to action"},
        },
        languages_spoken=("sv",),
        online_platform="Videomöte",
        map_url="https://karta.example/tullhuset",
        recording_planned=True,
        audience_area="Region Sundland",
        price_kind=PriceKind.FREE,
        places=80,
        registration_mode=RegistrationMode.EXTERNAL,
        registration_url="https://anmalan.example/barnets-rost",
        deadline_on=in_weeks(6),
        organisers=(
            OrganiserContent("Barnrättsbyrån Kompass"),
            OrganiserContent("Region Sundland", OrganiserRole.CO_ORGANISER),
        ),
        programme=(
            ProgrammeContent(
                "Inledning",
                time(9),
                time(9, 20),
                speakers=(
                    Speaker("Moa Stenhammar", "enhetschef", "Region Sundland"),
                    Speaker("Ture Ahlgrund", "avdelningschef", "Lindhagens kommun"),
                ),
            ),
            ProgrammeContent("Kaffe", time(10, 10), time(10, 30), kind=RowKind.BREAK),
            ProgrammeContent(
                "Samtal i grupper",
                time(11),
                time(11, 30),
                abstract="Vad kan ni förändra hemma?",
                room="Sal 2",
            ),
        ),
        materials=(
            MaterialContent(
                "Att läsa i förväg", "https://material.example/las.pdf", MaterialKind.REPORT, "sv"
            ),
        ),
        contact_name="Ebba Lindvall",
        contact_title="samordnare",
        contact_phone="+46 8 123 45 67",
        **more,
    )
    return event


def test_the_public_finds_an_event_and_its_facts(page: Page, rooms: Session, axe: Axe) -> None:
    event = rich_event()
    rooms.commit()
    page.goto("/events")
    look_at(page, "events")
    axe(page)
    page.get_by_role("link", name="The child's voice in coordinated plans").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("from words to action")
    expect(page.get_by_role("link", name="Register", exact=True)).to_have_attribute(
        "href", "https://anmalan.example/barnets-rost"
    )
    data = json.loads(page.locator('script[type="application/ld+json"]').inner_text())
    assert data["@id"].endswith(f"/events/{event.slug}")
    look_at(page, "event")
    axe(page)


def test_a_cancelled_event_says_so(page: Page, rooms: Session, axe: Axe) -> None:
    event = rich_event()
    service.cancel(event.id, "Föreläsaren är sjuk. Vi planerar en ny dag till hösten.")
    rooms.commit()
    page.goto(f"/events/{event.slug}?lang=sv")
    look_at(page, "event-cancelled")
    axe(page)


def test_a_past_event_shows_its_material(page: Page, rooms: Session, axe: Axe) -> None:
    event = make_event(
        starts_on=date(2024, 5, 2),
        ends_on=date(2024, 5, 2),
        materials=(
            MaterialContent("Bilder", "https://material.example/b.pdf", MaterialKind.SLIDES),
            MaterialContent(
                "Inspelning av förmiddagen", "https://material.example/f", MaterialKind.RECORDING, "sv"
            ),
        ),
    )
    rooms.commit()
    page.goto(f"/events/{event.slug}")
    look_at(page, "event-past")
    axe(page)


def test_an_editor_announces_an_event(editor: Page, axe: Axe) -> None:
    page = editor
    page.goto("/staff/events/new")
    look_at(page, "event-form-new")
    axe(page)
    page.get_by_label("Title (required)").first.fill("Nordisk temadag")
    page.get_by_label("First day").fill(in_weeks(10).isoformat())
    page.get_by_label("Begins").fill("09:00")
    page.get_by_role("button", name="Add a row to the programme").click()
    title = page.locator("#programme-0-title")
    expect(title).to_be_focused()
    title.fill("Inledning")
    page.get_by_role("button", name="Add a row to the programme").click()
    page.locator("#programme-1-title").fill("Kaffe")
    page.get_by_role("button", name="Move up: row 2").click()
    expect(page.locator("#programme-0-title")).to_have_value("Kaffe")
    look_at(page, "event-form-rows")
    page.get_by_label("Begins").fill("")
    page.get_by_label("Ends").first.fill("10:00")
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    look_at(page, "event-form-faulty")
    axe(page)
    page.get_by_label("Begins").fill("09:00")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nordisk temadag")
    look_at(page, "event-draft")
    axe(page)


def test_an_editor_sees_the_list_and_a_published_event(editor: Page, rooms: Session, axe: Axe) -> None:
    event = rich_event()
    make_draft()
    rooms.commit()
    editor.goto("/staff/events")
    look_at(editor, "staff-events")
    axe(editor)
    editor.goto(f"/staff/events/{event.id}")
    look_at(editor, "staff-event")
    axe(editor)
    editor.goto(f"/staff/events/{event.id}/edit")
    look_at(editor, "event-form")
    axe(editor)
    editor.goto(f"/staff/events/{event.id}/cancel")
    look_at(editor, "event-cancel")
    axe(editor)


def test_an_editor_sends_a_reminder_after_seeing_who_gets_it(editor: Page, rooms: Session, axe: Axe) -> None:
    if organisation.get().default_sender_id is None:
        senders.add("Exempelstad", "nyheter@example.org", "", actor_id=None)
    topic = make_topic(kind=TopicKind.SERIES)  # followed at once
    for language in ("sv", "da"):
        make_subscriber(topic, language=language)
    event = rich_event(topic_ids=(topic.id,))
    rooms.commit()
    editor.goto(f"/staff/events/{event.id}")
    look_at(editor, "staff-event-notices")
    axe(editor)
    editor.get_by_role("link", name="Who gets it, and send now").first.click()
    expect(editor.get_by_role("button", name="Send to 2 readers now")).to_be_visible()
    look_at(editor, "notice-send")
    axe(editor)
    editor.get_by_role("link", name="Look at it").first.click()
    frame = editor.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_contain_text("Barnets röst")
    look_at(editor, "notice-look")
    axe(editor)
    editor.go_back()
    editor.get_by_role("button", name="Send to 2 readers now").click()
    expect(editor.get_by_text("The notice is on its way.")).to_be_visible()
    look_at(editor, "notice-progress")
    axe(editor)
