from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient

from newsletter.core.database import session
from newsletter.events import service as events
from newsletter.events.models import Allocation, Event, Mode
from newsletter.registrations import links, service
from newsletter.registrations.models import AttendAs, Registration, RegistrationState
from tests.newsletter.registrations.support import at, make_open_event, person, register, wish
from tests.newsletter.registrations.test_register_views import QUESTIONS

pytestmark = pytest.mark.usefixtures("sender", "clock")


def own(registration: Registration) -> str:
    session.commit()
    return f"/registrations/{links.key(registration.event_id, registration.contact_id)}"


def waiting_pair(**changes: object) -> tuple[Event, Registration, Registration]:
    event = make_open_event(places=1, **changes)
    return event, register(event), register(event)


def state(registration: Registration) -> RegistrationState:
    session.refresh(registration)
    return registration.state


def test_the_link_in_the_mail_shows_the_registration_and_changes_nothing(client: FlaskClient) -> None:
    made = register(make_open_event(), "Åsa Öberg", affiliation="Region Sundland")
    page = client.get(own(made))
    assert page.status_code == 200
    assert "You have a place" in page.text and "Åsa Öberg" in page.text and "Region Sundland" in page.text
    assert client.get(own(made) + "/give-up").status_code == 200
    assert state(made) is RegistrationState.CONFIRMED


def test_a_made_up_link_shows_nothing(client: FlaskClient) -> None:
    for path in ("", "/give-up", "/change", "/transfer"):
        assert client.get(f"/registrations/nonsense{path}").status_code == 404
    assert client.post("/registrations/nonsense/accept").status_code == 303


def test_giving_up_asks_first_and_tells_what_became_of_it(client: FlaskClient) -> None:
    _event, first, second = waiting_pair()
    assert client.post(own(first) + "/give-up").status_code == 303
    assert (state(first), state(second)) == ("cancelled", "offered")
    page = client.get(own(first)).text
    assert "You are not registered" in page and "Register again" in page


def test_an_offer_is_taken_by_a_button_and_says_until_when(client: FlaskClient) -> None:
    _event, first, second = waiting_pair()
    service.give_up(first.id)
    assert "Friday 23 April at 10:00" in client.get(own(second)).text
    client.post(own(second) + "/accept")
    assert state(second) is RegistrationState.CONFIRMED


def test_the_page_of_who_waits_tells_the_number_and_how_to_leave(client: FlaskClient) -> None:
    _event, _first, second = waiting_pair()
    page = client.get(own(second)).text
    assert "You are number 1 in line." in page and "Leave the waiting list" in page
    client.post(own(second) + "/give-up")
    assert state(second) is RegistrationState.CANCELLED


def test_an_address_is_confirmed_by_a_button_not_by_opening_the_link(client: FlaskClient) -> None:
    made = register(make_open_event(confirm_email=True))
    assert "Confirm my registration" in client.get(own(made)).text
    assert state(made) is RegistrationState.UNCONFIRMED
    client.post(own(made) + "/confirm")
    assert state(made) is RegistrationState.CONFIRMED


def test_answers_are_changed_until_the_last_moment_for_it(
    client: FlaskClient, clock: time_machine.Traveller
) -> None:
    event = make_open_event(questions=QUESTIONS, change_until_on=date(2027, 5, 3))
    made = register(event, "Åsa")
    page = client.get(own(made) + "/change").text
    assert "How do you travel?" in page and 'value="Åsa"' in page
    data = {"name": "Åsa Ö", "attend_as": "physical", "q_way": "Train", "q_agree": "y", "q_food": "Nuts"}
    assert client.post(own(made) + "/change", data=data | {"q_way": ""}).status_code == 422
    assert client.post(own(made) + "/change", data=data).status_code == 303
    session.refresh(made)
    assert (made.name, made.answers["way"], made.sensitive_answers) == ("Åsa Ö", "Train", {"food": "Nuts"})
    filled = client.get(own(made) + "/change").text
    assert "Nuts" in filled and "checked" in filled
    clock.move_to(at(2027, 5, 4, 0, 0))
    assert client.get(own(made) + "/change").status_code == 302
    assert client.post(own(made) + "/change", data=data).status_code == 302


def test_too_late_to_give_up_says_whom_to_write_to(
    client: FlaskClient, clock: time_machine.Traveller
) -> None:
    made = register(make_open_event(cancel_until_on=date(2027, 5, 3)))
    clock.move_to(at(2027, 5, 4, 12))
    page = client.get(own(made)).text
    assert "Write to the contact" in page and "fragor@sundland.example" in page
    assert client.post(own(made) + "/give-up").status_code == 409
    assert state(made) is RegistrationState.CONFIRMED


def test_a_place_is_passed_on_where_the_organiser_allows_it(client: FlaskClient) -> None:
    made = register(make_open_event(substitutes_allowed=True))
    data = {"name": "Bo Ek", "email": "bo@example.org"}
    assert client.post(own(made) + "/transfer", data=data | {"email": "bo"}).status_code == 422
    assert client.post(own(made) + "/transfer", data=data).status_code == 303
    assert state(made) is RegistrationState.CANCELLED
    other = register(make_open_event())
    assert client.get(own(other) + "/transfer").status_code == 302


def test_a_received_registration_says_when_one_is_told(client: FlaskClient) -> None:
    event = make_open_event(allocation=Allocation.MANUAL, allocate_on=date(2027, 5, 2))
    page = client.get(own(register(event))).text
    assert "You are told by Sunday 2 May 2027." in page and "Withdraw my registration" in page


def test_the_page_is_in_the_language_in_which_one_registered(client: FlaskClient) -> None:
    event = make_open_event()
    (made,) = service.register(wish(event, person()).__class__(event.id, [person()], "sv"))
    assert '<html lang="sv"' in client.get(own(made)).text


def test_a_cancelled_event_is_said_to_be_cancelled(client: FlaskClient) -> None:
    event = make_open_event(mode=Mode.ONLINE, join_url="https://meet.example/x")
    made = register(event, attend_as=AttendAs.ONLINE)
    events.cancel(event.id, "Storm")
    page = client.get(own(made)).text
    assert "The event is cancelled" in page and "Storm" in page and "meet.example" not in page


def test_nobody_is_told_to_wait_for_a_place_at_a_cancelled_event(client: FlaskClient) -> None:
    event, _first, second = waiting_pair()
    events.cancel(event.id, "Storm")
    page = client.get(own(second)).text
    assert "The event is cancelled" in page
    assert "in line" not in page and "Leave the waiting list" not in page


def test_a_language_chosen_on_the_page_stays_after_a_button(client: FlaskClient) -> None:
    event = make_open_event()
    (made,) = service.register(wish(event, person()).__class__(event.id, [person()], "sv"))
    client.get(f"{own(made)}?lang=da")
    done = client.post(f"{own(made)}/give-up", follow_redirects=True)
    assert '<html lang="da"' in done.text
