import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from newsletter.accounts.models import Role
from newsletter.contacts import suppressions
from newsletter.contacts.models import Contact, SuppressionReason
from newsletter.organisation import service as organisation
from newsletter.subscribers import mail, subscriptions, topics
from newsletter.subscribers.models import LegalBasis, Topic, TopicKind
from tests.newsletter.subscribers.factories import make_contact, make_sender, make_subscriber, make_topic
from tests.support.staff import sign_in_as


@pytest.fixture
def topic(session: Session) -> Topic:
    return make_topic("barn")


@pytest.fixture
def contact(topic: Topic) -> Contact:
    return make_subscriber(topic, address="anna@växjö.example", name="Anna <b>Lind</b>")


@pytest.fixture
def editor(client: FlaskClient) -> FlaskClient:
    sign_in_as(client, Role.EDITOR)
    return client


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    sign_in_as(client, Role.ADMIN)
    return client


def topic_form(**changed: object) -> dict[str, object]:
    return {
        "slug": "unga",
        "kind": "project",
        "parent": "",
        "sender": "",
        "legal_basis": "public_task",
        "is_public": "y",
        "texts_sv-title": "Barn och unga",
        "texts_sv-purpose": "Att berätta om arbetet",
        "texts_fi-title": "Lapset ja nuoret",
    } | changed


@pytest.mark.parametrize(
    "path", ["/staff/topics", "/staff/subscribers", "/staff/subscribers/new", "/staff/topics/new"]
)
def test_the_public_is_asked_to_sign_in(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 303


# Topics


def test_an_editor_adds_a_topic_in_several_languages(editor: FlaskClient) -> None:
    assert editor.post("/staff/topics/new", data=topic_form()).status_code == 303
    topic = topics.by_slug("unga")
    assert (topic.kind, topic.legal_basis, topic.is_public) == (
        TopicKind.PROJECT,
        LegalBasis.PUBLIC_TASK,
        True,
    )
    assert topics.title_in(topic, "fi") == "Lapset ja nuoret"


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"texts_sv-title": "", "texts_fi-title": " "}, "a title in at least one language"),
        ({"slug": "barn"}, "Another topic has this address"),
        ({"kind": "podcast"}, "Choose one of the given answers"),
        ({"parent": "4711"}, "Choose one of the given answers"),
        ({"sender": "x"}, "Choose one of the given answers"),
        ({"texts_sv-title": "A" * 121}, "at most 120 characters"),
    ],
)
def test_a_faulty_topic_is_shown_again_with_what_was_typed(
    editor: FlaskClient, topic: Topic, wrong: dict[str, object], advice: str
) -> None:
    answer = editor.post("/staff/topics/new", data=topic_form(responsible="Kept", **wrong))
    assert answer.status_code == 422
    assert advice in answer.text
    assert 'value="Kept"' in answer.text
    assert len(topics.list_topics()) == 1


def test_the_form_of_a_topic_opens_with_the_language_of_the_organisation_and_what_is_written(
    editor: FlaskClient, topic: Topic
) -> None:
    us = organisation.get()
    us.languages, us.default_language = ["sv", "da", "fi"], "fi"
    topic.texts = {"da": {"title": "Emne"}}
    page = BeautifulSoup(editor.get("/staff/topics/barn").text, "html.parser")
    titles = [field["name"] for field in page.select("input[name$=-title]")]
    assert titles == ["texts_fi-title", "texts_sv-title", "texts_da-title"]
    opened = [part.select_one("input")["name"] for part in page.select("details[open]")]
    assert opened == ["texts_da-title"]
    assert page.select_one("[name=texts_fi-title]").find_parent("details") is None


def test_the_form_of_a_topic_shows_and_saves_its_texts(editor: FlaskClient, topic: Topic) -> None:
    page = editor.get("/staff/topics/barn").text
    assert 'value="Ämne barn"' in page
    editor.post("/staff/topics/barn", data=topic_form(revision=1, **{"texts_sv-title": "Nytt"}))
    assert topics.title_in(topic, "sv") == "Nytt"
    assert topic.slug == "barn"


def test_two_editors_do_not_overwrite_each_other(editor: FlaskClient, topic: Topic) -> None:
    editor.post("/staff/topics/barn", data=topic_form(revision=1))
    answer = editor.post("/staff/topics/barn", data=topic_form(revision=1, **{"texts_sv-title": "Later"}))
    assert answer.status_code == 422
    assert "Somebody else changed this topic" in answer.text
    assert 'value="Later"' in answer.text


def test_topics_are_moved_put_away_and_taken_back(editor: FlaskClient, topic: Topic) -> None:
    other = make_topic("annat")
    editor.post("/staff/topics/annat/move", data={"to": "up"})
    assert topics.list_topics() == [other, topic]
    editor.post("/staff/topics/annat/archive")
    assert topics.list_topics() == [topic]
    assert "Use again" in editor.get("/staff/topics").text
    editor.post("/staff/topics/annat/restore")
    assert topics.list_topics() == [other, topic]


# Subscribers


def test_the_list_shows_addresses_as_people_read_them(editor: FlaskClient, contact: Contact) -> None:
    page = editor.get("/staff/subscribers?q=anna").text
    assert "anna@växjö.example" in page
    assert "Anna &lt;b&gt;Lind&lt;/b&gt;" in page
    assert "Nobody was found" in editor.get("/staff/subscribers?q=zz").text


def test_an_editor_adds_a_subscriber_with_a_basis(editor: FlaskClient, topic: Topic) -> None:
    form = {"email": "bo@example.org", "language": "fi", "topics": "barn", "basis": "Asked at the desk"}
    page = editor.post("/staff/subscribers/new", data=form, follow_redirects=True).text
    assert "bo@example.org" in page
    assert "Asked at the desk" in page


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"email": "bo"}, "name@example.org"),
        ({"basis": ""}, "on record"),
        ({"topics": []}, "Choose at least one"),
        ({"topics": ["nothing"]}, "Choose at least one"),
    ],
)
def test_a_faulty_subscriber_is_not_added(
    editor: FlaskClient, topic: Topic, wrong: dict[str, object], advice: str
) -> None:
    form = {"email": "bo@example.org", "language": "fi", "topics": "barn", "basis": "Kept"} | wrong
    answer = editor.post("/staff/subscribers/new", data=form)
    assert answer.status_code == 422
    assert advice in answer.text


def test_one_persons_page_tells_all_that_is_known(editor: FlaskClient, contact: Contact) -> None:
    suppressions.suppress(contact.id, SuppressionReason.HARD_BOUNCE, "550 <script>")
    page = editor.get(f"/staff/subscribers/{contact.id}").text
    for part in (
        "anna@växjö.example",
        "The person signed up and confirmed it.",
        "came back",
        "550 &lt;script&gt;",
    ):
        assert part in page
    assert "Let mail through again" not in page


def test_one_persons_page_lists_the_mail_to_it(
    editor: FlaskClient, client: FlaskClient, topic: Topic, contact: Contact
) -> None:
    make_sender()
    assert "Nothing has been sent yet" in editor.get(f"/staff/subscribers/{contact.id}").text
    mail.send_already_subscribed(contact)
    page = editor.get(f"/staff/subscribers/{contact.id}").text
    assert "Link to what the person follows" in page
    assert "On its way" in page


def test_an_editor_ends_and_resumes_with_a_reason(
    editor: FlaskClient, contact: Contact, topic: Topic
) -> None:
    address = f"/staff/subscribers/{contact.id}/topics/barn"
    assert editor.post(address, data={"reason": ""}).status_code == 422
    editor.post(address, data={"reason": "Moved away"})
    assert subscriptions.followed(contact.id) == set()
    editor.post(address, data={"reason": "Came back"})
    assert subscriptions.followed(contact.id) == {topic.id}


def test_only_admins_lift_stops(client: FlaskClient, session: Session) -> None:
    contact = make_contact()
    suppressions.suppress(contact.id, SuppressionReason.STAFF)
    session.commit()
    address = f"/staff/subscribers/{contact.id}/stops/staff"
    sign_in_as(client, Role.EDITOR)
    assert client.post(address, data={"reason": "Please"}).status_code == 403
    sign_in_as(client, Role.ADMIN)
    assert client.post(address, data={"reason": "Asked for it"}).status_code == 303
    assert suppressions.standing(contact.id) == []
    assert client.get(address).status_code == 404


def test_who_does_not_exist_is_not_found(admin: FlaskClient, topic: Topic) -> None:
    for path in ("1000000", "1000000/topics/barn", "1000000/stops/staff", f"{10**30}"):
        assert admin.get(f"/staff/subscribers/{path}").status_code == 404
