"""What announcements come as: mails, pages of markup, calendar files, files of other encodings, rubbish."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from newsletter.cli import main
from newsletter.events.reader.reading import decoded, read
from newsletter.events.reader.result import Mode, Status

PAGE = """<html lang="da"><body><a href="#c">Gå til indhold</a><nav><li>Forside</li></nav>
<main><h1>Temadag om læsning</h1><p>Temadagen holdes den {day} kl. 9-12. Tilmelding senest {deadline}.</p>
<p>Sted: Rådhuset, Ekby</p></main><footer>post@ekby.example</footer></body></html>"""
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EN
METHOD:{method}
BEGIN:VEVENT
UID:1@example.org
DTSTAMP:20260101T000000Z
SUMMARY:Möte om skolan
DTSTART{start}
DTEND{end}
LOCATION:Microsoft Teams
END:VEVENT
END:VCALENDAR
"""


def calendar(start: str, end: str, method: str = "PUBLISH") -> str:
    return CALENDAR.format(start=start, end=end, method=method).replace("\n", "\r\n")


def test_menus_and_footers_of_a_page_say_nothing() -> None:
    got = read(PAGE.format(day="8. oktober 2026", deadline="1. oktober"))
    assert (got.title, got.start) == ("Temadag om læsning", datetime(2026, 10, 8, 9))
    assert got.registration_deadline == date(2026, 10, 1)
    assert got.contact_email is None


def test_an_instant_in_a_calendar_file_becomes_local_time() -> None:
    got = read(calendar(":20261020T110000Z", ":20261020T130000Z"), zone="Europe/Helsinki")
    assert (got.start, got.end) == (datetime(2026, 10, 20, 14), datetime(2026, 10, 20, 16))
    assert got.mode is Mode.ONLINE


def test_the_zone_names_of_outlook_are_known() -> None:
    zone = ';TZID="W. Europe Standard Time":'
    got = read(calendar(zone + "20261020T090000", zone + "20261020T100000"))
    assert got.start == datetime(2026, 10, 20, 9)


def test_whole_days_of_a_calendar_file_end_the_day_before() -> None:
    got = read(calendar(";VALUE=DATE:20261020", ";VALUE=DATE:20261022", method="CANCEL"))
    assert (got.start, got.end) == (date(2026, 10, 20), date(2026, 10, 21))
    assert got.status is Status.CANCELLED


def test_a_list_of_other_events_in_the_data_of_a_page_is_not_this_event() -> None:
    other = [{"@type": "Event", "name": name, "startDate": "2026-01-01T10:00"} for name in ("Jul", "Påsk")]
    script = f'<script type="application/ld+json">{json.dumps(other)}</script></body>'
    got = read(PAGE.format(day="8. oktober 2026", deadline="1. oktober").replace("</body>", script))
    assert got.start == datetime(2026, 10, 8, 9)


def test_midnight_in_the_data_of_a_page_is_no_hour() -> None:
    data = {"@type": "EducationEvent", "name": "Temadag om læsning", "startDate": "2026-10-08T00:00:00+02:00"}
    script = f'<script type="application/ld+json">{json.dumps({"@graph": [data]})}</script></body>'
    page = PAGE.format(day="9. oktober 2026", deadline="1. oktober").replace("</body>", script)
    assert read(page).start == date(2026, 10, 8)


def test_a_deadline_after_the_start_is_an_error_and_left_out() -> None:
    assert read(PAGE.format(day="8. oktober 2026", deadline="1. november 2026")).registration_deadline is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_of_any_usual_encoding_are_read(encoding: str) -> None:
    assert "Rådhuset" in decoded(PAGE.encode(encoding))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "\x00\x01",
        "<html>",
        "<",
        "BEGIN:VCALENDAR",
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:x",
        "a" * 300_000,
        "31 februari 2026 kl 25:99",
        "Datum: 99.99.9999",
        "<p>" * 5000,
        '<script type="application/ld+json">{"@type"',
    ],
    ids=range(12),
)
def test_rubbish_is_no_event(text: str) -> None:
    assert read(text).is_event is False


def test_the_command_prints_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE.format(day="8. oktober 2026", deadline="1. oktober"), encoding="utf-8")
    assert main(["events", "read", str(file)]) == 0
    got = json.loads(capsys.readouterr().out)
    assert (got["is_event"], got["start"], got["end"]) == (True, "2026-10-08T09:00", "2026-10-08T12:00")
    assert (got["is_online"], got["venue"], got["price"]) == (False, "Rådhuset, Ekby", None)
    assert "8. oktober" in got["evidence"]["start"]


def test_the_command_says_when_a_file_cannot_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["events", "read", "/nowhere.txt"]) == 1
    assert "nowhere.txt" in capsys.readouterr().err
