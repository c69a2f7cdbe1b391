"""The estimator: means over businesses by their raked weights, with the sampling undone.

A person is not asked every question. The exact bound asks what could still enter the top five,
and a few further questions are drawn at random with a known chance, so an answer that came with
the chance ``c`` stands for ``1 / c`` people. A business counts as one, however many of its people
answer: an answer is also divided by ``e``, the number of people of its business in the statistic's
base, less those who answered "not part of my job" or "I don't know" to that very skill. And a
business stands for others of its sector and size by its raked weight ``w``::

    mean = sum(w * y / (c * e)) / sum(w / (c * e))

(Horvitz and Thompson, 1952, Journal of the American Statistical Association 47, 663-685; the
ratio of two such sums after Hájek, 1971.) Both sums run over all businesses at once. Averaging
inside a business first and then over the businesses looks the same and is not: where a business
has few answers, the weights of that business no longer undo the sampling but are scaled back to
one, and the mean drifts towards the people who were asked because their gap is large. (In
simulation a mean absolute bias of .24 instead of .009.)

The base of ``mean_level`` is everybody in the row. The base of ``mean_required``, ``mean_gap``
and ``share_with_gap`` is the people whose occupation asks for the skill. The unit is a response:
somebody with two works in one business stands in the base once for each, and counts once among
the people.

**Important and low.** ``sum_important`` counts, in the same way, the people with *at least one*
skill in the areas that is important in their job (importance 2 or 3 of 3) and below the level
that the job asks for: a union over skills, as the public health workforce survey PH WINS tells
its training needs, and not a mean of shares. Its base is the people who gave a level for at least
one skill in the areas that their job asks for; nobody is left out because the job has nothing
important there. A person comes in by the most likely of the answers, so ``c`` is the largest
chance among them. Skills that were not asked cannot be found low: the share is what the answers
show at least. (The exact bound leaves out the small possible gaps, never the large ones.)
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from uprest.reporting.intervals import mean_interval, share_interval
from uprest.reporting.types import (
    HIGHEST_LEVEL,
    MIN_IMPORTANCE,
    Crowd,
    Flags,
    Floats,
    Frame,
    Group,
    Interval,
    Ints,
    Sheet,
)
from uprest.reporting.weighting import effective_size

ROUNDING = 1e-9
"""So much may sums be off: without it equal weights of 12 businesses would count for 11."""


@dataclass(frozen=True)
class Sums:
    """Sums by part (the responses of one business in one group) and skill, (parts, skills).

    ``business`` and ``group`` give the business and the group of each part. ``level`` and
    ``level_weight`` are those of ``mean_level``, the others have ``weight``. What a business
    weighs among others is not in them.
    """

    business: Ints
    group: Ints
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


@dataclass(frozen=True, slots=True)
class Precision:
    """How much the statistics of the gap can be relied on; None where nobody contributes.

    ``effective`` is Kish's effective number of businesses, by all that an answer is multiplied
    with, in whole businesses: what follows from it tells nothing finer.
    """

    effective: float | None = None
    mean_gap_interval: Interval | None = None
    share_interval: Interval | None = None


@dataclass(frozen=True)
class Ratio:
    """What each business adds to the top and the bottom of one ratio, shape (businesses,)."""

    top: Floats
    bottom: Floats


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
    """Return the sums of all skills for each business in each group.

    ``group`` gives the group of each response, from 0 up; a response belongs to exactly one. The
    base of a business in a group is its responses in that group.
    """
    groups = int(group.max(initial=0)) + 1
    keys, part = np.unique(sheet.business * groups + group, return_inverse=True)
    needed = frame.required[sheet.occupation]
    levels = sheet.levels
    level_weight = _weights(sheet, part, base=np.ones_like(levels), counted=levels)
    weight = _weights(sheet, part, base=needed > 0, counted=levels & (needed > 0))
    missing = np.maximum(0, needed - sheet.value)
    return Sums(
        business=keys // groups,
        group=keys % groups,
        level=_add_up(level_weight * np.where(levels, sheet.value, 0), part),
        level_weight=_add_up(level_weight, part),
        required=_add_up(weight * needed, part),
        gap=_add_up(weight * missing, part),
        short=_add_up(weight * (missing > 0), part),
        weight=_add_up(weight, part),
    )


def regroup(sums: Sums, groups: Ints) -> Sums:
    """Return the sums of the whole city with the businesses in ``groups`` (by business)."""
    return replace(sums, group=groups[sums.business])


def _weights(sheet: Sheet, part: Ints, *, base: Flags, counted: Flags) -> Floats:
    """Return 1 / (chance * e) by response and skill, 0 where an answer is not counted."""
    eligible = base & (~sheet.answered | sheet.levels)
    people = _add_up(eligible.astype(np.float64), part)[part]
    weights: Floats = np.where(counted, sheet.weight / np.maximum(people, 1.0), 0.0)
    return weights


def _add_up(values: Floats, part: Ints) -> Floats:
    """Return the sums of the lines of ``values`` by part, shape (parts, skills)."""
    parts = int(part.max(initial=-1)) + 1
    sums = np.zeros((parts, values.shape[1]))
    for index, column in enumerate(values.T):
        sums[:, index] = np.bincount(part, weights=column, minlength=parts)
    return sums


# --- From sums to figures -------------------------------------------------------------------------


def pool(sums: Sums, *, group: int, skills: Group, weights: Floats) -> Means:
    """Return the statistics of one group over ``skills``, all answers in one sum.

    ``weights`` are those of the businesses, by index.
    """
    lines = sums.group == group
    weight = weights[sums.business[lines]]

    def ratio(top: Floats, bottom: Floats) -> float | None:
        below = float(weight @ bottom[lines][:, list(skills)].sum(axis=1))
        above = float(weight @ top[lines][:, list(skills)].sum(axis=1))
        return above / below if below > 0 else None

    return Means(
        mean_level=ratio(sums.level, sums.level_weight),
        mean_required=ratio(sums.required, sums.weight),
        mean_gap=ratio(sums.gap, sums.weight),
        share_with_gap=ratio(sums.short, sums.weight),
    )


def find_precision(
    sums: Sums, *, group: int, skills: Group, weights: Floats, population: float
) -> Precision:
    """Return the precision of one group over ``skills``.

    ``population`` is how many businesses the group stands for, infinite where nobody knows.
    """
    lines = sums.group == group
    weight = weights[sums.business[lines]]
    gap, short, bottom = (
        of[lines][:, list(skills)].sum(axis=1) for of in (sums.gap, sums.short, sums.weight)
    )
    share = find_share(Ratio(short, bottom), weights=weight, population=population)
    if share is None:
        return Precision()
    return Precision(
        effective=share.effective,
        mean_gap_interval=mean_interval(
            gap, bottom, weight,
            population=max(population, share.answering), highest=HIGHEST_LEVEL,
        ),
        share_interval=share.interval,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """A share with the number of businesses that contribute, the effective one, its interval."""

    share: float
    answering: int
    effective: float
    interval: Interval | None


def find_share(ratio: Ratio, *, weights: Floats, population: float) -> Share | None:
    """Return a share over businesses that weigh ``weights``; None where nobody contributes."""
    pull = weights * ratio.bottom
    total = float(pull.sum())
    if total <= 0:
        return None
    answering = int(np.count_nonzero(pull))
    share = min(max(float((weights * ratio.top).sum()) / total, 0.0), 1.0)
    effective = float(math.floor(float(effective_size(pull)) + ROUNDING))
    return Share(
        share=share,
        answering=answering,
        effective=effective,
        interval=share_interval(share, effective=effective,
            population=max(population, answering),
        ),
    )  # fmt: skip


# --- Important and low ----------------------------------------------------------------------------


def important_flags(sheet: Sheet, frame: Frame) -> Flags:
    """Return where a level was given for a skill that is important in the person's occupation."""
    flags: Flags = gap_flags(sheet, frame) & (frame.importance[sheet.occupation] >= MIN_IMPORTANCE)
    return flags


def sum_important(sheet: Sheet, frame: Frame, areas: Group) -> Ratio:
    """Return, by business, the people with an important and low skill in ``areas`` of its base."""
    skills = list(frame.skills_of(areas))
    needed = frame.required[sheet.occupation][:, skills]
    counted = gap_flags(sheet, frame)[:, skills]
    answered = sheet.answered[:, skills] & (needed > 0)
    is_found = important_flags(sheet, frame)[:, skills] & (sheet.value[:, skills] < needed)
    in_base = counted.any(axis=1)
    eligible = (needed > 0).any(axis=1) & (in_base | ~answered.any(axis=1))
    businesses = sheet.business_ids.size
    people = np.bincount(sheet.business[eligible], minlength=businesses)
    stands_for = np.where(counted, sheet.weight[:, skills], np.inf).min(axis=1, initial=np.inf)
    weight = np.where(in_base, stands_for, 0.0) / np.maximum(people, 1)[sheet.business]
    top, bottom = np.zeros(businesses), np.zeros(businesses)
    np.add.at(top, sheet.business, weight * is_found.any(axis=1))
    np.add.at(bottom, sheet.business, weight)
    return Ratio(top=top, bottom=bottom)
