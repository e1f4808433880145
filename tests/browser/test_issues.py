"""An editor writes an issue, looks at it, sends it; readers find it in the archive."""

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, FrameLocator, Page, Route, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from newsletter.accounts.models import Role
from newsletter.contacts.service import find, parse_address
from newsletter.core.clock import now
from newsletter.issues.content import BlockType
from newsletter.issues.models import Issue
from newsletter.outbox.models import Mailing
from newsletter.outbox.start import start_due
from newsletter.subscribers.models import SubscriptionState
from tests.newsletter.events.factories import make_event
from tests.newsletter.issues.factories import (
    block,
    make_follower,
    make_issue,
    make_newsletter,
    set_up_organisation,
    written,
)
from tests.support.browser import watched_page
from tests.support.live import LiveServer
from tests.support.staff import PASSWORD, make_staff

Axe = Callable[..., None]
EDITOR = "browser.issues@example.org"


@pytest.fixture(autouse=True)
def rooms(app: Flask, live_session: Session) -> Iterator[Session]:
    """Services on the live database: they need the application around them."""
    with app.app_context():
        set_up_organisation("sv", "en")
        if find(parse_address(EDITOR)) is None:
            make_staff(Role.EDITOR, email=EDITOR, name="Ida Holm")
        live_session.commit()
        yield live_session


def sign_in(page: Page) -> Page:
    page.goto("/staff/")
    page.get_by_label("E-mail address").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    return page


@pytest.fixture
def editor(page: Page) -> Page:
    return sign_in(page)


def composer(page: Page, issue: Issue) -> Page:
    page.goto(f"/staff/issues/{issue.id}?language=sv")
    return page


def preview(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[data-preview]")


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at", timeout=15_000)


def kinds(page: Page) -> list[str]:
    names: list[str] = page.locator("[data-blocks] > [data-block]").evaluate_all(
        "blocks => blocks.map(block => block.dataset.blockName)"
    )
    return names


def picture() -> bytes:
    drawn = Image.new("RGB", (900, 400), (11, 93, 107))
    ImageDraw.Draw(drawn).ellipse((300, 40, 620, 360), fill=(240, 200, 120))
    out = io.BytesIO()
    drawn.save(out, "JPEG")
    return out.getvalue()


def look_at(page: Page, name: str) -> None:
    """Leaves pictures where SCREENSHOTS says, for those who want to look."""
    folder = os.environ.get("SCREENSHOTS")
    if not folder:
        return
    for scheme in ("light", "dark"):
        for width in (1280, 390):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_an_issue_is_written_from_the_beginning_and_looks_right(
    editor: Page, axe: Axe, rooms: Session
) -> None:
    newsletter = make_newsletter(title="Brevet från början")
    make_event(topic_ids=(newsletter.id,))
    rooms.commit()
    editor.goto("/staff/issues")
    editor.get_by_role("link", name="New issue").first.click()
    editor.get_by_label("Newsletter").select_option(label="Brevet från början")
    editor.get_by_label("Working title").fill("Första numret")
    axe(editor)
    editor.get_by_role("button", name="Begin writing").click()

    editor.get_by_label("Subject").fill("Välkommen till det första numret")
    editor.get_by_label("Preview line").fill("En konferens och en rapport")
    end = editor.get_by_role("group", name="Add a block at the end")
    end.get_by_role("button", name="Text").click()
    expect(editor.get_by_role("textbox", name="Text")).to_be_focused()
    editor.keyboard.type("Hej! Här är det första numret.")
    end.get_by_role("button", name="Heading").click()
    editor.keyboard.type("På gång")
    end.get_by_role("button", name="Event").click()
    editor.locator("[data-blocks] select[name$='-event']").select_option(index=1)
    saved(editor)
    expect(preview(editor).get_by_role("heading", level=1)).to_have_text("Välkommen till det första numret")
    expect(preview(editor).get_by_text("Hej! Här är det första numret.")).to_be_visible()
    expect(preview(editor).get_by_role("heading", name="Barnets röst").first).to_be_visible()
    assert kinds(editor) == ["Text", "Heading", "Event"]
    look_at(editor, "composer")
    axe(editor)


def test_a_picture_is_uploaded_described_and_shown(editor: Page) -> None:
    composer(editor, make_issue(sv=written("Bild", block(BlockType.IMAGE, "pic"))))
    block_of_picture = editor.locator("#block-pic")
    block_of_picture.locator("input[type=file]").set_input_files(
        {"name": "sol.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    expect(block_of_picture.locator("img[data-upload-shown]")).to_be_visible()
    expect(editor.locator("#findings")).to_contain_text("Describe the picture", timeout=15_000)
    block_of_picture.get_by_label("Description for those who cannot see it").fill("En gul sol")
    expect(preview(editor).get_by_role("img", name="En gul sol")).to_be_visible(timeout=15_000)
    expect(editor.locator("#findings")).not_to_contain_text("Describe the picture")


def test_a_stored_picture_is_picked_without_leaving_the_page(editor: Page) -> None:
    composer(
        editor, make_issue(sv=written("Bild", block(BlockType.IMAGE, "one"), block(BlockType.IMAGE, "two")))
    )
    editor.locator("#block-one input[type=file]").set_input_files(
        {"name": "att-valja.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    saved(editor)
    editor.reload()
    second = editor.locator("#block-two")
    second.get_by_text("Choose a picture that is uploaded already").click()
    second.locator("button[data-pick]").first.click()
    expect(second.locator("img[data-upload-shown]")).to_be_visible()
    saved(editor)


def test_the_preview_shows_telephone_and_plain_text(editor: Page) -> None:
    composer(editor, make_issue())
    forms = editor.get_by_role("navigation", name="Form of the preview")
    forms.get_by_role("link", name="Telephone").click()
    expect(editor.locator("iframe[data-preview]")).to_have_js_property("clientWidth", 390)
    forms.get_by_role("link", name="Plain text").click()
    expect(preview(editor).locator("pre")).to_contain_text("Hej Kim!")


def test_an_event_is_found_by_its_words(editor: Page) -> None:
    make_event(texts={"sv": {"title": "Sällsynta kustfåglar", "lead": "En morgon.", "audience": "Alla."}})
    composer(editor, make_issue(sv=written("Nytt", block(BlockType.EVENT, "event"))))
    found = editor.locator("#block-event")
    found.get_by_text("Find another event").click()
    found.get_by_label("Words of its title or place").fill("kustfåglar")
    choices = found.locator("select option")
    expect(choices).to_have_count(1)
    expect(choices).to_contain_text("Sällsynta kustfåglar")


def test_two_editors_at_once_see_both_texts_and_lose_none(
    editor: Page, browser: Browser, live: LiveServer
) -> None:
    issue = make_issue()
    composer(editor, issue)
    with watched_page(browser, live.url) as other:
        composer(sign_in(other), issue)
        other.get_by_role("textbox", name="Text").fill("Den andras text")
        saved(other)
    editor.get_by_role("textbox", name="Text").fill("Min text")
    dialog = editor.get_by_role("dialog", name="Two people have changed this issue")
    expect(dialog).to_contain_text("Den andras text", timeout=15_000)
    expect(dialog).to_contain_text("Min text")
    expect(dialog).to_contain_text("Ida Holm")
    dialog.get_by_role("button", name="Keep my text").click()
    saved(editor)
    editor.reload()
    expect(editor.get_by_role("textbox", name="Text")).to_have_text("Min text")


def test_everything_works_without_scripts(page_without_scripts: Page) -> None:
    page = sign_in(page_without_scripts)
    composer(page, make_issue())
    page.get_by_label("Subject").fill("Utan skript")
    page.get_by_label("Text", exact=True).fill("Första stycket\n\nAndra stycket")
    page.get_by_role("group", name="Add a block at the end").get_by_role("button", name="Heading").click()
    assert kinds(page) == ["Text", "Heading"]
    page.locator("[name$='-text']").fill("Rubriken")
    page.get_by_role("button", name="Move Heading up").click()
    assert kinds(page) == ["Heading", "Text"]
    page.get_by_role("button", name="Remove Heading").click()
    assert kinds(page) == ["Text"]
    page.get_by_role("button", name="Undo", exact=True).first.click()
    assert kinds(page) == ["Heading", "Text"]
    expect(page.locator("[name$='-text']")).to_have_value("Rubriken")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The issue is saved.")).to_be_visible()
    expect(page.get_by_label("Subject")).to_have_value("Utan skript")
    expect(preview(page).get_by_text("Andra stycket")).to_be_visible()


def hurry(rooms: Session, issue: Issue) -> None:
    """Lets the regret window be over, at whatever hour the test runs."""
    rooms.execute(
        update(Mailing)
        .where(Mailing.kind == "issue", Mailing.subject_id == issue.id)
        .values(start_at=now(), hours_only=False)
    )
    rooms.commit()


def test_an_issue_is_sent_after_seeing_who_gets_it(editor: Page, axe: Axe, rooms: Session) -> None:
    set_up_organisation("sv", "en", regret_minutes=5)
    rooms.commit()
    newsletter = make_newsletter(title="Brevet som skickas")
    for number in range(3):
        make_follower(newsletter, f"sent{number}@example.org")
    make_follower(newsletter, "sent-left@example.org", state=SubscriptionState.ENDED)
    issue = make_issue(newsletter, slug="brevet-som-skickas", sv=written("Brevet som skickas"))
    composer(editor, issue)
    editor.get_by_role("button", name="Send …").click()
    expect(editor.get_by_role("button", name="Send to 3 readers")).to_be_visible()
    expect(editor.get_by_text("Left the newsletter", exact=True)).to_be_visible()
    look_at(editor, "send")
    axe(editor)

    editor.get_by_role("button", name="Send to 3 readers").click()
    expect(editor.locator("[data-error-summary]")).to_be_focused()
    editor.get_by_label("I have looked at this list").check()
    editor.get_by_label("Only in working hours").check()
    editor.get_by_role("button", name="Send to 3 readers").click()
    expect(editor.get_by_role("button", name="Take it back")).to_be_visible()
    expect(editor.get_by_text("It leaves in working hours only.")).to_be_visible()
    look_at(editor, "scheduled")

    hurry(rooms, issue)
    start_due()
    expect(editor.get_by_text("0 of 3")).to_be_visible(timeout=15_000)
    editor.get_by_role("button", name="Pause").click()
    expect(editor.get_by_role("button", name="Go on sending")).to_be_visible()
    editor.get_by_label("E-mail address").fill("sent-left@example.org")
    editor.get_by_role("button", name="Look it up").click()
    expect(editor.get_by_text("The person had left the newsletter.")).to_be_visible()
    look_at(editor, "sending")
    axe(editor)


def without_policy(route: Route) -> None:
    """axe is a script, which the policy of mails rightly forbids: for it alone the same page comes without."""
    answer = route.fetch()
    kept = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
    route.fulfill(response=answer, headers=kept)


def test_a_mail_in_the_browser_can_be_read_by_everybody(editor: Page, axe: Axe) -> None:
    event = make_event()
    every_kind = [
        block(
            BlockType.TEXT, html='<p>Hej! Läs <a href="https://example.org">rapporten om barns rätt</a>.</p>'
        ),
        block(BlockType.HEADING, text="På gång"),
        block(BlockType.EVENT, event=event.id),
        block(BlockType.BUTTON, text="Alla evenemang", url="https://example.org"),
        block(BlockType.DIVIDER),
    ]
    issue = make_issue(sv=written("Läs mig", *every_kind))
    editor.route("**/preview?*", without_policy)
    for view in ("desktop", "text"):
        editor.goto(f"/staff/issues/{issue.id}/preview?language=sv&view={view}")
        # Landmarks belong to the page around a mail, which mail programs bring themselves.
        axe(editor, without=("landmark-one-main", "region"))


def test_the_archive_can_be_read_by_everybody(page: Page, axe: Axe) -> None:
    page.goto("/archive")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look_at(page, "archive")
    axe(page)
