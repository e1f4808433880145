"""Somebody who tries the service out reads the mail that it caught."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete
from sqlalchemy.orm import Session

from newsletter.mailbox.models import CaughtMail
from tests.newsletter.mailbox.factories import PLAIN, caught
from tests.support.live import LiveServer

Axe = Callable[..., None]


def message(link: str) -> bytes:
    html = (
        '<!DOCTYPE html><html lang="sv"><head><title>x</title></head><body style="background:#fff">'
        f'<h1>Hej Åsa</h1><p>Sista dagen är snart.</p><p><a href="{link}">Bekräfta</a></p>'
        "</body></html>"
    )
    return (
        PLAIN.decode() + "Message-ID: <1@example.org>\r\n"
        "List-Unsubscribe: <https://news.example.org/unsubscribe/abcdefghijklmnopqrstuvwxyz0123456789>\r\n"
        "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHej Åsa\r\n\r\nBekräfta: {link}\r\n"
        f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--b--\r\n"
    ).encode()


@pytest.fixture
def mailbox(page: Page, live: LiveServer, live_session: Session) -> Iterator[Page]:
    for number in range(60):
        caught(message(f"{live.url}/mailbox?to=confirmed"), to=(f"person{number:02}@example.org",))
    live_session.commit()
    page.goto("/mailbox?lang=en")
    yield page
    live_session.execute(delete(CaughtMail))
    live_session.commit()


def look_at(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"mailbox-{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def test_a_message_is_found_read_in_every_form_and_its_link_followed(mailbox: Page, axe: Axe) -> None:
    page = mailbox
    look_at(page, "list")
    axe(page)
    page.get_by_label("Mail to").fill("person07")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="Sista dagen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sista dagen för anmälan")
    look_at(page, "designed")
    axe(page)
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("link", name="Bekräfta").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Mailbox")
    opened.value.close()
    for form in ("Plain text", "Source"):
        page.get_by_role("link", name=form).click()
        look_at(page, form.replace(" ", "-").lower())
        axe(page)


def test_the_pages_of_the_list_can_be_turned(mailbox: Page) -> None:
    expect(mailbox.get_by_text("person59@")).to_be_visible()
    mailbox.get_by_role("link", name="Next").click()
    expect(mailbox.get_by_text("person00@")).to_be_visible()
