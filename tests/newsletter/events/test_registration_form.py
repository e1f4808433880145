from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from newsletter.core.database import session
from newsletter.events import queries
from newsletter.events.models import Event, EventChange
from tests.newsletter.events.factories import make_event
from tests.newsletter.events.filling import FilledForm
from tests.newsletter.registrations.support import make_open_event, register
from tests.newsletter.subscribers.factories import make_sender
from tests.support.staff import sign_in_as

NEW = "/staff/events/new"


@pytest.fixture(autouse=True)
def signed_in(client: FlaskClient) -> Iterator[None]:
    make_sender()
    sign_in_as(client)
    yield


def saved(form: FilledForm) -> Event:
    response = form.press()
    assert response.status_code == 303, form.faults
    return queries.by_id(int(response.location.rsplit("/", 1)[1]))


def test_everything_about_registration_here_is_stored_and_shown_again(client: FlaskClient) -> None:
    form = FilledForm(client, NEW).fill(
        main__title="Temadag",
        starts_on="2027-05-06",
        starts_at="09:00",
        mode="hybrid",
        registration_mode="builtin",
        registration_opens_on="2027-04-01",
        deadline_on="2027-04-29",
        deadline_at="12:00",
        change_until_on="2027-05-02",
        cancel_until_on="2027-05-03",
        cancel_until_at="16:00",
        late_policy="token",
        allocation="manual",
        places="80",
        places_on_site="30",
        places_online="60",
        offer_hours="24",
        join_url="https://meet.example/abc",
        join_reveal_hours="24",
    )
    form.values.setlist("confirm_email", ["y"])
    form.add_rows("questions", [{"label": "How do you travel?", "kind": "choice", "options": "Bus\nTrain"}])
    form.add_rows("questions", [{"kind": "diet"}])
    event = saved(form)
    assert (event.places, event.places_on_site, event.places_online, event.offer_hours) == (80, 30, 60, 24)
    assert (event.late_policy, event.allocation, event.confirm_email) == ("token", "manual", True)
    assert (event.join_url, event.join_reveal_hours) == ("https://meet.example/abc", 24)
    assert [(row["kind"], row["options"]) for row in event.questions] == [
        ("choice", ["Bus", "Train"]),
        ("diet", []),
    ]
    keys = [row["key"] for row in event.questions]
    again = saved(FilledForm(client, f"/staff/events/{event.id}/edit").fill(venue="Sal 2"))
    assert [row["key"] for row in again.questions] == keys
    assert again.cancel_until_at is not None and again.confirm_email


def test_only_what_the_chosen_way_needs_is_shown(client: FlaskClient) -> None:
    soup = FilledForm(client, NEW).soup
    parts = {part["data-if-registration"] for part in soup.select("[data-if-registration]")}
    assert parts == {"external", "email", "external email builtin", "builtin"}


def test_fewer_places_than_taken_are_refused_at_the_field_and_keep_what_was_typed(
    client: FlaskClient,
) -> None:
    event = make_open_event(places=3)
    register(event)
    register(event)
    form = FilledForm(client, f"/staff/events/{event.id}/edit").fill(places="1", venue="Ny sal")
    assert form.press().status_code == 422
    assert form.faults == ["2 places are taken already. Enter at least as many."]
    assert form.values["venue"] == "Ny sal"
    session.refresh(event)
    assert event.places == 3


def test_the_history_tells_that_the_link_into_the_meeting_changed_but_not_what_it_is(
    client: FlaskClient,
) -> None:
    event = make_event(mode="online", registration_mode="builtin", join_url="https://meet.example/abc")
    saved(FilledForm(client, f"/staff/events/{event.id}/edit").fill(join_url="https://meet.example/new"))
    (change,) = session.scalars(select(EventChange).where(EventChange.field == "join_url"))
    assert (change.is_material, change.old, change.new) == (True, "•••", "•••")
