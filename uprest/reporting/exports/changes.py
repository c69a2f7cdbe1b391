"""Changes over time as observations: a table of their own in the officers' files.

A value here may be negative. Beside the figures of a release it stands in the same columns, in a
CSV file by code, in an Excel file in words.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from uprest.core.spreadsheets import make_safe
from uprest.reporting.exports.observations import DECIMALS, Unit, write_number
from uprest.reporting.exports.tables import Echo

TABLE = "changes"


class Part(StrEnum):
    """Which part of the changes a line is of."""

    TREND = "trend"
    PEOPLE = "people"
    BUSINESSES = "businesses"
    COURSE = "course"


class Measure(StrEnum):
    """What is measured. The codes are stable."""

    GAP_BEFORE = "mean_gap_before"
    GAP_NOW = "mean_gap_now"
    GAP_CHANGE = "mean_gap_change"
    SHARE_BEFORE = "important_low_share_before"
    SHARE_NOW = "important_low_share_now"
    SHARE_CHANGE = "important_low_share_change"
    LEVEL_CHANGE = "mean_level_change"
    TAKEN_CHANGE = "mean_level_change_taken"
    OTHERS_CHANGE = "mean_level_change_others"
    DIFFERENCE = "mean_level_change_difference"

    @property
    def unit(self) -> Unit:
        """What it is counted in."""
        return Unit.SHARE if self in SHARES else Unit.LEVELS


SHARES = frozenset({Measure.SHARE_BEFORE, Measure.SHARE_NOW, Measure.SHARE_CHANGE})


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeFigure:
    """One figure of a change, with the ends of its interval of 90 % where there is one.

    ``code`` names what has changed inside its part, ``area`` the codes of its areas, and ``name``
    is for people. ``status`` says why there is no number, or what can be said of the change.
    """

    part: Part
    code: str
    area: str
    name: str
    measure: Measure
    value: float | None
    low: float | None
    high: float | None
    status: str
    businesses: int
    people: int
    published_on: date


def round_change(value: float | None) -> float | None:
    """Return a change of levels with the decimal of the screen, and no minus before nothing."""
    return None if value is None else round(value, DECIMALS[Unit.LEVELS]) + 0.0


def write_change_rows(figures: Iterable[ChangeFigure]) -> Iterator[str]:
    """Yield the figures as lines of the CSV file of a release with names in one language."""
    writer = csv.writer(Echo(), lineterminator="\r\n")
    for one in figures:
        code = ":".join(filter(None, (one.part, one.code)))
        start = [TABLE, code, one.area, one.name, one.measure, one.measure.unit]
        # numbers alone may begin with a minus
        numbers = [
            write_number(number, one.measure.unit) for number in (one.value, one.low, one.high)
        ]
        end = [one.status, str(one.businesses), str(one.people), one.published_on.isoformat()]
        yield writer.writerow([*map(make_safe, start), *numbers, *map(make_safe, end)])
