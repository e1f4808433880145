"""Lists of participants that somebody else keeps, and those we hand out."""

import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select

from newsletter.contacts.models import Contact
from newsletter.contacts.service import get_or_create, parse_address
from newsletter.core import sheets
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.errors import Invalid, NotPossible
from newsletter.events.models import Event
from newsletter.outbox.models import Mailing
from newsletter.registrations import export, participant_lists, people
from newsletter.registrations.models import ParticipantList
from tests.newsletter.events.factories import WITH_DEADLINE, make_event
from tests.newsletter.registrations.support import make_open_event, register, states
from tests.support.staff import sign_in_as

HEAD = "Namn;E-post;Organisation\n"


def outside() -> Event:
    return make_event(**WITH_DEADLINE)


def known(address: str) -> Contact:
    return get_or_create(parse_address(address), "sv")


def take_in(event: Event, text: str, **how: bool) -> participant_lists.Report:
    return participant_lists.take_in(event.id, text.encode(), **how)


def registered(event: Event) -> set[int]:
    return set(session.scalars(people.registered(event.id)))


@pytest.mark.usefixtures("session")
class TestReading:
    @pytest.mark.parametrize("heading", ["E-post", "e-mail", "Sähköposti", "E-postadresse", "Email Address"])
    def test_the_column_of_addresses_is_found_by_its_heading(self, heading: str) -> None:
        contents = participant_lists.read(f"Namn;{heading}\nAda Ek;ada@example.org\n".encode())
        assert [(p.name, p.address.mailed) for p in contents.people] == [("Ada Ek", "ada@example.org")]

    def test_without_a_heading_the_column_with_most_addresses_counts(self) -> None:
        contents = participant_lists.read(b"Ada Ek;ada@example.org\nBo Alm;bo@example.org\n")
        assert len(contents.people) == 2

    def test_names_in_two_columns_are_one_name(self) -> None:
        contents = participant_lists.read("Förnamn;Efternamn;Mail\nAda;Ek;ada@example.org\n".encode())
        assert contents.people[0].name == "Ada Ek"

    def test_each_line_that_cannot_be_used_is_told_with_its_number_and_the_rest_counts(self) -> None:
        contents = participant_lists.read(f"{HEAD}Ada;ada@example.org;\nBo;bo(at)example;\nCia;;\n".encode())
        assert [p.name for p in contents.people] == ["Ada"]
        assert [refused.line for refused in contents.refused] == [3, 4]
        assert contents.refused[0].value == "Bo; bo(at)example"

    def test_the_same_address_counts_once_however_it_is_written(self) -> None:
        contents = participant_lists.read(f"{HEAD}Ada;ada@example.org;\nAda E;ADA@Example.ORG;\n".encode())
        assert len(contents.people) == 1 and contents.duplicates == 1

    def test_a_table_without_addresses_is_refused(self) -> None:
        with pytest.raises(Invalid, match="No column holds e-mail addresses"):
            participant_lists.read(b"Namn;Ort\nAda;Almvika\n")


@pytest.mark.usefixtures("session")
class TestTakingIn:
    def test_those_we_know_count_as_registered_and_hear_nothing(self) -> None:
        event, ada = outside(), known("ada@example.org")
        before = session.scalar(select(func.count()).select_from(Mailing))
        report = take_in(event, f"{HEAD}Ada;ada@example.org;Almvika\nBo;bo@example.org;\n")
        assert (report.known, report.added, report.strangers) == (1, 1, 1)
        assert registered(event) == {ada.id}
        assert session.scalar(select(func.count()).select_from(Mailing)) == before

    def test_strangers_are_only_counted_unless_we_are_to_write_to_them(self) -> None:
        event, text = outside(), f"{HEAD}Bo;bo@example.org;\n"
        take_in(event, text)
        assert registered(event) == set()
        take_in(event, text, writes_to_strangers=True)
        assert len(registered(event)) == 1

    def test_who_is_missing_on_the_next_whole_list_has_left(self) -> None:
        event, _ada, bo = outside(), known("ada@example.org"), known("bo@example.org")
        take_in(event, f"{HEAD}Ada;ada@example.org;\nBo;bo@example.org;\n")
        report = take_in(event, f"{HEAD}Bo;bo@example.org;\n")
        assert (report.already, report.gone) == (1, 1)
        assert states(event) == ["cancelled", "confirmed"]
        assert bo.id in registered(event)

    def test_a_part_of_the_list_takes_nobody_away(self) -> None:
        event = outside()
        known("ada@example.org"), known("bo@example.org")
        take_in(event, f"{HEAD}Ada;ada@example.org;\n")
        take_in(event, f"{HEAD}Bo;bo@example.org;\n", is_whole=False)
        assert states(event) == ["confirmed", "confirmed"]

    def test_checking_changes_nothing_and_says_the_same(self) -> None:
        event = outside()
        known("ada@example.org")
        trial = take_in(event, f"{HEAD}Ada;ada@example.org;\n", is_trial=True)
        assert (trial.known, trial.added) == (1, 1)
        assert registered(event) == set() and participant_lists.newest(event.id) is None

    def test_a_list_on_which_nobody_is_known_is_a_list_too(self) -> None:
        event = outside()
        take_in(event, f"{HEAD}Bo;bo@example.org;\n")
        newest = participant_lists.newest(event.id)
        assert newest is not None and now() - newest < timedelta(minutes=1)
        assert session.scalars(select(ParticipantList.people)).one() == 1

    def test_where_people_register_here_there_is_no_other_list(self) -> None:
        with pytest.raises(NotPossible):
            take_in(make_open_event(), f"{HEAD}Ada;ada@example.org;\n")


@pytest.mark.usefixtures("sender", "clock")
class TestTakingAway:
    def test_everybody_is_in_it_with_state_and_local_time(self) -> None:
        event = make_open_event(places=1)
        register(event, "Ada Ek", affiliation="=Almvika")
        register(event, "Bo Alm")
        rows = list(export.rows(event, with_sensitive=False))
        assert [row[0] for row in rows] == ["Name", "Ada Ek", "Bo Alm"]
        assert [row[5] for row in rows[1:]] == ["Has a place", "On the waiting list"]
        assert b";'=Almvika;" in sheets.to_csv(rows)


def test_an_editor_takes_a_list_in_and_away(client: FlaskClient) -> None:
    event = outside()
    known("ada@example.org")
    sign_in_as(client)
    upload = {"file": (io.BytesIO(f"{HEAD}Ada;ada@example.org;\nBo;no address;\n".encode()), "list.csv")}
    page = client.post(
        f"/staff/events/{event.id}/participants/import",
        data={**upload, "is_whole": "y", "way": "take"},
        content_type="multipart/form-data",
    )
    assert page.status_code == 200, page.text
    assert "The list is taken in" in page.text and "Bo; no address" in page.text

    answer = client.post(f"/staff/events/{event.id}/participants/export", data={"way": "xlsx"})
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    assert load_workbook(io.BytesIO(answer.data)).worksheets[0]["C2"].value == "ada@example.org"


def test_no_file_and_no_table_are_told_and_the_page_stays(client: FlaskClient) -> None:
    event = outside()
    sign_in_as(client)
    for data in ({}, {"file": (io.BytesIO(b"%PDF\0"), "x.pdf")}):
        page = client.post(
            f"/staff/events/{event.id}/participants/import", data=data, content_type="multipart/form-data"
        )
        assert page.status_code == 422
