"""The one figure by which rows are compared (``Row.figure``): rounded, subtracted and written.

It is a mean gap in levels, or in areas a share of people. Differences are those of the rounded
figures, so that readers can work them out from what they see.
"""

from django.utils.formats import number_format
from django.utils.translation import gettext

from uprest.reporting.reports.formats import (
    round_level,
    round_share,
    write_level,
    write_percent,
    write_share,
)
from uprest.reporting.reports.signs import MINUS, write_interval, write_signed
from uprest.reporting.types import Row, Table


def is_share(row: Row) -> bool:
    """Whether the row is compared by a share of people."""
    return row.table == Table.AREAS


def round_figure(row: Row) -> float | None:
    """Return the figure as it is shown: levels with one decimal, a share with two."""
    return round_share(row.figure) if is_share(row) else round_level(row.figure)


def subtract(row: Row, other: Row) -> float | None:
    """Return how much larger the figure of ``row`` is, None where one of the two has none."""
    first, second = round_figure(row), round_figure(other)
    if first is None or second is None:
        return None
    return round(first - second, 2 if is_share(row) else 1)


def write_figure(row: Row) -> str:
    """Return the figure for people: "1.4", or "62 %"."""
    if not is_share(row):
        return write_level(row.figure)
    share = write_share(row.figure)
    return share.text if share else ""


def write_ends(row: Row) -> str:
    """Return both ends of the interval of the figure, or nothing where there is none."""
    interval = row.figure_interval
    if interval is None or not is_share(row):
        return write_interval(interval)
    return gettext("%(low)s to %(high)s") % {
        "low": write_percent(interval.low),
        "high": write_percent(interval.high),
    }


def write_difference(row: Row, difference: float | None) -> str:
    """Return a difference of figures like that of ``row``: "+0.3", or "+5 percentage points"."""
    if difference is None or not is_share(row):
        return write_signed(difference)
    points = round(100 * difference)
    sign = "" if not points else MINUS if points < 0 else "+"
    return gettext("%(points)s percentage points") % {
        "points": sign + number_format(abs(points), use_l10n=True)
    }
