"""Who was there: ticked at the door, read from the meeting's own file, taken back again."""

import io
from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient

from newsletter.audiences import participants
from newsletter.core.database import session
from newsletter.errors import Invalid, NotPossible
from newsletter.events.models import Event
from newsletter.registrations import attendance, attendance_files, words
from newsletter.registrations.attendance_files import Outcome, Report, minutes_of
from newsletter.registrations.models import Registration, RegistrationState
from tests.newsletter.registrations.support import at, contact_of, make_open_event, register, states
from tests.support.staff import sign_in_as

ZOOM = (
    "Meeting ID,Topic,Start Time\n81234567890,Temadag,2027-05-06 08:50\n\n"
    "Name (Original Name),User Email,Total Duration (Minutes),Guest\n"
)
TEAMS = (
    "1. Summary\nMeeting title\tTemadag, om barn, och unga\nAttended participants\t2\n\n"
    "2. Participants\nNamn\tFörsta anslutning\tVaraktighet i möte\tE-post\tRoll\n"
    "{rows}\n\n3. In-Meeting Activities\nNamn\tAnslutning\tVaraktighet\tE-post\tRoll\nCy Holm\t\t3 h\t\tGäst\n"
)


@pytest.fixture
def people(sender: None, clock: time_machine.Traveller) -> list[Registration]:
    """Three with a place, on the evening of the event."""
    event = make_open_event(places=5)
    made = [register(event, name) for name in ("Ada Ek", "Bo Lund", "Cy Holm")]
    clock.move_to(at(2027, 5, 6, 18))
    session.commit()
    return made


@pytest.fixture
def event(people: list[Registration]) -> Event:
    return session.get_one(Event, people[0].event_id)


def take_in(event: Event, text: str, least: int = 0, encoding: str = "utf-8", **how: bool) -> Report:
    return attendance_files.take_in(event.id, text.encode(encoding), least, **how)


def outcomes(report: Report) -> list[str]:
    return [told.outcome.value for told in report.lines]


@pytest.mark.usefixtures("session")
class TestNoting:
    def test_who_is_ticked_was_there_and_a_tick_can_be_taken_back(
        self, event: Event, people: list[Registration]
    ) -> None:
        ada, bo, _cy = people
        assert attendance.note(event.id, {ada.id, bo.id}) == 2
        assert attendance.note(event.id, {ada.id}, {bo.id}) == 1
        assert states(event) == ["attended", "confirmed", "confirmed"]

    def test_the_rest_is_noted_as_absent_in_one_go_and_taken_back_likewise(
        self, event: Event, people: list[Registration]
    ) -> None:
        attendance.note(event.id, {people[0].id})
        assert attendance.note_rest_absent(event.id) == 2
        assert states(event) == ["attended", "no_show", "no_show"]
        assert attendance.note(event.id, {people[1].id}) == 1
        assert attendance.take_back_absent(event.id) == 1
        assert states(event) == ["attended", "attended", "confirmed"]

    def test_nobody_is_absent_before_the_event_is_over_nor_there_before_its_day(
        self, event: Event, people: list[Registration], clock: time_machine.Traveller
    ) -> None:
        clock.move_to(at(2027, 5, 6, 8))
        attendance.note(event.id, {people[0].id})
        with pytest.raises(NotPossible):
            attendance.note_rest_absent(event.id)
        clock.move_to(at(2027, 5, 5, 23))
        with pytest.raises(NotPossible):
            attendance.note(event.id, {people[1].id})

    def test_people_of_another_event_and_those_who_gave_up_are_not_touched(
        self, event: Event, people: list[Registration], clock: time_machine.Traveller
    ) -> None:
        clock.move_to(at(2027, 4, 19, 10))
        other = register(make_open_event())
        clock.move_to(at(2027, 5, 6, 18))
        people[0].state = RegistrationState.WAITLISTED
        people[0].position = 1
        session.flush()
        assert attendance.note(event.id, {other.id, people[0].id}) == 0

    def test_evaluation_and_material_go_to_those_who_came_or_else_to_those_with_a_place(
        self, event: Event, people: list[Registration]
    ) -> None:
        assert participants.came(event.id) == (RegistrationState.CONFIRMED,)
        attendance.note(event.id, {people[0].id})
        assert participants.came(event.id) == (RegistrationState.ATTENDED,)


@pytest.mark.usefixtures("session")
class TestFiles:
    def test_a_report_of_zoom_is_matched_on_addresses_and_then_on_names(
        self, event: Event, people: list[Registration]
    ) -> None:
        address = contact_of(people[0]).address
        rows = f"ada (iPad),{address.upper()},95,No\nBO LUND (Bosse),,95,Yes\nZoe Ny,zoe@example.org,95,No\n,,,\n"
        report = take_in(event, ZOOM + rows, 30)
        assert outcomes(report) == ["noted", "noted", "unknown"]
        assert [told.line.number for told in report.lines] == [5, 6, 7]
        assert states(event) == ["attended", "attended", "confirmed"]

    def test_a_report_of_teams_ends_where_its_next_table_begins(
        self, event: Event, people: list[Registration]
    ) -> None:
        rows = "Ada Ek\t2027-05-06\t1 h 23 min 4 s\t\tGäst\nBo Lund\t2027-05-06\t4 min\t\tGäst"
        report = take_in(event, TEAMS.format(rows=rows), 30, "utf-16")
        assert outcomes(report) == ["noted", "too_short"]
        assert states(event) == ["attended", "confirmed", "confirmed"]

    def test_who_left_and_came_back_is_counted_with_all_minutes(
        self, event: Event, people: list[Registration]
    ) -> None:
        assert outcomes(take_in(event, ZOOM + "Ada Ek,,20,No\nAda Ek,,15,No\n", 30)) == ["noted", "noted"]

    def test_two_of_the_same_name_are_left_to_the_editor(
        self, event: Event, people: list[Registration]
    ) -> None:
        people[1].name = "Ada Ek"
        session.flush()
        assert outcomes(take_in(event, ZOOM + "Ada Ek,,95,No\n")) == ["ambiguous"]
        assert "attended" not in states(event)

    def test_a_trial_and_a_second_reading_change_nothing(
        self, event: Event, people: list[Registration]
    ) -> None:
        text = ZOOM + "Ada Ek,,95,No\n"
        take_in(event, text, is_trial=True)
        assert "attended" not in states(event)
        take_in(event, text)
        assert outcomes(take_in(event, text)) == ["already"]

    @pytest.mark.parametrize(
        "text",
        ["", "hello\n", "Name;Town\nAda Ek;Almvika\n", "\x00\x01", "Name;E-mail\nAda Ek;ada@example.org\n"],
    )
    def test_a_file_without_the_table_or_without_minutes_is_refused(self, event: Event, text: str) -> None:
        with pytest.raises(Invalid):
            take_in(event, text, 10)

    @pytest.mark.parametrize(
        ("written", "minutes"),
        [
            ("83", 83), ("83,5", 83.5), ("1:23:30", 83.5), ("1h 23m 30s", 83.5), ("1 t 23 min", 83),
            ("1 tim 23 min 30 sek", 83.5), ("PT1H23M30S", 83.5), ("", None), ("–", None), ("45 min.", 45),
        ],
    )  # fmt: skip
    def test_durations_are_read_as_meetings_write_them(self, written: str, minutes: float | None) -> None:
        assert minutes_of(written) == (None if minutes is None else pytest.approx(minutes))


class TestPages:
    @pytest.fixture(autouse=True)
    def signed_in(self, client: FlaskClient, people: list[Registration]) -> Iterator[None]:
        sign_in_as(client)
        yield

    def test_the_door_finds_people_and_saves_ticks(
        self, client: FlaskClient, event: Event, people: list[Registration]
    ) -> None:
        address = f"/staff/events/{event.id}/attendance"
        page = client.get(address + "?q=lund").text
        assert "Bo Lund" in page and "Ada Ek" not in page
        answer = client.post(address, data={"came": [people[0].id, "x", 10**30], "q": "ek"})
        assert answer.location.endswith("attendance?q=ek")
        assert states(event) == ["attended", "confirmed", "confirmed"]

    def test_two_doors_do_not_undo_each_other(
        self, client: FlaskClient, event: Event, people: list[Registration]
    ) -> None:
        """Both pages were opened before anybody was ticked."""
        address = f"/staff/events/{event.id}/attendance"
        client.post(address, data={"came": [people[0].id]})
        client.post(address, data={"came": [people[1].id]})
        assert states(event) == ["attended", "attended", "confirmed"]
        client.post(address, data={"was": [people[0].id], "came": []})
        assert states(event) == ["confirmed", "attended", "confirmed"]

    def test_the_rest_is_absent_with_one_press(self, client: FlaskClient, event: Event) -> None:
        address = f"/staff/events/{event.id}/attendance"
        assert "Note the rest as absent" in client.get(address).text
        client.post(address + "/absent")
        assert states(event) == ["no_show"] * 3
        client.post(address + "/absent/undo")
        assert states(event) == ["confirmed"] * 3

    def test_a_file_gives_a_report_for_each_line(self, client: FlaskClient, event: Event) -> None:
        def send(text: str, least: str = "0") -> tuple[int, str]:
            data = {"file": (io.BytesIO(text.encode()), "report.csv"), "least": least}
            answer = client.post(f"/staff/events/{event.id}/attendance/import", data=data)
            return answer.status_code, answer.text

        assert send("nothing")[0] == 422
        assert send(ZOOM, "-5")[0] == 422
        status, page = send(ZOOM + "Ada Ek,,95,No\nZoe Ny,,95,No\n")
        assert status == 200 and "Noted as there" in page and "Nobody with a place" in page


def test_every_outcome_has_words() -> None:
    assert set(words.IN_MEETING) == set(Outcome)
