from datetime import date

import pytest

from newsletter.notices.workdays import is_working_day, on_or_before


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
    assert on_or_before(wanted, country) == found


def test_the_swedish_national_day_is_no_working_day_in_sweden_alone() -> None:
    assert not is_working_day(date(2028, 6, 6), "SE")
    assert is_working_day(date(2028, 6, 6), "FI")
