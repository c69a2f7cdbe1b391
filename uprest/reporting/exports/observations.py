"""A release as lines and observations: the one description that every file and answer is made of.

A line is a published row, or a cell of one (a job in an area). Its figures are rounded as on the
screen; one at the very end of its scale is a word and no number, because "all" or "nobody" would
say it of everybody in the line.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from uprest.reporting.types import LEVEL_ENDS, SHARE_ENDS, Interval, Row, Table

JOINED = "+"
"""Between the codes of what is merged."""
WHOLE = "all"
"""The code of the line of the whole city."""
CELL_TABLE = "occupation_area"
TABLE_WORDS = {
    Table.TOTAL: "total",
    Table.SKILLS: "skill",
    Table.OCCUPATIONS: "occupation",
    Table.SECTORS: "sector",
    Table.SIZES: "size",
    Table.AREAS: "area",
}
TABLES = (
    TABLE_WORDS[Table.TOTAL],
    TABLE_WORDS[Table.SKILLS],
    TABLE_WORDS[Table.OCCUPATIONS],
    CELL_TABLE,
    TABLE_WORDS[Table.SECTORS],
    TABLE_WORDS[Table.SIZES],
    TABLE_WORDS[Table.AREAS],
)
"""The tables of a file, by the word that stands for them in it."""


class Statistic(StrEnum):
    """What is measured. The codes are stable."""

    MEAN_LEVEL = "mean_level"
    MEAN_REQUIRED = "mean_required"
    MEAN_GAP = "mean_gap"
    SHARE_WITH_GAP = "share_with_gap"
    IMPORTANT_LOW_SHARE = "important_low_share"


class Unit(StrEnum):
    """What a figure is counted in: levels from 0 to 5, or a share from 0 to 1."""

    LEVELS = "levels"
    SHARE = "share"


class Status(StrEnum):
    """Why a figure has no number: it lies at the upper or the lower end of its scale."""

    SHOWN = ""
    NEARLY_ALL = "nearly_all"
    ALMOST_NONE = "almost_none"


UNITS = {
    Statistic.MEAN_LEVEL: Unit.LEVELS,
    Statistic.MEAN_REQUIRED: Unit.LEVELS,
    Statistic.MEAN_GAP: Unit.LEVELS,
    Statistic.SHARE_WITH_GAP: Unit.SHARE,
    Statistic.IMPORTANT_LOW_SHARE: Unit.SHARE,
}
ENDS = {Unit.LEVELS: LEVEL_ENDS, Unit.SHARE: SHARE_ENDS}
DECIMALS = {Unit.LEVELS: 1, Unit.SHARE: 2}
TOPS = {Unit.LEVELS: 5.0, Unit.SHARE: 1.0}


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure: ``value`` with the ends of its interval of 90 %, or a ``status``."""

    statistic: Statistic
    value: float | None
    low: float | None = None
    high: float | None = None
    status: Status = Status.SHOWN

    @property
    def unit(self) -> Unit:
        """What the figure is counted in."""
        return UNITS[self.statistic]


@dataclass(frozen=True, slots=True)
class Line:
    """One group of people with its figures. ``units`` and ``areas`` are codes."""

    table: str
    units: tuple[str, ...]
    areas: tuple[str, ...]
    businesses: int
    people: int
    published_on: date
    figures: tuple[Figure, ...]

    @property
    def code(self) -> str:
        """The codes of the line in one word."""
        return JOINED.join(self.units) or WHOLE

    @property
    def area(self) -> str:
        """The codes of its areas in one word, or "" where the line is of no area."""
        return JOINED.join(self.areas)

    @property
    def key(self) -> str:
        """What names the line in its release."""
        return ":".join(filter(None, (self.table, self.code, self.area)))

    def get(self, statistic: Statistic) -> Figure | None:
        """Return one figure of the line, if it has it."""
        return next((one for one in self.figures if one.statistic == statistic), None)


def list_lines(rows: Iterable[Row]) -> Iterator[Line]:
    """Yield the lines of published rows in their order; cells come after their row."""
    for row in rows:
        yield Line(
            table=TABLE_WORDS[row.table],
            units=row.units,
            areas=row.areas,
            businesses=row.businesses,
            people=row.people,
            published_on=row.published_on,
            figures=tuple(_list_figures(row)),
        )
        for cell in row.cells:
            gap = publish(Statistic.MEAN_GAP, cell.mean_gap)
            if gap:
                yield Line(
                    table=CELL_TABLE,
                    units=row.units,
                    areas=cell.areas,
                    businesses=cell.businesses,
                    people=cell.people,
                    published_on=row.published_on,
                    figures=(gap,),
                )


def _list_figures(row: Row) -> Iterator[Figure]:
    found = (
        publish(Statistic.MEAN_LEVEL, row.mean_level),
        publish(Statistic.MEAN_REQUIRED, row.mean_required),
        publish(Statistic.MEAN_GAP, row.mean_gap, row.mean_gap_interval),
        publish(Statistic.SHARE_WITH_GAP, row.share_with_gap, row.share_interval),
        publish(Statistic.IMPORTANT_LOW_SHARE, row.important_low, row.important_low_interval),
    )
    return (figure for figure in found if figure)


def publish(
    statistic: Statistic, value: float | None, interval: Interval | None = None
) -> Figure | None:
    """Return a figure as it may be seen, or nothing where there is none.

    What lies at a bound of ``LEVEL_ENDS`` or ``SHARE_ENDS``, or beyond it, has no number.
    """
    if value is None:
        return None
    unit = UNITS[statistic]
    bottom, top = ENDS[unit]
    if value >= top:
        return Figure(statistic, None, status=Status.NEARLY_ALL)
    if value <= bottom:
        return Figure(statistic, None, status=Status.ALMOST_NONE)
    if interval is None:
        return Figure(statistic, _round(value, unit))
    low, high = _round(interval.low, unit), _round(interval.high, unit)
    return Figure(statistic, _round(value, unit), low, high)


def _round(value: float, unit: Unit) -> float:
    """Return the number as the screen has it: never the very end of the scale."""
    step = 10.0 ** -DECIMALS[unit]
    return min(max(round(value, DECIMALS[unit]), step), round(TOPS[unit] - step, DECIMALS[unit]))


def write_number(value: float | None, unit: Unit) -> str:
    """Return a number as files have it: with a point, and the decimals of its unit."""
    return "" if value is None else f"{value:.{DECIMALS[unit]}f}"
