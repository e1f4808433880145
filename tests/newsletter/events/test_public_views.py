import json
from datetime import UTC, date, datetime, time

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from newsletter.core.database import session
from newsletter.events import edit, service
from newsletter.events.content import MaterialContent, ProgrammeContent, Speaker
from newsletter.events.models import DateState, EventKind, Mode, RegistrationMode
from newsletter.subscribers.models import TopicKind
from tests.newsletter.events.factories import (
    WITH_DEADLINE,
    content,
    make_draft,
    make_event,
    make_topic,
    texts,
)


def page(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    session.commit()
    response = client.get(address, headers={"Accept-Language": "en"})
    assert response.status_code == status, response.text[:2000]
    return BeautifulSoup(response.text, "html.parser")


def words(soup: BeautifulSoup) -> str:
    main = soup.find("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def test_the_list_shows_what_is_published_and_coming(client: FlaskClient) -> None:
    event = make_event()
    make_draft(texts=texts(title="Hemligt utkast"))
    shown = words(page(client, "/events"))
    assert "Barnets röst" in shown and "Hemligt utkast" not in shown
    assert "Thursday 6 May 2027, 09:00–12:00" in shown
    assert page(client, "/events").find("a", href=f"/events/{event.slug}")


def test_who_reads_of_an_event_in_a_series_can_follow_the_series(client: FlaskClient) -> None:
    theme, series = make_topic("Barn"), make_topic("Temamöten", TopicKind.SERIES)
    shown = page(client, f"/events/{make_event(topic_ids=(theme.id,), parent_topic_id=series.id).slug}")
    assert shown.find("a", href=f"/subscribe?topic={theme.slug}&topic={series.slug}")
    alone = page(client, f"/events/{make_event(parent_topic_id=series.id).slug}")
    assert alone.find("a", href=f"/subscribe?topic={series.slug}")


def test_an_empty_list_says_what_to_do(client: FlaskClient) -> None:
    assert "No events are planned right now" in words(page(client, "/events"))


@pytest.mark.parametrize(
    "address", ["/events?show=nonsense", "/events?topic=zzz&mode=x&page=-1", "/events?page=999"]
)
def test_unknown_wishes_show_the_coming_events(client: FlaskClient, address: str) -> None:
    make_event()
    assert "Barnets röst" in words(page(client, address))


def test_the_list_narrows_by_topic_and_way(client: FlaskClient) -> None:
    topic = make_topic()
    make_event(topic_ids=(topic.id,), texts=texts(title="Den ena"))
    make_event(mode=Mode.ONLINE, texts=texts(title="Den andra"))
    by_topic = words(page(client, f"/events?topic={topic.slug}"))
    assert "Den ena" in by_topic and "Den andra" not in by_topic
    by_mode = words(page(client, "/events?mode=online"))
    assert "Den andra" in by_mode and "Den ena" not in by_mode


def test_the_page_shows_every_fact(client: FlaskClient) -> None:
    event = make_event(
        **WITH_DEADLINE,
        places=80,
        recording_planned=False,
        languages_spoken=("sv", "da"),
        programme=(
            ProgrammeContent("Inledning", time(9), time(9, 20), speakers=(Speaker("Moa", "chef", "Region"),)),
            ProgrammeContent("Samtal", abstract="I mindre grupper.", room="Sal 2"),
        ),
        texts=texts(
            body_html="<p>Brödtext</p>",
            purpose="Att lyssna.",
            practical="Vi bjuder på kaffe.",
            access="Hiss finns.",
            places="Först till kvarn.",
            registration="Ange matallergier.",
            organisers="Tillsammans med flera föreningar",
            price="450 kr",
        ),
        contact_name="Ebba Lindvall",
        contact_phone="+46 8 123 45 67",
    )
    shown = words(page(client, f"/events/{event.slug}"))
    for fact in (
        "Thursday 6 May 2027, 09:00–12:00",
        "Gamla Tullhuset, Kajgatan 3, Almvika",
        "Du som arbetar med barn.",
        "450 kr",
        "Swedish, Danish",
        "will not be recorded",
        "Region Sundland",
        "Tillsammans med flera föreningar",
        "Thursday 29 April",
        "80 places",
        "Först till kvarn.",
        "Ange matallergier.",
        "Brödtext",
        "Att lyssna.",
        "Vi bjuder på kaffe.",
        "Hiss finns.",
        "09:00–09:20 Inledning Moa, chef, Region",
        "Samtal I mindre grupper. Room: Sal 2",
        "Ebba Lindvall fragor@sundland.example +46 8 123 45 67",
    ):
        assert fact in shown
    assert "23:59" not in shown and "00:00" not in shown


def test_parts_in_another_language_are_marked_and_said(client: FlaskClient) -> None:
    event = make_event(texts=texts() | {"en": {"title": "The child's voice"}})
    soup = page(client, f"/events/{event.slug}")
    heading = soup.find("h1")
    assert heading is not None and heading.get_text() == "The child's voice"
    lead = soup.find(string="En förmiddag om delaktighet.")
    assert lead is not None and lead.find_parent(attrs={"lang": "sv"})
    assert "only available in: Swedish" in words(soup)


def test_a_cancelled_event_says_so_first_and_offers_no_registration(client: FlaskClient) -> None:
    event = make_event(**WITH_DEADLINE)
    service.cancel(event.id, "Föreläsaren är sjuk.")
    soup = page(client, f"/events/{event.slug}")
    assert words(soup).index("The event is cancelled") < words(soup).index("When")
    assert "Föreläsaren är sjuk." in words(soup)
    assert not soup.find("a", href="https://anmalan.example/barnets-rost")


def test_a_past_event_keeps_its_page_with_the_material(
    client: FlaskClient, winter: time_machine.Traveller
) -> None:
    event = make_event(
        **WITH_DEADLINE, materials=(MaterialContent("Bilder", "https://material.example/b.pdf"),)
    )
    winter.move_to(datetime(2028, 1, 1, tzinfo=UTC))
    soup = page(client, f"/events/{event.slug}")
    assert "The event has taken place" in words(soup)
    assert soup.find("a", href="https://material.example/b.pdf")
    assert not soup.find("a", href="https://anmalan.example/barnets-rost")


def test_a_moved_event_says_from_when(client: FlaskClient) -> None:
    event = make_event()
    edit.save(event.id, content(starts_on=date(2027, 5, 7), ends_on=date(2027, 5, 7)), event.revision)
    assert "Moved from Thursday 6 May" in words(page(client, f"/events/{event.slug}"))


def test_an_event_without_a_date_has_no_calendar_file(client: FlaskClient) -> None:
    event = make_event(
        date_state=DateState.TBA,
        starts_on=None,
        starts_at=None,
        ends_on=None,
        ends_at=None,
        texts=texts(date="våren 2028"),
    )
    soup = page(client, f"/events/{event.slug}")
    assert "våren 2028" in words(soup)
    assert "calendar" not in words(soup)
    page(client, f"/events/{event.slug}.ics", 404)


def test_registration_by_mail_and_rounds_have_their_own_words(client: FlaskClient) -> None:
    event = make_event(
        kind=EventKind.APPLICATION_ROUND,
        registration_mode=RegistrationMode.EMAIL,
        registration_email="ansok@sundland.example",
    )
    link = page(client, f"/events/{event.slug}").find("a", string="Apply by e-mail")
    assert link is not None
    assert link["href"] == "mailto:ansok@sundland.example?subject=Barnets%20r%C3%B6st"
    service.cancel(event.id, "Inga medel.")
    assert "The application round is cancelled" in words(page(client, f"/events/{event.slug}"))


def test_the_schema_data_is_json_and_cannot_end_its_element(client: FlaskClient) -> None:
    event = make_event(texts=texts(title="</script><script>alert(1)</script>"))
    soup = page(client, f"/events/{event.slug}")
    (block,) = soup.find_all("script", type="application/ld+json")
    assert json.loads(block.get_text())["name"] == "</script><script>alert(1)</script>"
    assert len([s for s in soup.find_all("script") if not s.get("src")]) == 1


def test_hostile_texts_stay_texts(client: FlaskClient) -> None:
    hostile = "<img src=x onerror=alert(1)> {{ 7*7 }} %(x)s"
    event = make_event(
        venue=hostile,
        texts=texts(title=hostile, lead=hostile, audience=hostile, practical=hostile, price=hostile),
        programme=(ProgrammeContent(hostile, abstract=hostile, speakers=(Speaker(hostile),)),),
    )
    soup = page(client, f"/events/{event.slug}")
    assert not soup.find("img", src="x")
    assert "{{ 7*7 }}" in words(soup)


@pytest.mark.parametrize("slug", ["nothing-here", "..%2F..%2Fetc", "%00"])
def test_an_unknown_address_is_a_friendly_page(client: FlaskClient, slug: str) -> None:
    page(client, f"/events/{slug}", 404)


def test_drafts_are_not_found_by_the_public(client: FlaskClient) -> None:
    event = make_draft()
    page(client, f"/events/{event.slug}", 404)
    page(client, f"/events/{event.slug}.ics", 404)


def test_the_calendar_file_is_a_download_that_may_be_asked_for_again(client: FlaskClient) -> None:
    event = make_event()
    session.commit()
    response = client.get(f"/events/{event.slug}.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert response.data.startswith(b"BEGIN:VCALENDAR\r\n")
    again = client.get(f"/events/{event.slug}.ics", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_public_pages_set_no_cookie(client: FlaskClient) -> None:
    event = make_event()
    session.commit()
    for address in ("/events", f"/events/{event.slug}", f"/events/{event.slug}.ics"):
        assert "Set-Cookie" not in client.get(address).headers
