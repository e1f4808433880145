"""Each of the five kinds of announcements goes through the form, and the public page shows all of it."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from newsletter.core.database import session
from newsletter.events import edit, queries, service
from newsletter.events.content import clean
from newsletter.events.form import stated
from newsletter.events.form_options import filled_with
from newsletter.events.models import Event
from newsletter.organisation import service as organisation
from newsletter.web.language import current_language
from tests.newsletter.events.announcements import FIVE, Announcement
from tests.newsletter.events.filling import FilledForm
from tests.support.staff import sign_in_as


def enter(client: FlaskClient, announcement: Announcement) -> Event:
    form = FilledForm(client, "/staff/events/new")
    form.press("remove:organisers:0")
    form.fill(**announcement.inputs)
    form.add_rows("organisers", announcement.organisers)
    form.add_rows("programme", announcement.programme)
    form.add_rows("materials", announcement.materials)
    response = form.press("save")
    assert response.status_code == 303, form.faults
    return queries.by_id(int(response.headers["Location"].rpartition("/")[2]))


@pytest.mark.parametrize("name", FIVE)
def test_nothing_of_the_announcement_is_lost(client: FlaskClient, name: str) -> None:
    sign_in_as(client)
    announcement = FIVE[name]
    event = enter(client, announcement)
    assert len(event.organisers) == len(announcement.organisers)
    assert len(event.programme) == len(announcement.programme)
    organisation.get().contact_email = "hej@smasteg.example"
    service.publish(event.id)
    session.commit()
    page = client.get(f"/events/{event.slug}?lang=en")
    main = BeautifulSoup(page.text, "html.parser").find("main")
    assert main is not None
    shown = " ".join(main.get_text(" ").split())
    typed = [announcement.inputs["main__title"], announcement.inputs["main__audience"]]
    for fact in (*announcement.seen, *map(str, typed)):
        assert " ".join(fact.split()) in shown


@pytest.mark.parametrize("name", FIVE)
def test_opening_and_saving_it_again_changes_nothing(client: FlaskClient, name: str) -> None:
    sign_in_as(client)
    event = enter(client, FIVE[name])
    before, revision = edit.content_of(event), event.revision
    response = FilledForm(client, f"/staff/events/{event.id}/edit").press("save")
    assert response.status_code == 303
    session.refresh(event)
    assert (edit.content_of(event), event.revision) == (before, revision)


def test_the_form_filled_with_an_event_states_that_event(client: FlaskClient) -> None:
    sign_in_as(client)
    event = enter(client, FIVE["morning seminar"])
    with client.application.test_request_context("/staff/events"):
        assert current_language()
        assert clean(stated(filled_with(edit.content_of(event)), event.texts)) == edit.content_of(event)
