import hashlib
import io
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from newsletter.core.database import session
from newsletter.events import queries, source
from newsletter.events.models import Event, Publication
from newsletter.events.queries import StaffView
from newsletter.events.source import AnnouncementSource, SourceKind
from tests.newsletter.events.far_website import says, website
from tests.newsletter.events.filling import FilledForm
from tests.newsletter.events.handed_in import MEETING, NB, NEWS, PAGE, SV, WALK, ics
from tests.support.staff import sign_in_as

READ = "/staff/events/read"


@pytest.fixture(autouse=True)
def signed_in(client: FlaskClient) -> Iterator[None]:
    sign_in_as(client)
    yield


def paste(client: FlaskClient, text: str) -> TestResponse:
    return client.post(READ, data={"way": "paste", "text": text})


def upload(client: FlaskClient, raw: bytes, name: str = "event.html") -> TestResponse:
    return client.post(READ, data={"way": "file", "file": (io.BytesIO(raw), name)})


def form_of(client: FlaskClient, response: TestResponse, more: str = "") -> FilledForm:
    assert response.status_code == 303, response.text
    return FilledForm(client, response.headers["Location"] + more)


def tick(form: FilledForm) -> FilledForm:
    return form.fill(
        **{name: "1" for name in ("checked-starts_on", "checked-deadline_on") if name in form.response.text}
    )


def drafts() -> list[Event]:
    return list(session.scalars(queries.for_staff(StaffView.DRAFTS)))


def test_the_list_of_events_leads_here(client: FlaskClient) -> None:
    assert f'href="{READ}"' in client.get("/staff/events").text
    assert client.get(READ).status_code == 200


def test_a_pasted_announcement_becomes_a_draft_and_its_source_is_kept(client: FlaskClient) -> None:
    form = form_of(client, paste(client, SV))
    assert form.values["main-title"] == "Läsglädje i förskolan"
    assert form.values["starts_on"] == "2027-05-05"
    assert "Read from: “Datum: onsdag 5 maj 2027, kl. 09.00–15.30”" in form.soup.get_text()
    assert drafts() == []
    assert tick(form).press().status_code == 303
    (event,) = drafts()
    assert event.publication is Publication.DRAFT
    assert [row.title for row in event.programme] == ["Inledning", "Orden mellan oss", "Kaffe"]
    (kept,) = session.query(AnnouncementSource)
    assert (kept.kind, kept.event_id, kept.text) == (SourceKind.PASTE, event.id, "")
    assert kept.hash == hashlib.sha256(SV.encode()).hexdigest()
    assert kept.confirmed_by is not None and kept.confirmed_at is not None


def test_nothing_is_saved_before_each_date_is_ticked(client: FlaskClient) -> None:
    form = form_of(client, paste(client, SV)).fill(main__title="Min rubrik")
    assert form.press().status_code == 422
    assert len(form.faults) == 2 and drafts() == []
    assert form.values["main-title"] == "Min rubrik"
    assert form.fill(checked__starts_on="1").press().status_code == 422
    assert form.values["checked-starts_on"] == "1"
    assert form.fill(checked__deadline_on="1").press().status_code == 303
    assert len(drafts()) == 1


def test_a_date_that_was_changed_needs_no_tick(client: FlaskClient) -> None:
    form = form_of(client, paste(client, SV))
    form.fill(starts_at="10:00", deadline_on="2027-04-20")
    assert form.press().status_code == 303
    (event,) = drafts()
    assert event.deadline_on is not None and event.deadline_on.day == 20


def test_what_the_editor_changes_is_kept_when_rows_are_added_and_faults_are_told(client: FlaskClient) -> None:
    form = form_of(client, paste(client, SV))
    tick(form).fill(main__title="Ny rubrik", contact_email="ebba(at)example")
    form.press("up:programme:2")
    assert form.values["checked-starts_on"] == "1"
    assert form.values["programme-1-title"] == "Kaffe"
    evidence = form.soup.select_one("#programme-1-title-read")
    assert evidence is not None and "10.30–11.00 Kaffe" in evidence.get_text()
    assert form.press().status_code == 422
    assert form.values["main-title"] == "Ny rubrik" and drafts() == []
    field = form.soup.select_one("[name=contact_email]")
    assert field is not None and "contact_email-read" in str(field.get("aria-describedby"))


def test_the_page_can_be_reloaded_days_later_and_reads_the_same_year(
    client: FlaskClient, winter: time_machine.Traveller
) -> None:
    address = paste(client, NB).headers["Location"]
    winter.shift(timedelta(days=6))
    sign_in_as(client)
    form = FilledForm(client, address)
    assert form.values["starts_on"] == "2027-05-04"
    assert "2027 is assumed" in form.soup.get_text()


def test_an_announcement_is_saved_once_however_often_it_is_sent(client: FlaskClient) -> None:
    form = tick(form_of(client, paste(client, SV)))
    assert form.press().status_code == 303
    again = client.post(form.address, data=form.values)
    assert again.status_code == 303 and len(drafts()) == 1
    assert client.get(form.address).status_code == 303


def test_the_same_announcement_a_second_time_is_noticed(client: FlaskClient) -> None:
    tick(form_of(client, paste(client, SV))).press()
    form = form_of(client, paste(client, SV))
    assert "An event was made from the same announcement before." in form.soup.get_text()


def test_what_is_no_event_is_said_to_be_none_and_can_be_filled_in_anyway(client: FlaskClient) -> None:
    response = paste(client, NEWS)
    address = response.headers["Location"]
    session.commit()
    page = client.get(address).text
    assert "This does not look like an event" in page
    assert "No day on which something takes place was found" in page
    form = FilledForm(client, f"{address}?anyway=1")
    form.fill(main__title="Dag om läsning", starts_on="2027-05-06")
    assert form.press().status_code == 303
    assert len(drafts()) == 1


def test_markup_of_strangers_is_shown_as_text(client: FlaskClient) -> None:
    form = form_of(client, paste(client, PAGE))
    assert "<script>alert" not in form.response.text
    assert "&lt;script&gt;alert(1)" in form.response.text
    assert "100 %(line)s" in form.soup.get_text()


def test_a_saved_page_is_uploaded(client: FlaskClient) -> None:
    form = form_of(client, upload(client, PAGE.encode("cp1252")))
    assert form.values["registration_url"] == "https://anmalan.example/lek"
    tick(form).press()
    assert session.query(AnnouncementSource).one().kind is SourceKind.FILE


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"way": "paste", "text": "  \n "}, "Paste the text"),
        ({"way": "paste", "text": "x" * 200_001}, "too long"),
        ({"way": "file"}, "Choose a file"),
        ({"way": "address", "address": ""}, "Write the whole address"),
        ({"way": "address", "address": "http://127.0.0.1/"}, "not on the public internet"),
        ({}, "Paste the text"),
    ],
)
def test_faulty_input_is_told_at_its_field(client: FlaskClient, data: dict[str, Any], sentence: str) -> None:
    response = client.post(READ, data=data)
    assert response.status_code == 422
    assert sentence in response.text and 'aria-invalid="true"' in response.text
    assert session.query(AnnouncementSource).count() == 0


def test_a_refused_address_keeps_what_was_typed(client: FlaskClient) -> None:
    response = client.post(READ, data={"way": "address", "address": "http://10.0.0.1/lager", "text": "Halva"})
    assert 'value="http://10.0.0.1/lager"' in response.text and "Halva" in response.text


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "not empty"),
        (b"%PDF-1.7 ...", "neither a web page nor text"),
        (b"PK\x03\x04word/document.xml", "neither a web page nor text"),
        (b"text\x00with nothing", "neither a web page nor text"),
        (b"a" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "no event in this calendar file"),
    ],
)
def test_files_that_cannot_be_read_are_told(client: FlaskClient, raw: bytes, sentence: str) -> None:
    response = upload(client, raw)
    assert response.status_code == 422 and sentence in response.text


def test_of_several_events_in_a_calendar_file_one_is_chosen(client: FlaskClient) -> None:
    response = upload(client, ics(MEETING, WALK).encode(), "events.ics")
    address = response.headers["Location"]
    session.commit()
    page = client.get(address).text
    assert "Möte, höst" in page and "Vandring" in page and "Repeats" in page
    form = FilledForm(client, f"{address}?entry=1")
    assert "Its first occasion is filled in" in form.soup.get_text()
    assert tick(form).press().status_code == 303
    (event,) = drafts()
    assert (event.texts["sv"]["title"], event.starts_at) == ("Vandring", None)
    assert session.query(AnnouncementSource).one().kind is SourceKind.ICS


def test_the_time_zone_of_a_calendar_file_is_kept(client: FlaskClient) -> None:
    form = form_of(client, upload(client, ics(MEETING).encode(), "event.ics"))
    assert form.values["zone"] == "Europe/Helsinki"


LONG = "A" * 1_500_000


@pytest.mark.parametrize(
    "raw",
    [
        ics(*(f"UID:{n}\nSUMMARY:Möte {n}\nDTSTART:20270506T090000Z" for n in range(15_000))).encode(),
        ics(f"SUMMARY:{LONG}\nDTSTART:20270506T090000Z").encode(),
        ics(f"SUMMARY:Möte\nDESCRIPTION:{LONG}\nDTSTART:20270506T090000Z\nDURATION:P99999999999D").encode(),
        ics("SUMMARY:Möte\nDTSTART:20270506T090000Z").encode("utf-16"),
        ics("SUMMARY:Möte å\nDTSTART:20270506T090000Z").encode("latin-1"),
        ics("SUMMARY:Möte\nDTSTART:99999999T999999Z\nDTEND;TZID=No/Where:x").encode(),
        ics("SUMMARY:Möte\nDTSTART;VALUE=PERIOD:20270506T090000Z/P1D\nRRULE:FREQ=SECONDLY;COUNT=999999999").encode(),
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 50_000 + b"SUMMARY:x\r\n",
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY" + ";X=\"\\\x01" * 2000 + ":y\nDTSTART\nEND:VEVENT").encode(),
        b"<html>" + b"<div>" * 200_000 + b"<p>5 maj 2027</p>",
        b"<script type=application/ld+json>" + b"[" * 300_000,
    ],
    ids=["many", "long", "endless", "utf-16", "latin-1", "no-dates", "period", "nested", "odd", "divs", "json"],
)  # fmt: skip
def test_files_of_any_shape_get_a_page_and_soon(client: FlaskClient, raw: bytes) -> None:
    began = time.perf_counter()
    response = upload(client, raw, "event.ics")
    if response.status_code == 303:
        session.commit()
        response = client.get(response.headers["Location"])
    assert response.status_code in (200, 422)
    assert "<h1" in response.text and len(response.text) < 500_000
    assert time.perf_counter() - began < 10  # seconds of a busy machine


def test_an_address_is_fetched_and_noted(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with website(lekdag=says(PAGE, "text/html; charset=utf-8")) as far:
        monkeypatch.setitem(app.extensions, "fetch_rules", far.rules())
        form = form_of(client, client.post(READ, data={"way": "address", "address": far.url("/lekdag")}))
    assert form.values["source_url"] == far.url("/lekdag")
    tick(form).press()
    kept = session.query(AnnouncementSource).one()
    assert (kept.kind, kept.url) == (SourceKind.URL, far.url("/lekdag"))
    assert kept.fetched_at == datetime(2027, 3, 1, 11, tzinfo=UTC)
    assert kept.hash == hashlib.sha256(PAGE.encode()).hexdigest()


def test_one_account_opens_so_many_addresses_and_not_more(client: FlaskClient) -> None:
    data = {"way": "address", "address": "http://127.0.0.1/"}
    statuses = [client.post(READ, data=data).status_code for _number in range(21)]
    assert statuses == [422] * 20 + [429]
    response = client.post(READ, data=data)
    assert "Wait ten minutes" in response.text and 'value="http://127.0.0.1/"' in response.text
    assert paste(client, SV).status_code == 303


def test_announcements_that_nobody_used_are_forgotten(
    client: FlaskClient, winter: time_machine.Traveller
) -> None:
    paste(client, NEWS)
    winter.shift(source.KEPT_UNUSED + timedelta(hours=1))
    sign_in_as(client)
    paste(client, SV)
    assert [kept.hash for kept in session.query(AnnouncementSource)] == [
        hashlib.sha256(SV.encode()).hexdigest()
    ]
    assert client.get(f"{READ}/987654").status_code == 404
