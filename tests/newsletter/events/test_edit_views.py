from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.events import edit, queries, service
from newsletter.events.content import OrganiserContent, ProgrammeContent
from newsletter.events.models import Event
from newsletter.events.queries import StaffView
from newsletter.organisation import service as organisation
from newsletter.subscribers.models import TopicKind
from tests.newsletter.events.factories import content, make_event, make_topic, texts
from tests.newsletter.events.filling import FilledForm
from tests.support.staff import sign_in_as

NEW = "/staff/events/new"


@pytest.fixture(autouse=True)
def signed_in(client: FlaskClient) -> Iterator[None]:
    sign_in_as(client)
    yield


def drafts() -> list[Event]:
    return list(session.scalars(queries.for_staff(StaffView.DRAFTS)))


def test_a_title_and_a_date_are_enough_for_a_draft(client: FlaskClient) -> None:
    form = FilledForm(client, NEW).fill(main__title="Ny dag", starts_on="2027-05-06")
    assert form.press().status_code == 303
    (event,) = drafts()
    assert event.texts == {"sv": {"title": "Ny dag"}}
    assert (event.starts_at, event.organisers) == (None, [])


def test_a_faulty_form_keeps_everything_typed_and_names_each_fault(client: FlaskClient) -> None:
    form = FilledForm(client, NEW).fill(
        main__title="  Ny dag ",
        main__lead="Rad ett\nrad två <b>",
        starts_on="2027-03-28",
        starts_at="02:30",
        deadline_on="2027-04-01",
        contact_email="ebba(at)example",
        registration_url="www.example.org",
    )
    form.fill(organisers__0__name="Region Sundland", organisers__0__role="co_organiser")
    form.press("add:programme")
    form.fill(programme__0__abstract="Utan titel", programme__0__speakers="Ada, chef, Region")
    response = form.press()
    assert response.status_code == 422
    assert drafts() == []
    assert len(form.faults) == 6
    for name, value in {
        "main-title": "  Ny dag ",
        "main-lead": "Rad ett\nrad två <b>",
        "starts_at": "02:30",
        "contact_email": "ebba(at)example",
        "organisers-0-name": "Region Sundland",
        "organisers-0-role": "co_organiser",
        "programme-0-abstract": "Utan titel",
        "programme-0-speakers": "Ada, chef, Region",
    }.items():
        assert form.values[name] == value
    title = form.soup.find("title")
    assert title is not None and title.get_text().startswith("Error:")
    for name in ("starts_at", "contact_email", "registration_url", "programme-0-title"):
        field = form.soup.find(attrs={"name": name})
        assert field is not None and field.get("aria-invalid") == "true"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("starts_on", "sixth of May"),
        ("starts_on", "2027-02-30"),
        ("starts_at", "25:00"),
        ("deadline_on", "9999999-01-01"),
        ("places", "eighty"),
        ("mode", "teleported"),
        ("zone", "Mars/Olympus"),
        ("language", "xx"),
        ("topic_ids", "1 OR 1=1"),
        ("topic_ids", "987654321"),
        ("organisers-0-role", "owner"),
    ],
)
def test_values_that_are_none_are_refused_at_their_field(client: FlaskClient, name: str, typed: str) -> None:
    form = FilledForm(client, NEW).fill(main__title="Ny dag", starts_on="2027-05-06")
    form.fill(organisers__0__name="Region")
    form.values.setlist(name, [typed])
    assert form.press().status_code == 422
    assert form.faults and drafts() == []


def test_control_characters_and_huge_numbers_are_no_server_errors(client: FlaskClient) -> None:
    form = FilledForm(client, NEW).fill(main__title="A\x00\u202eB", starts_on="2027-05-06", places="9" * 30)
    assert form.press().status_code == 422
    form.fill(places="")
    assert form.press().status_code == 303
    assert drafts()[0].texts["sv"]["title"] == "AB"


def test_rows_are_added_moved_and_removed_by_buttons_alone(client: FlaskClient) -> None:
    form = FilledForm(client, NEW).fill(main__title="Ny dag", starts_on="2027-05-06")
    form.add_rows("programme", [{"title": "Ett"}, {"title": "Två"}, {"title": "Tre"}])
    form.press("up:programme:2")
    moved = form.soup.find(id="programme-1-up")
    assert moved is not None and moved.has_attr("autofocus")
    form.press("down:programme:0")
    form.press("remove:programme:2")
    assert drafts() == []
    assert form.press().status_code == 303
    assert [row.title for row in drafts()[0].programme] == ["Tre", "Ett"]


def test_an_added_row_has_the_focus(client: FlaskClient) -> None:
    form = FilledForm(client, NEW)
    form.press("add:materials")
    field = form.soup.find(id="materials-0-title")
    assert field is not None and field.has_attr("autofocus")


@pytest.mark.parametrize(
    "button",
    [
        "up:programme:0",
        "remove:programme:99",
        "add:topics",
        "remove:materials:-1",
        "down:programme:x",
        "publish",
    ],
)
def test_buttons_that_mean_nothing_lose_nothing(client: FlaskClient, button: str) -> None:
    form = FilledForm(client, NEW).fill(main__title="Ny dag")
    form.add_rows("programme", [{"title": "Ett"}])
    form.press(button)
    assert form.values["main-title"] == "Ny dag"
    assert form.values["programme-0-title"] == "Ett"


def test_empty_rows_are_left_out(client: FlaskClient) -> None:
    form = FilledForm(client, NEW).fill(main__title="Ny dag", starts_on="2027-05-06")
    form.add_rows("programme", [{}, {"title": "Ett"}, {}])
    form.press()
    assert [row.title for row in drafts()[0].programme] == ["Ett"]


def test_texts_in_several_languages_are_kept_apart(client: FlaskClient) -> None:
    topic = make_topic("Barns hälsa")
    form = FilledForm(client, NEW).fill(
        main__title="Ny dag",
        starts_on="2027-05-06",
        texts__da__title="Ny dag på dansk",
        texts__fi__lead="Suomeksi",
        topic_ids=[str(topic.id)],
    )
    form.press()
    (event,) = drafts()
    assert event.texts == {
        "sv": {"title": "Ny dag"},
        "da": {"title": "Ny dag på dansk"},
        "fi": {"lead": "Suomeksi"},
    }
    assert event.topics == [topic]


def test_choosing_another_language_takes_the_texts_along(client: FlaskClient) -> None:
    FilledForm(client, NEW).fill(language="da", main__title="Temadag", starts_on="2027-05-06").press()
    (event,) = drafts()
    assert (event.language, event.texts) == ("da", {"da": {"title": "Temadag"}})


def test_texts_of_the_new_language_further_down_are_not_overwritten_unseen(client: FlaskClient) -> None:
    form = FilledForm(client, NEW).fill(
        main__title="Ny dag", starts_on="2027-05-06", texts__da__title="Oversat", language="da"
    )
    assert form.press().status_code == 422
    assert form.values["texts-da-title"] == "Oversat"


def test_texts_in_a_language_that_is_no_longer_offered_stay(client: FlaskClient) -> None:
    event = make_event(texts=texts() | {"nb": {"title": "Barnets stemme"}})
    organisation.get().languages = ["sv", "da"]
    FilledForm(client, f"/staff/events/{event.id}/edit").fill(venue="Biblioteket").press()
    assert event.texts["nb"] == {"title": "Barnets stemme"}
    assert event.venue == "Biblioteket"


def test_a_topic_or_language_that_is_no_longer_offered_survives_an_edit(client: FlaskClient) -> None:
    topic, series = make_topic("Ett ämne"), make_topic("En serie", TopicKind.SERIES)
    event = make_event(topic_ids=(topic.id,), parent_topic_id=series.id, languages_spoken=("de",))
    topic.archived_at = series.archived_at = now()
    form = FilledForm(client, f"/staff/events/{event.id}/edit").fill(venue="Biblioteket")
    assert form.press().status_code == 303
    assert ([kept.id for kept in event.topics], event.parent_topic_id) == ([topic.id], series.id)
    assert (event.languages_spoken, event.venue) == (["de"], "Biblioteket")
    assert "Ett ämne" not in client.get(NEW).text


def test_the_second_editor_sees_both_versions_and_then_decides(client: FlaskClient) -> None:
    event = make_event()
    form = FilledForm(client, f"/staff/events/{event.id}/edit")
    form.fill(venue="Rådhuset", main__lead="Min ingress")
    edit.save(event.id, content(venue="Biblioteket"), event.revision)
    response = form.press()
    assert response.status_code == 409
    assert event.venue == "Biblioteket"
    shown = BeautifulSoup(response.text, "html.parser").get_text(" ")
    assert "Somebody else saved this event" in shown
    assert "Biblioteket" in shown and "En förmiddag om delaktighet." in shown
    assert form.values["venue"] == "Rådhuset"
    assert form.values["main-lead"] == "Min ingress"
    assert form.press().status_code == 303
    assert event.venue == "Rådhuset"


def test_a_pasted_script_in_the_body_never_reaches_the_public_page(client: FlaskClient) -> None:
    form = FilledForm(client, NEW).fill(
        main__title="Ny dag",
        starts_on="2027-05-06",
        main__body_html='<h2>Rubrik</h2><script>alert(1)</script><p style="x">Text</p>',
    )
    form.press()
    assert drafts()[0].texts["sv"]["body_html"] == "<h3>Rubrik</h3><p>Text</p>"


def test_a_link_that_cannot_be_followed_is_told_at_the_body(client: FlaskClient) -> None:
    form = FilledForm(client, NEW).fill(
        main__title="Ny dag",
        starts_on="2027-05-06",
        texts__da__body_html='<p><a href="http://x.example">her</a></p>',
    )
    assert form.press().status_code == 422
    field = form.soup.find(attrs={"name": "texts-da-body_html"})
    assert field is not None and field.get("aria-invalid") == "true"


def test_rows_that_were_stored_open_as_they_were(client: FlaskClient) -> None:
    event = make_event(
        organisers=(OrganiserContent("A"), OrganiserContent("B")),
        programme=(ProgrammeContent("Ett"), ProgrammeContent("Två", room="Sal 2")),
    )
    form = FilledForm(client, f"/staff/events/{event.id}/edit")
    assert form.values["organisers-1-name"] == "B"
    assert form.values["programme-1-room"] == "Sal 2"


def test_the_form_of_an_unknown_event_is_a_friendly_page(client: FlaskClient) -> None:
    assert client.get("/staff/events/987654321/edit").status_code == 404
    assert client.post("/staff/events/987654321/edit").status_code == 404


def test_strangers_are_led_to_the_door(client: FlaskClient) -> None:
    event = service.create(content())
    session.commit()
    stranger = client.application.test_client()
    for address in (NEW, f"/staff/events/{event.id}/edit", "/staff/events"):
        assert stranger.get(address).status_code == 303
        assert stranger.post(address).status_code in (303, 405)
