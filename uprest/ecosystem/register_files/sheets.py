"""Bytes of an upload to a table: CSV in the usual codings and separators, and XLSX.

Nothing in a file is run: formulas are not evaluated (the value that was saved with them counts),
macros are refused, and what a file unpacks to is bounded before it is unpacked.
"""

import codecs
import csv
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import islice
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, LargeZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from uprest.ecosystem.register_files.types import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    MAX_UNPACKED,
    Fault,
    RegisterFileError,
    Row,
    Sheet,
)

ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED_MARK = "EncryptedPackage".encode("utf-16-le")
MAX_PARTS = 2_000
EMPTY_RUN = 1_000
"""Empty lines after which a sheet is taken to be over: some are formatted to the last of them."""
LONGEST_FIELD = 100_000
"""A longer field is a quote that was never closed. ``csv`` has a limit as well, but one for the
whole process, and other libraries raise it."""

MAX_CELLS = 1_000
"""Cells of a line that are looked at; the empty ones at its end are no columns."""
HEADING_SEARCH = 10
DELIMITERS = (";", "\t", ",", "|")
SAMPLE = 20
CODINGS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# What openpyxl raises, by its source and by trying, on files that are not what they say.
UNREADABLE = (
    ArithmeticError, AssertionError, AttributeError, BadZipFile, EOFError, ExpatError,
    InvalidFileException, LargeZipFile, LookupError, NotImplementedError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError, zlib.error,
)  # fmt: skip

NumberedRow = tuple[int, Sequence[object]]


def read_sheet(content: bytes) -> Sheet:
    """Return the table in a CSV or XLSX file, told apart by its bytes and not by its name.

    Raise RegisterFileError with the fault if it cannot be read.
    """
    if not content.strip():
        raise RegisterFileError(Fault.EMPTY)
    if len(content) > MAX_BYTES:
        raise RegisterFileError(Fault.TOO_BIG)
    if content.startswith(OLD_OFFICE):
        raise RegisterFileError(Fault.LOCKED if LOCKED_MARK in content else Fault.OLD_EXCEL)
    if content.startswith(ZIP):
        return _read_xlsx(content)
    return _build_sheet(_read_csv(_decode(content)), "")


def clean_text(value: object) -> str:
    """Return a cell as text: one line, no control characters, at most ``MAX_TEXT`` long."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        value = value.isoformat()[:10]
    text = str(value)[: MAX_TEXT * 4]
    if text.isprintable() and "  " not in text:
        return text.strip()[:MAX_TEXT]
    kept = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in text)
    return " ".join(kept.split())[:MAX_TEXT]


def _decode(content: bytes) -> str:
    for mark, coding in CODINGS.items():
        if content.startswith(mark):
            return _decode_as(content, coding)
    if b"\x00" in content:
        raise RegisterFileError(Fault.OTHER_KIND)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        # Windows' own coding leaves five bytes undefined; Latin-1 knows every byte
        text = content.decode("cp1252", errors="replace").replace("\ufffd", " ")
    controls = sum(1 for one in text if one < " " and one not in "\r\n\t\x0b\x0c")
    if controls or text.startswith("%PDF") or text.lstrip()[:1] in "<{":
        raise RegisterFileError(Fault.OTHER_KIND)
    return text


def _decode_as(content: bytes, coding: str) -> str:
    try:
        return content.decode(coding)
    except UnicodeDecodeError as error:
        raise RegisterFileError(Fault.DAMAGED) from error


def _read_csv(text: str) -> Iterator[NumberedRow]:
    text = text.replace("\x00", " ")
    first, _, rest = text.partition("\n")
    skipped = 0
    delimiter = ""
    if first.strip().lower().startswith("sep=") and len(first.strip()) <= len("sep=;"):
        # what Excel writes to tell itself the separator
        delimiter = first.strip("\r\n")[len("sep=") :][:1]
        text, skipped = rest, 1
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter or find_delimiter(text))
    started = 1
    try:
        for cells in reader:
            if any(len(cell) > LONGEST_FIELD for cell in cells):
                raise RegisterFileError(Fault.DAMAGED)
            yield started + skipped, cells
            started = reader.line_num + 1
    except csv.Error as error:
        raise RegisterFileError(Fault.DAMAGED) from error


def find_delimiter(text: str) -> str:
    """Return what separates the cells: what splits most of the first lines into equally many."""

    def judge(delimiter: str) -> tuple[int, int]:
        try:
            lines = islice(csv.reader(StringIO(text, newline=""), delimiter=delimiter), SAMPLE)
            widths = [len(cells) for cells in lines if any(cells)]
        except csv.Error:
            return 0, 0
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual), usual) if usual > 1 else (0, 0)

    return max(DELIMITERS, key=judge)


def _read_xlsx(content: bytes) -> Sheet:
    try:
        _check_package(content)
        workbook = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        names = [one.title for one in workbook.worksheets if one.sheet_state == "visible"]
        for name in names:
            worksheet = workbook[name]
            worksheet.reset_dimensions()
            values = worksheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
            rows = _until_over(values)
            first = next(rows, None)
            if first is not None:
                return _build_sheet(_chain(first, rows), name)
    except RegisterFileError:
        raise
    except UNREADABLE as error:
        raise RegisterFileError(Fault.DAMAGED) from error
    raise RegisterFileError(Fault.EMPTY)


def _chain(first: NumberedRow, rest: Iterator[NumberedRow]) -> Iterator[NumberedRow]:
    yield first
    yield from rest


def _until_over(values: Iterable[Sequence[object]]) -> Iterator[NumberedRow]:
    empty = 0
    for line, cells in enumerate(values, start=1):
        if any(value is not None for value in cells):
            empty = 0
            yield line, list(cells)
        else:
            empty += 1
            if empty > EMPTY_RUN:
                return


def _check_package(content: bytes) -> None:
    """Refuse a package that is no workbook, has macros or entities, or is too big unpacked."""
    with ZipFile(BytesIO(content)) as package:
        parts = package.infolist()
        names = {part.filename for part in parts}
        # zipfile never reads more of a part than its header says, so the sum is a true bound
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise RegisterFileError(Fault.TOO_BIG)
        if "xl/workbook.xml" not in names:
            raise RegisterFileError(Fault.OTHER_KIND)
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise RegisterFileError(Fault.MACROS)
        for part in parts:
            # also where the letters are of two bytes
            if b"<!DOCTYPE" in package.read(part).replace(b"\x00", b""):
                raise RegisterFileError(Fault.DAMAGED)


def _take_rows(filled: Iterable[Row]) -> list[Row]:
    """Return the rows, while all their letters together are no more than a file may hold.

    A workbook may name one long text a million times.
    """
    kept: list[Row] = []
    letters = 0
    for row in islice(filled, MAX_ROWS + 1):
        letters += sum(map(len, row.cells))
        if letters > 2 * MAX_BYTES:
            raise RegisterFileError(Fault.TOO_BIG)
        kept.append(row)
    return kept


def _build_sheet(rows: Iterable[NumberedRow], name: str) -> Sheet:
    """Return the table: its headings are the first of the first lines with two cells or more."""
    filled = _list_filled(rows)
    headings: tuple[str, ...] = ()
    seen = False
    for row in islice(filled, HEADING_SEARCH):
        seen = True
        if sum(map(bool, row.cells)) > 1:
            headings = row.cells
            break
    kept = _take_rows(filled) if headings else []
    if not kept:
        raise RegisterFileError(Fault.NO_TABLE if seen else Fault.EMPTY)
    if len(kept) > MAX_ROWS:
        raise RegisterFileError(Fault.TOO_MANY_ROWS)
    width = max(len(headings), *(len(row.cells) for row in kept))
    return Sheet(
        headings=_pad(headings, width),
        rows=tuple(Row(row.line, _pad(row.cells, width)) for row in kept),
        sheet_name=name,
    )


def _list_filled(rows: Iterable[NumberedRow]) -> Iterator[Row]:
    """Return the lines that are not empty, without the empty cells at their ends."""
    for line, raw in rows:
        if len(raw) > MAX_CELLS:
            raise RegisterFileError(Fault.TOO_MANY_COLUMNS)
        cells = [clean_text(cell) for cell in raw]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise RegisterFileError(Fault.TOO_MANY_COLUMNS)
        if cells:
            yield Row(line, tuple(cells))


def _pad(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return cells + ("",) * (width - len(cells))
