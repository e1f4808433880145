"""For whom an event is meant: what an editor states, and where it is read."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from newsletter.core.database import session
from newsletter.events import edit, service
from newsletter.events.models import Event, EventChange, GeoScope
from tests.newsletter.events.factories import content, make_event
from tests.newsletter.events.filling import FilledForm
from tests.support.staff import sign_in_as


@pytest.fixture(autouse=True)
def signed_in(client: FlaskClient) -> Iterator[None]:
    sign_in_as(client)
    yield


def form_of(client: FlaskClient, event: Event) -> FilledForm:
    return FilledForm(client, f"/staff/events/{event.id}/edit")


def test_unless_somebody_says_more_an_event_is_for_everybody(client: FlaskClient) -> None:
    event = make_event()
    assert (event.geo_scope, event.audience_regions, event.audience_roles) == (GeoScope.NATIONAL, [], [])
    page = client.get(f"/staff/events/{event.id}/edit").text
    assert "<details" in page.rpartition("Tell only some of the followers")[0][-200:]


def test_regions_and_roles_are_kept_and_shown_again(client: FlaskClient) -> None:
    event = make_event()
    form = form_of(client, event)
    form.fill(geo_scope="regions", audience_regions=["SE-W", "SE-M"], audience_roles=["manager"])
    assert form.press().status_code == 303
    session.refresh(event)
    assert (event.audience_regions, event.audience_roles) == (["SE-W", "SE-M"], ["manager"])
    again = form_of(client, event)
    assert again.values.getlist("audience_regions") == ["SE-W", "SE-M"]
    assert again.press().status_code == 303
    changed = set(session.scalars(select(EventChange.field).where(EventChange.event_id == event.id)))
    assert changed == {"geo_scope", "audience_regions", "audience_roles"}
    assert not session.scalar(select(EventChange.id).where(EventChange.is_material))


def test_municipalities_stand_on_lines_or_between_commas(client: FlaskClient) -> None:
    event = make_event()
    form = form_of(client, event)
    form.fill(geo_scope="municipalities", audience_municipalities="Mora, Orsa\n Älvdalen \n\nMora")
    assert form.press().status_code == 303
    session.refresh(event)
    assert event.audience_municipalities == ["Mora", "Orsa", "Älvdalen"]


@pytest.mark.parametrize(
    ("scope", "fault"),
    [
        ("regions", "Choose at least one region."),
        ("municipalities", "Write at least one municipality."),
    ],
)
def test_a_scope_without_places_is_a_fault(client: FlaskClient, scope: str, fault: str) -> None:
    form = form_of(client, make_event()).fill(geo_scope=scope, audience_roles=["manager"])
    assert form.press().status_code == 422
    assert form.faults == [fault]
    assert form.values.getlist("audience_roles") == ["manager"]


def test_what_the_scope_does_not_ask_for_is_forgotten() -> None:
    event = make_event(geo_scope=GeoScope.REGIONS, audience_regions=("SE-W",))
    edit.save(event.id, content(audience_regions=("SE-W",)), event.revision)
    assert event.audience_regions == []


def test_the_public_reads_for_which_region_it_is_unless_it_is_said_in_words(client: FlaskClient) -> None:
    event = make_event(geo_scope=GeoScope.REGIONS, audience_regions=("SE-W", "SE-M"))
    page = client.get(f"/events/{event.slug}").text
    assert "Dalarnas län, Skåne län" in page
    event.audience_area = "Norra Dalarna"
    session.commit()
    page = client.get(f"/events/{event.slug}").text
    assert "Norra Dalarna" in page and "Dalarnas län" not in page


def test_the_history_says_it_in_words(client: FlaskClient) -> None:
    event = make_event()
    target = {"geo_scope": GeoScope.REGIONS, "audience_regions": ("SE-M",), "audience_roles": ("researcher",)}
    edit.save(event.id, content(**target), event.revision)
    session.commit()
    page = client.get(f"/staff/events/{event.id}").text
    for words in ("Those in certain regions", "Skåne län", "Researcher"):
        assert words in page


def test_a_copy_is_for_the_same_people() -> None:
    event = make_event(geo_scope=GeoScope.REGIONS, audience_regions=("SE-M",), audience_roles=("manager",))
    copy = service.duplicate(event.id)
    assert (copy.geo_scope, copy.audience_regions, copy.audience_roles) == (
        GeoScope.REGIONS,
        ["SE-M"],
        ["manager"],
    )
