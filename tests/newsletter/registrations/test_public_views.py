import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from newsletter.contacts.models import Contact
from newsletter.core.tokens import sign
from newsletter.events.models import Event, EventKind
from newsletter.registrations import marks


def address(contact: Contact, event: Event, kind: int) -> str:
    return f"/marks/{sign('mark', 5, contact.id, event.id, kind)}"


def marked(session: Session, event: Event) -> list[int]:
    return list(session.scalars(marks.marked(event.id)))


@pytest.mark.parametrize(
    ("kind", "question", "answer"),
    [
        (1, "Have you registered already?", "You have registered already"),
        (2, "Not interested in this event?", "You are not interested"),
    ],
)
def test_a_button_marks_and_another_takes_it_back(
    client: FlaskClient,
    session: Session,
    contact: Contact,
    event: Event,
    kind: int,
    question: str,
    answer: str,
) -> None:
    link = address(contact, event, kind)
    page = client.get(link).text
    assert question in page
    assert "Theme day" in page
    assert answer in client.post(link, follow_redirects=True).text
    assert marked(session, event) == [contact.id]
    assert question in client.post(f"{link}/undo", follow_redirects=True).text
    assert marked(session, event) == []


@pytest.mark.parametrize(
    ("kind", "question"), [(1, "Have you applied already?"), (2, "Not interested in this application round?")]
)
def test_for_a_round_one_applies(
    client: FlaskClient, contact: Contact, event: Event, kind: int, question: str
) -> None:
    event.kind = EventKind.APPLICATION_ROUND
    assert question in client.get(address(contact, event, kind)).text


def test_opening_the_link_marks_nothing(
    client: FlaskClient, session: Session, contact: Contact, event: Event
) -> None:
    for kind in (1, 2):
        for _time in range(20):
            client.get(address(contact, event, kind))
        client.head(address(contact, event, kind))
    assert marked(session, event) == []


def test_punctuation_after_the_link_does_no_harm(
    client: FlaskClient, session: Session, contact: Contact, event: Event
) -> None:
    client.post(address(contact, event, 1) + ").")
    assert marked(session, event) == [contact.id]


@pytest.mark.parametrize("token", ["x", "é", "a" * 2000])
def test_a_link_to_nothing_gets_a_friendly_page(client: FlaskClient, session: Session, token: str) -> None:
    for answer in (
        client.get(f"/marks/{token}?lang=en"),
        client.post(f"/marks/{token}?lang=en", follow_redirects=True),
    ):
        assert answer.status_code == 404
        assert "This link does not work" in answer.text
