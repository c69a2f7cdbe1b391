"""What a path is planned from, and what a plan says. Levels are 0 to 5, times are minutes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Gap:
    """A skill's level now, the level that the job requires, and its importance (0 or more)."""

    skill: str
    current: int
    required: int
    importance: float


@dataclass(frozen=True, slots=True)
class Profile:
    """The person: gaps, languages (the one they like best first) and modules already done.

    A done module satisfies the `requires` of others. It raises nothing: what it taught is already
    in the current levels, and a skill without a gap starts at 0.
    """

    gaps: tuple[Gap, ...]
    languages: tuple[str, ...]
    done: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Teaching:
    """A module raises one skill to a level, for those who have reached its entry level."""

    skill: str
    from_level: int
    to_level: int


@dataclass(frozen=True, slots=True)
class Module:
    """A course or a part of one, that takes some minutes (above 0) and is taken as a whole."""

    id: str
    minutes: int
    languages: tuple[str, ...]
    teaches: tuple[Teaching, ...]
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RaisesSkill:
    """The step raises a skill that the job needs; `from_level` is the level reached before it."""

    skill: str
    from_level: int
    to_level: int
    required: int
    importance: float


@dataclass(frozen=True, slots=True)
class NeededBefore:
    """A later step of the path cannot be taken without this one."""

    module: str


Reason: TypeAlias = RaisesSkill | NeededBefore


@dataclass(frozen=True, slots=True)
class Step:
    """One module of a path and why it is there; there is always a reason."""

    module: Module
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Modules in an order in which they can be taken, and whether no others are worth more."""

    modules: tuple[Module, ...]
    optimal: bool


class Obstacle(StrEnum):
    """Why the nearest module for a gap is not in the path; the nearest obstacle to clear first."""

    MINUTES = "MINUTES"
    """It could be taken with more minutes."""
    ENTRY_LEVEL = "ENTRY_LEVEL"
    """It asks for a level that no module leads to."""
    REQUIRES = "REQUIRES"
    """It comes after a module that cannot be taken."""
    LANGUAGE = "LANGUAGE"
    """It is in none of the person's languages."""
    NOT_TAUGHT = "NOT_TAUGHT"
    """No module teaches the skill above the person's level."""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A gap that the path leaves as it is, the nearest module, and why that one does not fit.

    `module` is None where none teaches the skill. `entry` is what an `ENTRY_LEVEL` asks for;
    `requires` is the module that a `REQUIRES` waits for.
    """

    gap: Gap
    obstacle: Obstacle
    module: Module | None = None
    entry: Teaching | None = None
    requires: str | None = None


@dataclass(frozen=True, slots=True)
class LearningPath:
    """A plan: steps in an order in which they can be taken.

    `gain` is the worth of the levels gained (the k-th missing level of a skill is worth importance
    / k), `minutes` the time of all steps. `optimal` tells that no other path within the minutes has
    a larger gain; it is False where the search ran out of time or could not run.
    """

    steps: tuple[Step, ...]
    minutes: int
    gain: float
    optimal: bool
    uncovered: tuple[Uncovered, ...] = ()
