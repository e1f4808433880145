from datetime import date, datetime, time

import pytest

from newsletter.core import languages

START, END = datetime(2027, 3, 19, 9, 0), datetime(2027, 3, 19, 12, 0)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", "fredag 19 mars 2027 kl 09:00–12:00"),
        ("da", "fredag den 19. marts 2027 kl. 09.00–12.00"),
        ("nb", "fredag 19. mars 2027 kl. 09.00–12.00"),
        ("fi", "perjantai 19. maaliskuuta 2027 klo 9.00–12.00"),
        ("en", "Friday 19 March 2027, 09:00–12:00"),
    ],
)
def test_each_language_writes_a_time_span_its_own_way(language: str, text: str) -> None:
    assert languages.format_span(START, END, language) == text


def test_a_day_without_an_hour_shows_no_hour() -> None:
    assert languages.format_span(START, None, "sv", date_only=True) == "fredag 19 mars 2027"


def test_days_of_one_year_name_the_year_once() -> None:
    last = datetime(2027, 3, 20)
    assert languages.format_span(START, last, "sv", date_only=True) == "fredag 19 mars – lördag 20 mars 2027"


@pytest.mark.parametrize(
    ("wanted", "language"),
    [(["no"], "nb"), (["nn-NO", "en"], "nb"), (["de", "fi-FI"], "fi"), (["de"], "sv"), ([], "sv")],
)
def test_the_first_language_on_offer_wins(wanted: list[str], language: str) -> None:
    assert languages.choose(wanted, languages.LANGUAGES, "sv") == language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", "fredag 12 mars kl 12:00"),
        ("da", "fredag den 12. marts kl. 12.00"),
        ("nb", "fredag 12. mars kl. 12.00"),
        ("fi", "perjantaina 12. maaliskuuta klo 12.00"),
        ("en", "Friday 12 March at 12:00"),
    ],
)
def test_a_deadline_in_a_sentence_names_the_weekday_and_leaves_out_this_year(
    language: str, text: str
) -> None:
    deadline = languages.format_deadline(date(2027, 3, 12), time(12), language, date(2027, 3, 5), on=True)
    assert deadline == text


def test_a_deadline_without_an_hour_shows_no_hour_and_next_year_shows_its_year() -> None:
    assert (
        languages.format_deadline(date(2027, 3, 12), None, "fi", date(2026, 12, 1))
        == "perjantai 12. maaliskuuta 2027"
    )


def test_an_unknown_language_is_written_from_left_to_right() -> None:
    assert [languages.is_right_to_left(tag) for tag in ("ar", "sv", "xx", "")] == [True, False, False, False]
