"""An admin sets the service up, as a person does it."""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from newsletter.accounts.models import Role
from newsletter.contacts.service import find, parse_address
from tests.support.staff import PASSWORD, make_staff

Axe = Callable[..., None]
ADMIN = "browser.admin@example.org"


@pytest.fixture
def admin(page: Page, live_session: Session) -> Page:
    """A page on which an admin has just signed in through the form."""
    if find(parse_address(ADMIN)) is None:
        make_staff(Role.ADMIN, email=ADMIN, name="Ida Holm")
    page.goto("/staff/")
    page.get_by_label("E-mail address").fill(ADMIN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    return page


def logo() -> bytes:
    picture = Image.new("RGBA", (360, 90), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rounded_rectangle((4, 4, 356, 86), 20, fill=(11, 93, 107, 255))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def look_at(page: Page, name: str) -> None:
    """Leaves a picture where SCREENSHOTS says, for those who want to look."""
    if folder := os.environ.get("SCREENSHOTS"):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def test_the_door_says_what_is_wrong_and_can_be_used_by_everybody(page: Page, axe: Axe) -> None:
    page.goto("/staff/account")
    look_at(page, "sign-in")
    axe(page)
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_label("Password").fill("wrong password here")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title(re.compile("^Error: Sign in – "))
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.get_by_label("E-mail address")).to_have_value("nobody@example.org")
    look_at(page, "sign-in-refused")
    axe(page)
    page.get_by_role("link", name="I have forgotten my password").click()
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your inbox")
    page.goto("/staff/password/worn")
    expect(page.get_by_role("heading", level=1)).to_have_text("This link is no longer good")
    axe(page)


def test_an_admin_sets_up_the_organisation(admin: Page, axe: Axe) -> None:
    look_at(admin, "overview")
    axe(admin)
    admin.get_by_role("link", name="Organisation").click()
    admin.get_by_label("Postal address").fill("Box 1234\n111 22 Exempelstad")
    admin.get_by_label("Colour").fill("#b3261e")
    look_at(admin, "settings")
    admin.get_by_role("button", name="Try the colour").click()
    expect(admin.get_by_text("It is not saved yet")).to_be_visible()
    expect(admin.get_by_label("Postal address")).to_have_value("Box 1234\n111 22 Exempelstad")
    look_at(admin, "settings-tried")
    axe(admin)
    admin.get_by_role("button", name="Save the settings").click()
    expect(admin.get_by_text("The settings are saved.")).to_be_visible()
    admin.get_by_label("Colour").fill("red")
    admin.get_by_role("button", name="Save the settings").click()
    expect(admin.locator("[data-error-summary]")).to_be_focused()
    look_at(admin, "settings-refused")
    axe(admin)


def test_an_admin_adds_a_sender_and_a_logo(admin: Page, axe: Axe) -> None:
    admin.goto("/staff/organisation/senders/new")
    axe(admin)
    admin.get_by_label("Name that readers see").fill("Nyheter")
    admin.get_by_label("E-mail address").fill("nyheter@example.org")
    look_at(admin, "sender")
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_text("The sender is saved.")).to_be_visible()
    admin.get_by_role("link", name="Change the logo").click()
    admin.get_by_label("Picture").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": logo()}
    )
    admin.get_by_role("button", name="Save the logo").click()
    expect(admin.get_by_text("The logo is saved.")).to_be_visible()
    look_at(admin, "settings-with-logo")
    admin.goto("/staff/organisation/logo")
    look_at(admin, "logo")
    axe(admin)
    admin.get_by_role("button", name="Remove the logo").click()
    expect(admin.get_by_text("The logo is removed")).to_be_visible()


def test_of_two_windows_the_second_shows_both_versions(admin: Page, axe: Axe) -> None:
    admin.goto("/staff/organisation")
    other = admin.context.new_page()
    other.goto("/staff/organisation")
    other.get_by_label("Website").fill("www.example.org")
    other.get_by_role("button", name="Save the settings").click()
    expect(other.get_by_text("The settings are saved.")).to_be_visible()
    admin.get_by_label("Website").fill("https://other.example.org")
    admin.get_by_role("button", name="Save the settings").click()
    expect(admin.get_by_role("row", name="Website")).to_contain_text("https://www.example.org")
    expect(admin.get_by_label("Website")).to_have_value("https://other.example.org")
    look_at(admin, "settings-conflict")
    axe(admin)
    admin.get_by_role("button", name="Save the settings").click()
    expect(admin.get_by_text("The settings are saved.")).to_be_visible()


def test_an_admin_looks_after_staff(admin: Page, live_session: Session, axe: Axe) -> None:
    make_staff(name="Bo Ek")
    admin.get_by_role("link", name="Staff", exact=True).click()
    look_at(admin, "people")
    axe(admin)
    admin.get_by_role("link", name="Invite somebody").click()
    admin.get_by_role("button", name="Send the invitation").click()
    expect(admin.locator("[data-error-summary]")).to_be_focused()
    look_at(admin, "invite-refused")
    axe(admin)
    admin.goto("/staff/people")
    admin.get_by_role("link", name="Bo Ek").last.click()
    look_at(admin, "person")
    axe(admin)
    admin.get_by_role("button", name="Take the access away").click()
    expect(admin.get_by_text("The person cannot sign in any more.")).to_be_visible()


def test_everybody_looks_after_their_own_account(admin: Page, axe: Axe) -> None:
    admin.goto("/staff/account")
    look_at(admin, "account")
    admin.get_by_role("button", name="Change the password").click()
    expect(admin.locator("[data-error-summary]")).to_be_focused()
    axe(admin)
    admin.get_by_role("button", name="Sign out").click()
    expect(admin.get_by_text("You are signed out.")).to_be_visible()
    admin.goto("/staff/account")
    expect(admin.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_pictures_are_uploaded_and_listed(admin: Page, axe: Axe) -> None:
    admin.goto("/staff/media")
    admin.get_by_label("Picture").set_input_files(
        {"name": "Lekplats.png", "mimeType": "image/png", "buffer": logo()}
    )
    admin.get_by_role("button", name="Upload the picture").click()
    expect(admin.get_by_text("The picture is uploaded.")).to_be_visible()
    look_at(admin, "pictures")
    admin.get_by_label("Picture").set_input_files(
        {"name": "a.svg", "mimeType": "image/svg+xml", "buffer": b"<svg></svg>"}
    )
    admin.get_by_role("button", name="Upload the picture").click()
    expect(admin.locator("[data-error-summary]")).to_contain_text("PNG")
    axe(admin)


def test_everything_works_without_scripts(page_without_scripts: Page, live_session: Session) -> None:
    page = page_without_scripts
    make_staff(Role.ADMIN, email="no.scripts@example.org") if find(
        parse_address("no.scripts@example.org")
    ) is None else None
    page.goto("/staff/organisation")
    page.get_by_label("E-mail address").fill("no.scripts@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
