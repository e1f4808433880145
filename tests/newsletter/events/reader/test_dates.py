from datetime import date, datetime, time

import pytest

from newsletter.events.reader import dates, hours, moments, sentences
from newsletter.events.reader.dates import Day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("14 december 2020", Day(12, 14, 2020), None),
        ("den 12. marts  2021", Day(3, 12, 2021), None),
        ("torsdag den 12:e mars", Day(3, 12), None),
        ("8.-9. november", Day(11, 8), Day(11, 9)),
        ("19:e–20:e oktober", Day(10, 19), Day(10, 20)),
        ("27.–29. oktober 2026", Day(10, 27, 2026), Day(10, 29, 2026)),
        ("3. og 4. november", Day(11, 3), Day(11, 4)),
        ("9 september–10 oktober 2024", Day(9, 9, 2024), Day(10, 10, 2024)),
        ("30.9.–1.10.2026", Day(9, 30, 2026), Day(10, 1, 2026)),
        ("18-19.11. 2021", Day(11, 18, 2021), Day(11, 19, 2021)),
        ("09.09.26", Day(9, 9, 2026), None),
        ("07/10 2020", Day(10, 7, 2020), None),
        ("28-01-2021", Day(1, 28, 2021), None),
        ("2026-03-12", Day(3, 12, 2026), None),
        ("14. lokakuuta 2026", Day(10, 14, 2026), None),
        ("ke 14.10.", Day(10, 14), None),
        ("October 14–15, 2026", Day(10, 14, 2026), Day(10, 15, 2026)),
        ("7. og 21. april 2027", Day(4, 7, 2027), None),
    ],
)
def test_a_date_is_read_as_written(text: str, first: Day, last: Day | None) -> None:
    (span,) = dates.find(text)
    assert (span.first, span.last) == (first, last or first)


@pytest.mark.parametrize(
    "text",
    [
        "barn 0-6 år",
        "20-30 %",
        "i perioden 2019-21",
        "2018 - 2021",
        "+45 51 37 83 11",
        "öppet 24/7",
        "kl. 09.00",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert dates.find(text) == []


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("kl 09:00 - 16:00", time(9), time(16)),
        ("kl. 9-12.30", time(9), time(12, 30)),
        ("klo 9–15.30", time(9), time(15, 30)),
        ("fra kl. 9.00 til kl. 15.30", time(9), time(15, 30)),
        ("mellan kl 13 och 15", time(13), time(15)),
        ("9am–4pm", time(9), time(16)),
        ("2–5 pm", time(14), time(17)),
        ("klockan 18", time(18), None),
    ],
)
def test_hours_are_read_as_written(text: str, start: time, end: time | None) -> None:
    (found,) = hours.find(text)
    assert (found.start, found.end) == (start, end)


def test_a_number_without_a_word_is_no_hour() -> None:
    assert hours.find("9-12 personer, 45 kr, 2.5 km") == []


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("ke 14.10. klo 9–12", datetime(2026, 10, 14, 9), datetime(2026, 10, 14, 12)),
        ("14. oktober kl. 9 – 15. oktober kl. 16", datetime(2026, 10, 14, 9), datetime(2026, 10, 15, 16)),
        (
            "8.-9. november, dag 1 kl. 10-17, dag 2 kl. 9-15",
            datetime(2026, 11, 8, 10),
            datetime(2026, 11, 9, 15),
        ),
        ("14 oktober kl 9–12 (kaffe från 8.30)", datetime(2026, 10, 14, 9), datetime(2026, 10, 14, 12)),
        ("27.–29. oktober", date(2026, 10, 27), date(2026, 10, 29)),
        ("14 oktober", date(2026, 10, 14), None),
        ("14 oktober, 4 november och 2 december 2026", date(2026, 10, 14), None),
    ],
)
def test_first_and_last_moment(text: str, start: date, end: date | None) -> None:
    when = moments.read(text, loose=True)
    assert when is not None
    assert when.in_year(2026) == (start, end)


def test_a_year_that_is_not_stated_is_the_nearest_to_come_from_the_day_of_the_page() -> None:
    today = date(2030, 1, 1)
    assert moments.resolved([Day(3, 19)], date(2021, 1, 28), [], today) == 2021
    assert moments.resolved([Day(2, 3)], date(2026, 12, 5), [], today) == 2027
    assert moments.resolved([Day(11, 20)], date(2026, 12, 5), [], today) == 2026


def test_a_deadline_without_a_year_is_the_last_such_day_before_the_event() -> None:
    assert moments.last_before(Day(12, 15), date(2027, 1, 20)) == date(2026, 12, 15)
    assert moments.last_before(Day(1, 20), date(2027, 1, 20)) == date(2027, 1, 20)


def test_a_point_after_a_day_ends_no_sentence() -> None:
    text = "Møtet er den 14. oktober kl. 9. Ilmoittaudu 5.3. Majoitus varataan itse. T.ex. Anna kommer."
    assert sentences.split(text) == [
        "Møtet er den 14. oktober kl. 9.",
        "Ilmoittaudu 5.3.",
        "Majoitus varataan itse.",
        "T.ex. Anna kommer.",
    ]
