"""Tables from outside and to outside."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from sqlalchemy.orm import Session

from newsletter.core import sheets
from newsletter.core.sheets import Cell
from newsletter.errors import Invalid


@pytest.fixture(autouse=True)
def _in_the_application(app: Flask, session: Session) -> None:
    """Faults are told in sentences, which want a language."""


def cells(octets: bytes) -> list[Sequence[str]]:
    return [row.cells for row in sheets.read(octets)]


def book(*rows: Sequence[object]) -> bytes:
    made = Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


PEOPLE = "Namn;E-post\r\nÅsa Öberg;asa@example.org\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_come_out_right_whatever_wrote_them(encoding: str) -> None:
    assert cells(PEOPLE.encode(encoding)) == [["Namn", "E-post"], ["Åsa Öberg", "asa@example.org"]]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_columns_are_found_by_what_parts_them(delimiter: str) -> None:
    assert cells(PEOPLE.replace(";", delimiter).encode())[1] == ["Åsa Öberg", "asa@example.org"]


def test_an_excel_file_is_known_by_its_content_and_numbers_have_no_decimals() -> None:
    assert cells(book(["Namn", "Telefon"], ["Åsa", 46101234567.0], [None, None])) == [
        ["Namn", "Telefon"],
        ["Åsa", "46101234567"],
    ]


def test_lines_are_counted_as_the_spreadsheet_counts_them() -> None:
    assert [row.line for row in sheets.read(b"a;b\r\n\r\nc;d\r\n")] == [1, 3]


def test_a_quoted_cell_may_hold_line_breaks_and_delimiters() -> None:
    assert cells(b'Name;Note\r\n"Ek; Ada";"one\ntwo"\r\n')[1] == ["Ek; Ada", "one two"]


def test_formulas_of_others_are_never_run() -> None:
    assert cells(book(["a"], ["=1+1"]))[0] == ["a"]
    assert cells(b"a\r\n=1+1\r\n")[1] == ["=1+1"]


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", b"0" * (sheets.LARGEST_UNPACKED + 1))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"x" * (sheets.LARGEST_FILE + 1), "larger than 5 MB"),
        (b"", "no rows"),
        (b" ; ;\r\n", "no rows"),
        (b"PK\x03\x04broken", "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel file"),
        (b"%PDF-1.7\0\1\2", "no table"),
        (b"a\r\n" * (sheets.MOST_ROWS + 1), "more than 50,000 rows"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(octets: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        sheets.read(octets)


def test_a_file_that_grows_when_unpacked_is_refused_before_it_is() -> None:
    with pytest.raises(Invalid, match="too large when unpacked"):
        sheets.read(bomb())


HOSTILE = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "Åsa"]


def test_csv_opens_in_nordic_offices_and_runs_no_formula() -> None:
    written = sheets.to_csv([["Namn", "Dag"], *([cell, date(2027, 5, 6)] for cell in HOSTILE)])
    assert written.startswith("\ufeffNamn;Dag\r\n".encode())
    first = [line.split(";")[0].strip('"') for line in written.decode("utf-8-sig").splitlines()[1:]]
    assert all(cell.startswith("'") for cell in first[:5]) and first[5] == "Åsa"


def test_in_xlsx_text_is_text_whatever_it_begins_with() -> None:
    rows: list[list[Cell]] = [["Namn", "Antal"], *([cell, 3] for cell in HOSTILE)]
    sheet = load_workbook(io.BytesIO(sheets.to_xlsx(rows, "Deltagare: [alla]"))).worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert sheet["A2"].value == HOSTILE[0] and sheet["B2"].value == 3
    assert sheet.title == "Deltagare alla"


def test_what_we_write_we_can_read() -> None:
    rows = [["Namn", "E-post"], ["Åsa; Öberg", "asa@example.org"]]
    assert cells(sheets.to_csv(rows)) == rows
    assert cells(sheets.to_xlsx(rows, "")) == rows
