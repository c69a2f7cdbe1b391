"""Lines through the releases of a city: every value once, on the day it was published."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from uprest.reporting.reports.compared import subtract
from uprest.reporting.selectors.changes import PastRelease
from uprest.reporting.types import Break, Row, Table


class Verdict(StrEnum):
    """What can be said of a line: how its figure has changed, or why nothing can be said.

    A smaller gap is also a smaller share of people with an important skill that is low.
    """

    SMALLER = "smaller_gap"
    WIDER = "wider_gap"
    SAME = "about_the_same"
    OTHER_METHOD = Break.METHOD.value
    OTHER_NEEDS = Break.NEEDS.value
    OTHER_WEIGHTS = Break.WEIGHTS.value
    MERGED = "merged_before"
    ONCE = "published_once"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the newest release with what it was before, oldest first; the last is the newest.

    ``was_merged`` says that its units stood in other rows before: these are not joined to it.
    ``broken_by`` says why older values are not: they were measured by something else.
    """

    rows: tuple[Row, ...]
    was_merged: bool
    broken_by: Break | None

    @property
    def newest(self) -> Row:
        """The row of the newest release."""
        return self.rows[-1]

    @property
    def before(self) -> Row | None:
        """The value before the newest one."""
        return self.rows[-2] if len(self.rows) > 1 else None

    @property
    def change(self) -> float | None:
        """How much larger the figure is than before (``Row.figure``), as the rounded ones say."""
        return None if self.before is None else subtract(self.newest, self.before)

    @property
    def is_clear(self) -> bool:
        """Whether the figure has changed by more than chance explains.

        The intervals do not overlap; without intervals it is the figure that is shown.
        """
        if not self.change or self.before is None:
            return False
        first, second = self.before.figure_interval, self.newest.figure_interval
        if first is None or second is None:
            return True
        return first.high < second.low or second.high < first.low

    @property
    def verdict(self) -> Verdict | None:
        """What can be said of it; None where one of the two has no figure."""
        if self.before is None:
            if self.broken_by:
                return Verdict(self.broken_by)
            return Verdict.MERGED if self.was_merged else Verdict.ONCE
        if self.change is None:
            return None
        if not self.is_clear:
            return Verdict.SAME
        return Verdict.SMALLER if self.change < 0 else Verdict.WIDER


def draw_lines(releases: Sequence[PastRelease], table: Table) -> tuple[Line, ...]:
    """Return a line for each row that the newest of ``releases`` (oldest first) has in a table."""
    if not releases:
        return ()
    newest = [row for row in releases[-1].rows if row.table == table]
    return tuple(_draw_line(row, releases) for row in newest)


def _draw_line(newest: Row, releases: Sequence[PastRelease]) -> Line:
    points: dict[dt.date, Row] = {}
    was_merged = False
    for release in releases:
        for row in release.rows:
            if row.table != newest.table:
                continue
            if row.units == newest.units and row.areas == newest.areas:
                # a row that repeats an older value is the same point once more
                points[row.published_on] = row
            elif set(row.units) & set(newest.units):
                was_merged = True
    rows = [points[day] for day in sorted(points)]
    breaks = {row.published_on: row.measured.find_break(newest.measured) for row in rows}
    same = [row for row in rows if not breaks[row.published_on]]
    # the newest of those that are not joined says why
    others = [found for row in rows if (found := breaks[row.published_on])]
    return Line(rows=tuple(same), was_merged=was_merged, broken_by=others[-1] if others else None)
