"""Hearing of one event without registering, and telling for whom an event is meant: as visitors and editors do it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from newsletter.accounts.models import Role as StaffRole
from newsletter.contacts.models import Contact
from newsletter.contacts.service import find, parse_address
from newsletter.core import tokens
from newsletter.core.clock import now
from newsletter.core.tokens import sign
from newsletter.events.models import Event
from newsletter.organisation import senders
from newsletter.registrations import marks
from newsletter.registrations.models import MarkKind
from newsletter.subscribers import profiles
from newsletter.subscribers.models import Role, Topic
from newsletter.subscribers.profiles import Told
from tests.browser.conftest import KEY
from tests.browser.test_events import look_at
from tests.newsletter.events.factories import WITH_DEADLINE, make_event
from tests.newsletter.subscribers.factories import mailed, make_contact, make_subscriber, make_topic
from tests.support.staff import PASSWORD, make_staff

Axe = Callable[..., None]
EDITOR = "browser.marks@example.org"


@pytest.fixture
def rooms(app: Flask, live_session: Session) -> Iterator[Session]:
    """Services on the live database; links are signed as the live service does."""
    tokens.configure(KEY.split())
    with app.app_context():
        if senders.everyone() == []:
            senders.add("Nätverket", "nyheter@example.org", "", actor_id=None)
        live_session.commit()
        yield live_session
    tokens.configure([key.get_secret_value() for key in app.config["SETTINGS"].secret_key])


@pytest.fixture
def topic(rooms: Session) -> Topic:
    return make_topic()


@pytest.fixture
def event(rooms: Session, topic: Topic) -> Event:
    day = (now() + timedelta(weeks=8)).date()
    dates = {"starts_on": day, "ends_on": day, "deadline_on": day - timedelta(days=7)}
    made = make_event(**WITH_DEADLINE | dates, topic_ids=(topic.id,))
    rooms.commit()
    return made


def mark_of(session: Session, contact: Contact, event: Event) -> MarkKind | None:
    session.rollback()
    return marks.of(contact.id, event.id)


def preferences_of(contact: Contact) -> str:
    return f"/preferences/{sign('preferences', contact.id, contact.token_version)}"


def test_a_visitor_asks_to_be_kept_informed_changes_it_and_takes_it_back(
    page: Page, event: Event, rooms: Session, axe: Axe
) -> None:
    page.goto(f"/events/{event.slug}?lang=en")
    axe(page)
    look_at(page, "event-keeps-informed")
    page.get_by_role("link", name="If anything changes").click()
    expect(page.get_by_text("when few places are left")).to_be_visible()
    axe(page)
    look_at(page, "ask")
    page.get_by_label("Only the material afterwards").check()
    expect(page.get_by_text("when few places are left")).to_be_hidden()
    page.get_by_label("E-mail address").fill("nobody")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_label("Only the material afterwards")).to_be_checked()
    axe(page)
    look_at(page, "ask-mistaken")
    page.get_by_label("E-mail address").fill(f"asks{event.id}@example.org")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your inbox")
    axe(page)
    look_at(page, "ask-check-inbox")

    rooms.rollback()
    _contact_id, values = mailed("mark_confirmation")[-1]
    page.goto("/confirm/" + values["confirm_url"].rpartition("/")[2])
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm what you asked for")
    axe(page)
    look_at(page, "ask-confirm")
    page.get_by_role("button", name="Yes, write to me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, we will write to you")
    axe(page)
    look_at(page, "ask-confirmed")
    rooms.rollback()
    contact = find(parse_address(f"asks{event.id}@example.org"))
    assert contact is not None
    assert mark_of(rooms, contact, event) is MarkKind.MATERIALS_ONLY

    page.get_by_role("link", name="See what I get").click()
    axe(page)
    look_at(page, "preferences-of-who-asked")
    page.get_by_role("link", name="Change or take back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You get the material")
    axe(page)
    look_at(page, "mark")
    page.get_by_role("button", name="Yes, keep me informed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are interested")
    assert mark_of(rooms, contact, event) is MarkKind.INTERESTED
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Interested in this event?")
    axe(page)
    assert mark_of(rooms, contact, event) is None


def test_it_works_without_scripts(page_without_scripts: Page, event: Event, rooms: Session) -> None:
    page = page_without_scripts
    page.goto(f"/events/{event.slug}/interested?lang=en")
    page.get_by_label("E-mail address").fill(f"plain{event.id}@example.org")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your inbox")


def test_a_subscriber_tells_region_and_role_and_takes_them_back(
    page: Page, topic: Topic, rooms: Session, axe: Axe
) -> None:
    contact = make_subscriber(topic, language="en")
    page.goto(preferences_of(contact))
    expect(page.get_by_text("It is up to you")).to_be_visible()
    page.get_by_label("Region (optional)").select_option(label="Dalarnas län")
    page.get_by_label("Municipality (optional)").fill("Mora")
    page.get_by_label("Manager").check()
    axe(page)
    look_at(page, "preferences-about-you")
    page.get_by_role("button", name="Save my choices").click()
    expect(page.get_by_text("Your choices are saved.")).to_be_visible()
    expect(page.get_by_label("Region (optional)")).to_have_value("SE-W")
    rooms.rollback()
    assert profiles.of(contact.id) == Told("SE-W", "Mora", (Role.MANAGER,))
    page.get_by_label("Region (optional)").select_option("")
    page.get_by_label("Municipality (optional)").fill("")
    page.get_by_label("Manager").uncheck()
    page.get_by_role("button", name="Save my choices").click()
    expect(page.get_by_text("Your choices are saved.")).to_be_visible()
    rooms.rollback()
    assert not profiles.of(contact.id)


@pytest.fixture
def editor(page: Page, rooms: Session) -> Page:
    if find(parse_address(EDITOR)) is None:
        make_staff(StaffRole.EDITOR, email=EDITOR, name="Ida Holm")
    page.goto("/staff/?lang=en")
    page.get_by_label("E-mail address").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    return page


def test_an_editor_says_for_whom_it_is_and_sees_who_is_left_out(
    editor: Page, event: Event, topic: Topic, rooms: Session, axe: Axe
) -> None:
    elsewhere = make_subscriber(topic)
    profiles.tell(elsewhere.id, Told("SE-M"))
    marks.put(make_contact().id, event.id, MarkKind.INTERESTED)
    rooms.commit()
    page = editor
    page.goto(f"/staff/events/{event.id}/edit")
    quiet = page.get_by_text("Tell only some of the followers")
    expect(page.get_by_label("Those in certain regions")).to_be_hidden()
    quiet.click()
    page.get_by_label("Those in certain regions").check()
    expect(page.get_by_label("Municipalities", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("link", name="Choose at least one region.")).to_be_visible()
    axe(page)
    page.get_by_label("Dalarnas län").check()
    page.get_by_label("Manager").check()
    look_at(page, "event-form-target-group")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Interested: 1")).to_be_visible()
    axe(page)
    look_at(page, "staff-event-marks")
    page.get_by_role("link", name="Who gets what, and why").click()
    page.get_by_label("E-mail address").fill(elsewhere.address)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Skåne län")).to_be_visible()
    expect(
        page.get_by_text("Outside the target group, by what they told of themselves").first
    ).to_be_visible()
    axe(page)
    look_at(page, "who-outside")
