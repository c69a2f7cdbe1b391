"""The estimator: means over businesses that weigh the same, with the sampling undone.

A person is not asked every question. The exact bound asks what could still enter the top five,
and a few further questions are drawn at random with a known chance, so an answer that came with
the chance ``c`` stands for ``1 / c`` people. Every business weighs the same: an answer is also
divided by ``e``, the number of people of its business in the statistic's base, less those who
answered "not part of my job" or "I don't know" to that very skill::

    mean = sum(y / (c * e)) / sum(1 / (c * e))

Both sums run over all businesses at once. Averaging inside a business first and then over the
businesses looks the same and is not: where a business has few answers, the weights of that
business no longer undo the sampling but are scaled back to one, and the mean drifts towards the
people who were asked because their gap is large. (In simulation a mean absolute bias of .24
instead of .009.)

The base of ``mean_level`` is everybody in the row. The base of ``mean_required``, ``mean_gap``
and ``share_with_gap`` is the people whose occupation asks for the skill. The unit is a response:
somebody with two works in one business stands in the base once for each, and counts once among
the people.
"""

from dataclasses import dataclass

import numpy as np

from uprest.reporting.types import Crowd, Flags, Floats, Frame, Group, Ints, Sheet


@dataclass(frozen=True)
class Sums:
    """Weighted sums by group of responses and skill, shape (groups, skills).

    ``level`` and ``level_weight`` are those of ``mean_level``, the others have ``weight``.
    """

    level: Floats
    level_weight: Floats
    required: Floats
    gap: Floats
    short: Floats
    weight: Floats


@dataclass(frozen=True, slots=True)
class Means:
    """The four statistics of a set of groups and skills; None where nobody contributes."""

    mean_level: float | None
    mean_required: float | None
    mean_gap: float | None
    share_with_gap: float | None


def gap_flags(sheet: Sheet, frame: Frame) -> Flags:
    """Return where a level was given for a skill that the person's occupation asks for."""
    flags: Flags = sheet.levels & (frame.required[sheet.occupation] > 0)
    return flags


def is_any(flags: Flags, skills: Group | None = None) -> Flags:
    """Return which responses have a flag in any of ``skills`` (by default in any skill)."""
    columns = flags if skills is None else flags[:, list(skills)]
    chosen: Flags = np.asarray(columns.any(axis=1))
    return chosen


def count_crowd(sheet: Sheet, chosen: Flags) -> Crowd:
    """Return the different businesses and people of the chosen responses."""
    return Crowd(
        businesses=int(np.count_nonzero(np.bincount(sheet.business[chosen]))),
        people=int(np.count_nonzero(np.bincount(sheet.person[chosen]))),
    )


def sum_by_group(sheet: Sheet, frame: Frame, group: Ints) -> Sums:
    """Return the sums of all skills for each group.

    ``group`` gives the group of each response, from 0 up without a gap; a response belongs to
    exactly one. The base of a business in a group is its responses in that group.
    """
    needed = frame.required[sheet.occupation]
    levels = sheet.levels
    level_weight = _weights(sheet, group, base=np.ones_like(levels), counted=levels)
    weight = _weights(sheet, group, base=needed > 0, counted=levels & (needed > 0))
    missing = np.maximum(0, needed - sheet.value)
    return Sums(
        level=_add_up(level_weight * np.where(levels, sheet.value, 0), group),
        level_weight=_add_up(level_weight, group),
        required=_add_up(weight * needed, group),
        gap=_add_up(weight * missing, group),
        short=_add_up(weight * (missing > 0), group),
        weight=_add_up(weight, group),
    )


def _weights(sheet: Sheet, group: Ints, *, base: Flags, counted: Flags) -> Floats:
    """Return 1 / (chance * e) by response and skill, 0 where an answer is not counted."""
    groups = int(group.max(initial=-1)) + 1
    key = sheet.business * groups + group
    eligible = base & (~sheet.answered | sheet.levels)
    people = _add_up(eligible.astype(np.float64), key)[key]
    weights: Floats = np.where(counted, sheet.weight / np.maximum(people, 1.0), 0.0)
    return weights


def _add_up(values: Floats, group: Ints) -> Floats:
    """Return the sums of the lines of ``values`` by group, shape (groups, skills)."""
    groups = int(group.max(initial=-1)) + 1
    sums = np.zeros((groups, values.shape[1]))
    for index, column in enumerate(values.T):
        sums[:, index] = np.bincount(group, weights=column, minlength=groups)
    return sums


def pool(sums: Sums, *, group: int, skills: Group) -> Means:
    """Return the statistics of one group over ``skills``, all answers in one sum."""

    def ratio(top: Floats, bottom: Floats) -> float | None:
        weight = float(bottom[group, list(skills)].sum())
        return float(top[group, list(skills)].sum()) / weight if weight > 0 else None

    return Means(
        mean_level=ratio(sums.level, sums.level_weight),
        mean_required=ratio(sums.required, sums.weight),
        mean_gap=ratio(sums.gap, sums.weight),
        share_with_gap=ratio(sums.short, sums.weight),
    )
