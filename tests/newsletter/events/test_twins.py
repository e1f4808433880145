"""The same event, entered twice by those who arrange it together."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from newsletter.core.database import session
from newsletter.events import service, twins
from newsletter.events.content import OrganiserContent
from tests.newsletter.events.factories import make_draft, make_event, texts
from tests.newsletter.events.filling import FilledForm
from tests.support.staff import sign_in_as


@pytest.fixture(autouse=True)
def before_the_event() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 3, 1, 11, tzinfo=UTC), tick=False):
        yield


@pytest.mark.parametrize(
    "same",
    [
        {},
        {"texts": texts(title="BARNETS  RÖST!")},
        {"texts": texts(title="Något annat") | {"da": {"title": "Barnets röst"}}},
        {"starts_at": None, "ends_at": None},
        {"title_place": "Almvika"},
        {"organisers": (OrganiserContent("Almvika kommun"),)},
    ],
)
def test_title_and_start_make_two_events_twins(same: dict[str, Any]) -> None:
    event, other = make_event(), make_event(**same)
    assert twins.of(event) == [other]
    assert twins.of(other) == [event]


@pytest.mark.parametrize(
    "different",
    [
        {"texts": texts(title="Barnets rätt")},
        {"starts_on": date(2027, 5, 5)},
        {"starts_at": time(10)},
    ],
)
def test_another_title_day_or_hour_makes_another_event(different: dict[str, Any]) -> None:
    event = make_event()
    make_event(**different)
    assert twins.of(event) == []


def test_a_tour_that_stops_at_two_places_on_one_day_is_two_events() -> None:
    event = make_event(title_place="Almvika")
    make_event(title_place="Sundby")
    assert twins.of(event) == []


def test_a_draft_counts_and_what_was_withdrawn_or_cancelled_has_been_dealt_with() -> None:
    event, draft = make_event(), make_draft()
    withdrawn, cancelled = make_event(), make_event()
    service.withdraw(withdrawn.id)
    service.cancel(cancelled.id, "Finns på en annan sida")
    assert twins.of(event) == [draft]


class TestThePages:
    @pytest.fixture(autouse=True)
    def signed_in(self, client: FlaskClient) -> Iterator[None]:
        sign_in_as(client)
        yield

    def words(self, client: FlaskClient, address: str) -> str:
        session.commit()
        return " ".join(BeautifulSoup(client.get(address).text, "html.parser").get_text(" ").split())

    def test_who_saves_a_twin_is_told_and_finds_the_other_one(self, client: FlaskClient) -> None:
        other = make_event(organisers=(OrganiserContent("Almvika kommun"),))
        form = FilledForm(client, "/staff/events/new")
        form.fill(main__title="Barnets röst", starts_on="2027-05-06", starts_at="09:00")
        saved = form.press()
        assert saved.status_code == 303
        shown = client.get(saved.headers["Location"]).text
        assert "Another event has the same title and start. Look at both." in shown
        assert f'href="/staff/events/{other.id}"' in shown
        words = " ".join(BeautifulSoup(shown, "html.parser").get_text(" ").split())
        assert "Barnets röst Published Almvika kommun" in words
        assert "If it is the same event, keep one." in words

    def test_the_hint_is_gone_when_one_was_withdrawn(self, client: FlaskClient) -> None:
        event, other = make_event(), make_event()
        address = f"/staff/events/{event.id}"
        assert "the same title and start" in self.words(client, address)
        service.withdraw(other.id)
        assert "the same title and start" not in self.words(client, address)
