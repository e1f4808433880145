"""Every mail in a real browser: axe in light and dark, and no sideways scrolling on a small phone."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route

from newsletter.rendering.freeze import freeze
from newsletter.rendering.letter import Letter
from newsletter.rendering.reading import read_copy
from tests.email.letters import LETTERS, VALUES, copy, deadline_notice
from tests.email.samples import BASE_URL, LOOK, SEMINAR
from tests.support import axe

# A mail is an article inside the mail program's page, which has the landmarks.
NOT_FOR_MAILS = ("region", "landmark-one-main")
SMALLEST_PHONE = 320
# Made of the same pieces as one that is looked at; a browser takes seconds for each.
ALIKE = {
    "notices-new-without-date",
    "notices-new-round",
    "notices-date-set",
    "notices-opens",
    "notices-extended",
    "notices-deadline-of-round",
    "notices-practical-hybrid-on-site",
    "notices-reminder-earlier",
    "notices-changed-waiting",
    "notices-changed-to-online",
    "notices-changed-link",
    "notices-postponed-followers",
    "notices-cancelled-waiting",
    "notices-material-followers",
    "notices-evaluation-nudge",
    "notices-digest-of-one",
}
LONG_WORD = "Kommunalförbundssamverkansgruppsmötesanteckningar" * 3


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page to which our own pictures are served, and nothing else."""
    opened = browser.new_page(viewport={"width": SMALLEST_PHONE, "height": 800})
    asked: list[str] = []

    def serve(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=_picture(), content_type="image/png")

    opened.route("**/*", serve)
    yield opened
    opened.close()
    assert [url for url in asked if not url.startswith(f"{BASE_URL}/media/")] == []


def _picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (1056, 594), "#77aa99").save(drawn, "PNG")
    return drawn.getvalue()


def show(page: Page, letter: Letter) -> None:
    page.set_content(read_copy(freeze(letter, LOOK).merge(VALUES)).html)


@pytest.mark.parametrize("name", [name for name in LETTERS if name not in ALIKE])
def test_axe_finds_nothing_and_nothing_sticks_out(name: str, page: Page) -> None:
    page.set_content(read_copy(copy(name, "sv")).html)
    assert page.evaluate("document.documentElement.scrollWidth") == SMALLEST_PHONE
    axe.check(page, without=NOT_FOR_MAILS)


def test_a_word_of_150_letters_is_broken_rather_than_cut_off(page: Page) -> None:
    notice = deadline_notice("sv")
    card = replace(SEMINAR, title=LONG_WORD, place=LONG_WORD)
    show(page, replace(notice, context=notice.context | {"card": card, "title": LONG_WORD}))
    assert page.evaluate("document.documentElement.scrollWidth") == SMALLEST_PHONE
