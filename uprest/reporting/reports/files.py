"""The figures as a file: CSV for everybody, JSON for the operator."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from uprest.ecosystem.models import Municipality
from uprest.reporting.reports.formats import round_level, write_share
from uprest.reporting.selectors.releases import get_newest_release
from uprest.reporting.selectors.words import Names, read_names
from uprest.reporting.types import Cell, Report, Row, Table

COLUMNS = (
    "table",
    "code",
    "name",
    "area",
    "area_name",
    "businesses",
    "people",
    "mean_level",
    "mean_required",
    "mean_gap",
    "share_with_gap",
    "published_on",
)
TABLE_WORDS = {
    Table.TOTAL: "total",
    Table.SKILLS: "skill",
    Table.OCCUPATIONS: "occupation",
    Table.SECTORS: "sector",
}
CELL_WORD = "occupation_area"
JOINED = "+"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(*, rows: Iterable[Row], names: Names) -> str:
    """Return the rows as CSV, in the order of the report; figures are rounded as on the screen.

    Codes that were merged are joined by "+". Column names and decimal points are the same in
    every language; names are in the reader's. A share of 1 or 0 is written in words.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        for line in _list_lines(row, names):
            writer.writerow([_make_safe(line[column]) for column in COLUMNS])
    return text.getvalue()


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file to download."""

    name: str
    text: str


def write_city_csv(*, municipality: Municipality) -> CsvFile:
    """Return the newest snapshot of a city that came from the access gate (two queries).

    Before the first snapshot the file has its column names alone.
    """
    stored = get_newest_release(municipality=municipality)
    rows = [one.row for one in stored.rows] if stored else []
    day = f"-{stored.release.as_of.isoformat()}" if stored else ""
    name = f"uprest-{municipality.slug}{day}.csv"
    return CsvFile(name=name, text=write_csv(rows=rows, names=read_names()))


def _list_lines(row: Row, names: Names) -> Iterator[dict[str, str]]:
    line = {
        "table": TABLE_WORDS[row.table],
        "code": JOINED.join(row.units),
        "name": names.name_row(row),
        "area": JOINED.join(row.areas),
        "area_name": names.name_areas(row.areas),
        "businesses": str(row.businesses),
        "people": str(row.people),
        "mean_level": _number(row.mean_level),
        "mean_required": _number(row.mean_required),
        "mean_gap": _number(row.mean_gap),
        "share_with_gap": _share(row.share_with_gap),
        "published_on": row.published_on.isoformat(),
    }
    yield line
    for cell in row.cells:
        if cell.mean_gap is not None:
            yield {**line, **_cell_line(cell, names)}


def _cell_line(cell: Cell, names: Names) -> dict[str, str]:
    return {
        "table": CELL_WORD,
        "area": JOINED.join(cell.areas),
        "area_name": names.name_areas(cell.areas),
        "businesses": str(cell.businesses),
        "people": str(cell.people),
        "mean_gap": _number(cell.mean_gap),
    }


def _number(value: float | None) -> str:
    rounded = round_level(value)
    return "" if rounded is None else f"{rounded:.1f}"


def _share(value: float | None) -> str:
    share = write_share(value)
    if share is None:
        return ""
    return share.words or f"{share.percent / 100:.2f}"


def _make_safe(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def report_to_json(report: Report) -> dict[str, Any]:
    """Return the report in the form of ``gap_report``; numbers are not rounded."""
    return {
        "municipality": report.municipality,
        "as_of": report.as_of.isoformat(),
        "method": report.method,
        "businesses": report.crowd.businesses,
        "people": report.crowd.people,
        "skills": [_skill_to_json(row) for row in report.skills],
        "occupations": [_occupation_to_json(row) for row in report.occupations],
        "sectors": [
            {
                "sectors": list(row.units),
                "businesses": row.businesses,
                "people": row.people,
                "mean_gap": row.mean_gap,
            }
            for row in report.sectors
        ],
    }


def _skill_to_json(row: Row) -> dict[str, Any]:
    return {
        "skill": JOINED.join(row.areas or row.units),
        "skills": list(row.units),
        "businesses": row.businesses,
        "people": row.people,
        "mean_level": row.mean_level,
        "mean_required": row.mean_required,
        "mean_gap": row.mean_gap,
        "share_with_gap": row.share_with_gap,
    }


def _occupation_to_json(row: Row) -> dict[str, Any]:
    return {
        "occupations": list(row.units),
        "businesses": row.businesses,
        "people": row.people,
        "mean_gap": row.mean_gap,
        "areas": [
            {
                "areas": list(cell.areas),
                "mean_gap": cell.mean_gap,
                "businesses": cell.businesses,
                "people": cell.people,
            }
            for cell in row.cells
        ],
    }
