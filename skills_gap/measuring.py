"""Measure levels against what a job requires: which question comes next, which gaps are largest.

Pure arithmetic on the person's own levels; no database and no clock. A question is known by its
skill. Every function reads the requirements in the framework's order, which settles ties.

How the questions are chosen (the exact bound): a skill can show a weighted gap of at most
importance x required, so questions come in the order of that bound and stop when the next one could
not beat the fifth largest positive weighted gap found so far. The top five are then the same as if
every question had been asked. A few random extra questions from the rest, each with a known chance,
keep the means of a city unbiased.

Everything is recomputed from the answers and the seed, and the history does not matter: a check
that is resumed asks the same questions, and an earlier answer may be changed at any time.
"""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import fsum
from typing import Final, TypeAlias

LEVELS: Final = range(6)
TOP_GAPS: Final = 5
RANDOM_EXTRAS: Final = 3
SHRINKAGE: Final = 0.4
"""How much of a skill's distance from its area's mean is believed, from answers given twice."""


class NoLevel(StrEnum):
    """The ways out of a question: the answer is kept and shows neither a level nor a gap."""

    NOT_MY_JOB = "NOT_MY_JOB"
    UNKNOWN = "UNKNOWN"
    SKIPPED = "SKIPPED"


Answer: TypeAlias = int | NoLevel


class Why(StrEnum):
    """Why a question is asked."""

    BOUND = "BOUND"
    """Its gap could still enter the top five."""
    RANDOM = "RANDOM"
    """It was drawn from the rest, with a known chance."""
    CHOSEN = "CHOSEN"
    """The person asked for the rest, or it was drawn before an earlier answer was changed."""


class StopReason(StrEnum):
    """Why no further question is asked."""

    BOUND = "BOUND"
    """None of the remaining questions could enter the top five."""
    ALL_ASKED = "ALL_ASKED"
    """No question remains."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a job requires of one skill: the level (0 to 5) and its importance (0 to 3)."""

    skill: str
    required: int
    importance: int

    @property
    def bound(self) -> int:
        """The largest weighted gap that an answer could show."""
        return self.importance * self.required


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a check: its skill, why it is asked, and its chance (above 0, at most 1)."""

    skill: str
    why: Why
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class Check:
    """Where a skills check stands.

    `questions` are all that are asked, in order: those answered and, if every open answer showed no
    gap, those to come. `following` is the next one without an answer. `at_most_left` is the largest
    number that can still come, extras included. `stopped_because` is set once nothing is open.
    """

    questions: tuple[Question, ...]
    following: Question | None
    at_most_left: int
    stopped_because: StopReason | None


@dataclass(frozen=True, slots=True)
class MeasuredGap:
    """A person's level (0 to 5) in one skill beside what the job requires."""

    skill: str
    level: int
    required: int
    importance: int

    @property
    def gap(self) -> int:
        """Levels missing; 0 when the requirement is met."""
        return max(0, self.required - self.level)

    @property
    def weighted_gap(self) -> int:
        """Importance x missing levels."""
        return self.importance * self.gap

    @property
    def met(self) -> bool:
        """Whether the level is at least the required one."""
        return self.level >= self.required


def follow_check(
    requirements: Sequence[Requirement],
    answers: Mapping[str, Answer],
    *,
    seed: int,
    ask_the_rest: bool = False,
    extras: int = RANDOM_EXTRAS,
) -> Check:
    """Tell which questions a check asks, given the answers so far.

    Where changing an earlier answer moved the bound's stop, an answer that is now neither asked by
    the bound nor drawn is `CHOSEN`, so that the chances of the others stay true.

    Skills with a required level of 0 are not asked, and answers to skills that the job does not
    require are ignored. `ask_the_rest` asks everything that the bound and the draw left over;
    `extras` is how many are drawn.

    Raise ValueError if a skill is required twice or a level is outside 0 to 5.
    """
    _refuse_levels_outside(answers)
    order = _by_bound(requirements)
    needed = _asked_by_bound(order, answers)
    rest = [requirement.skill for requirement in order[needed:]]
    drawn = _draw(requirements, rest, seed=seed, extras=extras)
    chosen = set(rest if ask_the_rest else answers).difference(drawn)
    questions = (
        *(Question(requirement.skill, Why.BOUND) for requirement in order[:needed]),
        *(Question(skill, Why.RANDOM, len(drawn) / len(rest)) for skill in drawn),
        *(Question(skill, Why.CHOSEN) for skill in rest if skill in chosen),
    )
    unanswered = [question for question in questions if question.skill not in answers]
    stopped = None
    if not unanswered:
        stopped = StopReason.ALL_ASKED if len(questions) == len(order) else StopReason.BOUND
    following = unanswered[0] if unanswered else None
    return Check(questions, following, len(unanswered), stopped)


def take_check(
    requirements: Sequence[Requirement],
    answers: Mapping[str, Answer],
    *,
    seed: int,
    ask_the_rest: bool = False,
) -> tuple[Check, dict[str, Answer]]:
    """Take a whole check with answers known beforehand; one that is missing counts as skipped.

    Return the finished check and the answers to what it asked. Raise ValueError as `follow_check`.
    """
    given: dict[str, Answer] = {}
    check = follow_check(requirements, given, seed=seed, ask_the_rest=ask_the_rest)
    while check.following is not None:
        skill = check.following.skill
        given[skill] = answers.get(skill, NoLevel.SKIPPED)
        check = follow_check(requirements, given, seed=seed, ask_the_rest=ask_the_rest)
    return check, given


def measure_gaps(
    requirements: Sequence[Requirement], answers: Mapping[str, Answer]
) -> tuple[MeasuredGap, ...]:
    """Set each level beside its requirement, in the framework's order.

    Skills without a level (a way out, or not asked) and skills with a required level of 0 are left
    out. Raise ValueError if a level is outside 0 to 5.
    """
    _refuse_levels_outside(answers)
    return tuple(
        MeasuredGap(requirement.skill, level, requirement.required, requirement.importance)
        for requirement in requirements
        if requirement.required > 0
        and (level := _level(answers.get(requirement.skill))) is not None
    )


def top_gaps(measured: Sequence[MeasuredGap], *, limit: int = TOP_GAPS) -> tuple[MeasuredGap, ...]:
    """Return the largest positive weighted gaps, largest first, ties in the order given."""
    positive = [gap for gap in measured if gap.weighted_gap > 0]
    return tuple(sorted(positive, key=lambda gap: -gap.weighted_gap)[:limit])


def strongest(measured: Sequence[MeasuredGap], *, limit: int = 1) -> tuple[MeasuredGap, ...]:
    """Return what the person is best at, best first: what to say before any gap.

    Met requirements come first, then the higher level, then the more important skill, then the
    order given. A level of 0 is never a strength.
    """
    able = [gap for gap in measured if gap.level > 0]
    return tuple(sorted(able, key=lambda gap: (not gap.met, -gap.level, -gap.importance))[:limit])


def shrink_levels(levels: Mapping[str, int], areas: Mapping[str, str]) -> dict[str, float]:
    """Pull each level towards the mean of its area: area mean + 0.4 x (own - area mean).

    `levels` are the person's own by skill; `areas` names the area of each of those skills.
    """
    by_area: dict[str, list[int]] = {}
    for skill, level in levels.items():
        by_area.setdefault(areas[skill], []).append(level)
    means = {area: sum(own) / len(own) for area, own in by_area.items()}
    return {
        skill: means[areas[skill]] + SHRINKAGE * (level - means[areas[skill]])
        for skill, level in levels.items()
    }


def about_equal_to_previous(
    ranked: Sequence[MeasuredGap], *, levels: Mapping[str, int], areas: Mapping[str, str]
) -> frozenset[str]:
    """Name the skills of a ranking that are about equal to the one before them.

    Two neighbours are about equal when their weighted gaps are the same, or when gaps from shrunken
    levels would not keep their order. The ranking itself always uses the person's own levels.

    `ranked` has the largest gap first, as from `top_gaps`; `levels` are all of the person's own by
    skill, those of `ranked` among them; `areas` names the area of each of those skills.
    """
    shrunken = shrink_levels(levels, areas)

    def shrunken_gap(gap: MeasuredGap) -> float:
        return gap.importance * max(0.0, gap.required - shrunken[gap.skill])

    return frozenset(
        lower.skill
        for upper, lower in pairwise(ranked)
        if lower.weighted_gap == upper.weighted_gap or shrunken_gap(lower) >= shrunken_gap(upper)
    )


def cronbach_alpha(rows: Sequence[Sequence[float | None]]) -> float:
    """Return Cronbach's alpha, the internal consistency of a set of items (Cronbach 1951).

    alpha = k / (k - 1) x (1 - sum of the items' variances / variance of the sums), with sample
    variances, over the people who answered every item. A row is a person, a column an item, None no
    answer.

    Raise ValueError with fewer than two items or two complete rows, or if all sums are the same.
    """
    complete = [[float(x) for x in row if x is not None] for row in rows if None not in row]
    items = len(complete[0]) if complete else 0
    if items < 2 or len(complete) < 2:
        raise ValueError("alpha needs at least two items and two people who answered them all")
    total = _variance([fsum(row) for row in complete])
    if total == 0:
        raise ValueError("alpha is not defined when everyone has the same sum")
    within = fsum(_variance(column) for column in zip(*complete, strict=True))
    return items / (items - 1) * (1 - within / total)


def _variance(values: Sequence[float]) -> float:
    mean = fsum(values) / len(values)
    return fsum((value - mean) ** 2 for value in values) / (len(values) - 1)


def _level(answer: Answer | None) -> int | None:
    return None if answer is None or isinstance(answer, NoLevel) else answer


def _refuse_levels_outside(answers: Mapping[str, Answer]) -> None:
    for skill, answer in answers.items():
        level = _level(answer)
        if level is not None and level not in LEVELS:
            raise ValueError(f"the level of {skill} is {level}, outside 0 to 5")


def _by_bound(requirements: Sequence[Requirement]) -> list[Requirement]:
    """Order what the job requires by the largest gap that an answer could show."""
    skills = [requirement.skill for requirement in requirements]
    if len(set(skills)) != len(skills):
        raise ValueError("a skill is required twice")
    required = [requirement for requirement in requirements if requirement.required > 0]
    return sorted(required, key=lambda requirement: -requirement.bound)


def _asked_by_bound(order: Sequence[Requirement], answers: Mapping[str, Answer]) -> int:
    """Count the questions that the bound asks, an open answer counting as no gap.

    A gap found can only bring the stop forward, so the count never grows as answers come in and is
    the true worst case; up to the first open answer it is exact.
    """
    found: list[int] = []
    for asked, requirement in enumerate(order):
        to_beat = found[TOP_GAPS - 1] if len(found) >= TOP_GAPS else 0
        if requirement.bound <= to_beat:
            return asked
        level = _level(answers.get(requirement.skill))
        if level is not None and level < requirement.required:
            weighted_gap = requirement.importance * (requirement.required - level)
            found = sorted([*found, weighted_gap], reverse=True)[:TOP_GAPS]
    return len(order)


def _draw(
    requirements: Sequence[Requirement], rest: Collection[str], *, seed: int, extras: int
) -> list[str]:
    """Draw the extras from the rest: its first ones in an order of all skills shuffled by the seed.

    Every skill of any rest then has the same chance, extras / len(rest); the draw replays exactly;
    and when the bound's stop moves, it redraws only what it must.
    """
    shuffled = [requirement.skill for requirement in requirements]
    random.Random(seed).shuffle(shuffled)  # noqa: S311  (a sample to be repeated, not a secret)
    return [skill for skill in shuffled if skill in rest][:extras]
