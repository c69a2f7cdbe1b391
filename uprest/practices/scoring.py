"""The arithmetic of the self-check: a profile by dimension, and what has changed.

Answers are levels from 0 to 4, or one of two ways out, which are no levels: not known, and not
ours to decide. What has no level is left out of every mean and counted beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

HIGHEST = 4
LOW = 1
"""Up to this level an action is proposed."""
UNKNOWN, ELSEWHERE = "unknown", "elsewhere"
LEVELS = tuple(str(level) for level in range(HIGHEST + 1))
VALUES = (*LEVELS, UNKNOWN, ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Score:
    """What is known of one dimension. ``mean`` is the mean level, from 0 to 4, of ``rated``."""

    mean: float | None
    rated: int
    unknown: int
    elsewhere: int
    total: int

    @property
    def answered(self) -> int:
        """How many statements have any answer."""
        return self.rated + self.unknown + self.elsewhere


@dataclass(frozen=True, slots=True)
class Change:
    """By how many levels a mean differs, over ``items`` that have a level in both rounds."""

    difference: float
    items: int


def read_level(value: str) -> int | None:
    """Return the level that an answer stands for; nothing for a way out and for no answer."""
    return int(value) if value in LEVELS else None


def score(items: Sequence[str], answers: Mapping[str, str]) -> Score:
    """Return the profile of a dimension with the statements ``items``."""
    given = [answers.get(item, "") for item in items]
    levels = [level for value in given if (level := read_level(value)) is not None]
    return Score(
        mean=fmean(levels) if levels else None,
        rated=len(levels),
        unknown=given.count(UNKNOWN),
        elsewhere=given.count(ELSEWHERE),
        total=len(given),
    )


def compare(
    items: Sequence[str], before: Mapping[str, str], now: Mapping[str, str]
) -> Change | None:
    """Return the change over the statements that have a level in both rounds; nothing without.

    A statement rated for the first time can raise or lower a mean without anything having
    changed, so it does not count here.
    """
    pairs = [
        (first, second)
        for item in items
        if (first := read_level(before.get(item, ""))) is not None
        and (second := read_level(now.get(item, ""))) is not None
    ]
    if not pairs:
        return None
    return Change(difference=fmean(second - first for first, second in pairs), items=len(pairs))


def list_low(items: Sequence[str], answers: Mapping[str, str]) -> list[str]:
    """Return the statements that ask for an action, the lowest first: 0, 1, and not known."""
    order = {"0": 0, "1": 1, UNKNOWN: 2}
    low = [item for item in items if answers.get(item, "") in order]
    return sorted(low, key=lambda item: order[answers[item]])
