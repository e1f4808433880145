"""Every macro in a browser: accessible, without scripts too, in any colour; and the watch itself notices what it must."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.support import axe
from tests.support.browser import watched_page
from tests.support.gallery import gallery_app
from tests.support.serving import serving

PAGES = (
    "/",
    "/staff/",
    "/bare/token",
    "/staff/issues/composer",
    "/events",
    "/error/404",
)


@pytest.fixture(scope="module")
def gallery() -> Flask:
    return gallery_app()


@pytest.fixture(scope="module")
def address(gallery: Flask) -> Iterator[str]:
    with serving(gallery) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with watched_page(browser, address) as page:
        yield page


@pytest.mark.parametrize("path", PAGES)
def test_every_macro_is_accessible(page: Page, path: str) -> None:
    page.goto(path)

    axe.check(page)


def test_the_preview_of_a_mail_is_accessible_at_its_own_address(browser: Browser, address: str) -> None:
    axe.check_mail(browser, f"{address}/staff/issues/preview")


@pytest.mark.parametrize("accent", ["#ffd200", "#ff0000", "#ffffff", "#000000", "#00ff88"])
def test_no_accent_colour_makes_a_page_hard_to_read(browser: Browser, accent: str) -> None:
    with serving(gallery_app(accent)) as address, watched_page(browser, address) as page:
        page.goto("/")
        axe.check(page)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_a_narrow_phone(browser: Browser, address: str, path: str) -> None:
    with watched_page(browser, address, viewport={"width": 320, "height": 700}) as page:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_refused_form_moves_focus_to_the_summary_and_on_to_the_field(page: Page) -> None:
    page.goto("/")

    page.get_by_role("button", name="Subscribe").click()

    expect(page).to_have_title("Error: Gallery – Nätverket för barns hälsa")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    axe.check(page)
    page.get_by_role("link", name="Enter your password").click()
    expect(page.get_by_label("Password")).to_be_focused()


def test_the_first_tab_leads_past_the_menu(page: Page) -> None:
    page.goto("/staff/")

    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="Go to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Go to the content")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_dialog_opens_over_the_page_and_gives_focus_back(page: Page) -> None:
    page.goto("/")
    opener = page.get_by_role("button", name="Stop", exact=True)

    opener.click()
    expect(page.get_by_role("dialog", name="Stop this mailing?")).to_be_visible()
    axe.check(page)
    page.keyboard.press("Escape")

    expect(opener).to_be_focused()


def test_the_language_can_be_changed_without_scripts(browser: Browser, address: str) -> None:
    with watched_page(browser, address, java_script_enabled=False) as page:
        page.goto("/events")
        page.get_by_role("link", name="Suomi").click()
        expect(page.locator("html")).to_have_attribute("lang", "fi")


def test_a_form_is_sent_once_however_often_the_button_is_pressed(page: Page, gallery: Flask) -> None:
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.goto("/")

    page.get_by_role("button", name="Subscribe").dblclick()
    expect(page.locator("[data-error-summary]")).to_be_visible()

    assert len(posts) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        "new Image().src = 'https://tracker.example.org/dot.gif'",
        "document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">inline</p>')",
        "console.error('something failed')",
        "setTimeout(() => { throw new Error('lost') })",
        "new Image().src = '/no-such-picture.png'",
    ],
)
def test_the_watch_notices_what_no_page_may_do(browser: Browser, address: str, wrong: str) -> None:
    def misbehave() -> None:
        with watched_page(browser, address) as page:
            page.goto("/events")
            page.evaluate(wrong)
            page.wait_for_timeout(300)

    with pytest.raises(AssertionError, match="what no page may do"):
        misbehave()


def test_axe_notices_an_inaccessible_page(page: Page) -> None:
    page.goto("/events")
    page.evaluate("document.querySelector('main').innerHTML = '<img src=\"/static/manifest.json\"><input>'")

    found = {violation.rule for violation in axe.violations(page)}

    assert {"image-alt", "label", "page-has-heading-one"} <= found
