from datetime import date, time
from typing import Any

import pytest

from newsletter.events import checks
from newsletter.events.checks import Faulty
from newsletter.events.content import clean
from newsletter.events.models import Allocation, RegistrationMode
from newsletter.events.questions import QuestionContent, QuestionKind
from tests.newsletter.events.factories import content

pytestmark = pytest.mark.usefixtures("session")
HERE: dict[str, Any] = {"registration_mode": RegistrationMode.BUILTIN}


def faults(**changes: Any) -> dict[str, str]:
    try:
        checks.check(clean(content(**HERE | changes)))
    except Faulty as faulty:
        return faulty.faults
    return {}


def test_the_mode_alone_is_enough() -> None:
    assert faults() == {}


@pytest.mark.parametrize("name", ["deadline", "change_until", "cancel_until", "registration_opens"])
def test_none_of_the_four_times_lies_after_the_start(name: str) -> None:
    assert set(faults(**{f"{name}_on": date(2027, 5, 7)})) == {f"{name}_on"}
    assert set(faults(**{f"{name}_on": date(2027, 5, 6), f"{name}_at": time(9, 30)})) == {f"{name}_on"}


@pytest.mark.parametrize("name", ["deadline", "change_until", "cancel_until", "registration_opens"])
def test_none_of_the_four_times_is_one_that_the_clocks_skip(name: str) -> None:
    found = faults(**{f"{name}_on": date(2027, 3, 28), f"{name}_at": time(2, 30)})
    assert set(found) == {f"{name}_at"}
    assert "does not exist" in found[f"{name}_at"]


@pytest.mark.parametrize("name", ["deadline", "change_until", "cancel_until"])
def test_the_day_of_the_event_itself_is_fine_without_a_time(name: str) -> None:
    assert faults(**{f"{name}_on": date(2027, 5, 6)}) == {}


def test_registration_opens_before_it_closes_even_on_one_day() -> None:
    day = {"registration_opens_on": date(2027, 4, 1), "deadline_on": date(2027, 4, 1)}
    assert faults(**day, registration_opens_at=time(9)) == {}
    assert set(faults(**day, registration_opens_at=time(12), deadline_at=time(9))) == {
        "registration_opens_on"
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"places_on_site": 0}, "places_on_site"),
        ({"places": 10, "places_online": 11}, "places_online"),
        ({"places": 10, "min_participants": 11}, "min_participants"),
        ({"affiliation_cap": -1}, "affiliation_cap"),
        ({"offer_hours": 0}, "offer_hours"),
        ({"sensitive_days": 0}, "sensitive_days"),
        ({"sensitive_days": 30, "keep_days": 20}, "sensitive_days"),
        ({"join_url": "meet.example"}, "join_url"),
        ({"questions": (QuestionContent(""),)}, "questions-0-label"),
        ({"questions": (QuestionContent("How?", QuestionKind.CHOICE, ("Bus",)),)}, "questions-0-options"),
        (
            {"questions": (QuestionContent(kind=QuestionKind.DIET), QuestionContent(kind=QuestionKind.DIET))},
            "questions-1-kind",
        ),
    ],
)
def test_numbers_links_and_questions_are_checked(changes: dict[str, Any], field: str) -> None:
    assert set(faults(**changes)) == {field}


def test_sharing_out_places_needs_a_deadline_a_number_and_a_day_between() -> None:
    shared = {"allocation": Allocation.AFTER_DEADLINE}
    assert set(faults(**shared)) == {"deadline_on", "places"}
    ready = {**shared, "deadline_on": date(2027, 4, 20), "places": 10}
    assert faults(**ready) == {}
    assert set(faults(**ready, allocate_on=date(2027, 4, 19))) == {"allocate_on"}
    assert set(faults(**ready, allocate_on=date(2027, 5, 7))) == {"allocate_on"}


def test_a_question_keeps_its_key_and_a_preset_needs_no_words() -> None:
    written = clean(
        content(
            **HERE,
            questions=(
                QuestionContent(" How? ", QuestionKind.SEVERAL, (" A ", "", "B", "A"), True, "k1"),
                QuestionContent("ignored", QuestionKind.DIET, is_required=True),
            ),
        )
    ).questions
    assert written[0] == QuestionContent("How?", QuestionKind.SEVERAL, ("A", "B"), True, "k1")
    assert (written[1].label, written[1].is_required, len(written[1].key)) == ("", False, 8)
