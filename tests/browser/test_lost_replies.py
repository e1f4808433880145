"""An editor decides about mails whose reply was lost; an admin, about a restored database."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from newsletter.accounts.models import Role
from newsletter.contacts import service as contacts
from newsletter.core.clock import now
from newsletter.core.queue import Lane
from newsletter.outbox.models import (
    Batch,
    DeliveryNote,
    DeliveryState,
    Mailing,
    MailingState,
    OnUnknown,
    SendEpoch,
    StoredForm,
)
from tests.browser.test_staff_pages import look_at
from tests.support.staff import PASSWORD, make_staff

Axe = Callable[..., None]
ADMIN = "browser.decisions@example.org"


@pytest.fixture
def rooms(app: Flask, live_session: Session) -> Iterator[Session]:
    with app.app_context():
        yield live_session
        live_session.rollback()
        live_session.execute(update(SendEpoch).values(held_at=None, seen=0))
        live_session.commit()


@pytest.fixture
def lost(rooms: Session) -> Mailing:
    """A mailing to three people, two of whom the server did not answer for."""
    if rooms.get(StoredForm, "lost") is None:
        rooms.add(StoredForm(hash="lost", template="t", language="en", body=b""))
    mailing = Mailing(
        kind="issue",
        lane=Lane.BULK,
        state=MailingState.COMPLETED,
        start_at=now(),
        on_unknown=OnUnknown.ASK,
        candidates=3,
        queued=3,
        excluded=0,
    )
    rooms.add(mailing)
    rooms.flush()
    addresses = [contacts.parse_address(f"lost{number}@example.org") for number in range(3)]
    ids = sorted(contacts.get_or_create(address, "en", "").id for address in addresses)
    rooms.add(
        Batch(
            mailing_id=mailing.id,
            form_hash="lost",
            lane=Lane.BULK,
            low_id=ids[0],
            high_id=ids[2],
            contact_ids=ids,
            states="uua",
            is_open=False,
            due_at=now(),
        )
    )
    for contact_id in ids[:2]:
        rooms.add(
            DeliveryNote(
                mailing_id=mailing.id,
                contact_id=contact_id,
                state=DeliveryState.UNKNOWN,
                said="the connection was lost between the end of the mail and the reply",
            )
        )
    make_staff(Role.ADMIN, email=ADMIN, name="Ida Holm")
    return mailing


def test_lost_replies_and_a_restored_database_are_decided_about(
    page: Page, axe: Axe, rooms: Session, lost: Mailing
) -> None:
    page.goto("/staff/")
    page.get_by_label("E-mail address").fill(ADMIN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")

    page.goto(f"/staff/mailings/{lost.id}/unknown")
    page.get_by_role("button", name="Send again").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    look_at(page, "lost-replies")
    axe(page)
    page.get_by_label("lost0@example.org").check()
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Send 1 mail again?")
    look_at(page, "lost-replies-asked")
    axe(page)
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("1 mail is sent again.")).to_be_visible()
    expect(page.get_by_label("lost0@example.org")).to_have_count(0)
    page.get_by_label("1 person: all that are waiting").check()
    page.get_by_role("button", name="Leave it").click()
    page.get_by_role("button", name="Leave it").click()
    expect(page.get_by_text("There is nothing to decide.")).to_be_visible()
    axe(page)

    rooms.execute(update(SendEpoch).values(seen=SendEpoch.number + 9, held_at=now()))
    rooms.commit()
    page.goto("/staff/")
    page.get_by_role("link", name="Look at what is open, and decide").click()
    look_at(page, "held")
    axe(page)
    page.get_by_label(f"Mailing {lost.id}").check()
    page.get_by_label("I have looked through the list").check()
    page.get_by_role("button", name="Go on sending").click()
    expect(page.get_by_text("Mail is sent again.")).to_be_visible()
