"""Invented announcements in the styles of agencies, regions, municipalities, universities and associations."""

from pathlib import Path

import pytest

from benchmarks.reader import HELD_BACK, TODAY, Case, Tally, cases, compare, figures, measure
from newsletter.events.reader.reading import read

FITTED = list(cases(Path(__file__).parent / "announcements"))
ANOTHER_HAND = Path(__file__).parent / "seventh"  # written by somebody who never saw the reader
AT_LEAST = {
    "start_right": 0.95,
    "registration_deadline_right": 0.95,
    "title_right": 0.9,
    "venue_right": 0.9,
    "organiser_right": 0.9,
    "audience_right": 0.9,
    "price_right": 0.9,
    "contact_email_right": 0.9,
    "refused_right": 0.9,
    "programme_f1": 0.95,
}


@pytest.mark.parametrize("case", FITTED, ids=[case.name for case in FITTED])
def test_an_announcement_is_read_as_a_person_reads_it(case: Case) -> None:
    tally = Tally()
    got = read(case.text, today=TODAY).as_json()
    assert got["is_event"] == case.is_event
    if case.is_event:
        compare(tally, case, got)
    assert tally.faults == []
    assert tally.invented == []


@pytest.mark.parametrize("folder", [HELD_BACK, ANOTHER_HAND], ids=["held back", "another hand"])
def test_announcements_that_others_wrote_are_read_well(folder: Path) -> None:
    found = figures(measure(list(cases(folder))))
    assert {name: found[name] for name, least in AT_LEAST.items() if found[name] < least} == {}
    assert found["invented_share"] < 0.02


def test_every_value_names_the_line_it_was_read_from() -> None:
    for case in FITTED:
        got = read(case.text, today=TODAY).as_json()
        filled = {name for name in ("title", "start", "venue", "organiser", "audience", "price") if got[name]}
        assert filled <= got["evidence"].keys(), case.name
