from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from newsletter.core.clock import now
from newsletter.events.models import Event, Mode, Publication
from newsletter.organisation import service as organisation
from tests.newsletter.subscribers.factories import make_topic

LANGUAGES = ["sv", "da", "nb", "fi", "en"]


def make_event(session: Session, slug: str, **more: object) -> None:
    start = (now() + timedelta(days=30)).date()
    values = {
        "slug": slug,
        "ics_uid": f"{slug}@news.example.org",
        "language": "sv",
        "texts": {"sv": {"title": f"Händelse {slug}"}},
        "starts_on": start,
        "zone": "Europe/Stockholm",
        "mode": Mode.ONLINE,
        "publication": Publication.PUBLISHED,
    }
    session.add(Event(**(values | more)))
    session.commit()


def test_the_start_page_shows_what_one_can_follow_and_what_is_coming(
    client: FlaskClient, session: Session
) -> None:
    make_topic("barn")
    make_event(session, "temadag")
    make_event(session, "utkast", publication=Publication.DRAFT)
    page = client.get("/?lang=sv").text
    assert "Ämne barn" in page
    assert "Händelse temadag" in page
    assert "Händelse utkast" not in page
    assert 'action="/subscribe"' in page


def test_the_start_page_of_an_empty_service_is_a_page_too(client: FlaskClient, session: Session) -> None:
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/privacy", "/accessibility"])
def test_the_statements_name_the_organisation_and_how_to_reach_it(
    client: FlaskClient, session: Session, path: str, language: str
) -> None:
    found = organisation.get()
    found.name = "Exempelstad"
    found.contact_email = "kontakt@example.org"
    session.commit()
    page = client.get(f"{path}?lang={language}").text
    assert f'<html lang="{language}"' in page
    assert "Exempelstad" in page
    assert "kontakt@example.org" in page


def test_who_registers_for_an_event_can_read_what_becomes_of_it(
    client: FlaskClient, session: Session
) -> None:
    page = client.get("/privacy?lang=en").text
    assert "your workplace and your answers" in page
    assert "as many days after the event as the form says" in page
    assert "those who arrange it see your registration" in page
