"""Starting from an announcement, as an editor does it."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from newsletter.accounts.models import Role
from newsletter.contacts.service import find, parse_address
from newsletter.core.clock import now
from newsletter.core.languages import format_date
from tests.newsletter.events.handed_in import MEETING, NEWS, SV, WALK, ics
from tests.support.staff import PASSWORD, make_staff

Axe = Callable[..., None]
EDITOR = "browser.announcements@example.org"


@pytest.fixture
def rooms(app: Flask, live_session: Session) -> Iterator[Session]:
    with app.app_context():
        if find(parse_address(EDITOR)) is None:
            make_staff(Role.EDITOR, email=EDITOR, name="Ida Holm")
        yield live_session


def sign_in(page: Page) -> None:
    page.goto("/staff/")
    page.get_by_label("E-mail address").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def look_at(page: Page, name: str) -> None:
    """Leaves pictures where SCREENSHOTS says, for those who want to look."""
    if folder := os.environ.get("SCREENSHOTS"):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def announcement() -> str:
    """A day of next spring without its year, so that one is assumed."""
    day = (now() + timedelta(weeks=12)).date()
    short = format_date(day, "sv").rsplit(" ", 1)[0]
    due = format_date(day - timedelta(weeks=2), "sv").split(" ", 1)[1]
    return SV.replace("onsdag 5 maj 2027", short).replace("14 april", due)


def test_an_editor_makes_a_draft_from_a_pasted_announcement(rooms: Session, page: Page, axe: Axe) -> None:
    sign_in(page)
    page.goto("/staff/events")
    page.get_by_role("link", name="Start from an announcement").click()
    look_at(page, "read")
    axe(page)
    page.get_by_label("Text of the announcement").fill(announcement())
    page.get_by_role("button", name="Read the text").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Event from an announcement")
    expect(page.get_by_label("Title", exact=False).first).to_have_value("Läsglädje i förskolan")
    look_at(page, "read-form")
    axe(page)
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_role("group", name="Please correct this to continue")).to_be_focused()
    page.get_by_label("I have checked when it takes place").check()
    page.get_by_label("I have checked the last day to register").check()
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("The event is saved as a draft.")).to_be_visible()
    expect(page.get_by_text("Only staff can see this event")).to_be_visible()


def test_without_scripts_a_calendar_file_and_other_texts_are_handed_in_as_well(
    rooms: Session, page_without_scripts: Page
) -> None:
    page = page_without_scripts
    sign_in(page)
    page.goto("/staff/events/read")
    raw = ics(MEETING, WALK).encode()
    page.get_by_label("File").set_input_files({"name": "a.ics", "mimeType": "text/calendar", "buffer": raw})
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which event?")
    page.get_by_role("link", name="Choose Vandring").click()
    expect(page.get_by_text("This event repeats.")).to_be_visible()
    page.goto("/staff/events/read")
    page.get_by_label("Address of the page").fill("http://127.0.0.1/")
    page.keyboard.press("Enter")
    expect(page.get_by_text("not on the public internet").first).to_be_visible()


def test_the_smaller_pages_are_accessible(rooms: Session, page: Page, axe: Axe) -> None:
    sign_in(page)
    page.goto("/staff/events/read")
    page.get_by_label("Text of the announcement").fill(NEWS)
    page.get_by_role("button", name="Read the text").click()
    expect(page.get_by_role("link", name="Fill in the form anyway")).to_be_visible()
    look_at(page, "read-nothing")
    axe(page)
    page.goto("/staff/events/read")
    raw = ics(MEETING, WALK).encode()
    page.get_by_label("File").set_input_files({"name": "a.ics", "mimeType": "text/calendar", "buffer": raw})
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which event?")
    look_at(page, "read-choice")
    axe(page)
