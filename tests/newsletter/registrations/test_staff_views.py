from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from newsletter.core.database import session
from newsletter.events.models import Event
from newsletter.registrations.models import Registration, RegistrationState
from tests.newsletter.registrations.support import make_open_event, register
from tests.newsletter.registrations.test_register_views import QUESTIONS
from tests.support.staff import sign_in_as


@pytest.fixture(autouse=True)
def signed_in(client: FlaskClient, sender: None, clock: object) -> Iterator[None]:
    sign_in_as(client)
    yield


def at_event(event: Event, path: str = "") -> str:
    session.commit()
    return f"/staff/events/{event.id}/participants{path}"


def test_the_event_page_and_list_tell_how_many_have_registered(client: FlaskClient) -> None:
    event = make_open_event(places=1)
    register(event), register(event)
    session.commit()
    for address in (f"/staff/events/{event.id}", "/staff/events"):
        assert "1 of 1 places taken, 1 is waiting" in client.get(address).text


def test_participants_are_listed_by_state_and_found_by_words(client: FlaskClient) -> None:
    event = make_open_event(places=2)
    ada = register(event, "Ada Ek", affiliation="Almvika")
    register(event, "Bo Lund")
    cy = register(event, "Cy Holm")
    coming = client.get(at_event(event)).text
    assert "Ada Ek" in coming and "Bo Lund" in coming and "Cy Holm" not in coming
    waiting = client.get(at_event(event, "?show=waiting")).text
    assert "Cy Holm" in waiting and "Number 1 in line" in waiting
    found = client.get(at_event(event, "?q=almv+ek")).text
    assert "Ada Ek" in found and "Bo Lund" not in found
    assert "Cy Holm" not in client.get(at_event(event, "?q=%25&show=waiting")).text
    assert ada.name in client.get(at_event(event, f"/{ada.id}")).text
    assert "Number in line" in client.get(at_event(event, f"/{cy.id}")).text


def test_answers_stand_on_the_page_of_a_participant(client: FlaskClient) -> None:
    event = make_open_event(questions=QUESTIONS)
    made = register(event)
    made.answers, made.sensitive_answers = {"way": "Bus", "agree": "y"}, {"food": "Nuts"}
    page = client.get(at_event(event, f"/{made.id}")).text
    assert "Bus" in page and "Nuts" in page and "Sensitive" in page


def test_somebody_is_added_by_hand(client: FlaskClient) -> None:
    event = make_open_event(places=1)
    register(event)
    data = {"name": "Dag Ny", "email": "dag@example.org", "attend_as": "physical"}
    assert client.get(at_event(event, "/new")).status_code == 200
    assert client.post(at_event(event, "/new"), data=data | {"email": "dag"}).status_code == 422
    assert client.post(at_event(event, "/new"), data=data | {"beyond": "y"}).status_code == 303
    assert client.post(at_event(event, "/new"), data=data).status_code == 422
    made = session.scalars(select(Registration).where(Registration.name == "Dag Ny")).one()
    assert (made.state, made.source) == ("confirmed", "manual")


def test_a_place_is_given_a_turn_moved_and_a_registration_cancelled(client: FlaskClient) -> None:
    event = make_open_event(places=1)
    first, second, third = (register(event) for _ in range(3))
    client.post(at_event(event, f"/{third.id}/first"))
    client.post(at_event(event, f"/{second.id}/place"))
    assert client.get(at_event(event, f"/{first.id}/cancel")).status_code == 200
    client.post(at_event(event, f"/{first.id}/cancel"))
    client.post(at_event(event, f"/{second.id}/cancel"))
    for one in (first, second, third):
        session.refresh(one)
    assert [one.state for one in (first, second)] == [RegistrationState.CANCELLED] * 2
    assert third.state is RegistrationState.OFFERED


def test_participants_of_another_event_are_not_reached_through_this_one(client: FlaskClient) -> None:
    event, other = make_open_event(), make_open_event()
    made = register(other)
    assert client.get(at_event(event, f"/{made.id}")).status_code == 404
    assert client.post(at_event(event, f"/{made.id}/cancel")).status_code == 404


def test_the_link_for_latecomers_can_be_made_worthless(client: FlaskClient) -> None:
    event = make_open_event()
    before = client.get(at_event(event)).text
    assert "register?late=" in before
    client.post(at_event(event, "/late-link"))
    assert client.get(at_event(event)).text.split("late=")[1][:20] != before.split("late=")[1][:20]


def test_who_is_not_signed_in_sees_nobody(client: FlaskClient) -> None:
    event = make_open_event()
    session.commit()
    with client.session_transaction() as cookie:
        cookie.clear()
    assert client.get(f"/staff/events/{event.id}/participants").status_code in (302, 303)
