"""The figures a campaign starts from, frozen, and what a later release says beside them."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import hypot
from typing import Any

from uprest.reporting.types import Break, Interval, Row, Table, Yardstick

COMPARED = (Table.AREAS, Table.SKILLS, Table.SECTORS)
"""The tables in which a campaign looks for its rows, in the order in which they are shown."""


class Outcome(StrEnum):
    """What can be said of one row, then and now."""

    SMALLER = "SMALLER"
    LARGER = "LARGER"
    WITHIN = "WITHIN"
    UNCERTAIN = "UNCERTAIN"
    NOT_ANEW = "NOT_ANEW"
    MERGED = "MERGED"
    OTHER_METHOD = "OTHER_METHOD"
    OTHER_NEEDS = "OTHER_NEEDS"
    OTHER_WEIGHTS = "OTHER_WEIGHTS"


BROKEN = {
    Break.METHOD: Outcome.OTHER_METHOD,
    Break.NEEDS: Outcome.OTHER_NEEDS,
    Break.WEIGHTS: Outcome.OTHER_WEIGHTS,
}
"""What is said of a row whose two figures were measured by different things."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row then and now. ``difference`` is that of what the row is compared by, now less then.

    That is the average gap in levels, and in an area a share (``Row.figure``). ``now`` is None
    where the row cannot be compared; ``difference`` and ``interval`` (90 per cent) where it was not
    measured anew, or has no interval.
    """

    then: Row
    now: Row | None
    outcome: Outcome
    difference: float | None = None
    interval: Interval | None = None


def choose_rows(
    rows: Iterable[Row], *, skills: Sequence[str], area: str, sector: str
) -> tuple[Row, ...]:
    """Return the rows of a release that a campaign is about, by table.

    Rows without a figure that could be compared are left out.
    """
    wanted = {
        Table.AREAS: {area} if area else set(),
        Table.SKILLS: set(skills),
        Table.SECTORS: {sector} if sector else set(),
    }
    chosen = [
        row
        for row in rows
        if row.figure is not None and wanted.get(row.table, set()) & set(row.units)
    ]
    return tuple(sorted(chosen, key=lambda row: COMPARED.index(row.table)))


# --- Frozen -------------------------------------------------------------------------------------


def freeze_row(row: Row) -> dict[str, Any]:
    """Return what is kept of a row, ready to be stored as JSON."""
    return {
        "table": row.table.value,
        "units": list(row.units),
        "areas": list(row.areas),
        "businesses": row.businesses,
        "people": row.people,
        "published_on": row.published_on.isoformat(),
        "mean_level": row.mean_level,
        "mean_required": row.mean_required,
        "mean_gap": row.mean_gap,
        "share_with_gap": row.share_with_gap,
        "mean_gap_interval": _freeze_interval(row.mean_gap_interval),
        "share_interval": _freeze_interval(row.share_interval),
        "important_low": row.important_low,
        "important_low_interval": _freeze_interval(row.important_low_interval),
        "measured": asdict(row.measured),
    }


def thaw_row(kept: Mapping[str, Any]) -> Row:
    """Return the row that ``freeze_row`` kept; what was kept earlier lacks some fields."""
    return Row(
        table=Table(kept["table"]),
        units=tuple(kept["units"]),
        areas=tuple(kept["areas"]),
        businesses=kept["businesses"],
        people=kept["people"],
        published_on=dt.date.fromisoformat(kept["published_on"]),
        mean_level=kept["mean_level"],
        mean_required=kept["mean_required"],
        mean_gap=kept["mean_gap"],
        share_with_gap=kept["share_with_gap"],
        mean_gap_interval=_thaw_interval(kept["mean_gap_interval"]),
        share_interval=_thaw_interval(kept["share_interval"]),
        important_low=kept.get("important_low"),
        important_low_interval=_thaw_interval(kept.get("important_low_interval")),
        measured=Yardstick(**kept.get("measured", {})),
    )


def _freeze_interval(interval: Interval | None) -> list[float] | None:
    return [interval.low, interval.high] if interval else None


def _thaw_interval(ends: Sequence[float] | None) -> Interval | None:
    return Interval(low=ends[0], high=ends[1]) if ends else None


# --- Compared -----------------------------------------------------------------------------------


def compare(*, then: Sequence[Row], now: Iterable[Row], since: dt.date) -> tuple[Change, ...]:
    """Return for each row of ``then`` what the rows of a later release say.

    A row is measured anew where its day is later than before, and later than ``since``, the first
    day of the campaign. Rows of other units are not compared: the change would be one of who is in
    the row.
    """
    found = {(row.table, frozenset(row.units)): row for row in now}
    return tuple(
        _compare_row(row, found.get((row.table, frozenset(row.units))), since) for row in then
    )


def _compare_row(then: Row, now: Row | None, since: dt.date) -> Change:
    if now is None:
        return Change(then=then, now=None, outcome=Outcome.MERGED)
    if now.published_on <= max(then.published_on, since):
        return Change(then=then, now=now, outcome=Outcome.NOT_ANEW)
    broken_by = then.measured.find_break(now.measured)
    if broken_by is not None:
        return Change(then=then, now=now, outcome=BROKEN[broken_by])
    before, before_interval = then.figure, then.figure_interval
    after, after_interval = now.figure, now.figure_interval
    if before is None or after is None or before_interval is None or after_interval is None:
        return Change(then=then, now=now, outcome=Outcome.UNCERTAIN)
    interval = find_difference(
        then=before, then_interval=before_interval, now=after, now_interval=after_interval
    )
    outcome = Outcome.WITHIN
    if interval.high < 0:
        outcome = Outcome.SMALLER
    elif interval.low > 0:
        outcome = Outcome.LARGER
    return Change(
        then=then,
        now=now,
        outcome=outcome,
        difference=after - before,
        interval=interval,
    )


def find_difference(
    *, then: float, then_interval: Interval, now: float, now_interval: Interval
) -> Interval:
    """Return the interval of ``now - then`` from the intervals of both, at the same level.

    The square-and-add method for any two estimates (Zou and Donner 2008, Statistics in Medicine
    27, 1693; for shares Newcombe 1998, method 10). It takes the two for independent. Where the same
    people answered both times, it is wider than need be, so that a change is said rather too
    seldom than too often.
    """
    difference = now - then
    return Interval(
        low=difference - hypot(now - now_interval.low, then_interval.high - then),
        high=difference + hypot(now_interval.high - now, then - then_interval.low),
    )
