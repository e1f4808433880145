"""An event is moved: what becomes of its programme."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from newsletter.core.database import session
from newsletter.events import edit
from newsletter.events.content import EventContent, ProgrammeContent
from newsletter.events.models import Event
from newsletter.events.move_along import move_along
from tests.newsletter.events.factories import content, make_draft, make_event
from tests.newsletter.events.filling import FilledForm
from tests.support.staff import sign_in_as

SIXTH, SEVENTH = date(2027, 5, 6), date(2027, 5, 7)
TWO_DAYS: dict[str, Any] = {
    "ends_on": SEVENTH,
    "programme": (
        ProgrammeContent("Välkomna", time(9), time(9, 30), SIXTH),
        ProgrammeContent("Kaffe", time(10), time(10, 20), SIXTH),
        ProgrammeContent("Kaffe", time(10), time(10, 20), SEVENTH),
        ProgrammeContent("Avslutning"),
    ),
}
MORNING = (ProgrammeContent("Välkomna", time(9), time(9, 30)), ProgrammeContent("Samtal", time(9, 30)))


def days(content: EventContent) -> list[int | None]:
    return [row.day.day if row.day else None for row in content.programme]


def clocks(content: EventContent) -> list[str]:
    return [row.starts_at.strftime("%H:%M") if row.starts_at else "" for row in content.programme]


def test_the_days_of_the_programme_move_along_and_it_is_said() -> None:
    moved = move_along(
        content(**TWO_DAYS),
        content(**TWO_DAYS | {"starts_on": date(2027, 5, 13), "ends_on": date(2027, 5, 14)}),
    )
    assert days(moved.content) == [13, 13, 14, None]
    assert moved.sentences == (
        "3 rows of the programme move along: torsdag 6 maj 2027 becomes torsdag 13 maj 2027, and so on.",
    )
    assert moved.offer is None


def test_a_row_whose_day_was_changed_by_hand_stays_as_it_was_typed() -> None:
    rows = list(TWO_DAYS["programme"])
    rows[1] = ProgrammeContent("Kaffe", time(10), time(10, 20), SEVENTH)
    rows[2] = ProgrammeContent("Kaffe", time(10), time(10, 20), date(2027, 5, 8))
    typed = content(starts_on=SEVENTH, ends_on=date(2027, 5, 8), programme=tuple(rows))
    assert days(move_along(content(**TWO_DAYS), typed).content) == [7, 7, 8, None]


def test_a_renamed_row_moves_along_and_an_added_one_stays() -> None:
    rows = (ProgrammeContent("Hej", time(9), time(9, 30), SIXTH), *TWO_DAYS["programme"][1:])
    new = ProgrammeContent("Nytt", day=date(2027, 5, 14))
    typed = content(starts_on=date(2027, 5, 13), ends_on=date(2027, 5, 14), programme=(*rows, new))
    assert days(move_along(content(**TWO_DAYS), typed).content) == [13, 13, 14, None, 14]


def test_an_edit_that_moves_nothing_says_nothing() -> None:
    moved = move_along(content(**TWO_DAYS), content(**TWO_DAYS | {"venue": "Rådhuset"}))
    assert (moved.content.programme, moved.sentences, moved.offer) == (TWO_DAYS["programme"], (), None)


def test_clock_times_move_only_when_the_editor_says_so() -> None:
    stored = content(programme=MORNING)
    typed = content(programme=MORNING, starts_at=time(10, 15), ends_at=time(13))
    offered = move_along(stored, typed)
    assert clocks(offered.content) == ["09:00", "09:30"]
    assert offered.offer is not None
    assert offered.offer.label.endswith("09:00 becomes 10:15, and so on")
    assert offered.sentences == ("2 rows of the programme lie outside the hours of the event.",)
    moved = move_along(stored, typed, with_clock=True)
    assert clocks(moved.content) == ["10:15", "10:45"]
    assert moved.content.programme[0].ends_at == time(10, 45)
    assert moved.sentences == ()


def test_a_row_whose_time_was_changed_by_hand_keeps_it() -> None:
    typed_rows = (ProgrammeContent("Välkomna", time(10), time(10, 15)), MORNING[1])
    typed = content(programme=typed_rows, starts_at=time(10))
    moved = move_along(content(programme=MORNING), typed, with_clock=True)
    assert clocks(moved.content) == ["10:00", "10:30"]


def test_clock_times_that_would_pass_midnight_stay_and_it_is_said() -> None:
    evening = (ProgrammeContent("Samkväm", time(22), time(23, 30)),)
    stored = content(programme=evening, ends_at=None, ends_on=None)
    moved = move_along(stored, content(programme=evening, starts_at=time(10), ends_at=None, ends_on=None))
    assert moved.offer is None
    assert moved.sentences == (
        "The clock times of the programme stay: moved along, some would pass midnight.",
    )


def test_an_event_that_loses_its_date_says_that_rows_keep_their_days() -> None:
    moved = move_along(content(**TWO_DAYS), content(**TWO_DAYS | {"starts_on": None, "ends_on": None}))
    assert days(moved.content) == [6, 6, 7, None]
    assert "keep their days" in moved.sentences[0]


class TestTheForm:
    @pytest.fixture(autouse=True)
    def signed_in(self, client: FlaskClient) -> Iterator[None]:
        with time_machine.travel(datetime(2027, 3, 1, 11, tzinfo=UTC), tick=False):
            sign_in_as(client)
            yield

    def form(self, client: FlaskClient, event: Event) -> FilledForm:
        return FilledForm(client, f"/staff/events/{event.id}/edit")

    def test_says_it_before_saving_and_moves_the_days(self, client: FlaskClient) -> None:
        event = make_event(**TWO_DAYS)
        form = self.form(client, event).fill(starts_on="2027-05-13", ends_on="2027-05-14")
        asked = form.press()
        assert asked.status_code == 200
        assert "3 rows of the programme move along" in asked.text
        session.refresh(event)
        assert event.starts_on == SIXTH
        assert confirm(form).status_code == 303
        session.refresh(event)
        assert days(edit.content_of(event)) == [13, 13, 14, None]

    def test_moves_the_clock_times_on_a_tick(self, client: FlaskClient) -> None:
        event = make_draft(programme=MORNING)
        form = self.form(client, event).fill(starts_at="10:00", ends_at="13:00")
        asked = form.press()
        tick = form.soup.find("input", attrs={"name": "shift_programme"})
        assert isinstance(tick, Tag) and not tick.has_attr("checked")
        assert tick["form"] == "event-form"
        assert "09:00 becomes 10:00" in asked.text
        assert confirm(form, shift_programme="yes").status_code == 303
        session.refresh(event)
        assert clocks(edit.content_of(event)) == ["10:00", "10:30"]

    def test_leaves_the_clock_times_without_the_tick(self, client: FlaskClient) -> None:
        event = make_draft(programme=MORNING)
        form = self.form(client, event).fill(starts_at="10:00", ends_at="13:00")
        form.press()
        assert confirm(form).status_code == 303
        session.refresh(event)
        assert clocks(edit.content_of(event)) == ["09:00", "09:30"]

    def test_accuses_the_rows_that_would_lie_on_a_day_outside_the_event(self, client: FlaskClient) -> None:
        event = make_event(**TWO_DAYS)
        form = self.form(client, event).fill(starts_on="2027-05-13", ends_on="2027-05-13")
        refused = form.press()
        assert refused.status_code == 422
        assert form.faults == ["This day is outside the event."]
        assert form.values["programme-2-day"] == "2027-05-14"
        form.fill(programme__2__day="2027-05-13").press()
        assert confirm(form).status_code == 303
        session.refresh(event)
        assert days(edit.content_of(event)) == [13, 13, 13, None]

    def test_moves_nothing_of_what_somebody_else_has_moved_meanwhile(self, client: FlaskClient) -> None:
        event = make_event(**TWO_DAYS)
        form = self.form(client, event).fill(starts_on="2027-05-13", ends_on="2027-05-14")
        edit.save(event.id, content(**TWO_DAYS | {"venue": "Rådhuset"}), event.revision)
        assert form.press().status_code == 409
        assert form.values["programme-0-day"] == "2027-05-06"
        form.press()
        assert confirm(form).status_code == 303
        session.refresh(event)
        assert days(edit.content_of(event)) == [13, 13, 14, None]


def confirm(form: FilledForm, **ticks: str) -> Any:
    """Presses “Save the change”."""
    form.values.setlist("confirmed", ["yes"])
    for name, value in ticks.items():
        form.values.setlist(name, [value])
    assert "Save the change" in BeautifulSoup(form.response.text, "html.parser").get_text()
    return form.press()
