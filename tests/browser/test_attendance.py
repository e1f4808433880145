"""The list for the door, as it is used on a tablet."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from newsletter.accounts.models import Role
from newsletter.contacts.service import find, parse_address
from newsletter.core.clock import now
from newsletter.events.models import Event
from newsletter.registrations.models import RegistrationState
from tests.newsletter.notices.people import register
from tests.newsletter.registrations.support import make_open_event
from tests.support.browser import look_at
from tests.support.staff import PASSWORD, make_staff

EDITOR = "browser.attendance@example.org"


@pytest.fixture
def event(app: Flask, live_session: Session) -> Iterator[Event]:
    with app.app_context():
        day = now().date()
        made = make_open_event(starts_on=day, starts_at=None, ends_on=day, ends_at=None, deadline_on=day)
        for name in ("Ada Ek", "Bo Lund", "Cy Holm"):
            register(made, RegistrationState.CONFIRMED, name=name, affiliation="Almvika")
        if find(parse_address(EDITOR)) is None:
            make_staff(Role.EDITOR, email=EDITOR, name="Ida Holm")
        live_session.commit()
        yield made


def test_people_are_found_while_typing_ticked_and_saved(
    page: Page, event: Event, axe: Callable[..., None]
) -> None:
    page.goto("/staff/?lang=en")
    page.get_by_label("E-mail address").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"/staff/events/{event.id}/attendance")
    axe(page)
    look_at(page, "attendance")
    page.get_by_label("Find by name").fill("bo alm")
    expect(page.get_by_label("Ada Ek")).to_be_hidden()
    page.get_by_label("Bo Lund").check()
    page.get_by_label("Find by name").fill("")
    expect(page.get_by_label("Ada Ek")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("Bo Lund")).to_be_checked()
    expect(page.get_by_label("Ada Ek")).not_to_be_checked()
    page.get_by_role("link", name="Take in a file from the meeting").click()
    axe(page)
    look_at(page, "attendance-file")
