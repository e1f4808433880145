"""A subscriber chooses how often; an editor looks at the next digests."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from newsletter.accounts.models import Role
from newsletter.contacts.models import Contact
from newsletter.contacts.service import find, parse_address
from newsletter.core import tokens
from newsletter.core.database import session
from newsletter.core.tokens import sign
from newsletter.subscribers.models import Topic, TopicKind
from tests.browser.conftest import KEY
from tests.newsletter.subscribers.factories import make_subscriber, make_topic
from tests.support.browser import look_at
from tests.support.staff import PASSWORD, make_staff

Axe = Callable[..., None]
EDITOR = "browser.digests@example.org"


@pytest.fixture
def reader(app: Flask, live_session: Session) -> Iterator[Contact]:
    """Follows a theme, a project and a newsletter."""
    tokens.configure(KEY.split())  # links are signed as the live service does
    with app.app_context():
        followed = [_topic(kind) for kind in (TopicKind.THEME, TopicKind.PROJECT, TopicKind.NEWSLETTER)]
        yield make_subscriber(*followed, language="en")
    tokens.configure([key.get_secret_value() for key in app.config["SETTINGS"].secret_key])


def _topic(kind: TopicKind) -> Topic:
    """What one test made stays for the next."""
    found = session.scalar(select(Topic).where(Topic.slug == f"often-{kind}"))
    return found or make_topic(f"often-{kind}", kind)


def test_a_subscriber_chooses_how_often_and_leaves_all_summaries(
    page: Page, reader: Contact, axe: Axe
) -> None:
    page.goto(f"/preferences/{sign('preferences', reader.id, reader.token_version)}")
    theme = page.get_by_label("News about events Topic often-theme")
    expect(theme).to_have_value("weekly")
    expect(page.get_by_label("News about events Topic often-newsletter")).to_have_count(0)
    look_at(page, "preferences")
    axe(page)
    theme.select_option("In a summary every day")
    page.get_by_label("E-mail me at once when the last day").uncheck()
    page.get_by_role("button", name="Save my choices").click()
    expect(page.get_by_role("status")).to_have_text("Your choices are saved.")
    expect(theme).to_have_value("daily")
    page.get_by_role("button", name="Unsubscribe from all summaries").click()
    expect(page.get_by_label("Topic often-theme").first).not_to_be_checked()
    expect(page.get_by_label("Topic often-project").first).to_be_checked()
    axe(page)


def test_an_editor_looks_at_the_next_digests(page: Page, reader: Contact, axe: Axe) -> None:
    if find(parse_address(EDITOR)) is None:
        make_staff(Role.EDITOR, email=EDITOR, name="Ida Holm")
    page.goto("/staff/digests")
    page.get_by_label("E-mail address").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Digests")
    look_at(page, "digests")
    axe(page)
    page.get_by_role("link", name="See the next digest of one address").click()
    page.get_by_label("E-mail address").fill(reader.address)
    page.get_by_label("E-mail address").press("Enter")
    expect(page.get_by_text("Nothing to tell so far")).to_be_visible()
    look_at(page, "digest-preview")
    axe(page)
