"""What composer.js adds to the form, with the gallery in the place of the service."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support import axe
from tests.support.browser import watched_page
from tests.support.gallery import gallery_app
from tests.support.serving import serving

PATH = "/staff/issues/composer"
SAVED = "Saved at 14:03"


@pytest.fixture
def gallery() -> Flask:
    return gallery_app()


@pytest.fixture
def page(browser: Browser, gallery: Flask) -> Iterator[Page]:
    with serving(gallery) as address, watched_page(browser, address) as page:
        page.goto(PATH)
        expect(page.get_by_role("toolbar", name="Formatting")).to_be_visible()
        yield page


def order(page: Page) -> list[str]:
    return page.locator("[data-block]").evaluate_all("blocks => blocks.map(block => block.dataset.blockName)")  # type: ignore[no-any-return]


def state(page: Page) -> Locator:
    return page.locator("[data-save-state]")


def spoken(page: Page) -> Locator:
    return page.locator("[data-live]")


def preview_address(page: Page, ending: str) -> str:
    return f"{page.evaluate('location.origin')}/staff/issues/preview{ending}"


def autosaved(app: Flask) -> list[dict[str, Any]]:
    saved: list[dict[str, Any]] = app.config.get("AUTOSAVED", [])
    return saved


def test_what_is_typed_is_saved_by_itself_with_its_revision(page: Page, gallery: Flask) -> None:
    page.get_by_label("Subject").fill("Spring letter")

    expect(state(page)).to_have_text(SAVED)
    assert autosaved(gallery)[0]["subject"] == ["Spring letter"]
    assert autosaved(gallery)[0]["do"] == ["autosave"]
    expect(page.locator("input[name=revision]")).to_have_value("2")


def test_a_block_is_moved_by_button_said_aloud_and_keeps_focus(page: Page, gallery: Flask) -> None:
    page.get_by_role("button", name="Move Heading down").click()

    assert order(page) == ["Text", "Heading", "Event"]
    expect(spoken(page)).to_have_text("Heading moved to place 2 of 3.")
    expect(page.get_by_role("button", name="Move Heading down")).to_be_focused()
    expect(state(page)).to_have_text(SAVED)
    assert autosaved(gallery)[0]["block"] == ["b1:text", "b0:heading", "b2:event"]


def test_at_the_end_of_the_list_the_button_keeps_focus_and_does_nothing(page: Page) -> None:
    button = page.get_by_role("button", name="Move Event up")
    button.press("Enter")
    button.press("Enter")
    button.press("Enter")

    assert order(page) == ["Event", "Heading", "Text"]
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-disabled", "true")


def test_a_block_is_dragged_by_its_handle(page: Page) -> None:
    page.locator('[data-block="b2"] [data-drag]').hover()
    page.mouse.down()
    box = page.locator('[data-block="b0"]').bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 10, steps=15)
    page.mouse.up()

    expect(page.locator("[data-block]").first).to_have_attribute("data-block", "b2")
    expect(spoken(page)).to_have_text("Event moved to place 1 of 3.")


def test_a_new_block_comes_after_the_one_whose_button_was_pressed(page: Page, gallery: Flask) -> None:
    first = page.locator('[data-block="b0"]')
    first.get_by_label("Add a block after Heading").click()
    first.get_by_role("button", name="Text", exact=True).click()

    assert order(page) == ["Heading", "Text", "Text", "Event"]
    expect(page.locator("[data-block]").nth(1).locator("[contenteditable]")).to_be_focused()
    page.keyboard.type("New words")
    expect(state(page)).to_have_text(SAVED)
    added = autosaved(gallery)[-1]["block"][1]
    assert added.endswith(":text")
    assert autosaved(gallery)[-1][f"{added.split(':')[0]}-html"] == ["<p>New words</p>"]


def test_a_removed_block_can_be_brought_back(page: Page) -> None:
    page.get_by_role("button", name="Remove Text").click()

    assert order(page) == ["Heading", "Event"]
    expect(page.locator('[data-block="b2"]')).to_be_focused()
    page.locator("[data-undo]").get_by_role("button", name="Undo").click()
    assert order(page) == ["Heading", "Text", "Event"]
    expect(page.locator('[data-block="b1"]')).to_be_focused()


def test_the_form_works_without_scripts(browser: Browser, gallery: Flask) -> None:
    with serving(gallery) as address, watched_page(browser, address, java_script_enabled=False) as page:
        page.goto(PATH)
        page.get_by_label("Text", exact=True).fill("Typed as plain text")
        page.get_by_role("button", name="Move Text up").click()

        posted = gallery.config["POSTED"]
    assert posted["do"] == ["up:b1"]
    assert posted["b1-html"] == ["Typed as plain text"]
    assert posted["block"] == ["b0:heading", "b1:text", "b2:event"]


def test_enter_in_a_field_saves(page: Page, gallery: Flask) -> None:
    page.get_by_label("Subject").press("Enter")
    page.wait_for_load_state()

    assert gallery.config["POSTED"]["do"] == ["save"]


def test_two_people_are_shown_both_texts_and_the_one_here_decides(page: Page, gallery: Flask) -> None:
    gallery.config["CONFLICT"] = True
    page.get_by_label("Subject").fill("Mine")
    dialog = page.get_by_role("dialog", name="Two people have changed this issue")

    expect(dialog).to_contain_text("Bo Exempel")
    expect(dialog).to_contain_text("What the colleague wrote.")
    expect(dialog.locator("[data-mine]")).to_contain_text("it is autumn")
    axe.check(page)
    dialog.get_by_role("button", name="Keep my text").click()

    expect(state(page)).to_have_text(SAVED)
    assert autosaved(gallery)[-1]["revision"] == ["99"]


def test_without_a_connection_nothing_is_lost_and_it_tries_again(page: Page, gallery: Flask) -> None:
    page.route("**/composer", lambda route: route.abort())
    page.get_by_label("Subject").fill("Offline")
    expect(state(page)).to_have_text("Could not save. Trying again in a moment.")

    page.unroute("**/composer")

    expect(state(page)).to_have_text(SAVED, timeout=9000)
    assert autosaved(gallery)[-1]["subject"] == ["Offline"]


def test_the_preview_follows_at_the_block_that_was_edited(page: Page) -> None:
    page.locator('[data-block="b0"]').get_by_label("Heading", exact=True).fill("Hello")
    expect(state(page)).to_have_text(SAVED)

    expect(page.locator("iframe")).to_have_attribute("src", preview_address(page, "?revision=2#block-b0"))


def test_on_a_narrow_screen_edit_and_preview_are_tabs(browser: Browser, gallery: Flask) -> None:
    narrow = {"width": 390, "height": 844}
    with serving(gallery) as address, watched_page(browser, address, viewport=narrow) as page:
        page.goto(PATH)
        expect(page.locator("iframe")).to_be_hidden()
        page.get_by_role("tab", name="Edit").press("ArrowRight")

        expect(page.get_by_role("tab", name="Preview")).to_be_focused()
        expect(page.get_by_role("tabpanel", name="Preview").locator("iframe")).to_be_visible()
        expect(page.get_by_label("Subject")).to_be_hidden()
        axe.check(page)
