from datetime import date, time
from typing import Any

import pytest
from flask import Flask

from newsletter.events import checks
from newsletter.events.content import (
    EventContent,
    MaterialContent,
    OrganiserContent,
    ProgrammeContent,
    clean,
)
from newsletter.events.models import DateState, Mode, RegistrationMode
from tests.newsletter.events.factories import WITH_DEADLINE, content, texts


def faults(**changes: Any) -> dict[str, str]:
    try:
        checks.check(clean(content(**changes)))
    except checks.Faulty as faulty:
        return faulty.faults
    return {}


def test_a_complete_event_has_no_faults() -> None:
    assert faults(**WITH_DEADLINE) == {}


def test_an_event_needs_a_title_in_its_own_language() -> None:
    assert set(faults(language="da")) == {"main-title"}


def test_an_end_before_the_start_is_refused() -> None:
    assert set(faults(ends_at=time(8))) == {"ends_at"}
    assert set(faults(ends_on=date(2027, 5, 5), ends_at=None)) == {"ends_on"}


def test_an_end_at_the_start_is_refused() -> None:
    assert set(faults(ends_at=time(9))) == {"ends_at"}


def test_an_end_time_without_a_start_time_is_refused() -> None:
    assert set(faults(starts_at=None)) == {"starts_at"}


def test_an_event_may_end_after_midnight_when_the_day_is_given() -> None:
    assert faults(starts_at=time(20), ends_at=time(2), ends_on=date(2027, 5, 7)) == {}


def test_a_deadline_after_the_start_is_refused() -> None:
    assert set(faults(**WITH_DEADLINE | {"deadline_on": date(2027, 5, 7)})) == {"deadline_on"}
    late = WITH_DEADLINE | {"deadline_on": date(2027, 5, 6), "deadline_at": time(9, 30)}
    assert set(faults(**late)) == {"deadline_on"}


def test_a_deadline_on_the_day_of_the_event_is_fine() -> None:
    assert faults(**WITH_DEADLINE | {"deadline_on": date(2027, 5, 6)}) == {}


def test_a_time_that_the_clock_change_skips_is_refused_and_named() -> None:
    skipped = faults(starts_on=date(2027, 3, 28), starts_at=time(2, 30), ends_on=date(2027, 3, 28))
    assert set(skipped) == {"starts_at"}
    assert "02:30" in skipped["starts_at"]


def test_the_same_time_is_fine_where_the_clock_does_not_change() -> None:
    night = {"starts_on": date(2027, 3, 28), "starts_at": time(2, 30), "ends_on": date(2027, 3, 28)}
    assert faults(**night, zone="Atlantic/Reykjavik") == {}


def test_an_unknown_zone_is_refused_without_asking_it_for_times() -> None:
    assert set(faults(zone="Europe/Atlantis")) == {"zone"}
    assert set(faults(zone="../etc/passwd")) == {"zone"}


def test_a_date_that_is_not_decided_needs_words_and_no_date() -> None:
    undecided = {"date_state": DateState.TBA, "starts_at": None, "ends_on": None, "ends_at": None}
    assert set(faults(**undecided)) == {"starts_on", "main-date"}
    assert faults(**undecided, starts_on=None, texts=texts(date="våren 2027")) == {}


def test_a_time_without_a_day_is_refused() -> None:
    assert set(faults(**WITH_DEADLINE | {"deadline_on": None, "deadline_at": time(12)})) == {"deadline_on"}


@pytest.mark.parametrize("year", [1, 202, 2207])
def test_a_mistyped_year_is_refused(year: int) -> None:
    assert "starts_on" in faults(starts_on=date(year, 5, 6), ends_on=None, ends_at=None)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "www.example.org",
        "https://",
        "https://example.org/a b",
        "https://name@example.org",
        'https://example.org/"onmouseover=x',
        "https://example.org:port/",
        "data:text/html,x",
    ],
)
def test_an_address_that_is_no_web_page_is_refused(url: str) -> None:
    assert set(faults(map_url=url)) == {"map_url"}


def test_mail_addresses_and_phone_numbers_are_checked() -> None:
    wrong = faults(contact_email="ebba(at)example.org", contact_phone="call me")
    assert set(wrong) == {"contact_email", "contact_phone"}
    assert faults(contact_email="ebba@växjö.example", contact_phone="+46 (0)8-123 45 67") == {}


def test_each_way_to_register_needs_its_address() -> None:
    assert set(faults(registration_mode=RegistrationMode.EXTERNAL)) == {"registration_url"}
    assert set(faults(registration_mode=RegistrationMode.EMAIL)) == {"registration_email"}
    assert set(faults(deadline_on=date(2027, 4, 1))) == {"registration_mode"}


def test_registration_must_open_before_it_closes() -> None:
    assert set(faults(**WITH_DEADLINE, registration_opens_on=date(2027, 4, 30))) == {"registration_opens_on"}


def test_places_are_a_positive_number() -> None:
    assert set(faults(places=0)) == {"places"}


def test_rows_say_which_of_their_fields_is_wrong() -> None:
    wrong = faults(
        organisers=(OrganiserContent("Region Sundland"), OrganiserContent(" ")),
        programme=(
            ProgrammeContent("Kaffe"),
            ProgrammeContent("", starts_at=time(10), ends_at=time(9)),
            ProgrammeContent("Dagen efter", day=date(2027, 5, 7)),
        ),
        materials=(MaterialContent("", "ftp://example.org/slides"),),
    )
    assert set(wrong) == {
        "organisers-1-name",
        "programme-1-title",
        "programme-1-ends_at",
        "programme-2-day",
        "materials-0-title",
        "materials-0-url",
    }


def test_texts_that_are_too_long_name_their_language() -> None:
    long = {"title": "x" * 201}
    assert set(faults(texts={"sv": long, "da": long})) == {"main-title", "texts-da-title"}


def test_invisible_characters_never_reach_an_event() -> None:
    cleaned = clean(
        content(
            venue="Gamla\u202e\x00 Tullhuset\u200b",
            texts=texts(title="Barnets\r\nröst\u2066", lead="Rad ett\r\n\r\n\r\n\r\nrad två\x07"),
        )
    )
    assert cleaned.venue == "Gamla Tullhuset"
    assert cleaned.texts["sv"]["title"] == "Barnets röst"
    assert cleaned.texts["sv"]["lead"] == "Rad ett\n\nrad två"


def test_scripts_in_a_body_are_gone_and_its_links_stay() -> None:
    cleaned = clean(
        content(
            texts=texts(
                body_html='<p onclick="x()">Hej</p><script>alert(1)</script>'
                '<p><a href="https://example.org">länk</a></p>'
            )
        )
    )
    body = cleaned.texts["sv"]["body_html"]
    assert "alert" not in body and "onclick" not in body
    assert '<a href="https://example.org">länk</a>' in body


def test_a_body_typed_without_an_editor_gets_its_paragraphs() -> None:
    cleaned = clean(content(texts=texts(body_html="Barn < 6 år\nförst\n\nSedan {{ 7 * 7 }}")))
    assert cleaned.texts["sv"]["body_html"] == "<p>Barn &lt; 6 år<br>först</p><p>Sedan {{ 7 * 7 }}</p>"


def test_publishing_needs_place_organiser_and_audience(app: Flask) -> None:
    bare = EventContent(language="sv", texts={"sv": {"title": "x"}}, mode=Mode.PHYSICAL, zone="Europe/Oslo")
    assert len(checks.unready(bare, has_contact=False)) == 4
    assert checks.unready(content()) == []
