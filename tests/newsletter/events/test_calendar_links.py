"""Entries for calendars on the web: public facts only, in the reader's hands."""

from datetime import time
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from newsletter.core.database import session
from newsletter.events import calendar_links
from newsletter.events.models import Mode, RegistrationMode
from tests.newsletter.events.factories import make_event

pytestmark = pytest.mark.usefixtures("session")


def asked(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_time_and_place_are_those_of_the_event() -> None:
    event = make_event()
    google, outlook = asked(calendar_links.google(event, "sv")), asked(calendar_links.outlook(event, "sv"))
    assert google["dates"] == "20270506T070000Z/20270506T100000Z"
    assert (outlook["startdt"], outlook["enddt"]) == (
        "2027-05-06T07:00:00+00:00",
        "2027-05-06T10:00:00+00:00",
    )
    assert google["text"] == outlook["subject"] == "Barnets röst"
    assert "Gamla Tullhuset" in google["location"] and "Gamla Tullhuset" in outlook["location"]
    assert "allday" not in outlook


def test_an_event_without_clock_times_takes_the_whole_day() -> None:
    event = make_event(starts_at=None, ends_at=None)
    assert asked(calendar_links.google(event, "sv"))["dates"] == "20270506/20270507"
    assert asked(calendar_links.outlook(event, "sv"))["allday"] == "true"


def test_the_way_in_stands_in_no_link(client: FlaskClient) -> None:
    event = make_event(
        mode=Mode.HYBRID,
        registration_mode=RegistrationMode.BUILTIN,
        join_url="https://secret.example/room",
        starts_at=time(9),
    )
    assert "secret" not in calendar_links.google(event, "sv") + calendar_links.outlook(event, "sv")
    session.commit()
    page = client.get(f"/events/{event.slug}?lang=en").text
    assert "Add to Google" in page and "Add to Outlook" in page and "noreferrer" in page
