"""The editor in the place of a textarea: clean markup out, whatever goes in."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support import axe
from tests.support.browser import watched_page
from tests.support.gallery import gallery_app
from tests.support.serving import serving

WORD = """<html><head><style>p.MsoNormal{margin:0}</style></head><body><p class="MsoNormal" style="color:red">
<b style="mso-bidi-font-weight:normal">Bold</b> <span lang="SV"><i>slanted</i></span> <o:p></o:p></p>
<h1 style="x">Title</h1><p><a href="https://example.org/a" onclick="x()" target="_blank">a page</a>
<img src="data:image/png;base64,AAAA"><a href="javascript:alert(1)">bad</a></p>
<table><tr><td>cell</td></tr></table></body></html>"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(gallery_app()) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with watched_page(browser, address) as page:
        page.goto("/")
        yield page


@pytest.fixture
def editor(page: Page) -> Locator:
    expect(page.get_by_role("toolbar", name="Formatting")).to_be_visible()
    editor = page.get_by_role("textbox", name="Description")
    editor.click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("Delete")
    return editor


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("toolbar", name="Formatting").get_by_role("button", name=name, exact=True)


def html(page: Page) -> str:
    return page.locator("textarea[name=text]").input_value()


def test_the_editor_takes_over_the_name_and_the_place_of_the_textarea(page: Page, editor: Locator) -> None:
    expect(editor).to_have_attribute("id", "text")
    expect(editor).to_have_attribute("aria-multiline", "true")
    expect(page.locator("textarea[name=text]")).to_be_hidden()


def test_a_click_on_the_label_leads_into_the_editor(page: Page, editor: Locator) -> None:
    page.get_by_label("Name", exact=True).focus()
    page.locator("#text-label").click()

    expect(editor).to_be_focused()


def test_formats_are_pressed_and_said_to_be_pressed(page: Page, editor: Locator) -> None:
    tool(page, "Bold").click()
    page.keyboard.type("strong")
    expect(tool(page, "Bold")).to_have_attribute("aria-pressed", "true")
    tool(page, "Bold").click()
    page.keyboard.type(" plain")

    expect(tool(page, "Bold")).to_have_attribute("aria-pressed", "false")
    assert html(page) == "<p><strong>strong</strong> plain</p>"


def test_lists_and_headings_come_out_as_plain_elements(page: Page, editor: Locator) -> None:
    tool(page, "Heading").click()
    page.keyboard.type("Title")
    page.keyboard.press("Enter")
    tool(page, "Bulleted list").click()
    page.keyboard.type("One")
    page.keyboard.press("Enter")
    page.keyboard.type("Two")

    assert html(page) == "<h3>Title</h3><ul><li><p>One</p></li><li><p>Two</p></li></ul>"


def test_tab_leaves_the_editor_even_inside_a_list(page: Page, editor: Locator) -> None:
    tool(page, "Bulleted list").click()
    page.keyboard.type("One")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.get_by_label("Picture")).to_be_focused()


def test_the_toolbar_is_one_stop_and_arrows_move_inside_it(page: Page, editor: Locator) -> None:
    page.keyboard.press("Shift+Tab")
    expect(tool(page, "Bold")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tool(page, "Italic")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(tool(page, "Bold")).to_be_focused()
    page.keyboard.press("Tab")
    expect(editor).to_be_focused()


def test_a_link_is_asked_for_in_a_dialog_and_completed(page: Page, editor: Locator) -> None:
    page.keyboard.type("Read")
    page.keyboard.press("ControlOrMeta+A")
    tool(page, "Link").click()
    dialog = page.get_by_role("dialog", name="Link")
    axe.check(page)
    dialog.get_by_role("textbox").fill("example.org/a")
    page.keyboard.press("Enter")

    assert html(page) == '<p><a href="https://example.org/a">Read</a></p>'


def test_an_address_that_is_no_link_is_refused_in_the_dialog(page: Page, editor: Locator) -> None:
    tool(page, "Link").click()
    dialog = page.get_by_role("dialog", name="Link")
    dialog.get_by_role("textbox").fill("javascript:alert(1)")
    dialog.get_by_role("button", name="Use this address").click()

    expect(dialog.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    expect(dialog).to_contain_text("Write the whole address")
    page.keyboard.press("Escape")


def test_merge_fields_are_put_in_by_button(page: Page, editor: Locator) -> None:
    page.keyboard.type("Hello ")
    tool(page, "Name").click()
    tool(page, "Preferences").click()

    assert html(page) == '<p>Hello {name|reader}<a href="{preferences_url}">Change what you get</a></p>'


def test_what_is_pasted_from_a_word_processor_keeps_its_meaning_only(page: Page, editor: Locator) -> None:
    page.evaluate(
        """html => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.getElementById("text").dispatchEvent(paste);
        }""",
        WORD,
    )

    pasted = html(page)
    assert "<strong>Bold</strong>" in pasted
    assert "<em>slanted</em>" in pasted
    assert "<h3>Title</h3>" in pasted
    assert '<a href="https://example.org/a">a page</a>' in pasted
    assert not [
        word
        for word in ("Mso", "style", "img", "data:", "javascript", "onclick", "span", "target")
        if word in pasted
    ]
