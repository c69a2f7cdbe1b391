"""Change between two measurements of the same people, or of the same businesses.

A *record* is a skill of which both measurements have a level, of one person and work (people) or
of one work in one business (businesses, whoever answered). Only skills that the job asks for
count, so that the change of the level and that of the gap have the same base.

The change of a *unit* (a person in one work; a business) is the mean of its records. A question
was asked with the chances ``c`` and ``d`` in the two measurements, independently, so that a record
stands for ``1 / (c * d)``; what the exact bound asks because a gap is large then does not count
more than what was drawn at random::

    change of a unit = sum((new - old) / (c * d)) / sum(1 / (c * d))

The mean over units has a t interval by clusters: colleagues are more alike than strangers, so that
people of one business are not independent. With one person a business it is the interval of the
paired t test ("Student", The probable error of a mean, Biometrika 6, 1908). Nothing here proves
what a change comes from.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # loads its parts when they are first used

from uprest.reporting.types import (
    MIN_BUSINESSES,
    Crowd,
    Flags,
    Floats,
    Frame,
    Group,
    Interval,
    Ints,
    Prints,
)

CONFIDENCE = 0.9
LEAST_SPREAD = 1e-9
STEPS = 2**20
"""Levels and weights are told apart in prints by so many steps."""


@dataclass(frozen=True)
class Answers:
    """Levels of one measurement, one an entry: of whom, about what, and 1 / the chance.

    ``business`` and ``person`` are indices into the lists of both measurements, ``occupation`` and
    ``skill`` those of the frame. Who works in two businesses is two people.
    """

    business: Ints
    person: Ints
    occupation: Ints
    skill: Ints
    level: Floats
    weight: Floats

    def choose(self, flags: Flags) -> "Answers":
        """Return the chosen entries."""
        return Answers(
            business=self.business[flags],
            person=self.person[flags],
            occupation=self.occupation[flags],
            skill=self.skill[flags],
            level=self.level[flags],
            weight=self.weight[flags],
        )


@dataclass(frozen=True)
class Pairs:
    """The records of units that were measured twice, and who stands behind them.

    ``unit``, ``business`` and ``skill`` give the index of each by record, ``unit_business``,
    ``unit_person`` and ``unit_job`` that by unit (where businesses are compared, a unit has no
    person and no job, but 0). ``before`` and ``now`` are the answers of the records, ``counted``
    all answers that count now.
    """

    unit: Ints
    business: Ints
    skill: Ints
    change: Floats
    gap_change: Floats
    weight: Floats
    prints: Prints
    unit_business: Ints
    unit_person: Ints
    unit_job: Ints
    before: Answers
    now: Answers
    counted: Answers


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its interval of 90 per cent."""

    mean: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Shift:
    """How some units changed: the mean level and the mean gap, and who they are."""

    crowd: Crowd
    level: Estimate
    gap: Estimate


# --- Estimates ------------------------------------------------------------------------------------


def estimate_mean(*, values: Floats, clusters: Ints) -> Estimate | None:
    """Return the mean of ``values`` with a t interval by ``clusters``.

    The variance of the mean is ``G / (G - 1) * sum(r_g ** 2) / n ** 2``, where ``r_g`` is the sum
    of the residuals of a cluster, with ``G - 1`` degrees of freedom (Liang and Zeger, Longitudinal
    data analysis using generalized linear models, Biometrika 73, 1986; Cameron and Miller, A
    practitioner's guide to cluster-robust inference, Journal of Human Resources 50, 2015). With
    clusters of one it is the paired t test. None where there are fewer than two clusters, or no
    spread: an interval without a width would say the same of everyone.
    """
    if np.unique(clusters).size < 2:
        return None
    mean = float(values.mean())
    parts = _sum_residuals(values, clusters)
    error = float(np.sqrt(np.sum(parts**2)))
    if error < LEAST_SPREAD:
        return None
    return _spread(mean, error, freedom=np.unique(clusters).size - 1)


def estimate_difference(
    *, values: Floats, clusters: Ints, others: Floats, other_clusters: Ints
) -> Estimate | None:
    """Return how much more the one group's mean is than the other's, with a t interval.

    Residuals of both groups are summed by cluster before they are squared, so that a business with
    people in both is one. With clusters of one the standard error is that of Welch's test (Welch,
    The generalization of Student's problem, Biometrika 34, 1947); the degrees of freedom are those
    of the smaller group, the lower bound of Welch and Satterthwaite's. None as in
    ``estimate_mean``.
    """
    groups = np.unique(clusters).size, np.unique(other_clusters).size
    if min(groups) < 2:
        return None
    size = int(max(clusters.max(), other_clusters.max())) + 1
    parts = _sum_residuals(values, clusters, size) - _sum_residuals(others, other_clusters, size)
    error = float(np.sqrt(np.sum(parts**2)))
    if error < LEAST_SPREAD:
        return None
    return _spread(float(values.mean() - others.mean()), error, freedom=min(groups) - 1)


def _sum_residuals(values: Floats, clusters: Ints, size: int = 0) -> Floats:
    """Return what each cluster adds to the error of the mean, by the index of the cluster."""
    found = np.unique(clusters).size
    residuals = np.bincount(clusters, weights=values - values.mean(), minlength=size)
    parts: Floats = residuals / values.size * np.sqrt(found / (found - 1))
    return parts


def _spread(mean: float, error: float, *, freedom: int) -> Estimate:
    reach = float(scipy.special.stdtrit(freedom, (1 + CONFIDENCE) / 2)) * error
    return Estimate(mean=mean, interval=Interval(low=mean - reach, high=mean + reach))


# --- Pairs ----------------------------------------------------------------------------------------


def match_people(*, old: Answers, new: Answers, frame: Frame) -> Pairs:
    """Return the records of everybody in one work; both measurements have each of them once."""
    return _match(old, new, frame, counted=new, by_business=False)


def match_businesses(*, old: Answers, new: Answers, counted: Answers, frame: Frame) -> Pairs:
    """Return the records of every work in a business, whoever answered before and now.

    ``counted`` are all answers that count now, also those of businesses measured once.
    """
    return _match(old, new, frame, counted=counted, by_business=True)


def _match(
    old: Answers, new: Answers, frame: Frame, *, counted: Answers, by_business: bool
) -> Pairs:
    jobs, skills = frame.required.shape
    sides = [one.choose(frame.required[one.occupation, one.skill] > 0) for one in (old, new)]
    owners = [one.business if by_business else one.person for one in sides]
    keys = [
        (owner * jobs + one.occupation) * skills + one.skill
        for owner, one in zip(owners, sides, strict=True)
    ]
    common = np.intersect1d(*keys)
    inside = [np.isin(key, common) for key in keys]
    before, now = (one.choose(flags) for one, flags in zip(sides, inside, strict=True))
    places = [np.searchsorted(common, key[flags]) for key, flags in zip(keys, inside, strict=True)]
    first, second = (
        _average(one, place, common.size, frame)
        for one, place in zip((before, now), places, strict=True)
    )
    business = np.zeros(common.size, dtype=np.int64)
    business[places[1]] = now.business
    line = common // skills
    names, unit = np.unique(line // jobs if by_business else line, return_inverse=True)
    unit_business = np.zeros(names.size, dtype=np.int64)
    unit_business[unit] = business
    return Pairs(
        unit=unit,
        business=business,
        skill=common % skills,
        change=second.level - first.level,
        gap_change=second.gap - first.gap,
        weight=first.weight * second.weight,
        prints=_print_records(common % (jobs * skills), first, second, frame),
        unit_business=unit_business,
        unit_person=np.zeros_like(names) if by_business else names // jobs,
        unit_job=np.zeros_like(names) if by_business else names % jobs,
        before=before,
        now=now,
        counted=counted.choose(frame.required[counted.occupation, counted.skill] > 0),
    )


@dataclass(frozen=True)
class _Side:
    """The means of one measurement by record; ``weight`` is the mean one of its answers."""

    level: Floats
    gap: Floats
    weight: Floats


def _average(answers: Answers, place: Ints, size: int, frame: Frame) -> _Side:
    def add_up(values: Floats) -> Floats:
        sums: Floats = np.bincount(place, weights=values, minlength=size).astype(np.float64)
        return sums

    weight = add_up(answers.weight)
    need = frame.required[answers.occupation, answers.skill]
    missing = np.maximum(0.0, need - answers.level).astype(np.float64)
    return _Side(
        level=add_up(answers.weight * answers.level) / weight,
        gap=add_up(answers.weight * missing) / weight,
        weight=weight / add_up(np.ones_like(answers.weight)),
    )


# --- Figures --------------------------------------------------------------------------------------


def measure_change(pairs: Pairs, *, skills: Group, chosen: "Flags | None" = None) -> Crowd:
    """Return who stands behind the change in ``skills`` of the ``chosen`` units, if it may be told.

    Nobody, where one to four businesses answered now but are not among those measured twice (they
    would be the difference to the city's figures), or where all changed by exactly the same.
    """
    if chosen is None and 0 < count_rest(pairs, skills=skills) < MIN_BUSINESSES:
        return Crowd(businesses=0, people=0)
    shift = build_shift(pairs, skills=skills, chosen=chosen)
    return shift.crowd if shift else Crowd(businesses=0, people=0)


def count_rest(pairs: Pairs, *, skills: Group) -> int:
    """Return how many businesses answered about ``skills`` now but were not measured twice."""
    answered = np.unique(pairs.counted.business[np.isin(pairs.counted.skill, skills)])
    paired = np.unique(pairs.business[np.isin(pairs.skill, skills)])
    return int(np.setdiff1d(answered, paired).size)


def build_shift(pairs: Pairs, *, skills: Group, chosen: "Flags | None" = None) -> Shift | None:
    """Return how the ``chosen`` units (by default all) changed in ``skills``; None as above."""
    level, business = list_changes(pairs, pairs.change, skills=skills, chosen=chosen)
    gap, _ = list_changes(pairs, pairs.gap_change, skills=skills, chosen=chosen)
    first = estimate_mean(values=level, clusters=business) if level.size else None
    second = estimate_mean(values=gap, clusters=business) if gap.size else None
    if first is None or second is None:
        return None
    return Shift(crowd=_count_crowd(pairs, skills, chosen), level=first, gap=second)


def list_changes(
    pairs: Pairs, values: Floats, *, skills: Group, chosen: "Flags | None" = None
) -> tuple[Floats, Ints]:
    """Return the mean change of each unit in ``skills``, and the business of each."""
    used = _choose_records(pairs, skills, chosen)
    size = pairs.unit_business.size
    weight = np.bincount(pairs.unit[used], weights=pairs.weight[used], minlength=size)
    sums = np.bincount(pairs.unit[used], weights=(pairs.weight * values)[used], minlength=size)
    has_any = weight > 0
    return sums[has_any] / weight[has_any], pairs.unit_business[has_any]


def _choose_records(pairs: Pairs, skills: Group, chosen: "Flags | None") -> Flags:
    used: Flags = np.isin(pairs.skill, skills)
    return used if chosen is None else used & chosen[pairs.unit]


def _count_crowd(pairs: Pairs, skills: Group, chosen: "Flags | None") -> Crowd:
    """Return the businesses, and the fewer of the people before and now."""
    used = _choose_records(pairs, skills, chosen)
    businesses = int(np.unique(pairs.business[used]).size)
    if chosen is not None:
        people = np.unique(pairs.unit_person[pairs.unit[used]])
        return Crowd(businesses=businesses, people=int(people.size))
    sides = (pairs.before, pairs.now)
    counts = [np.unique(one.person[np.isin(one.skill, skills)]).size for one in sides]
    return Crowd(businesses=businesses, people=int(min(counts)))


# --- Prints, by which the next release is compared ------------------------------------------------


def print_changes(
    pairs: Pairs, *, skills: Group, key: bytes, chosen: "Flags | None" = None
) -> tuple[Ints, Prints]:
    """Return the businesses (indices, ascending) in a figure and a number for what each puts in.

    The number of a unit depends on all its records at once; those of a business add up. Nobody
    who does not know the secret ``key`` can try out whose answers make a number.
    """
    used = _choose_records(pairs, skills, chosen)
    sums = np.zeros(pairs.unit_business.size, dtype=np.uint64)
    np.add.at(sums, pairs.unit[used], pairs.prints[used])
    units = np.unique(pairs.unit[used])
    return _sum_by_business(pairs, units, [(int(sums[unit]),) for unit in units], key)


def print_members(
    pairs: Pairs, *, skills: Group, key: bytes, chosen: Flags, names: Ints
) -> tuple[Ints, Prints]:
    """Return the same with a number for who is in the figure, whatever they answered.

    ``names`` gives a lasting number of each person.
    """
    units = np.unique(pairs.unit[_choose_records(pairs, skills, chosen)])
    who = [(int(names[pairs.unit_person[unit]]), int(pairs.unit_job[unit])) for unit in units]
    return _sum_by_business(pairs, units, who, key)


def _sum_by_business(
    pairs: Pairs, units: Ints, words: Sequence[tuple[int, ...]], key: bytes
) -> tuple[Ints, Prints]:
    numbers = np.array([_number(*each, key=key) for each in words], dtype=np.uint64)
    businesses, place = np.unique(pairs.unit_business[units], return_inverse=True)
    sums = np.zeros(businesses.size, dtype=np.uint64)
    np.add.at(sums, place, numbers)
    return businesses, sums


def _print_records(kind: Ints, first: _Side, second: _Side, frame: Frame) -> Prints:
    """Return a number for each record; ``kind`` is its occupation times the skills, and skill."""
    names = np.array(
        [_number(job.code, skill.code) for job in frame.occupations for skill in frame.skills],
        dtype=np.uint64,
    )
    prints: Prints = names[kind] if kind.size else np.zeros(0, dtype=np.uint64)
    for side in (first, second):
        for values in (side.level, side.weight):
            prints = _mix(prints + np.rint(values * STEPS).astype(np.uint64))
    return prints


def _mix(numbers: Prints) -> Prints:
    """Return numbers that depend on ``numbers`` as if drawn at random, each by itself.

    The finalizer of SplitMix64 (Steele, Lea and Flood, Fast splittable pseudorandom number
    generators, OOPSLA 2014).
    """
    mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    done: Prints = mixed ^ (mixed >> np.uint64(31))
    return done


def _number(*words: object, key: bytes = b"") -> int:
    text = "|".join(str(word) for word in words).encode()
    return int.from_bytes(hashlib.blake2b(text, key=key, digest_size=8).digest(), "big")
