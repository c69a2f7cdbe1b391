"""What can be said of a figure then and now."""

from datetime import date, timedelta
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprest.campaigns.changes import (
    Outcome,
    choose_rows,
    compare,
    find_difference,
    freeze_row,
    thaw_row,
)
from uprest.reporting.types import Interval, Row, Table, Yardstick

BEFORE, STARTED, AFTER = date(2025, 5, 1), date(2025, 5, 10), date(2026, 5, 1)


def row(gap=2.0, half=0.2, *, units=("complaints",), on=BEFORE, table=Table.SKILLS, **fields):
    return Row(
        table=table,
        units=units,
        businesses=12,
        people=40,
        published_on=on,
        mean_gap=gap,
        mean_gap_interval=Interval(gap - half, gap + half) if half is not None else None,
        **fields,
    )


def area(share=0.5, half=0.1, *, on=BEFORE):
    """A row of an area as releases have it: with a share, and without an average gap."""
    interval = Interval(share - half, share + half) if half is not None else None
    return Row(
        table=Table.AREAS,
        units=("care",),
        businesses=12,
        people=40,
        published_on=on,
        important_low=share,
        important_low_interval=interval,
    )


def outcome(then, *now):
    return compare(then=[then], now=now, since=STARTED)[0].outcome


def test_a_change_beyond_the_uncertainty_is_said():
    assert outcome(row(2.0), row(1.5, on=AFTER)) == Outcome.SMALLER
    assert outcome(row(1.5), row(2.0, on=AFTER)) == Outcome.LARGER


def test_a_change_within_the_uncertainty_is_said_to_be_that():
    # the half widths add as squares: 0.2 and 0.2 are 0.28
    assert outcome(row(2.0), row(1.75, on=AFTER)) == Outcome.WITHIN
    assert outcome(row(2.0), row(1.70, on=AFTER)) == Outcome.SMALLER


def test_a_repeated_value_is_not_measured_anew():
    assert outcome(row(2.0), row(2.0, on=BEFORE)) == Outcome.NOT_ANEW


def test_a_value_from_before_the_start_is_not_measured_anew():
    assert outcome(row(2.0), row(1.0, on=STARTED)) == Outcome.NOT_ANEW
    assert outcome(row(2.0), row(1.0, on=STARTED + timedelta(days=1))) == Outcome.SMALLER


def test_other_merging_is_not_compared():
    merged = row(1.0, units=("complaints", "welcome"), on=AFTER)
    change = compare(then=[row(2.0)], now=[merged], since=STARTED)[0]
    assert (change.outcome, change.now, change.difference) == (Outcome.MERGED, None, None)


def test_the_order_of_merged_units_does_not_matter():
    then, now = row(2.0, units=("a", "b")), row(1.0, units=("b", "a"), on=AFTER)
    assert outcome(then, now) == Outcome.SMALLER


def test_without_an_interval_nothing_is_said():
    assert outcome(row(2.0, None), row(1.0, on=AFTER)) == Outcome.UNCERTAIN
    assert outcome(row(2.0), row(1.0, None, on=AFTER)) == Outcome.UNCERTAIN


def test_an_area_is_compared_by_its_share():
    change = compare(then=[area(0.6)], now=[area(0.3, on=AFTER)], since=STARTED)[0]
    assert change.outcome == Outcome.SMALLER
    assert change.difference == pytest.approx(-0.3)
    # the half widths of 0.1 and 0.1 add as squares
    assert change.interval.low == pytest.approx(-0.3 - 0.1 * sqrt(2))
    assert outcome(area(0.3), area(0.6, on=AFTER)) == Outcome.LARGER
    assert outcome(area(0.5), area(0.4, on=AFTER)) == Outcome.WITHIN
    assert outcome(area(0.5), area(0.4, on=BEFORE)) == Outcome.NOT_ANEW
    # nearly all of them: such a share has no interval
    assert outcome(area(0.5), area(0.995, None, on=AFTER)) == Outcome.UNCERTAIN


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (Yardstick(needs="a"), Yardstick(needs="b"), Outcome.OTHER_NEEDS),
        (Yardstick(), Yardstick(needs="b"), Outcome.OTHER_NEEDS),
        (Yardstick(), Yardstick(is_weighted=True), Outcome.SMALLER),
        (Yardstick(is_weighted=False), Yardstick(is_weighted=True), Outcome.OTHER_WEIGHTS),
        (Yardstick(method="raked-1"), Yardstick(method="raked-2"), Outcome.OTHER_METHOD),
        (Yardstick("raked-1", "a", True), Yardstick("raked-1", "a", True), Outcome.SMALLER),
    ],
)
def test_what_was_measured_by_something_else_is_not_compared(before, now, expected):
    then = thaw_row(freeze_row(row(2.0, measured=before)))
    assert outcome(then, row(1.0, on=AFTER, measured=now)) == expected


def wilson(count, of, z=1.959964):
    middle, spread = count + z * z / 2, z * sqrt(z * z / 4 + count * (of - count) / of)
    return Interval((middle - spread) / (of + z * z), (middle + spread) / (of + z * z))


def test_the_worked_example_of_newcombe():
    # Newcombe 1998, Statistics in Medicine 17, 873: table II, case (a), 56/70 and 48/80, method 10
    found = find_difference(
        then=48 / 80, then_interval=wilson(48, 80), now=56 / 70, now_interval=wilson(56, 70)
    )
    assert found.low == pytest.approx(0.0524, abs=0.00006)
    assert found.high == pytest.approx(0.3339, abs=0.00006)


levels = st.floats(0, 5)
halves = st.floats(0, 2)


@given(levels, levels, halves, halves)
def test_the_difference_lies_inside_its_interval(then, now, first, second):
    found = find_difference(
        then=then,
        then_interval=Interval(then - first, then + first),
        now=now,
        now_interval=Interval(now - second, now + second),
    )
    assert found.low <= now - then <= found.high
    assert found.high - found.low >= 2 * max(first, second) - 1e-9
    assert found.high - found.low <= 2 * (first + second) + 1e-9


def test_frozen_rows_come_back_the_same():
    full = row(
        mean_level=1.0,
        mean_required=3.0,
        share_with_gap=0.5,
        share_interval=Interval(0.4, 0.6),
        areas=("care",),
    )
    assert thaw_row(freeze_row(full)) == full
    assert thaw_row(freeze_row(row(half=None))) == row(half=None)
    assert thaw_row(freeze_row(area())) == area()


def test_what_was_frozen_before_there_were_shares_of_areas_is_still_read():
    kept = freeze_row(row())
    del kept["important_low"], kept["important_low_interval"]
    assert thaw_row(kept) == row()


def test_a_campaign_looks_at_its_rows_alone():
    rows = [
        row(units=("complaints",)),
        row(units=("welcome",)),
        row(units=("complaints", "reviews")),
        row(units=("food",), table=Table.SECTORS),
        row(units=("retail",), table=Table.SECTORS),
        area(),
    ]
    chosen = choose_rows(rows, skills=["complaints"], area="care", sector="food")
    assert [one.units for one in chosen] == [
        ("care",),
        ("complaints",),
        ("complaints", "reviews"),
        ("food",),
    ]
    assert choose_rows(rows, skills=["complaints"], area="", sector="") == (rows[0], rows[2])
