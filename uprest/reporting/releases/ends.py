"""The ends of the scale: nothing that says it of everybody in a row leaves the calculation.

"All of them" and "none of them" tell about each single person in a row, however large it is. So
does a mean at the very end of the scale, and an interval without any width. A row therefore is
bounded before anything is stored, shown or sent: a share to 0.005 and 0.995, a mean to 0.05 and
4.95 levels. What lies beyond looks all the same. Screens say "nearly all" and "almost none", "<0.1"
and ">4.9" of what lies at a bound; channels of numbers cannot give more than the bound.

The interval of a bounded figure is left out: it would tell where beyond the bound the figure lies.
An interval of a mean is never narrower than the decimal that is shown: answers that are all the
same have no spread, and would tell so.
"""

from dataclasses import replace

from uprest.reporting.types import LEVEL_ENDS, SHARE_ENDS, Cell, Interval, Row

NARROWEST = 0.05
"""The least distance in levels between a mean and the ends of its interval."""

Ends = tuple[float, float]


def bound_row(row: Row) -> Row:
    """Return the row as it may be seen; see the module."""
    return replace(
        row,
        mean_level=bound(row.mean_level, LEVEL_ENDS),
        mean_required=bound(row.mean_required, LEVEL_ENDS),
        mean_gap=bound(row.mean_gap, LEVEL_ENDS),
        share_with_gap=bound(row.share_with_gap, SHARE_ENDS),
        important_low=bound(row.important_low, SHARE_ENDS),
        cells=tuple(_bound_cell(cell) for cell in row.cells),
        mean_gap_interval=bound_interval(
            row.mean_gap, _widen(row.mean_gap, row.mean_gap_interval), LEVEL_ENDS
        ),
        share_interval=bound_interval(row.share_with_gap, row.share_interval, SHARE_ENDS),
        important_low_interval=bound_interval(
            row.important_low, row.important_low_interval, SHARE_ENDS
        ),
    )


def _bound_cell(cell: Cell) -> Cell:
    return replace(cell, mean_gap=bound(cell.mean_gap, LEVEL_ENDS))


def bound(value: float | None, ends: Ends) -> float | None:
    """Return the value, or the bound that it lies beyond."""
    return None if value is None else min(max(value, ends[0]), ends[1])


def is_bounded(value: float | None, ends: Ends) -> bool:
    """Whether a value lies at a bound, or beyond it."""
    return value is not None and not ends[0] < value < ends[1]


def bound_interval(value: float | None, interval: Interval | None, ends: Ends) -> Interval | None:
    """Return the interval inside the bounds; None for a figure that lies at one itself."""
    if value is None or interval is None or is_bounded(value, ends):
        return None
    return Interval(low=max(interval.low, ends[0]), high=min(interval.high, ends[1]))


def _widen(value: float | None, interval: Interval | None) -> Interval | None:
    if value is None or interval is None:
        return None
    return Interval(
        low=min(interval.low, value - NARROWEST), high=max(interval.high, value + NARROWEST)
    )
