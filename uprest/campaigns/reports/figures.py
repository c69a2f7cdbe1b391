"""The figures of a campaign, then and now, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext

from uprest.campaigns.changes import Change, Outcome
from uprest.reporting.reports.formats import write_level, write_share
from uprest.reporting.selectors.words import Names
from uprest.reporting.types import Interval, Row, Table


@dataclass(frozen=True, kw_only=True, slots=True)
class FigureLine:
    """A row of a release: average gap and share below the need, each with its interval.

    An area has no gap, and its share is of people with an important skill that is low. ``measure``
    says what a row is compared by, ``compared`` and ``compared_interval`` are that figure.
    """

    name: str
    scope: str
    measure: str
    compared: str
    compared_interval: str
    gap: str
    gap_interval: str
    share: str
    share_interval: str
    is_area: bool
    dated: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeLine:
    """A row then and now. ``now`` is None where it cannot be compared."""

    name: str
    then: FigureLine
    now: FigureLine | None
    difference: str
    verdict: str
    tone: str
    icon: str


def write_figure(row: Row, names: Names) -> FigureLine:
    """Return a row of a release in words."""
    is_area = row.table == Table.AREAS
    share = write_share(row.figure if is_area else row.share_with_gap)
    share_interval = _write_shares(row.figure_interval if is_area else row.share_interval)
    gap, gap_interval = write_level(row.mean_gap), _write_levels(row.mean_gap_interval)
    share_text = share.text if share else ""
    return FigureLine(
        name=name_row(row, names),
        scope=_write_scope(row),
        measure=_write_measure(row),
        compared=share_text if is_area else gap,
        compared_interval=share_interval if is_area else gap_interval,
        gap=gap,
        gap_interval=gap_interval,
        share=share_text,
        share_interval=share_interval,
        is_area=is_area,
        dated=write_day(row.published_on),
    )


def name_row(row: Row, names: Names) -> str:
    """Return the name of a row."""
    return names.name_areas(row.units) if row.table == Table.AREAS else names.name_row(row)


def _write_scope(row: Row) -> str:
    if row.table == Table.SECTORS:
        return gettext("All skills in this sector")
    return gettext("The whole city, all jobs")


def _write_measure(row: Row) -> str:
    if row.table == Table.AREAS:
        return gettext("Share of people with an important skill that is low")
    return gettext("Average gap to the need")


def write_day(day: date) -> str:
    """Return a day for people."""
    return date_format(day, "DATE_FORMAT", use_l10n=True)


def _write_levels(interval: Interval | None) -> str:
    if interval is None:
        return ""
    return gettext("between %(low)s and %(high)s") % {
        "low": write_level(interval.low),
        "high": write_level(interval.high),
    }


def _write_shares(interval: Interval | None) -> str:
    if interval is None:
        return ""
    low, high = round(100 * interval.low), round(100 * interval.high)
    return gettext("between %(low)s and %(high)s %%") % {
        "low": number_format(max(low, 0), use_l10n=True),
        "high": number_format(min(high, 100), use_l10n=True),
    }


# --- Then and now -------------------------------------------------------------------------------


def write_changes(changes: Sequence[Change], names: Names) -> tuple[ChangeLine, ...]:
    """Return the rows of a campaign then and now, each with what can be said of it."""
    return tuple(_write_change(change, names) for change in changes)


def _write_change(change: Change, names: Names) -> ChangeLine:
    verdict, tone, icon = _tell(change)
    return ChangeLine(
        name=name_row(change.then, names),
        then=write_figure(change.then, names),
        now=write_figure(change.now, names) if change.now else None,
        difference=_write_change_of(change.difference, change.then),
        verdict=verdict,
        tone=tone,
        icon=icon,
    )


def _write_change_of(difference: float | None, row: Row) -> str:
    if difference is None or row.table != Table.AREAS:
        return _write_difference(difference)
    return gettext("%(points)s percentage points") % {"points": _write_points(difference)}


def _write_difference(difference: float | None) -> str:
    if difference is None:
        return ""
    rounded = round(difference, 1)
    return _write_signed(rounded, number_format(abs(rounded), decimal_pos=1, use_l10n=True))


def _write_points(difference: float) -> str:
    """Return a difference of shares in whole percentage points."""
    rounded = round(100 * difference)
    return _write_signed(rounded, number_format(abs(rounded), use_l10n=True))


def _write_signed(value: float, size: str) -> str:
    if not value:
        return size
    return f"+{size}" if value > 0 else f"−{size}"


def _tell(change: Change) -> tuple[str, str, str]:
    """Return what can be said of a change, its tone and its icon."""
    is_area = change.then.table == Table.AREAS
    return {
        Outcome.SMALLER: (
            _tell_smaller_share(change) if is_area else _tell_smaller_gap(change),
            "good",
            "trending-down",
        ),
        Outcome.LARGER: (
            _tell_larger_share(change) if is_area else _tell_larger_gap(change),
            "bad",
            "trending-up",
        ),
        Outcome.WITHIN: (
            _tell_share_within(change) if is_area else _tell_gap_within(change),
            "",
            "equal-approximately",
        ),
        Outcome.UNCERTAIN: (
            gettext(
                "Measured anew, but one of the two figures has no interval: whether it has really "
                "changed cannot be said."
            ),
            "",
            "circle-question-mark",
        ),
        Outcome.NOT_ANEW: (
            gettext(
                "Not measured anew yet: since the campaign began, too few businesses have "
                "answered anew."
            ),
            "sun",
            "hourglass",
        ),
        Outcome.OTHER_METHOD: (
            gettext("Cannot be told: the newer figure was calculated in another way."),
            "",
            "circle-slash",
        ),
        Outcome.OTHER_NEEDS: (
            gettext(
                "Cannot be told: the levels that jobs need are others now, or it was not kept "
                "which they were. The figure would change although nobody learned anything."
            ),
            "",
            "circle-slash",
        ),
        Outcome.OTHER_WEIGHTS: (
            gettext(
                "Cannot be told: one of the two figures is weighted to the register of businesses, "
                "and the other one is not."
            ),
            "",
            "circle-slash",
        ),
        Outcome.MERGED: (
            gettext(
                "Cannot be compared: in the newer figures this row is merged with others "
                "differently."
            ),
            "",
            "circle-slash",
        ),
    }[change.outcome]


def _tell_smaller_gap(change: Change) -> str:
    return gettext(
        "The gap has become smaller, by more than the uncertainty: the change lies "
        "between %(between)s levels."
    ) % {"between": _write_between(change)}


def _tell_larger_gap(change: Change) -> str:
    return gettext(
        "The gap has become larger, by more than the uncertainty: the change lies "
        "between %(between)s levels."
    ) % {"between": _write_between(change)}


def _tell_gap_within(change: Change) -> str:
    return gettext(
        "The change is not larger than the uncertainty: it lies between %(between)s levels."
    ) % {"between": _write_between(change)}


def _tell_smaller_share(change: Change) -> str:
    return gettext(
        "The share has become smaller, by more than the uncertainty: the change lies "
        "between %(between)s percentage points."
    ) % {"between": _write_between(change)}


def _tell_larger_share(change: Change) -> str:
    return gettext(
        "The share has become larger, by more than the uncertainty: the change lies "
        "between %(between)s percentage points."
    ) % {"between": _write_between(change)}


def _tell_share_within(change: Change) -> str:
    return gettext(
        "The change is not larger than the uncertainty: it lies between %(between)s percentage "
        "points."
    ) % {"between": _write_between(change)}


def _write_between(change: Change) -> str:
    """Return the ends of the interval of a change, in levels or in percentage points."""
    if change.interval is None:
        return ""
    write = _write_points if change.then.table == Table.AREAS else _write_difference
    return gettext("%(low)s and %(high)s") % {
        "low": write(change.interval.low),
        "high": write(change.interval.high),
    }
