from datetime import date, time
from typing import Any

import pytest

from newsletter.events import service, wording
from newsletter.events.cards import card
from newsletter.events.content import ProgrammeContent, Speaker, TextField
from newsletter.events.models import DateState, EventKind, Mode, PriceKind
from tests.newsletter.events.factories import WITH_DEADLINE, make_draft, make_event, texts

WHOLE_DAY: dict[str, Any] = {"starts_at": None, "ends_at": None}


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("sv", "torsdag 6 maj 2027 kl 09:00–12:00"),
        ("da", "torsdag den 6. maj 2027 kl. 09.00–12.00"),
        ("nb", "torsdag 6. mai 2027 kl. 09.00–12.00"),
        ("fi", "torstai 6. toukokuuta 2027 klo 9.00–12.00"),
        ("en", "Thursday 6 May 2027, 09:00–12:00"),
    ],
)
def test_time_is_written_as_each_language_writes_it(language: str, written: str) -> None:
    assert wording.when(make_draft(), language) == written


def test_an_event_without_an_end_shows_none() -> None:
    event = make_draft(ends_on=None, ends_at=None)
    assert wording.when(event, "sv") == "torsdag 6 maj 2027 kl 09:00"


def test_a_day_without_times_shows_no_midnight() -> None:
    assert wording.when(make_draft(**WHOLE_DAY, ends_on=None), "sv") == "torsdag 6 maj 2027"


def test_several_days_without_times() -> None:
    event = make_draft(**WHOLE_DAY, ends_on=date(2027, 5, 7))
    assert wording.when(event, "sv") == "torsdag 6 maj – fredag 7 maj 2027"


def test_a_last_day_without_an_hour_shows_the_day_alone() -> None:
    event = make_draft(ends_on=date(2027, 5, 7), ends_at=None)
    assert wording.when(event, "sv") == "torsdag 6 maj 2027 kl 09:00 – fredag 7 maj 2027"


def test_a_date_that_is_not_decided_shows_the_editors_words() -> None:
    event = make_draft(
        date_state=DateState.TBA, starts_on=None, ends_on=None, **WHOLE_DAY, texts=texts(date="våren 2028")
    )
    assert wording.when(event, "fi") == "våren 2028"


def test_a_preliminary_date_says_so() -> None:
    assert wording.when(make_draft(date_state=DateState.TENTATIVE), "en").endswith("(preliminary)")


def test_the_zone_is_named_only_where_its_clock_differs() -> None:
    assert wording.when(make_draft(zone="Europe/Helsinki"), "en").endswith("(time in Helsinki)")
    assert "Copenhagen" not in wording.when(make_draft(zone="Europe/Copenhagen"), "en")


def test_a_postponed_event_shows_no_date() -> None:
    event = make_event()
    service.postpone(event.id)
    assert wording.when(event, "en") == "Postponed, the new date is not decided yet"


def test_a_deadline_without_a_time_is_the_day_alone() -> None:
    event = make_draft(**WITH_DEADLINE)
    assert wording.deadline(event, "sv") == "torsdag 29 april"
    assert wording.register_by(event, "en") == "Register by Thursday 29 April"


def test_a_deadline_with_a_time_shows_it() -> None:
    event = make_draft(**WITH_DEADLINE, deadline_at=time(12))
    assert wording.deadline(event, "da") == "torsdag den 29. april kl. 12.00"


def test_one_applies_for_a_round_rather_than_registers() -> None:
    event = make_draft(**WITH_DEADLINE, kind=EventKind.APPLICATION_ROUND)
    assert wording.register_by(event, "en") == "Apply by Thursday 29 April"
    assert wording.register_by(event, "fi") == "Hae viimeistään torstaina 29. huhtikuuta"


def test_a_round_without_a_date_says_nothing_of_it() -> None:
    undated = {"starts_on": None, "ends_on": None, **WHOLE_DAY}
    event = make_draft(**undated, date_state=DateState.TBA, kind=EventKind.APPLICATION_ROUND)
    assert wording.when(event, "en") == ""


def test_a_missing_translation_falls_back_field_by_field() -> None:
    event = make_draft(texts=texts() | {"da": {"title": "Barnets stemme"}})
    assert wording.text(event, TextField.TITLE, "da") == ("Barnets stemme", "da")
    assert wording.text(event, TextField.LEAD, "da") == ("En förmiddag om delaktighet.", "sv")
    assert wording.text(event, TextField.PURPOSE, "da") == ("", "da")


def test_places_of_online_and_hybrid_events() -> None:
    assert wording.where(make_draft(), "en") == "Gamla Tullhuset, Kajgatan 3, Almvika"
    assert wording.where(make_draft(mode=Mode.ONLINE), "en") == "Online"
    assert wording.where(make_draft(mode=Mode.HYBRID), "en").endswith("Almvika, and online")


def test_free_of_charge_is_said_in_the_readers_language_unless_the_editor_chose_words() -> None:
    assert wording.price(make_draft(price_kind=PriceKind.FREE), "en") == "Free of charge"
    event = make_draft(price_kind=PriceKind.FREE, texts=texts(price="Gratis, men vi tar gärna emot kakor"))
    assert wording.price(event, "en") == "Gratis, men vi tar gärna emot kakor"
    assert wording.price(make_draft(), "en") == ""


def test_a_speakers_line_is_name_title_affiliation() -> None:
    line = "Moa Stenhammar, enhetschef, vård och omsorg, Region Sundland"
    speaker = Speaker.parse(line)
    assert speaker == Speaker("Moa Stenhammar", "enhetschef, vård och omsorg", "Region Sundland")
    assert str(speaker) == line
    assert Speaker.parse("Bæklund Kommune") == Speaker("Bæklund Kommune")


def test_a_card_for_mails_is_in_one_language_and_says_which() -> None:
    event = make_event(
        **WITH_DEADLINE,
        texts=texts() | {"da": {"title": "Barnets stemme"}},
        programme=(ProgrammeContent("Kaffe", time(10), time(10, 30)),),
    )
    danish, finnish = card(event, "da"), card(event, "fi")
    assert (danish.language, danish.title) == ("da", "Barnets stemme")
    assert (finnish.language, finnish.title) == ("sv", "Barnets röst")
    assert danish.url == f"https://news.example.org/events/{event.slug}"
    assert danish.registration.deadline == date(2027, 4, 29)
    assert danish.registration.is_open
    assert [row.title for row in danish.programme] == ["Kaffe"]
