"""Notices as editors see and decide them: timeline, drafts, rules, one address, extending."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from newsletter.accounts.models import Role
from newsletter.contacts.service import find, parse_address
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.events import edit, service
from newsletter.events.content import ProgrammeContent
from newsletter.events.models import Event, RegistrationMode
from newsletter.organisation import senders
from newsletter.organisation import service as organisation
from newsletter.subscribers.models import TopicKind
from tests.newsletter.events.factories import make_event
from tests.newsletter.notices.people import register
from tests.newsletter.subscribers.factories import make_subscriber, make_topic
from tests.support.staff import PASSWORD, make_staff

Axe = Callable[..., None]
ADMIN = "browser.notices@example.org"


@pytest.fixture
def rooms(app: Flask, live_session: Session) -> Iterator[Session]:
    """Services on the live database: they need the application around them."""
    with app.app_context():
        yield live_session


@pytest.fixture
def event(rooms: Session) -> Event:
    if organisation.get().default_sender_id is None:
        senders.add("Exempelstad", "nyheter@example.org", "", actor_id=None)
    topic = make_topic(kind=TopicKind.SERIES)
    make_subscriber(topic)
    starts = now().date() + timedelta(days=60)
    made = make_event(
        registration_mode=RegistrationMode.BUILTIN,
        starts_on=starts,
        ends_on=starts,
        deadline_on=starts - timedelta(days=10),
        topic_ids=(topic.id,),
    )
    register(made)
    session.commit()
    return made


@pytest.fixture
def admin(page: Page, rooms: Session) -> Page:
    if find(parse_address(ADMIN)) is None:
        make_staff(Role.ADMIN, email=ADMIN, name="Ida Holm")
    page.goto("/staff/")
    page.get_by_label("E-mail address").fill(ADMIN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    return page


def look_at(page: Page, name: str) -> None:
    """Leaves a picture where SCREENSHOTS says, for those who want to look."""
    if folder := os.environ.get("SCREENSHOTS"):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def test_an_editor_moves_an_event_and_tells_those_who_come(admin: Page, axe: Axe, event: Event) -> None:
    admin.goto(f"/staff/events/{event.id}/edit")
    admin.get_by_label("Venue").fill("Rådhuset")
    admin.get_by_role("button", name="Save", exact=True).last.click()
    expect(admin.get_by_text("1 person should be told of the change")).to_be_visible()
    look_at(admin, "notices-consequences")
    axe(admin)
    admin.get_by_role("button", name="Save the change").click()
    expect(admin.get_by_text("The event is saved.")).to_be_visible()
    look_at(admin, "notices-timeline")
    axe(admin)
    admin.get_by_role("link", name="Look at it and decide").click()
    look_at(admin, "notices-decide")
    axe(admin)
    admin.get_by_role("button", name="Approve").click()
    expect(admin.get_by_text("The notice is approved.")).to_be_visible()


def test_rules_deadline_and_one_address(admin: Page, axe: Axe, event: Event) -> None:
    admin.goto(f"/staff/events/{event.id}")
    admin.get_by_role("link", name="Rules of this event").click()
    look_at(admin, "notices-rules")
    axe(admin)
    admin.get_by_label("Last places: on").check()
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_text("The rules are saved.")).to_be_visible()
    admin.get_by_role("link", name="Extend the deadline").click()
    look_at(admin, "notices-extend")
    axe(admin)
    admin.goto(f"/staff/events/{event.id}/who")
    admin.get_by_label("E-mail address").fill("nobody@example.org")
    admin.keyboard.press("Enter")
    expect(admin.get_by_text("We do not know this address")).to_be_visible()
    axe(admin)
    admin.goto("/staff/organisation/notices")
    look_at(admin, "notices-settings")
    axe(admin)


def test_one_notice_gets_another_time_and_a_skipped_one_comes_back(
    admin: Page, axe: Axe, event: Event
) -> None:
    admin.goto(f"/staff/events/{event.id}#notices")
    reminder = admin.get_by_role("listitem").filter(has_text="Reminder 7 days before the deadline")
    reminder.get_by_role("link", name="Choose another time").click()
    look_at(admin, "notices-time")
    axe(admin)
    sunday = now().date() + timedelta(days=21 - now().date().weekday() - 1)
    admin.get_by_label("Day").fill(sunday.isoformat())
    admin.get_by_label("Time (required)").fill("19:00")
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_text("Outside the usual hours")).to_be_visible()
    look_at(admin, "notices-time-outside")
    axe(admin)
    admin.get_by_label("Send anyway at this time").check()
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_text("The notice has a time of its own now.")).to_be_visible()
    expect(admin.get_by_text("At a time that somebody chose for it.")).to_be_visible()
    look_at(admin, "notices-timeline-moved")
    axe(admin)
    admin.get_by_role("link", name="Add your own words").first.click()
    admin.get_by_label("A sentence for the readers").fill("Ta med legitimation.")
    look_at(admin, "notices-words")
    axe(admin)
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_text("Your words are kept.")).to_be_visible()
    admin.get_by_role("link", name="Skip it").first.click()
    expect(admin.get_by_label("A sentence for the readers")).to_have_value("Ta med legitimation.")
    admin.get_by_label("Why is it skipped?").fill("Redan berättat")
    admin.get_by_role("button", name="Skip this notice").click()
    look_at(admin, "notices-timeline-skipped")
    admin.get_by_role("button", name="Bring it back").click()
    expect(admin.get_by_text("The notice is planned again.")).to_be_visible()


def test_the_programme_moves_along_and_a_twin_is_pointed_out(
    admin: Page, axe: Axe, event: Event, rooms: Session
) -> None:
    starts = event.starts_on
    assert starts is not None
    rows = (
        ProgrammeContent("Välkomna", time(9), time(9, 30), starts),
        ProgrammeContent("Samtal", time(9, 30), time(12), starts),
    )
    edit.save(event.id, replace(edit.content_of(event), programme=rows), event.revision)
    later = starts + timedelta(days=7)
    other = make_event(starts_on=later, ends_on=later, starts_at=time(10))
    session.commit()
    admin.goto(f"/staff/events/{event.id}/edit")
    admin.get_by_label("First day").fill(later.isoformat())
    admin.get_by_label("Last day", exact=True).fill(later.isoformat())
    admin.get_by_label("Begins").fill("10:00")
    admin.get_by_label("Ends", exact=True).fill("13:00")
    admin.get_by_role("button", name="Save", exact=True).last.click()
    expect(admin.get_by_text("2 rows of the programme move along")).to_be_visible()
    look_at(admin, "programme-moves-along")
    axe(admin)
    admin.get_by_label("Move the clock times of the programme as well").check()
    admin.get_by_role("button", name="Save the change").click()
    expect(admin.get_by_text("Another event has the same title and start. Look at both.")).to_be_visible()
    look_at(admin, "twins")
    axe(admin)
    rooms.expire_all()
    moved = edit.content_of(event).programme
    assert [(row.day, row.starts_at) for row in moved] == [(later, time(10)), (later, time(10, 30))]
    service.withdraw(other.id)
    session.commit()
