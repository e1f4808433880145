"""The public page of a topic, project or series."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask.testing import FlaskClient

from newsletter.core.clock import now
from newsletter.errors import Invalid
from newsletter.subscribers import topics
from newsletter.subscribers.models import Topic, TopicKind
from newsletter.subscribers.topics import TopicData
from tests.newsletter.events.factories import make_event, make_topic, texts
from tests.newsletter.events.test_public_views import page, words

PROJECT = TopicData(
    slug="tidiga-insatser",
    kind=TopicKind.PROJECT,
    texts={"sv": {"title": "Tidiga insatser", "aim": "Stöd i rätt tid.", "audience": "Kommuner i länet."}},
    first_year=2026,
    last_year=2028,
    contact_name="Projektkansliet",
    contact_email="projekt@sundland.example",
)


def project(**changes: object) -> Topic:
    return topics.add(TopicData(**{**vars(PROJECT), **changes}))  # type: ignore[arg-type]


def test_a_project_says_what_it_is_for_whom_until_when_and_whom_to_ask(client: FlaskClient) -> None:
    shown = words(page(client, f"/topics/{project().slug}"))
    assert all(part in shown for part in ("2026–2028", "Stöd i rätt tid.", "Kommuner i länet."))
    assert "projekt@sundland.example" in shown


def test_what_is_coming_stands_before_what_has_taken_place(client: FlaskClient) -> None:
    found = project()
    make_event(parent_topic_id=found.id, texts=texts(title="Majmötet"))
    with time_machine.travel(datetime(2027, 9, 1, tzinfo=UTC)):
        make_event(
            parent_topic_id=found.id,
            texts=texts(title="Höstmötet"),
            starts_on=datetime(2027, 10, 1).date(),
            ends_on=datetime(2027, 10, 1).date(),
        )
        shown = words(page(client, f"/topics/{found.slug}"))
    assert shown.index("Höstmötet") < shown.index("Has taken place") < shown.index("Majmötet")


def test_an_event_leads_to_the_project_it_belongs_to(client: FlaskClient) -> None:
    event = make_event(parent_topic_id=project().id)
    assert page(client, f"/events/{event.slug}").select_one('main a[href="/topics/tidiga-insatser"]')


def test_a_topic_without_events_says_so_and_offers_to_sign_up(client: FlaskClient) -> None:
    soup = page(client, f"/topics/{make_topic('Barn').slug}")
    assert "Nothing is planned right now" in words(soup)
    assert soup.select_one('main a[href*="/subscribe?topic="]')


def test_a_topic_put_away_keeps_its_page_and_takes_no_more_sign_ups(client: FlaskClient) -> None:
    found = project()
    found.archived_at = now()
    soup = page(client, f"/topics/{found.slug}")
    assert "This topic is closed" in words(soup)
    assert not soup.select('main a[href*="/subscribe"]')


def test_a_hidden_topic_has_no_page(client: FlaskClient) -> None:
    page(client, f"/topics/{project(is_public=False).slug}", status=404)


@pytest.mark.parametrize("years", [(2028, 2026), (26, None), (None, 20267)])
def test_years_that_make_no_sense_are_refused(session: object, years: tuple[int | None, int | None]) -> None:
    with pytest.raises(Invalid):
        project(first_year=years[0], last_year=years[1])


def test_a_year_alone_says_from_or_until(client: FlaskClient) -> None:
    assert "from 2026" in words(page(client, f"/topics/{project(last_year=None).slug}"))
    assert "until 2028" in words(page(client, f"/topics/{project(slug='b', first_year=None).slug}"))
