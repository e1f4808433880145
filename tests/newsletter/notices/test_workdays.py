from datetime import date

import pytest

from newsletter.core.working_days import is_working_day
from newsletter.notices.workdays import WorkCalendar


@pytest.mark.parametrize(
    ("wanted", "country", "found"),
    [
        (date(2026, 4, 6), "SE", date(2026, 4, 2)),  # Easter Monday back to Maundy Thursday
        (date(2026, 4, 6), "DK", date(2026, 4, 1)),  # where Maundy Thursday is free as well
        (date(2026, 6, 21), "SE", date(2026, 6, 18)),  # over midsummer
        (date(2026, 6, 19), "DK", date(2026, 6, 19)),  # Danes work on midsummer eve
        (date(2026, 6, 19), "FI", date(2026, 6, 18)),
        (date(2026, 12, 25), "NO", date(2026, 12, 23)),  # over Christmas eve
        (date(2027, 1, 1), "FI", date(2026, 12, 30)),  # over New Year's eve
        (date(2027, 3, 6), "IS", date(2027, 3, 5)),  # a Saturday
        (date(2026, 6, 9), "AX", date(2026, 6, 8)),  # Åland's own day
        (date(2026, 6, 6), "XX", date(2026, 6, 5)),  # of an unknown country only weekends are known
    ],
)
def test_notices_go_back_to_the_last_working_day(wanted: date, country: str, found: date) -> None:
    assert WorkCalendar(country).back(wanted) == found


def test_the_swedish_national_day_is_no_working_day_in_sweden_alone() -> None:
    assert not is_working_day(date(2028, 6, 6), "SE")
    assert is_working_day(date(2028, 6, 6), "FI")


def test_weeks_without_news_have_no_open_day() -> None:
    july = WorkCalendar("SE", frozenset({28, 29, 30}))
    assert july.back(date(2027, 7, 21)) == date(2027, 7, 9)
    assert july.forward(date(2027, 7, 14)) == date(2027, 8, 2)


def test_working_days_are_counted_from_any_day() -> None:
    sweden = WorkCalendar("SE")
    assert sweden.shifted(date(2027, 5, 6), -2) == date(2027, 5, 4)
    assert sweden.shifted(date(2027, 5, 10), -2) == date(
        2027, 5, 5
    )  # over Ascension Day and the weekend: Friday, Wednesday
    assert sweden.shifted(date(2027, 5, 7), 1) == date(2027, 5, 10)
