"""Feeds that calendars and feed readers subscribe to."""

from datetime import UTC, date, datetime, time

import time_machine
from flask.testing import FlaskClient
from icalendar import Calendar
from icalendar import Event as Entry
from lxml import etree

from newsletter.core.database import session
from newsletter.events import edit, service
from newsletter.events.models import Event
from newsletter.subscribers.models import TopicKind
from tests.newsletter.events.factories import (
    WITH_DEADLINE,
    content,
    make_draft,
    make_event,
    make_topic,
    texts,
)

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def entries(client: FlaskClient, address: str = "/feeds/events.ics") -> list[Entry]:
    session.commit()
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.content_type == "text/calendar; charset=utf-8"
    for line in response.data.split(b"\r\n"):
        assert len(line) <= 75
    return list(Calendar.from_ical(response.data).walk("VEVENT"))


def of(event: Event, found: list[Entry]) -> Entry:
    return next(entry for entry in found if entry["uid"] == event.ics_uid)


def atom(client: FlaskClient, address: str = "/feeds/events.atom") -> etree._Element:
    session.commit()
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.content_type == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.data)


def test_a_calendar_holds_published_events_and_no_drafts(client: FlaskClient) -> None:
    shown, draft = make_event(), make_draft()
    uids = {entry["uid"] for entry in entries(client)}
    assert shown.ics_uid in uids and draft.ics_uid not in uids


def test_a_cancelled_event_stays_marked_until_its_date_is_long_past(client: FlaskClient) -> None:
    event = make_event()
    service.cancel(event.id, "Sjukdom")
    found = of(event, entries(client))
    assert found["status"] == "CANCELLED" and found["sequence"] == 1
    with time_machine.travel(datetime(2027, 12, 1, tzinfo=UTC)):
        assert event.ics_uid not in {entry["uid"] for entry in entries(client)}


def test_deadlines_come_on_wish_and_take_nobodys_time(client: FlaskClient) -> None:
    event = make_event(**WITH_DEADLINE)
    assert len(entries(client)) == len(entries(client, "/feeds/events.ics?deadlines=1")) - 1
    found = entries(client, "/feeds/events.ics?deadlines=1&lang=en")
    deadline = next(entry for entry in found if entry["uid"] == f"deadline-{event.ics_uid}")
    assert deadline.decoded("dtstart") == date(2027, 4, 29)
    assert str(deadline["summary"]) == "Last day to register: Barnets röst"
    assert deadline["transp"] == "TRANSPARENT"


def test_a_deadline_with_a_time_is_an_instant(client: FlaskClient) -> None:
    event = make_event(**{**WITH_DEADLINE, "deadline_at": time(12)})
    found = entries(client, "/feeds/events.ics?deadlines=1")
    deadline = next(entry for entry in found if entry["uid"] == f"deadline-{event.ics_uid}")
    assert deadline.decoded("dtstart") == datetime(2027, 4, 29, 10, tzinfo=UTC)


def test_a_topic_has_a_feed_of_its_own_and_several_can_be_combined(client: FlaskClient) -> None:
    one, two, series = make_topic("Ett"), make_topic("Två"), make_topic("Serie", TopicKind.SERIES)
    first, second = make_event(topic_ids=(one.id,)), make_event(topic_ids=(two.id,))
    third = make_event(parent_topic_id=series.id)
    assert {e["uid"] for e in entries(client, f"/feeds/{one.slug}.ics")} == {first.ics_uid}
    assert {e["uid"] for e in entries(client, f"/feeds/{series.slug}.ics")} == {third.ics_uid}
    both = entries(client, f"/feeds/events.ics?topic={one.slug}&topic={two.slug}")
    assert {e["uid"] for e in both} == {first.ics_uid, second.ics_uid}


def test_an_unknown_or_hidden_topic_has_no_feed(client: FlaskClient) -> None:
    hidden = make_topic("Dold")
    hidden.is_public = False
    session.commit()
    assert client.get(f"/feeds/{hidden.slug}.ics").status_code == 404
    assert client.get("/feeds/nothing.atom").status_code == 404
    assert client.get("/feeds/events.ics?topic=nothing").status_code == 404


def test_the_same_events_give_the_same_octets_so_readers_fetch_them_once(client: FlaskClient) -> None:
    make_event()
    session.commit()
    for address in ("/feeds/events.ics", "/feeds/events.atom"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304 and not again.data


def test_calendars_are_told_how_often_to_look(client: FlaskClient) -> None:
    session.commit()
    words = client.get("/feeds/events.ics").text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in words and "X-PUBLISHED-TTL:PT6H" in words
    assert "METHOD" not in words  # a feed is no message: with a method some calendars ask people to accept


def test_an_atom_entry_says_when_where_and_until_when(client: FlaskClient) -> None:
    event = make_event(**WITH_DEADLINE)
    feed = atom(client, "/feeds/events.atom?lang=en")
    ids = feed.xpath("a:entry/a:id/text()", namespaces=ATOM)
    entry = feed.xpath("a:entry", namespaces=ATOM)[ids.index(f"urn:uuid:{event.ics_uid.split('@')[0]}")]
    summary = entry.findtext("a:summary", namespaces=ATOM)
    assert "6 May 2027" in summary and "Gamla Tullhuset" in summary and "29 April" in summary
    assert entry.find("a:link", ATOM).get("href").endswith(f"/events/{event.slug}")
    assert entry.findtext("a:updated", namespaces=ATOM).endswith("Z")


def test_what_was_moved_or_cancelled_comes_up_again_and_says_so(client: FlaskClient) -> None:
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC)):
        first, second = make_event(), make_event(texts=texts(title="Senare publicerat"))
    with time_machine.travel(datetime(2027, 1, 2, tzinfo=UTC)):
        edit.save(
            second.id, content(texts=texts(title="Senare publicerat"), starts_at=time(10)), second.revision
        )
    with time_machine.travel(datetime(2027, 1, 3, tzinfo=UTC)):
        service.cancel(first.id, "Sjukdom")
    titles = atom(client, "/feeds/events.atom?lang=en").xpath("a:entry/a:title/text()", namespaces=ATOM)
    assert titles[:2] == ["Cancelled: Barnets röst", "Senare publicerat"]


def test_texts_that_look_like_markup_stay_texts(client: FlaskClient) -> None:
    make_event(texts=texts(title="<b>&amp;</b> ]]>", lead="</summary><x/>"))
    assert "<b>&amp;</b> ]]>" in atom(client).xpath("a:entry/a:title/text()", namespaces=ATOM)


def test_the_list_of_events_points_to_the_feeds_of_the_chosen_topic(client: FlaskClient) -> None:
    topic = make_topic("Ett")
    session.commit()
    shown = client.get(f"/events?topic={topic.slug}").text
    assert f"/feeds/{topic.slug}.ics" in shown and f"/feeds/{topic.slug}.atom" in shown
