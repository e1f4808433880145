"""Tables of people as others send them, and as we hand them out: CSV and XLSX.

What comes in may be of any shape and has no say: sizes are bounded before anything is unpacked, formulas are never run,
and what cannot be read is told in a sentence. What goes out opens in the spreadsheets of Nordic offices by a double click
and runs no formula that somebody typed into a form (CWE-1236).
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from newsletter.errors import Invalid

# openpyxl is imported where it is used: ten megabytes that workers do without.

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 100
LONGEST_CELL = 2_000
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True)
class Row:
    """`line` as the spreadsheet counts it, from 1."""

    line: int
    cells: Sequence[str]


# Reading


def read(octets: bytes) -> list[Row]:
    """The rows that are not empty, of a CSV or XLSX file; which of the two is told by its content, not by its name.

    Raises:
        Invalid: too large, no table, or damaged.
    """
    if len(octets) > LARGEST_FILE:
        raise Invalid(_("The file is larger than 5 MB. Split it, or leave out columns."), "file")
    if octets.startswith(b"PK\x03\x04"):
        rows = _read_xlsx(octets)
    elif octets.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid(_("This is an old Excel file (.xls). Save it as .xlsx or CSV."), "file")
    else:
        rows = _read_csv(octets)
    found = [row for row in rows if row.cells]
    if not found:
        raise Invalid(_("The file holds no rows."), "file")
    return found


def _bounded(rows: Iterable[Sequence[object]]) -> Iterator[Row]:
    for line, cells in enumerate(rows, start=1):
        if line > MOST_ROWS:
            raise Invalid(_("The file has more than %(most)s rows. Split it.", most=f"{MOST_ROWS:,}"), "file")
        words = [_words(cell) for cell in cells[:MOST_COLUMNS]]
        while words and not words[-1]:
            words.pop()
        yield Row(line, words)


def _words(cell: object) -> str:
    """Numbers as people write them: a telephone number that Excel took for a number has no decimals."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "".join(sign if sign.isprintable() else " " for sign in str(cell)[:LONGEST_CELL])
    return text.strip()


def _read_xlsx(octets: bytes) -> list[Row]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise Invalid(_("The file is too large when unpacked. Save it as CSV."), "file")
        book = load_workbook(io.BytesIO(octets), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what the file says of its own size may be wrong, or made to hurt
            return list(_bounded(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)))
        finally:
            book.close()
    except Invalid:
        raise
    except Exception:  # openpyxl raises whatever its parsers raise
        raise Invalid(_("The file cannot be read. Open it, save it as CSV, and try again."), "file") from None


def _read_csv(octets: bytes) -> list[Row]:
    text = _decoded(octets)
    if "\0" in text:
        raise Invalid(_("This is no table. Choose a CSV or XLSX file."), "file")
    try:
        return list(_bounded(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))))
    except csv.Error:
        raise Invalid(_("The file cannot be read as CSV. Save it anew and try again."), "file") from None


def _delimiter(text: str) -> str:
    """By the first line that has any: lists of meetings begin with a title. A tab is nothing that people type."""
    first = next((line for line in text.splitlines() if any(sign in line for sign in ";,\t")), "")
    return "\t" if "\t" in first else max(";,", key=first.count)


def _decoded(octets: bytes) -> str:
    """UTF-8 and UTF-16 are known by their marks or proven by decoding; what is neither was written by an old Excel."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if octets.startswith(mark):
            return octets.decode(encoding, errors="replace")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


# Writing


def to_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with its mark and semicolons, which Excel in the Nordic countries opens right."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def to_xlsx(rows: Iterable[Sequence[Cell]], title: str) -> bytes:
    """One sheet; its first row stays in sight. Text is text, whatever it begins with."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(sign for sign in title if sign not in r"[]:*?/\\")[:31] or None)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(sheet: object, value: Cell) -> object:
    """Excel knows no zones: moments are to come as local ones."""
    from openpyxl.cell import WriteOnlyCell

    made = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        made.value = "".join(sign for sign in value if sign.isprintable() or sign == "\n")
        made.data_type = "s"
    return made
