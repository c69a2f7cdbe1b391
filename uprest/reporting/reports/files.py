"""What a snapshot taken now would show, as a file for the operator: CSV or JSON."""

from collections.abc import Iterable
from typing import Any

from uprest.reporting.exports.observations import JOINED, list_lines
from uprest.reporting.exports.tables import write_csv
from uprest.reporting.reports.labels import read_labels, read_language
from uprest.reporting.types import Interval, Report, Row


def rows_to_csv(rows: Iterable[Row]) -> str:
    """Return the rows as CSV in the form of every export, with names in the language of now."""
    language = read_language()
    labels = read_labels([language])
    return "".join(write_csv(list_lines(rows), name_line=labels.name_line, languages=[language]))


def report_to_json(report: Report) -> dict[str, Any]:
    """Return the report in the form of ``gap_report``; numbers are not rounded."""
    return {
        "municipality": report.municipality,
        "as_of": report.as_of.isoformat(),
        "method": report.method,
        "register_size": report.register_size,
        "converged": report.converged,
        "businesses": report.crowd.businesses,
        "people": report.crowd.people,
        "skills": [_skill_to_json(row) for row in report.skills],
        "occupations": [_occupation_to_json(row) for row in report.occupations],
        "sectors": [_group_to_json("sectors", row) for row in report.sectors],
        "sizes": [_group_to_json("sizes", row) for row in report.sizes],
        "areas": [_area_to_json(row) for row in report.areas],
    }


def _ends(interval: Interval | None) -> list[float] | None:
    return [interval.low, interval.high] if interval else None


def _gap_to_json(row: Row) -> dict[str, Any]:
    return {
        "businesses": row.businesses,
        "people": row.people,
        "published_on": row.published_on.isoformat(),
        "effective_businesses": row.effective,
        "mean_gap": row.mean_gap,
        "mean_gap_interval": _ends(row.mean_gap_interval),
        "share_with_gap": row.share_with_gap,
        "share_interval": _ends(row.share_interval),
    }


def _group_to_json(name: str, row: Row) -> dict[str, Any]:
    return {name: list(row.units), **_gap_to_json(row)}


def _skill_to_json(row: Row) -> dict[str, Any]:
    return {
        "skill": JOINED.join(row.areas or row.units),
        "skills": list(row.units),
        "mean_level": row.mean_level,
        "mean_required": row.mean_required,
        **_gap_to_json(row),
    }


def _area_to_json(row: Row) -> dict[str, Any]:
    return {
        "areas": list(row.units),
        "businesses": row.businesses,
        "people": row.people,
        "published_on": row.published_on.isoformat(),
        "effective_businesses": row.effective,
        "important_and_low": row.important_low,
        "important_and_low_interval": _ends(row.important_low_interval),
    }


def _occupation_to_json(row: Row) -> dict[str, Any]:
    return {
        **_group_to_json("occupations", row),
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
