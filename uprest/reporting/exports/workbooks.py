"""A release as an Excel file of several sheets, written row by row.

openpyxl's write-only mode streams every row to disk, so that memory does not grow with them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from uprest.core.spreadsheets import make_safe
from uprest.reporting.exports.observations import Figure, Line, Statistic, Status, Unit

FORMATS = {Unit.LEVELS: "0.0", Unit.SHARE: "0%"}
FIRST_WIDTH, TEXT_WIDTH, WIDTH = 44, 110, 13
TEXT_COLUMNS = 3
"""Columns of a sheet of changes that hold names."""
BOLD, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")

# Sheets and cells are Any: the published types know neither in write-only mode.
NameOne = Callable[[Line], str]


@dataclass(frozen=True, slots=True)
class TextSheet:
    """A sheet of sentences, each with what it is about."""

    title: str
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class TableSheet:
    """A sheet of lines. ``statistics`` are its figures with their heads; each has an interval.

    ``name_area`` is given where lines are of an area too, and ``area_head`` names that column.
    """

    title: str
    head: str
    lines: Iterable[Line]
    statistics: Sequence[tuple[Statistic, str]]
    name_area: NameOne | None = None
    area_head: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A figure, or none, in its unit."""

    value: float | None
    unit: Unit


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeSheet:
    """A sheet of changes under a note: names, a measure, numbers, what can be said, and a day."""

    title: str
    note: str
    heads: Sequence[str]
    rows: Iterable[Sequence[str | int | date | Number]]


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetWords:
    """Words that stand on every sheet, and what writes a figure that has no number."""

    code: str
    low: str
    high: str
    businesses: str
    people: str
    published_on: str
    write: Callable[[Figure], str]


def write_workbook(
    target: IO[bytes],
    *,
    sheets: Iterable[TextSheet | TableSheet | ChangeSheet],
    words: SheetWords,
    name_line: NameOne,
) -> None:
    """Write the sheets to ``target`` in their order."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(title=sheet.title[:31])
        if isinstance(sheet, TextSheet):
            _write_texts(page, sheet)
        elif isinstance(sheet, ChangeSheet):
            _write_changes(page, sheet)
        else:
            _write_table(page, sheet, words, name_line)
    book.save(target)


def _write_texts(page: Any, sheet: TextSheet) -> None:
    page.column_dimensions["A"].width = FIRST_WIDTH
    page.column_dimensions["B"].width = TEXT_WIDTH
    for about, text in sheet.rows:
        page.append([_text(page, about, is_bold=True), _text(page, text)])


def _write_changes(page: Any, sheet: ChangeSheet) -> None:
    page.freeze_panes = "A3"
    for place in range(len(sheet.heads)):
        width = FIRST_WIDTH if place < TEXT_COLUMNS else WIDTH
        page.column_dimensions[chr(ord("A") + place)].width = width
    note = _text(page, sheet.note, is_bold=True)
    note.alignment = Alignment(wrap_text=False)
    page.append([note])
    page.append([_text(page, head, is_bold=True) for head in sheet.heads])
    for row in sheet.rows:
        page.append([_write_cell(page, one) for one in row])


def _write_cell(page: Any, value: str | int | date | Number) -> Any:
    if isinstance(value, str):
        return _text(page, value)
    if isinstance(value, date):
        return _value(page, value, "yyyy-mm-dd")
    if isinstance(value, Number):
        return _value(page, value.value, FORMATS[value.unit])
    return _value(page, value)


def _write_table(page: Any, sheet: TableSheet, words: SheetWords, name_line: NameOne) -> None:
    heads = [sheet.head]
    if sheet.name_area:
        heads.append(sheet.area_head)
    heads.append(words.code)
    for _, head in sheet.statistics:
        heads += [head, words.low, words.high]
    heads += [words.businesses, words.people, words.published_on]
    page.freeze_panes = "B2"
    page.column_dimensions["A"].width = FIRST_WIDTH
    for place in range(1, len(heads)):
        page.column_dimensions[chr(ord("A") + place)].width = WIDTH
    page.append([_text(page, head, is_bold=True) for head in heads])
    for line in sheet.lines:
        cells = [_text(page, name_line(line))]
        if sheet.name_area:
            cells.append(_text(page, sheet.name_area(line)))
        cells.append(_text(page, line.code))
        for statistic, _ in sheet.statistics:
            cells += _write_figure(page, line, statistic, words)
        cells += [_value(page, one) for one in (line.businesses, line.people)]
        cells.append(_value(page, line.published_on, "yyyy-mm-dd"))
        page.append(cells)


def _write_figure(page: Any, line: Line, statistic: Statistic, words: SheetWords) -> list[Any]:
    figure = line.get(statistic)
    if figure is None:
        return [_value(page, None)] * 3
    if figure.status != Status.SHOWN:
        return [_text(page, words.write(figure)), *[_value(page, None)] * 2]
    form = FORMATS[figure.unit]
    return [_value(page, one, form) for one in (figure.value, figure.low, figure.high)]


def _text(page: Any, text: str, *, is_bold: bool = False) -> Any:
    cell = WriteOnlyCell(page, value=make_safe(text))
    cell.alignment = WRAPPED
    if is_bold:
        cell.font = BOLD
    return cell


def _value(page: Any, value: float | date | None, form: str = "General") -> Any:
    cell: Any = WriteOnlyCell(page, value=value)  # type: ignore[arg-type]  # dates are fine
    cell.number_format = form
    return cell
