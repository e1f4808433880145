from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select

from newsletter.core.database import session
from newsletter.events import edit, queries, service
from newsletter.events.models import Event, EventKind, Occurrence, Publication
from newsletter.subscribers.models import TopicKind
from tests.newsletter.events.factories import (
    WITH_DEADLINE,
    content,
    make_draft,
    make_event,
    make_topic,
    texts,
)
from tests.support.staff import sign_in_as


@pytest.fixture(autouse=True)
def signed_in(client: FlaskClient) -> Iterator[None]:
    sign_in_as(client)
    yield


def words(client: FlaskClient, address: str) -> str:
    session.commit()
    response = client.get(address)
    assert response.status_code == 200, response.text[:2000]
    main = BeautifulSoup(response.text, "html.parser").find("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def post(client: FlaskClient, event: Event, action: str, **data: str) -> int:
    session.commit()
    return client.post(f"/staff/events/{event.id}/{action}", data=data).status_code


def test_the_list_parts_coming_drafts_and_past_and_finds_by_words(client: FlaskClient) -> None:
    make_event(**WITH_DEADLINE)
    make_draft(texts=texts(title="Utkastet"))
    coming = words(client, "/staff/events")
    assert "Barnets röst" in coming and "Utkastet" not in coming
    assert "Thursday 29 April" in coming
    assert "Utkastet" in words(client, "/staff/events?show=drafts")
    assert "Barnets röst" in words(client, "/staff/events?q=delak")
    assert "No event has these words" in words(client, "/staff/events?q=zebra")
    assert "Barnets röst" in words(client, "/staff/events?show=nonsense")


def test_a_draft_says_what_is_missing_and_is_published_when_it_is_not(client: FlaskClient) -> None:
    event = make_draft(texts={"sv": {"title": "Utan målgrupp"}})
    assert "Describe who it is for." in words(client, f"/staff/events/{event.id}")
    assert post(client, event, "publish") == 303
    assert event.publication is Publication.DRAFT
    edit.save(event.id, content(), event.revision)
    post(client, event, "publish")
    assert event.publication is Publication.PUBLISHED


def test_a_preview_shows_the_draft_as_the_public_will_see_it(client: FlaskClient) -> None:
    event = make_draft()
    shown = words(client, f"/staff/events/{event.id}/preview")
    assert "This is a preview" in shown and "Du som arbetar med barn." in shown


def test_cancelling_asks_for_the_reason_and_for_a_typed_word_first(client: FlaskClient) -> None:
    event = make_event()
    assert "Cancel the event?" in words(client, f"/staff/events/{event.id}/cancel")
    assert post(client, event, "cancel", reason=" ", confirmation="cancel") == 422
    assert post(client, event, "cancel", reason="x" * 501, confirmation="cancel") == 422
    assert post(client, event, "cancel", reason="Sjukdom") == 422
    assert post(client, event, "cancel", reason="Sjukdom", confirmation="yes") == 422
    assert event.occurrence is Occurrence.SCHEDULED
    assert post(client, event, "cancel", reason="Sjukdom", confirmation=" Cancel ") == 303
    assert "Sjukdom" in words(client, f"/staff/events/{event.id}")
    assert post(client, event, "reinstate") == 303
    assert event.occurrence is Occurrence.SCHEDULED


def test_what_was_typed_is_kept_when_the_word_is_missing(client: FlaskClient) -> None:
    event = make_event()
    session.commit()
    refused = client.post(f"/staff/events/{event.id}/cancel", data={"reason": "Sjukdom"})
    page = BeautifulSoup(refused.text, "html.parser")
    assert page.select_one("#field-reason").text.strip() == "Sjukdom"  # type: ignore[union-attr]
    assert page.select_one("#field-confirmation")["aria-invalid"] == "true"  # type: ignore[index]


def test_postponing_and_withdrawing(client: FlaskClient) -> None:
    event = make_event()
    assert post(client, event, "postpone", reason="Lokalen är stängd") == 303
    assert event.occurrence is Occurrence.POSTPONED
    assert post(client, event, "withdraw") == 303
    assert event.publication is Publication.DRAFT


def test_a_copy_opens_in_the_form(client: FlaskClient) -> None:
    event = make_event()
    session.commit()
    response = client.post(f"/staff/events/{event.id}/duplicate")
    assert response.headers["Location"].endswith("/edit")
    assert len(list(session.scalars(select(Event)))) == 2


def test_a_draft_is_deleted_after_a_question_and_a_published_event_never(client: FlaskClient) -> None:
    draft, event = make_draft(), make_event()
    assert "Delete the draft?" in words(client, f"/staff/events/{draft.id}/delete")
    assert post(client, draft, "delete") == 303
    assert post(client, event, "delete") == 409
    assert [found.id for found in session.scalars(select(Event))] == [event.id]


def test_the_history_says_what_was_changed_in_words(client: FlaskClient) -> None:
    event = make_event()
    edit.save(
        event.id,
        content(**WITH_DEADLINE, venue="Biblioteket", texts=texts(lead="Ny ingress")),
        event.revision,
    )
    service.cancel(event.id, "Sjukdom")
    shown = words(client, f"/staff/events/{event.id}")
    assert "Venue : Gamla Tullhuset → Biblioteket" in shown
    assert "Last day to register : – → Thursday 29 April 2027" in shown
    assert "How people register : No registration → On another website" in shown
    assert "Summary (Swedish) : En förmiddag om delaktighet. → Ny ingress" in shown
    assert "State : Takes place → Cancelled" in shown


@pytest.mark.parametrize("action", ["publish", "withdraw", "reinstate", "duplicate"])
def test_nothing_is_done_by_opening_a_link(client: FlaskClient, action: str) -> None:
    event = make_event()
    session.commit()
    assert client.get(f"/staff/events/{event.id}/{action}").status_code == 405
    assert client.post(f"/staff/events/987654321/{action}").status_code == 404
    assert queries.by_id(event.id).revision == event.revision


def test_an_event_of_a_series_alone_names_whose_followers_are_told(client: FlaskClient) -> None:
    series = make_topic("Temamöten", TopicKind.SERIES)
    event = make_event(parent_topic_id=series.id)
    shown = words(client, f"/staff/events/{event.id}")
    assert "Topics Temamöten" in shown and "nobody will be told" not in shown


def test_an_application_round_without_a_last_day_says_so_in_its_own_words(client: FlaskClient) -> None:
    shown = words(client, f"/staff/events/{make_draft(kind=EventKind.APPLICATION_ROUND).id}")
    assert "Last day to apply No last day to apply" in shown
