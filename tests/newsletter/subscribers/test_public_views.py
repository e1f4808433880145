import re
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from newsletter.contacts import suppressions
from newsletter.contacts.models import Contact, SuppressionReason
from newsletter.core.clock import now
from newsletter.core.tokens import sign
from newsletter.settings import Settings
from newsletter.subscribers import public_views, topics
from newsletter.subscribers.forms import OPENED
from newsletter.subscribers.models import SignUp, Topic, TopicKind
from newsletter.web import answer_time
from tests.newsletter.subscribers.factories import (
    mailed,
    make_contact,
    make_sender,
    make_subscriber,
    make_topic,
)


@pytest.fixture
def topic(session: Session) -> Topic:
    make_sender()
    return make_topic("barn")


def filled_in(**changed: object) -> dict[str, object]:
    return {
        "email": "anna@example.org",
        "name": "Anna",
        "language": "sv",
        "topics": "barn",
        "homepage": "",
        "opened": sign(OPENED, int(now().timestamp()) - 60),
    } | changed


def sign_up(client: FlaskClient, **changed: object) -> TestResponse:
    return client.post("/subscribe?lang=en", data=filled_in(**changed))


def sign_ups(session: Session) -> int:
    return session.scalar(select(func.count(SignUp.id))) or 0


def test_the_form_says_what_each_topic_is_who_answers_for_it_and_why(
    client: FlaskClient, topic: Topic
) -> None:
    page = client.get("/subscribe?lang=sv").text
    for part in ("Ämne barn", "Om ämnet.", "Att berätta om ämnet.", "Exempelstad", "GDPR"):
        assert part in page


def test_a_text_in_another_language_than_the_page_says_so(client: FlaskClient, topic: Topic) -> None:
    assert '<span lang="sv">Om ämnet.</span>' in client.get("/subscribe?lang=en").text


def test_topics_stand_under_their_kind_and_their_parent(client: FlaskClient, topic: Topic) -> None:
    make_topic("brev", TopicKind.NEWSLETTER)
    make_topic("projekt", TopicKind.PROJECT, parent_id=topic.id)
    page = client.get("/subscribe?lang=en").text
    places = [
        page.index(text) for text in ("Newsletters", "Topic brev", "Themes", "Topic barn", "Topic projekt")
    ]
    assert places == sorted(places)
    assert "Projects" not in page


def test_a_link_to_one_topic_has_it_ticked(client: FlaskClient, topic: Topic) -> None:
    make_topic("annat")
    page = client.get("/subscribe?topic=annat").text
    assert re.findall(r'value="(\w+)" checked', page) == ["annat"]


def test_new_known_and_suppressed_addresses_get_the_same_answer(client: FlaskClient, topic: Topic) -> None:
    make_subscriber(topic, address="known@example.org")
    suppressions.suppress(make_contact("stopped@example.org").id, SuppressionReason.COMPLAINT)
    client.get("/subscribe?lang=en")  # the choice of a language sets its cookie once
    answers = [sign_up(client, email=f"{who}@example.org") for who in ("new", "known", "stopped", "new")]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.data for answer in answers}) == 1
    assert len({tuple(answer.headers) for answer in answers}) == 1
    assert len(mailed("confirmation")) == 1
    assert len(mailed("already_subscribed")) == 1


class Stopwatch:
    """Stands in for the clock of answers: real, but for sleeping, which is noted and takes no time."""

    def __init__(self) -> None:
        self.looks: list[float] = []
        self.slept: list[float] = []

    def monotonic(self) -> float:
        self.looks.append(time.monotonic())
        return self.looks[-1]

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def answers(self) -> list[float]:
        """Seconds that each answer took, or would have taken: the work and the wait after it."""
        begun, worked = self.looks[::2], self.looks[1::2]
        return [end - start + rest for start, end, rest in zip(begun, worked, self.slept, strict=True)]


def test_the_time_of_the_answer_tells_nothing(
    client: FlaskClient, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopwatch = Stopwatch()
    monkeypatch.setattr(answer_time, "time", stopwatch)
    monkeypatch.setattr(public_views, "ANSWER_SECONDS", 60)  # however slow the machine
    suppressions.suppress(make_contact("stopped@example.org").id, SuppressionReason.COMPLAINT)
    for who in ("first", "new", "stopped", "new"):
        sign_up(client, email=f"{who}@example.org")
    assert stopwatch.answers() == pytest.approx([60] * 4)


def test_after_signing_up_one_is_told_to_look_in_the_inbox(client: FlaskClient, topic: Topic) -> None:
    page = client.get(sign_up(client).location).text
    assert "anna@example.org" not in page
    assert "junk" in page


@pytest.mark.parametrize(
    ("field", "value", "advice"),
    [
        ("email", "", "Write your e-mail address"),
        ("email", "anna", "name@example.org"),
        ("email", "åsa@example.org", "may only hold"),
        ("email", "anna@example.org\r\nBcc: b@example.org", "name@example.org"),
        ("name", "A" * 121, "at most 120 characters"),
        ("language", "tlh", "Choose one of the given answers"),
        ("topics", [], "Choose at least one"),
        ("topics", ["barn", "secret"], "Choose at least one"),
        ("topics", ["barn", "nothing"], "Choose at least one"),
    ],
)
def test_wrong_input_is_kept_and_the_page_says_what_to_do(
    client: FlaskClient, session: Session, topic: Topic, field: str, value: object, advice: str
) -> None:
    make_topic("secret", is_public=False)
    answer = sign_up(client, **({"name": "Kept <b>", field: value}))
    assert answer.status_code == 422
    assert advice in answer.text
    if field != "name":
        assert 'value="Kept &lt;b&gt;"' in answer.text
    assert "<title>Error:" in answer.text
    assert sign_ups(session) == 0


@pytest.mark.parametrize(
    "machine",
    [
        {"homepage": "https://spam.example"},
        {"opened": ""},
        {"opened": "forged"},
        {"opened": "AQEBAQEBAQEBAQEBAQEBAQEB"},
    ],
)
def test_what_a_machine_sends_looks_like_success_and_does_nothing(
    client: FlaskClient, session: Session, topic: Topic, machine: dict[str, object]
) -> None:
    honest = sign_up(client, email="b@example.org")
    answer = sign_up(client, **machine)
    assert (answer.status_code, answer.location) == (303, honest.location)
    assert sign_ups(session) == 1


def test_who_answers_faster_than_a_person_can_is_a_machine(
    app: Flask, client: FlaskClient, session: Session, settings: Settings, topic: Topic
) -> None:
    app.config["SETTINGS"] = settings.model_copy(update={"sign_up_seconds": 2.0})
    try:
        sign_up(client, opened=sign(OPENED, int(now().timestamp())))
        assert sign_ups(session) == 0
        sign_up(client, opened=sign(OPENED, int(now().timestamp()) - 3))
        assert sign_ups(session) == 1
    finally:
        app.config["SETTINGS"] = settings


def test_one_network_can_sign_up_only_so_often(client: FlaskClient, topic: Topic) -> None:
    assert sign_up(client, email="").status_code == 422
    statuses = [sign_up(client, email=f"a{number}@example.org").status_code for number in range(11)]
    assert statuses == [303] * 10 + [429]
    client.environ_base["REMOTE_ADDR"] = client.environ_base["REMOTE_ADDR"].rpartition(".")[0] + ".99"
    assert sign_up(client).status_code == 429


def test_opening_pages_makes_no_contact(client: FlaskClient, session: Session, topic: Topic) -> None:
    client.get("/subscribe")
    client.head("/subscribe")
    assert session.scalar(select(func.count(Contact.id))) == 0


def test_a_name_with_markup_and_template_signs_is_kept_as_text(
    client: FlaskClient, session: Session, topic: Topic
) -> None:
    sign_up(client, name="{{ 7*7 }}<script>\u202e\x00")
    assert session.scalars(select(SignUp.name)).one() == "{{ 7*7 }}<script>"


def test_without_topics_there_is_nothing_to_fill_in(client: FlaskClient, session: Session) -> None:
    assert topics.offered() == []
    assert '<form method="post"' not in client.get("/subscribe").text


def test_without_a_sender_a_visitor_is_asked_to_come_back(client: FlaskClient, session: Session) -> None:
    make_topic("barn")
    answer = sign_up(client)
    assert answer.status_code == 503
    assert "We cannot take sign-ups at the moment" in answer.text
    assert sign_ups(session) == 0
