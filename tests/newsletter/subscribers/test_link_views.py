import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from newsletter.contacts import service as contacts
from newsletter.contacts import suppressions
from newsletter.contacts.models import Contact, SuppressionReason
from newsletter.core.clock import now
from newsletter.core.queue import Lane
from newsletter.core.tokens import sign
from newsletter.outbox.models import Mailing, OnUnknown
from newsletter.subscribers import consent, leaving, signup, subscriptions
from newsletter.subscribers.models import ChangeReason, Topic
from newsletter.subscribers.signup import Wish
from tests.newsletter.subscribers.factories import confirm_token, make_sender, make_subscriber, make_topic

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def topic(session: Session) -> Topic:
    make_sender()
    return make_topic("barn")


@pytest.fixture
def other(topic: Topic) -> Topic:
    return make_topic("annat")


@pytest.fixture
def contact(topic: Topic, other: Topic) -> Contact:
    return make_subscriber(topic, other, address="anna@example.org", language="en")


@pytest.fixture
def mailing(session: Session, topic: Topic) -> Mailing:
    """One of a kind that leaves `topic`."""
    made = Mailing(
        kind="leaves barn", lane=Lane.BULK, start_at=now(), on_unknown=OnUnknown.REPEAT, parameters={}
    )
    session.add(made)
    session.commit()
    leaving.register("leaves barn", lambda _mailing, _contact_id: [topic])
    return made


@pytest.fixture
def way_out(mailing: Mailing, contact: Contact) -> str:
    return f"/unsubscribe/{sign('unsubscribe', mailing.id, contact.id)}"


def preferences_of(contact: Contact) -> str:
    return f"/preferences/{sign('preferences', contact.id, contact.token_version)}"


def sign_up_address(topic: Topic) -> str:
    address = contacts.parse_address("bo@example.org")
    signup.ask(Wish(address, "en", [topic], page_language="en", source="/subscribe"))
    return f"/confirm/{confirm_token()}"


def followed(contact: Contact) -> set[int]:
    return subscriptions.followed(contact.id)


def bo() -> Contact | None:
    return contacts.find(contacts.parse_address("bo@example.org"))


# Confirming


def test_opening_the_link_confirms_nothing_however_often(client: FlaskClient, topic: Topic) -> None:
    address = sign_up_address(topic)
    for _time in range(50):
        assert "Topic barn" in client.get(address).text
    client.head(address)
    client.options(address)
    assert bo() is None


def test_the_button_confirms_without_cookie_and_a_second_press_shows_the_same(
    client: FlaskClient, topic: Topic
) -> None:
    address = sign_up_address(topic)
    pages = [client.post(address, follow_redirects=True).text for _press in range(2)]
    assert "Your subscription is confirmed" in pages[0]
    assert pages[0] == pages[1]
    found = bo()
    assert found is not None
    assert followed(found) == {topic.id}
    assert preferences_of(found) in pages[0]


def test_a_token_made_for_something_else_opens_nothing(client: FlaskClient, contact: Contact) -> None:
    assert client.get(f"/unsubscribe/{sign('preferences', contact.id, 0)}").status_code == 404
    assert client.get(f"/preferences/{sign('unsubscribe', contact.id, 0)}").status_code == 404


@pytest.mark.parametrize("glued", [".", ">", ")", '"', ",", ")."])
def test_punctuation_that_mail_software_glues_on_does_no_harm(
    client: FlaskClient, topic: Topic, contact: Contact, way_out: str, glued: str
) -> None:
    for address in (sign_up_address(topic), preferences_of(contact), way_out):
        assert client.get(address + glued).status_code == 200


@pytest.mark.parametrize("path", ["confirm", "preferences", "unsubscribe"])
@pytest.mark.parametrize("token", ["x", "AAAA", "é" * 40, "a" * 3000])
def test_an_unknown_token_gives_a_friendly_page_to_every_method(
    client: FlaskClient, session: Session, path: str, token: str
) -> None:
    for answer in (
        client.get(f"/{path}/{token}?lang=en"),
        client.post(f"/{path}/{token}?lang=en", follow_redirects=True),
    ):
        assert answer.status_code == 404
        assert "This link does not work" in answer.text
        assert "/subscribe" in answer.text


def test_a_link_that_is_too_old_leads_to_a_new_sign_up(client: FlaskClient, topic: Topic) -> None:
    address = sign_up_address(topic)
    with time_machine.travel(now() + timedelta(days=8)):
        answer = client.post(address, follow_redirects=True)
    assert answer.status_code == 410
    assert "The link is too old" in answer.text
    assert bo() is None


def test_it_was_not_me_needs_a_button_too(client: FlaskClient, topic: Topic) -> None:
    address = sign_up_address(topic)
    assert "Was it not you?" in client.get(f"{address}/not-me").text
    assert "Press the button, and you will get e-mail about:" in client.get(address).text
    assert "The sign-up is deleted" in client.post(f"{address}/not-me", follow_redirects=True).text
    client.post(address)
    assert bo() is None


# Preferences


def test_pages_behind_a_secret_link_work_without_cookies_and_tokens_against_forgery(
    app: Flask, client: FlaskClient, contact: Contact, topic: Topic, way_out: str
) -> None:
    address = sign_up_address(topic)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        client.post(address)
        client.post(preferences_of(contact), data={"topics": ["annat"], "language": "en"})
        assert topic.id not in followed(contact)
        client.post(preferences_of(contact), data={"topics": ["barn"], "language": "en"})
        assert client.post(way_out, data=ONE_CLICK).status_code == 200
        assert client.post("/subscribe", data={"email": "a@example.org"}).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert bo() is not None
    assert followed(contact) == set()


def test_preferences_show_what_one_follows_in_ones_own_language(
    client: FlaskClient, contact: Contact
) -> None:
    make_topic("tredje")
    page = client.get(preferences_of(contact), headers={"Accept-Language": "fi"}).text
    assert '<html lang="en"' in page
    assert set(re.findall(r'value="(\w+)" checked', page)) == {"barn", "annat"}


def test_saving_follows_exactly_what_is_ticked_and_keeps_the_proof(
    client: FlaskClient, contact: Contact, topic: Topic
) -> None:
    third = make_topic("tredje")
    answer = client.post(
        preferences_of(contact), data={"topics": ["barn", "tredje"], "language": "fi"}, follow_redirects=True
    )
    assert answer.status_code == 200
    assert followed(contact) == {topic.id, third.id}
    assert contact.language == "fi"
    assert [record.topic_id for record in consent.records_of(contact.id)] == [third.id]


def test_no_topic_that_was_not_offered_can_be_followed(
    client: FlaskClient, contact: Contact, topic: Topic, other: Topic
) -> None:
    make_topic("secret", is_public=False)
    answer = client.post(preferences_of(contact), data={"topics": ["secret"], "language": "sv"})
    assert answer.status_code == 422
    assert followed(contact) == {topic.id, other.id}


def test_a_topic_for_members_only_stays_with_those_who_have_it(client: FlaskClient, contact: Contact) -> None:
    secret = make_topic("secret", is_public=False)
    member = make_subscriber(secret, language="en")
    assert "Topic secret" in client.get(preferences_of(member)).text
    assert "Topic secret" not in client.get(preferences_of(contact)).text


def test_everything_can_be_left_and_taken_up_again(
    client: FlaskClient, contact: Contact, topic: Topic
) -> None:
    page = client.post(f"{preferences_of(contact)}/leave", follow_redirects=True).text
    assert "You have unsubscribed from everything" in page
    assert followed(contact) == set()
    client.post(preferences_of(contact), data={"topics": ["barn"], "language": "en"})
    assert followed(contact) == {topic.id}
    assert suppressions.standing(contact.id) == []


def test_old_links_die_when_the_version_is_raised(
    client: FlaskClient, session: Session, contact: Contact
) -> None:
    address = preferences_of(contact)
    contact.token_version += 1
    session.commit()
    assert client.get(address).status_code == 404


def test_who_is_stopped_learns_why_nothing_comes(client: FlaskClient, contact: Contact) -> None:
    suppressions.suppress(contact.id, SuppressionReason.HARD_BOUNCE)
    assert "came back" in client.get(preferences_of(contact)).text


# Leaving


def test_a_mail_client_leaves_with_one_click_and_any_number_of_times(
    client: FlaskClient, contact: Contact, other: Topic, mailing: Mailing, way_out: str
) -> None:
    for _time in range(2):
        answer = client.post(way_out, data=ONE_CLICK)
        assert answer.status_code == 200
    assert followed(contact) == {other.id}
    changes = [change for change in subscriptions.history(contact.id) if change.mailing_id]
    assert [(change.reason, change.mailing_id) for change in changes] == [
        (ChangeReason.ONE_CLICK, mailing.id)
    ]


def test_the_body_may_come_as_multipart_or_not_at_all(
    client: FlaskClient, contact: Contact, way_out: str, other: Topic
) -> None:
    assert client.post(way_out, data=ONE_CLICK, content_type="multipart/form-data").status_code == 200
    assert client.post(way_out).status_code == 200
    assert followed(contact) == {other.id}


def test_opening_the_way_out_leaves_nothing(
    client: FlaskClient, contact: Contact, topic: Topic, other: Topic, way_out: str
) -> None:
    for _time in range(50):
        assert "Unsubscribe from “Topic barn”?" in client.get(way_out).text
    client.head(way_out)
    client.options(way_out)
    assert len(followed(contact)) == 2


def test_after_leaving_the_page_says_what_was_left_and_what_stays(client: FlaskClient, way_out: str) -> None:
    for page in (client.post(way_out).text, client.get(way_out).text):
        assert "You have unsubscribed" in page
        assert page.index("Topic barn") < page.index("You still get") < page.index("Topic annat")


def test_leaving_can_be_undone(
    client: FlaskClient, contact: Contact, topic: Topic, other: Topic, way_out: str
) -> None:
    client.post(way_out, data=ONE_CLICK)
    page = client.post(f"{way_out}/undo", follow_redirects=True).text
    assert "as before" in page
    assert followed(contact) == {topic.id, other.id}


def test_everything_can_be_left_from_the_same_page(
    client: FlaskClient, contact: Contact, way_out: str
) -> None:
    page = client.post(way_out, data={"leave": "all"}).text
    assert "Nothing more is sent to you" in page
    assert followed(contact) == set()


def test_a_mailing_that_nobody_remembers_leaves_everything(client: FlaskClient, contact: Contact) -> None:
    address = f"/unsubscribe/{sign('unsubscribe', 10**6, contact.id)}"
    assert "Unsubscribe from these topics?" in client.get(address).text
    client.post(address, data=ONE_CLICK)
    assert followed(contact) == set()


def test_no_page_behind_a_secret_link_is_kept_or_told_to_others(
    client: FlaskClient, contact: Contact, way_out: str
) -> None:
    for address in (way_out, preferences_of(contact)):
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
