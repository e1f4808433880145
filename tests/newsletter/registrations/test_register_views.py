from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from newsletter.core.database import session
from newsletter.core.tokens import sign
from newsletter.events.models import Event, LatePolicy, Mode
from newsletter.events.questions import QuestionContent, QuestionKind
from newsletter.registrations import links, staff
from newsletter.registrations.forms import OPENED
from newsletter.registrations.models import AttendAs, Registration
from tests.newsletter.registrations.support import at, mails, make_open_event, register

pytestmark = pytest.mark.usefixtures("sender", "clock")

FILLED = {
    "name": "Åsa Öberg",
    "email": "asa@example.org",
    "affiliation": "Region Sundland",
    "municipality": "Almvika",
    "attend_as": "physical",
    "do": "register",
}


def filled(**changes: str) -> dict[str, str]:
    return FILLED | {"opened": sign(OPENED, 0)} | changes


def count() -> int:
    return session.scalar(select(func.count()).select_from(Registration)) or 0


def address(event: Event) -> str:
    return f"/events/{event.slug}/register"


def the_registration() -> Registration:
    return session.scalars(select(Registration)).one()


def test_the_page_of_an_event_leads_to_the_form_and_tells_the_places_left(client: FlaskClient) -> None:
    event = make_open_event(places=3)
    register(event)
    page = client.get(f"/events/{event.slug}").text
    assert address(event) in page and "2 of 3 places left" in page
    shown = client.get(address(event))
    assert shown.status_code == 200 and "2 of 3 places left" in shown.text
    assert count() == 1


def test_a_filled_form_registers_and_answers_without_telling_who_is_registered(client: FlaskClient) -> None:
    event = make_open_event()
    first = client.post(address(event), data=filled())
    assert (first.status_code, first.location) == (303, f"{address(event)}/done")
    second = client.post(address(event), data=filled(name="Somebody else"))
    assert (second.status_code, second.location) == (303, first.location)
    assert client.get(first.location).status_code == 200
    assert (the_registration().name, the_registration().affiliation) == ("Åsa Öberg", "Region Sundland")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Write your name"),
        ({"email": "asa"}, "name@example.org"),
        ({"colleagues-0-name": "Bo", "colleagues-0-email": ""}, "name@example.org"),
        ({"colleagues-0-name": "", "colleagues-0-email": "bo@example.org"}, "name of your colleague"),
        ({"colleagues-0-name": "Bo", "colleagues-0-email": "ASA@example.org"}, "address of their own"),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    client: FlaskClient, changes: dict[str, str], sentence: str
) -> None:
    answer = client.post(address(make_open_event()), data=filled(**changes))
    assert answer.status_code == 422
    assert sentence in answer.text and 'value="Almvika"' in answer.text
    assert count() == 0


def test_machines_get_the_same_answer_and_are_not_registered(client: FlaskClient) -> None:
    event = make_open_event()
    for trap in ({"homepage": "https://spam.example"}, {"opened": "x"}):
        assert client.post(address(event), data=filled(**trap)).status_code == 303
    assert count() == 0


def test_colleagues_are_added_row_by_row_without_registering_anybody(client: FlaskClient) -> None:
    event = make_open_event()
    page = client.post(address(event), data=filled(do="add")).text
    assert 'name="colleagues-0-name"' in page and 'value="Åsa Öberg"' in page
    assert count() == 0
    rows = {"colleagues-0-name": "Bo Ek", "colleagues-0-email": "bo@example.org", "colleagues-1-name": ""}
    assert client.post(address(event), data=filled(**rows)).status_code == 303
    names = session.scalars(select(Registration.name).order_by(Registration.id)).all()
    assert names == ["Åsa Öberg", "Bo Ek"]


QUESTIONS = (
    QuestionContent("How do you travel?", QuestionKind.CHOICE, ("Bus", "Train"), True, "way"),
    QuestionContent("Which groups?", QuestionKind.SEVERAL, ("A", "B"), False, "groups"),
    QuestionContent("I agree to be in the list", QuestionKind.CONSENT, (), True, "agree"),
    QuestionContent("", QuestionKind.DIET, (), False, "food"),
)


def test_questions_are_asked_checked_and_kept_apart_when_sensitive(client: FlaskClient) -> None:
    event = make_open_event(questions=QUESTIONS)
    page = client.get(address(event)).text
    assert "How do you travel?" in page and "erased 14 days after the event" in page
    assert client.post(address(event), data=filled(q_way="Car", q_agree="y")).status_code == 422
    assert client.post(address(event), data=filled(q_way="Bus")).status_code == 422
    answers = {"q_way": "Bus", "q_groups": "B", "q_agree": "y", "q_food": "Nuts"}
    assert client.post(address(event), data=filled(**answers)).status_code == 303
    made = the_registration()
    assert made.answers == {"way": "Bus", "groups": ["B"], "agree": "y"}
    assert made.sensitive_answers == {"food": "Nuts"}
    stored = session.connection().exec_driver_sql("SELECT sensitive_answers FROM registration").scalar()
    assert "Nuts" not in str(stored)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"registration_opens_on": date(2027, 4, 26)}, "Registration opens on Monday 26 April"),
        ({"deadline_on": date(2027, 4, 18)}, "nobody can register any more"),
        ({"deadline_on": date(2027, 4, 18), "late_policy": LatePolicy.ASK_CONTACT}, "Write to the contact"),
        ({"deadline_on": date(2027, 4, 18), "late_policy": LatePolicy.TOKEN}, "can give you a link"),
    ],
)
def test_a_shut_door_says_why_and_what_to_do(
    client: FlaskClient, changes: dict[str, object], sentence: str
) -> None:
    event = make_open_event(**changes)
    assert sentence in client.get(address(event)).text
    assert sentence in client.post(address(event), data=filled()).text
    assert count() == 0


def test_a_link_for_latecomers_opens_the_door_until_it_is_renewed(client: FlaskClient) -> None:
    event = make_open_event(deadline_on=date(2027, 4, 18))
    late = links.late_address(event).removeprefix("https://news.example.org")
    assert client.get(late).status_code == 200
    assert client.post(late, data=filled()).status_code == 303
    assert the_registration().is_late
    staff.renew_late_link(event.id, None)
    assert "nobody can register" in client.get(late).text


def test_a_full_event_offers_the_waiting_list(client: FlaskClient) -> None:
    event = make_open_event(places=1)
    register(event)
    assert "All places are taken" in client.get(address(event)).text
    client.post(address(event), data=filled())
    made = session.scalars(select(Registration).where(Registration.name == "Åsa Öberg")).one()
    assert (made.state, mails(made)) == ("waitlisted", ["waiting_list"])


def test_events_that_take_registrations_elsewhere_have_no_form(client: FlaskClient) -> None:
    event = make_open_event(registration_mode="email", registration_email="a@example.org")
    assert client.get(address(event)).status_code == 302


# The way in


def test_only_those_with_a_place_see_the_way_into_an_online_event(client: FlaskClient) -> None:
    event = make_open_event(mode=Mode.ONLINE, join_url="https://meet.example/secret", places=1)
    comes, waits = register(event, attend_as=AttendAs.ONLINE), register(event, attend_as=AttendAs.ONLINE)
    join = f"/events/{event.slug}/join?key="
    shown = client.get(join + links.key(event.id, comes.contact_id))
    assert "https://meet.example/secret" in shown.text
    for key in (links.key(event.id, waits.contact_id), "", "made-up"):
        answer = client.get(join + key)
        assert answer.status_code == 403 and "meet.example" not in answer.text
    assert "meet.example" not in client.get(f"/events/{event.slug}").text
    assert "meet.example" not in client.get(f"/events/{event.slug}.ics").text


def test_the_way_in_is_shown_from_its_hour_on(client: FlaskClient, clock: time_machine.Traveller) -> None:
    event = make_open_event(mode=Mode.ONLINE, join_url="https://meet.example/secret", join_reveal_hours=24)
    made = register(event, attend_as=AttendAs.ONLINE)
    join = f"/events/{event.slug}/join?key={links.key(event.id, made.contact_id)}"
    assert "from Wednesday 5 May at 09:00" in client.get(join).text
    clock.move_to(at(2027, 5, 5, 9))
    assert "https://meet.example/secret" in client.get(join).text


def test_the_link_into_the_meeting_is_sealed_in_the_database() -> None:
    event = make_open_event(mode=Mode.ONLINE, join_url="https://meet.example/secret")
    query = "SELECT join_url FROM event WHERE id = %s"
    assert "meet" not in str(session.connection().exec_driver_sql(query, (event.id,)).scalar())
    session.expire(event)
    assert event.join_url == "https://meet.example/secret"
