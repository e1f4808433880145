"""What editors get wrong when they edit an event: a clear answer, and nothing that was typed is lost."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from newsletter.core.database import session
from newsletter.events import edit
from newsletter.events.models import Event, RegistrationMode
from newsletter.notices.models import NoticeKind, PlanState
from newsletter.organisation import service as organisation
from newsletter.organisation.models import Sender
from tests.newsletter.events.factories import content, make_event
from tests.newsletter.events.filling import FilledForm
from tests.newsletter.notices.people import register
from tests.newsletter.notices.stage import newest
from tests.support.staff import sign_in_as

HERE: dict[str, Any] = {
    "registration_mode": RegistrationMode.BUILTIN,
    "deadline_on": date(2027, 4, 29),
    "places": 20,
}


@pytest.fixture(autouse=True)
def clock(client: FlaskClient) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2027, 3, 1, 11, tzinfo=UTC), tick=False) as traveller:
        sender = Sender(name="Nätverket", address="nyheter@smasteg.example")
        session.add(sender)
        session.flush()
        organisation.get().default_sender_id = sender.id
        sign_in_as(client)
        yield traveller


@pytest.fixture
def event() -> Event:
    made = make_event(**HERE)
    for _number in range(3):
        register(made)
    return made


def form_of(client: FlaskClient, event: Event) -> FilledForm:
    return FilledForm(client, f"/staff/events/{event.id}/edit")


@pytest.mark.parametrize(
    ("typed", "where", "sentence"),
    [
        ({"deadline_on": "2027-05-07"}, "deadline_on", "The deadline must be before the event starts."),
        ({"deadline_on": "2027-05-06", "deadline_at": "09:30"}, "deadline_on", "The deadline must be before"),
        ({"starts_on": "2027-04-20", "ends_on": "2027-04-20"}, "deadline_on", "The deadline must be before"),
        ({"ends_on": "2027-05-05"}, "ends_on", "The end must be after the start."),
        ({"ends_at": "08:30"}, "ends_at", "The end must be after the start."),
        (
            {"starts_on": "2027-03-28", "ends_on": "2027-03-28", "starts_at": "02:30", "deadline_on": ""},
            "starts_at",
            "02:30 does not exist on Sunday 28 March 2027: the clocks go forward then.",
        ),
        ({"deadline_on": "2027-03-28", "deadline_at": "02:15"}, "deadline_at", "02:15 does not exist"),
        ({"places": "2"}, "places", "3 places are taken already. Enter at least as many."),
    ],
)
def test_it_is_said_at_the_field_and_everything_typed_stays(
    client: FlaskClient, event: Event, typed: dict[str, str], where: str, sentence: str
) -> None:
    form = form_of(client, event).fill(venue="Rådhuset", main__lead="Ny ingress", **typed)
    assert form.press().status_code == 422
    assert any(fault.startswith(sentence) for fault in form.faults), form.faults
    field = form.soup.find(attrs={"name": where})
    assert field is not None and field.get("aria-invalid") == "true"
    for name, value in {"venue": "Rådhuset", "main-lead": "Ny ingress", **typed}.items():
        assert form.values[name] == value
    session.expire_all()
    assert (event.venue, event.revision) == ("Gamla Tullhuset", 2)


def test_an_hour_that_comes_twice_when_the_clocks_go_back_is_the_first_of_them(
    client: FlaskClient, event: Event
) -> None:
    night = {"starts_on": "2027-10-31", "ends_on": "2027-10-31", "starts_at": "02:30", "ends_at": "05:00"}
    form = form_of(client, event).fill(**night)
    confirm(form)
    session.expire_all()
    assert event.starts_instant == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_an_event_moved_into_the_past_says_that_nobody_is_reminded(client: FlaskClient, event: Event) -> None:
    form = form_of(client, event).fill(starts_on="2027-02-02", ends_on="2027-02-02", deadline_on="2027-01-20")
    asked = form.press()
    assert asked.status_code == 200
    assert "By this date the event has begun already" in asked.text
    session.expire_all()
    assert event.starts_on == date(2027, 5, 6)
    confirm(form)
    session.expire_all()
    assert newest(event, NoticeKind.REMINDER).state is PlanState.SKIPPED


def test_an_event_that_has_begun_can_be_moved_and_those_who_come_are_to_be_told(
    client: FlaskClient, event: Event, clock: time_machine.Traveller
) -> None:
    clock.move_to(datetime(2027, 5, 6, 8, tzinfo=UTC))
    sign_in_as(client)
    form = form_of(client, event).fill(starts_on="2027-06-03", ends_on="2027-06-03")
    asked = form.press()
    assert asked.status_code == 200
    assert "3 people should be told of the change: a draft waits for you." in asked.text
    assert "has begun already" not in asked.text
    confirm(form)
    session.expire_all()
    assert event.previous_starts == [datetime(2027, 5, 6, 7, tzinfo=UTC)]
    assert newest(event, NoticeKind.REMINDER).due_local == datetime(2027, 6, 2, 8, 30)
    assert newest(event, NoticeKind.CHANGED).state is PlanState.AWAITING_APPROVAL


def test_of_two_editors_the_second_sees_both_and_nothing_is_lost(client: FlaskClient, event: Event) -> None:
    first, second = form_of(client, event), form_of(client, event)
    first.fill(venue="Rådhuset")
    confirm(first)
    refused = second.fill(starts_at="10:00", main__lead="Min ingress").press()
    assert refused.status_code == 409
    assert "Somebody else saved this event" in refused.text and "Rådhuset" in refused.text
    assert (second.values["starts_at"], second.values["main-lead"]) == ("10:00", "Min ingress")
    session.expire_all()
    assert (event.venue, event.starts_at) == ("Rådhuset", time(9))


def test_who_was_overtaken_between_the_preview_and_the_last_press_is_told_as_well(
    client: FlaskClient, event: Event
) -> None:
    form = form_of(client, event).fill(starts_at="10:00")
    assert form.press().status_code == 200
    edit.save(event.id, content(**HERE, venue="Rådhuset"), event.revision)
    form.values.setlist("confirmed", ["yes"])
    assert form.press().status_code == 409
    assert form.values["starts_at"] == "10:00"
    session.expire_all()
    assert (event.venue, event.starts_at) == ("Rådhuset", time(9))


def confirm(form: FilledForm) -> None:
    if form.response.status_code == 200 and "Save the change" not in form.response.text:
        form.press()
    form.values.setlist("confirmed", ["yes"])
    assert form.press().status_code == 303
