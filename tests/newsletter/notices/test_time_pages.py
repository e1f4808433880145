"""The page on which one notice gets another time."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from newsletter.core.database import session
from newsletter.events.models import Event
from newsletter.notices.models import PlanReason, PlanState
from tests.newsletter.events.factories import WITH_DEADLINE
from tests.newsletter.notices.people import register
from tests.newsletter.notices.stage import make_announced, plan
from tests.support.staff import sign_in_as


@pytest.fixture
def event(client: FlaskClient) -> Iterator[Event]:
    made = make_announced(**WITH_DEADLINE)
    register(made)
    session.commit()
    sign_in_as(client)
    yield made


def address(event: Event, act: str = "time") -> str:
    return f"/staff/events/notices/{plan(event).id}/{act}"


def words(html: str) -> str:
    main = BeautifulSoup(html, "html.parser").find("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def test_the_timeline_leads_to_a_page_with_the_present_time_and_that_of_the_rule(
    client: FlaskClient, event: Event
) -> None:
    assert address(event) in client.get(f"/staff/events/{event.id}").text
    page = client.get(address(event))
    assert 'value="2027-04-22"' in page.text and 'value="08:30"' in page.text
    assert "By its rule Thursday 22 April 2027 at 08:30" in words(page.text)
    assert "As clocks show it in Stockholm" in words(page.text)


def test_a_chosen_time_stands_in_the_timeline(client: FlaskClient, event: Event) -> None:
    done = client.post(address(event), data={"day": "2027-04-20", "at": "10.00"})
    assert done.status_code == 303
    assert plan(event).due_local == datetime(2027, 4, 20, 10)
    shown = words(client.get(f"/staff/events/{event.id}").text)
    assert "The notice has a time of its own now." in shown
    assert "Tuesday 20 April 2027 at 10:00" in shown and "At a time that somebody chose for it." in shown


@pytest.mark.parametrize(
    ("day", "at", "sentence"),
    [
        ("", "10:00", "Enter the day."),
        ("2027-04-20", "tio", "Enter a time"),
        ("2027-02-01", "10:00", "has passed"),
        ("2027-03-28", "02:30", "does not exist"),
        ("2027-05-03", "10:00", "The deadline has passed."),
    ],
)
def test_a_wrong_time_keeps_what_was_typed_and_says_why(
    client: FlaskClient, event: Event, day: str, at: str, sentence: str
) -> None:
    refused = client.post(address(event), data={"day": day, "at": at})
    assert refused.status_code == 422
    assert sentence in words(refused.text)
    assert f'value="{day}"' in refused.text and f'value="{at}"' in refused.text
    assert plan(event).due_local == datetime(2027, 4, 22, 8, 30)


def test_outside_the_usual_hours_it_asks_and_the_tick_holds_for_that_time_alone(
    client: FlaskClient, event: Event
) -> None:
    typed = {"day": "2027-04-18", "at": "19:00"}
    asked = client.post(address(event), data=typed)
    assert asked.status_code == 422
    assert "This is no working day: Sunday 18 April 2027." in words(asked.text)
    tick = BeautifulSoup(asked.text, "html.parser").find("input", attrs={"name": "anyway"})
    assert tick is not None
    meant = str(tick["value"])
    other = client.post(address(event), data={**typed, "at": "20:00", "anyway": meant})
    assert other.status_code == 422
    assert client.post(address(event), data={**typed, "anyway": meant}).status_code == 303
    assert plan(event).due_local == datetime(2027, 4, 18, 19)


def test_a_skipped_notice_is_brought_back_by_a_button(client: FlaskClient, event: Event) -> None:
    client.post(address(event, "skip"), data={"reason": "Redan berättat"})
    assert plan(event).reason is PlanReason.SKIPPED_BY_HAND
    assert "Bring it back" in words(client.get(f"/staff/events/{event.id}").text)
    assert client.get(address(event, "bring-back")).status_code == 405
    assert client.post(address(event, "bring-back")).status_code == 303
    assert plan(event).state is PlanState.PLANNED
    assert client.post(address(event, "bring-back")).status_code == 303
    assert "cannot be brought back" in words(client.get(address(event)).text)


def test_a_notice_is_left_to_its_rule_by_a_button(client: FlaskClient, event: Event) -> None:
    client.post(address(event), data={"day": "2027-04-20", "at": "10:00"})
    assert "Leave it to its rule" in words(client.get(address(event)).text)
    assert client.post(address(event, "by-rule")).status_code == 303
    assert plan(event).due_local == datetime(2027, 4, 22, 8, 30)


def test_who_extends_the_deadline_is_told_which_notice_goes_back_to_its_rule(
    client: FlaskClient, event: Event
) -> None:
    page = f"/staff/events/{event.id}/extend"
    assert "time of its own" not in words(client.get(page).text)
    client.post(address(event), data={"day": "2027-04-20", "at": "10:00"})
    shown = words(client.get(page).text)
    assert "follows its rule again when the deadline moves: Reminder 7 days before the deadline." in shown


def test_what_has_left_has_no_other_time(client: FlaskClient, event: Event) -> None:
    plan(event).state = PlanState.SENT
    session.commit()
    assert "cannot be changed any more" in words(client.get(address(event)).text)
    refused = client.post(address(event), data={"day": "2027-04-20", "at": "10:00"})
    assert refused.status_code == 422
