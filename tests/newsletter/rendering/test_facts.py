from dataclasses import replace
from datetime import date, time

import pytest

from newsletter.rendering import facts
from newsletter.rendering.cards import EventCard, Mode, Occurrence, RegistrationCard, RegistrationMode
from tests.email.letters import APPLICATION_ROUND, SEMINAR, TODAY, VIRTUAL_MEETING


def lines(card: EventCard) -> dict[str, str]:
    return {
        fact.label: "; ".join(line.text for line in fact.lines)
        for fact in facts.event_facts(card, "en", TODAY)
    }


def test_facts_come_in_the_order_in_which_people_ask() -> None:
    assert lines(SEMINAR) == {
        "When": "Friday 19 March 2027, 09:00–12:00",
        "Where": "Gamla rådhuset, Exempelstad",
        "Last day to register": "Friday 12 March",
        "For whom": "Du som arbetar i lokala samverkansgrupper med barn och unga i skola, socialtjänst eller vård.",
        "Price": "Free of charge",
        "Organiser": "Barnrättsbyrån i samarbete med Region Exempel",
        "Contact": "Lisa Exempelsson, processledare; lisa.exempelsson@example.org; +46 8 465 004 00",
    }


def test_what_is_unknown_is_left_out() -> None:
    bare = EventCard(id="1", language="sv", title="x", url="https://example.org/")
    assert lines(bare) == {"When": "The date is not decided yet"}
    assert lines(replace(bare, date_text="våren 2027", is_free=False)) == {"When": "våren 2027"}


def test_the_end_of_the_day_is_never_printed_as_a_time() -> None:
    assert facts.deadline(SEMINAR, "sv", TODAY) == "fredag 12 mars"
    at_noon = replace(
        SEMINAR, registration=RegistrationCard(deadline=date(2027, 3, 12), deadline_time=time(12))
    )
    assert facts.deadline(at_noon, "sv", TODAY, on=True) == "fredag 12 mars kl 12:00"


def test_a_preliminary_date_says_so() -> None:
    preliminary = replace(SEMINAR, is_preliminary=True)
    assert facts.when(preliminary, "en") == facts.Line("Friday 19 March 2027, 09:00–12:00 (preliminary)")


def test_an_online_event_shows_its_zone_to_readers_who_may_live_in_another() -> None:
    assert facts.when(VIRTUAL_MEETING, "sv").text == "fredag 9 april 2027 kl 09:00–12:00 (tid i København)"
    assert facts.where(replace(VIRTUAL_MEETING, mode=Mode.HYBRID, place="Rådhuset"), "en") == facts.Line(
        "Rådhuset, and online", is_own=True
    )


@pytest.mark.parametrize(
    ("card", "is_open"),
    [
        (SEMINAR, True),
        (replace(SEMINAR, occurrence=Occurrence.CANCELLED), False),
        (replace(SEMINAR, occurrence=Occurrence.POSTPONED), False),
        (replace(SEMINAR, registration=RegistrationCard()), False),
        (replace(SEMINAR, registration=replace(SEMINAR.registration, is_open=False)), False),
    ],
)
def test_one_can_register_only_while_it_is_open_and_goes_ahead(card: EventCard, is_open: bool) -> None:
    assert facts.is_registration_open(card) is is_open


@pytest.mark.parametrize(
    ("mode", "target", "link"),
    [
        (RegistrationMode.EXTERNAL, "https://anmalan.example.org/a", "https://anmalan.example.org/a"),
        (RegistrationMode.EXTERNAL, "http://anmalan.example.org/a", SEMINAR.url),
        (RegistrationMode.EMAIL, "a@example.org", "mailto:a@example.org"),
        (RegistrationMode.BUILTIN, "", f"{SEMINAR.url}/register"),
        (RegistrationMode.EXTERNAL, "", SEMINAR.url),
    ],
)
def test_the_link_to_register_is_one_that_a_mail_may_hold(
    mode: RegistrationMode, target: str, link: str
) -> None:
    assert facts.registration_link(replace(SEMINAR, registration=RegistrationCard(mode, target))) == link


def test_one_applies_for_a_round_and_registers_for_everything_else() -> None:
    assert facts.register_by(SEMINAR, "en", TODAY) == "Register by Friday 12 March"
    assert facts.register_by(SEMINAR, "fi", TODAY) == "Ilmoittaudu viimeistään perjantaina 12. maaliskuuta"
    assert facts.register_by(APPLICATION_ROUND, "en", TODAY) == "Apply by Friday 12 March at 12:00"
    open_for_ever = RegistrationCard(RegistrationMode.EMAIL, "a@example.org")
    assert facts.register_by(replace(APPLICATION_ROUND, registration=open_for_ever), "en", TODAY) == "Apply"


def test_a_round_without_a_date_says_only_until_when_one_applies() -> None:
    stated = lines(APPLICATION_ROUND)
    assert stated["Last day to apply"] == "Friday 12 March at 12:00"
    assert "When" not in stated
    assert lines(replace(APPLICATION_ROUND, date_text="til sommer"))["When"] == "til sommer"


def test_bad_news_stands_first() -> None:
    assert facts.status(SEMINAR, "en") == ""
    assert facts.status(replace(SEMINAR, occurrence=Occurrence.CANCELLED), "en") == "The event is cancelled."
    assert (
        facts.status(replace(SEMINAR, registration=RegistrationCard(is_full=True)), "en")
        == "The event is fully booked."
    )
    cancelled = replace(APPLICATION_ROUND, occurrence=Occurrence.CANCELLED)
    assert facts.status(cancelled, "en") == "The application round is cancelled."
