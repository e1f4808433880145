"""Somebody registers, a colleague too; both look after it themselves; an editor sees who comes."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from newsletter.accounts.models import Role
from newsletter.contacts.service import find, parse_address
from newsletter.core import sealed, tokens
from newsletter.core.clock import now
from newsletter.core.tokens import sign
from newsletter.events.models import Event, Mode
from newsletter.events.questions import QuestionContent, QuestionKind
from newsletter.organisation import senders
from newsletter.registrations.models import Registration
from tests.browser.conftest import KEY
from tests.newsletter.registrations.support import make_open_event
from tests.support.browser import look_at
from tests.support.staff import PASSWORD, make_staff

Axe = Callable[..., None]
EDITOR = "browser.registrations@example.org"


@pytest.fixture
def event(app: Flask, live_session: Session) -> Iterator[Event]:
    """A hybrid event with one place in the room, on the live database."""
    _use_keys(KEY.split())  # links are signed, and secrets sealed, as the live service does
    with app.app_context():
        if senders.everyone() == []:
            senders.add("Nätverket", "nyheter@example.org", "", actor_id=None)
        day = (now() + timedelta(weeks=8)).date()
        made = make_open_event(
            mode=Mode.HYBRID,
            starts_on=day,
            ends_on=day,
            deadline_on=day - timedelta(days=7),
            places_on_site=1,
            join_url="https://meet.example/room",
            questions=(
                QuestionContent("How do you travel?", QuestionKind.CHOICE, ("Bus", "Train"), True, "way"),
                QuestionContent(kind=QuestionKind.DIET, key="food"),
            ),
        )
        live_session.commit()
        yield made
    _use_keys([key.get_secret_value() for key in app.config["SETTINGS"].secret_key])


def _use_keys(keys: Sequence[str]) -> None:
    tokens.configure(keys)
    sealed.configure(keys)


def own_address(session: Session, event: Event, name: str) -> str:
    session.rollback()
    query = select(Registration).where(Registration.event_id == event.id, Registration.name == name)
    made = session.scalars(query).one()
    return f"/registrations/{sign('registration', event.id, made.contact_id)}?lang=en"


def test_registering_with_a_colleague_and_giving_the_place_up(
    page: Page, event: Event, live_session: Session, axe: Axe
) -> None:
    page.goto(f"/events/{event.slug}?lang=en")
    expect(page.get_by_text("In the room: 1 place left")).to_be_visible()
    page.get_by_role("link", name="Register", exact=True).click()
    axe(page)
    look_at(page, "register")
    page.get_by_label("Name").first.fill("Åsa Öberg")
    page.get_by_label("E-mail address").fill("asa.browser@example.org")
    page.get_by_role("button", name="Register").last.click()
    expect(page.get_by_role("link", name="Answer this question")).to_be_visible()
    axe(page)
    page.get_by_label("Train").check()
    page.get_by_label("Food: diet and allergies").fill("Nuts")
    page.get_by_role("button", name="Add a colleague").click()
    page.get_by_label("Name").last.fill("Bo Ek")
    page.get_by_label("E-mail address").last.fill("bo.browser@example.org")
    axe(page)
    page.get_by_role("button", name="Register").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your e-mail")
    axe(page)

    page.goto(own_address(live_session, event, "Bo Ek"))
    expect(page.get_by_text("You are number 1 in line.")).to_be_visible()
    page.goto(own_address(live_session, event, "Åsa Öberg"))
    expect(page.get_by_role("heading", level=1)).to_have_text("You have a place")
    axe(page)
    look_at(page, "own-registration")
    page.get_by_role("link", name="Change my registration").click()
    expect(page.get_by_label("Food: diet and allergies")).to_have_value("Nuts")
    axe(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your registration is changed.")).to_be_visible()
    page.get_by_role("link", name="Give up my place").click()
    axe(page)
    page.get_by_role("button", name="Give up my place").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are not registered")

    page.goto(own_address(live_session, event, "Bo Ek"))
    expect(page.get_by_role("heading", level=1)).to_have_text("A place is free for you")
    axe(page)
    look_at(page, "offer")
    page.get_by_role("button", name="Take the place").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have a place")


def test_an_editor_looks_after_participants_and_the_form_shows_what_the_way_needs(
    page: Page, event: Event, live_session: Session, axe: Axe
) -> None:
    if find(parse_address(EDITOR)) is None:
        make_staff(Role.EDITOR, email=EDITOR, name="Ida Holm")
    page.goto("/staff/?lang=en")
    page.get_by_label("E-mail address").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"/staff/events/{event.id}/participants/new")
    for number in (1, 2):
        page.goto(f"/staff/events/{event.id}/participants/new")
        page.get_by_label("Name").fill(f"Gäst {number}")
        page.get_by_label("E-mail address").fill(f"guest{number}@example.org")
        page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("link", name="Gäst 1")).to_be_visible()
    axe(page)
    look_at(page, "participants")
    page.get_by_role("link", name="Waiting").click()
    page.get_by_role("link", name="Gäst 2").click()
    axe(page)
    page.get_by_role("button", name="Give a place now").click()
    expect(page.get_by_text("Has a place").first).to_be_visible()
    page.goto(f"/staff/events/{event.id}/edit")
    expect(page.get_by_label("Hours to answer when a place is offered")).to_be_visible()
    axe(page)
    look_at(page, "event-form")
    page.get_by_label("On another website").check()
    expect(page.get_by_label("Hours to answer when a place is offered")).to_be_hidden()
    expect(page.get_by_label("Address of the registration page")).to_be_visible()
