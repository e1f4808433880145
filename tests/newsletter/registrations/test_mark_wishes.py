"""Asking on an event's page to hear of it: the door, the press behind the link, and every way back."""

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from newsletter.contacts import service as contacts
from newsletter.contacts import suppressions
from newsletter.contacts.models import Contact, SuppressionReason
from newsletter.core.clock import now
from newsletter.core.tokens import sign
from newsletter.events.models import (
    DateState,
    Event,
    EventKind,
    Material,
    MaterialKind,
    Occurrence,
    Publication,
    RegistrationMode,
)
from newsletter.registrations import mark_words, marks, retention
from newsletter.registrations.models import MarkKind, MarkWish
from newsletter.subscribers import consent, signup, subscriptions
from newsletter.subscribers.forms import OPENED
from newsletter.subscribers.models import SignUp
from tests.newsletter.subscribers.factories import mailed, make_subscriber, make_topic

ANNA = "anna@example.org"
PAGE = "/events/temadag/interested"
CONFIRMATION = "mark_confirmation"


_networks = count(1)


@pytest.fixture(autouse=True)
def published(event: Event, sender: None, session: Session) -> None:
    event.publication = Publication.PUBLISHED
    session.commit()


@pytest.fixture(autouse=True)
def from_elsewhere(client: FlaskClient) -> None:
    """Each test comes from a network of its own, for sign-ups are counted by network."""
    client.environ_base["REMOTE_ADDR"] = f"10.77.{next(_networks)}.7"


def filled_in(**changed: object) -> dict[str, object]:
    return {
        "kind": "interested",
        "email": ANNA,
        "homepage": "",
        "opened": sign(OPENED, int(now().timestamp()) - 60),
    } | changed


def ask(client: FlaskClient, **changed: object) -> TestResponse:
    return client.post(f"{PAGE}?lang=en", data=filled_in(**changed))


def latest_link() -> str:
    _contact_id, values = mailed(CONFIRMATION)[-1]
    return "/confirm/" + values["confirm_url"].rpartition("/")[2]


def anna() -> Contact:
    found = contacts.find(contacts.parse_address(ANNA))
    assert found is not None
    return found


def take_place(event: Event, session: Session, day: date) -> None:
    event.date_state, event.starts_on, event.starts_at = DateState.FIXED, day, time(9)
    session.commit()


def test_the_event_page_offers_to_keep_informed(client: FlaskClient) -> None:
    page = client.get("/events/temadag?lang=en").text
    assert "/events/temadag/interested?what=interested" in page
    assert "/events/temadag/interested?what=materials_only" in page
    form = client.get("/events/temadag/interested?what=materials_only&lang=en").text
    assert re.findall(r'value="(\w+)" checked', form) == ["materials_only"]
    assert "I ask " in form and "Theme day" in form


def test_what_is_offered_goes_by_whether_registration_is_still_to_open(event: Event) -> None:
    assert mark_words.wish(event, MarkKind.INTERESTED) == "If anything changes"
    event.registration_mode = RegistrationMode.EXTERNAL
    event.registration_opens_on = now().date() + timedelta(days=3)
    assert mark_words.wish(event, MarkKind.INTERESTED) == "When registration opens, and if anything changes"
    event.kind = EventKind.APPLICATION_ROUND
    assert mark_words.wish(event, MarkKind.INTERESTED) == "When applications open, and if anything changes"


def test_nothing_stands_before_the_person_presses_the_button(
    client: FlaskClient, session: Session, event: Event
) -> None:
    answer = ask(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}/check-your-inbox")
    assert "Check your inbox" in client.get(f"{PAGE}/check-your-inbox?lang=en").text
    assert session.scalar(select(func.count(Contact.id))) == 0
    for _time in range(3):
        assert "Theme day" in client.get(f"{latest_link()}?lang=en").text
    assert session.scalar(select(func.count(Contact.id))) == 0


def test_the_press_sets_the_mark_and_keeps_the_proof(client: FlaskClient, event: Event) -> None:
    ask(client, kind="materials_only")
    page = client.post(latest_link(), follow_redirects=True)
    assert page.status_code == 200
    contact = anna()
    assert marks.of(contact.id, event.id) is MarkKind.MATERIALS_ONLY
    assert subscriptions.of(contact.id) == []
    (record,) = consent.records_of(contact.id)
    assert (record.topic_id, record.event_id, record.source) == (None, event.id, PAGE)
    assert "Theme day" in record.wording and "material" in record.wording
    assert record.confirmed_at is not None


def test_the_link_confirms_once_and_leads_to_what_one_gets(client: FlaskClient, event: Event) -> None:
    ask(client)
    pages = [client.post(latest_link(), follow_redirects=True).text for _press in range(2)]
    assert pages[0] == pages[1]
    assert len(consent.records_of(anna().id)) == 1
    (preferences,) = re.findall(r'href="(/preferences/[^"]+)"', pages[0])
    listed = client.get(preferences).text
    assert "Theme day" in listed
    (mark,) = re.findall(r'href="(/marks/[^"]+)"', listed)
    client.post(f"{mark}/undo")
    assert marks.of(anna().id, event.id) is None


def test_every_address_gets_the_same_answer(client: FlaskClient, session: Session) -> None:
    topic = make_topic()
    known, refused = make_subscriber(topic), make_subscriber(topic)
    suppressions.suppress(refused.id, SuppressionReason.STAFF)
    session.commit()
    answers = {
        (answer.status_code, answer.headers["Location"])
        for answer in (ask(client, email=who) for who in (ANNA, known.address, refused.address))
    }
    assert answers == {(303, f"{PAGE}/check-your-inbox")}
    assert len(mailed(CONFIRMATION)) == 2  # nothing to who must not be mailed


def test_nobody_can_mark_for_a_subscriber(client: FlaskClient, event: Event, session: Session) -> None:
    known = make_subscriber(make_topic(), language="fi")
    ask(client, email=known.address)
    assert marks.of(known.id, event.id) is None
    client.post(latest_link())
    assert marks.of(known.id, event.id) is MarkKind.INTERESTED
    session.refresh(known)
    assert known.language == "fi"


def test_it_was_not_me_leaves_nothing(client: FlaskClient, session: Session) -> None:
    ask(client)
    link = latest_link()
    client.post(f"{link}/not-me")
    client.post(link)
    assert session.scalar(select(func.count(Contact.id))) == 0


def test_an_unconfirmed_wish_goes_after_two_weeks(client: FlaskClient, session: Session) -> None:
    ask(client)
    with time_machine.travel(now() + timedelta(days=15)):
        signup.clear_old()
    assert session.scalar(select(func.count()).select_from(MarkWish)) == 0
    assert session.scalar(select(func.count()).select_from(SignUp)) == 0


def test_a_wish_for_a_deleted_event_confirms_nothing(
    client: FlaskClient, session: Session, event: Event
) -> None:
    ask(client)
    link = latest_link()
    session.delete(event)
    session.commit()
    assert "no longer offered" in client.get(f"{link}?lang=en").text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"email": "nobody"}, "value=&#34;nobody&#34;"), ({"kind": "registered_elsewhere"}, "Choose one")],
)
def test_a_mistake_gives_the_form_back_as_it_was_filled_in(
    client: FlaskClient, changed: dict[str, object], sentence: str
) -> None:
    answer = ask(client, **changed)
    assert answer.status_code == 422
    assert sentence in answer.text.replace('"', "&#34;")
    assert mailed(CONFIRMATION) == []


def test_machines_are_thanked_and_ignored(client: FlaskClient) -> None:
    assert ask(client, homepage="http://spam.example").status_code == 303
    assert ask(client, opened=sign(OPENED, int(now().timestamp()) + 60)).status_code == 303
    assert mailed(CONFIRMATION) == []


def test_what_is_over_offers_the_material_until_it_is_there(
    client: FlaskClient, session: Session, event: Event
) -> None:
    take_place(event, session, now().date() - timedelta(days=3))
    assert marks.offered(event) == (MarkKind.MATERIALS_ONLY,)
    assert client.get(PAGE).status_code == 200
    assert ask(client, kind="interested").status_code == 422
    survey = Material(position=0, kind=MaterialKind.SURVEY, title="Enkät", url="https://example.org/e")
    event.materials = [survey]
    assert marks.offered(event) == (MarkKind.MATERIALS_ONLY,)
    slides = Material(position=1, kind=MaterialKind.SLIDES, title="Bilder", url="https://example.org/b")
    event.materials = [survey, slides]
    session.commit()
    assert marks.offered(event) == ()
    assert client.get(PAGE).headers["Location"] == "/events/temadag"


def test_a_round_has_no_material_and_what_is_cancelled_offers_nothing(event: Event) -> None:
    event.kind = EventKind.APPLICATION_ROUND
    assert marks.offered(event) == (MarkKind.INTERESTED,)
    event.occurrence = Occurrence.CANCELLED
    assert marks.offered(event) == ()


# The page behind the mark, and leaving


def mark_page(contact: Contact, event: Event, kind: MarkKind) -> str:
    return f"/marks/{marks.token(0, contact.id, event.id, kind)}"


def test_on_the_page_behind_the_link_a_mark_is_changed_and_taken_back(
    client: FlaskClient, contact: Contact, event: Event
) -> None:
    interested = mark_page(contact, event, MarkKind.INTERESTED)
    assert "Interested in this event?" in client.get(interested).text
    page = client.post(interested, follow_redirects=True).text
    assert "You are interested" in page
    (other,) = (
        address
        for address in re.findall(r'action="(/marks/[^"]+)"', page)
        if (link := marks.find(address.removeprefix("/marks/"))) and link.kind is MarkKind.MATERIALS_ONLY
    )
    assert "You get the material" in client.post(other, follow_redirects=True).text
    assert marks.of(contact.id, event.id) is MarkKind.MATERIALS_ONLY
    assert "So far you have told us: You get the material." in client.get(interested).text
    client.post(f"{other}/undo")
    assert marks.of(contact.id, event.id) is None


def test_who_leaves_everything_has_asked_for_nothing(
    client: FlaskClient, contact: Contact, event: Event, session: Session
) -> None:
    marks.put(contact.id, event.id, MarkKind.INTERESTED)
    session.commit()
    client.post(f"/preferences/{sign('preferences', contact.id, contact.token_version)}/leave")
    assert marks.of(contact.id, event.id) is None


def test_that_one_wants_no_mail_of_an_event_stays_said(
    client: FlaskClient, contact: Contact, event: Event, session: Session
) -> None:
    marks.put(contact.id, event.id, MarkKind.NOT_INTERESTED)
    session.commit()
    client.post(f"/preferences/{sign('preferences', contact.id, contact.token_version)}/leave")
    assert marks.of(contact.id, event.id) is MarkKind.NOT_INTERESTED


def test_editors_see_how_many_said_what(contact: Contact, event: Event) -> None:
    marks.put(contact.id, event.id, MarkKind.MATERIALS_ONLY)
    assert marks.counts(event.id) == {MarkKind.MATERIALS_ONLY: 1}


def test_after_the_time_that_names_are_kept_marks_are_erased(
    session: Session, contact: Contact, event: Event
) -> None:
    marks.put(contact.id, event.id, MarkKind.INTERESTED)
    take_place(event, session, date(2027, 4, 19))
    with time_machine.travel(datetime(2028, 4, 18, 12, tzinfo=UTC)):
        retention.erase_old()
        assert marks.of(contact.id, event.id) is MarkKind.INTERESTED
    with time_machine.travel(datetime(2028, 4, 21, 12, tzinfo=UTC)):
        retention.erase_old()
        assert marks.of(contact.id, event.id) is None
