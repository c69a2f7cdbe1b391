"""The one function that says how far somebody is in a course, and the one for levels shown.

Every screen, mail, export and report uses these, so that they cannot contradict each other.
Arithmetic alone: no framework, no database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """How far somebody is in a course."""

    NO_TRACKED_CONTENT = "NO_TRACKED_CONTENT"
    NOT_STARTED = "NOT_STARTED"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"


class Reason(StrEnum):
    """Why the state is what it is."""

    NOTHING_REQUIRED = "NOTHING_REQUIRED"
    NOTHING_DONE = "NOTHING_DONE"
    SOMETHING_LEFT = "SOMETHING_LEFT"
    ALL_DONE = "ALL_DONE"
    NEW_SINCE = "NEW_SINCE"


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a course requires and this person can reach, and when they did it.

    An exercise is done once it is answered, whatever the score: 0 counts, no answer does not.
    """

    done_at: datetime | None = None

    @property
    def is_done(self) -> bool:
        """Whether it was done at any time."""
        return self.done_at is not None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far somebody is.

    ``percentage`` is 0 to 100, or nothing where nothing is required ("no tracked content", which
    is not 100 %). ``new_since`` counts what was added after the course was completed.
    """

    state: State
    percentage: int | None
    reason: Reason
    done: int
    required: int
    new_since: int = 0
    completed_at: datetime | None = None


def judge_course(*, items: Sequence[Item], completed_at: datetime | None = None) -> Verdict:
    """Return how far somebody is in a course that requires ``items`` of them.

    ``completed_at`` is the date of their completion record. A completion is never taken back:
    what is added later is told as "n new since", and the percentage stays 100. Percentages are
    rounded down, so that 100 means everything; once begun, at least 1 is shown.
    """
    required = len(items)
    done = sum(item.is_done for item in items)
    if completed_at is not None:
        left = required - done
        reason = Reason.NEW_SINCE if left else Reason.ALL_DONE
        return Verdict(State.COMPLETED, 100, reason, done, required, left, completed_at)
    if not required:
        return Verdict(State.NO_TRACKED_CONTENT, None, Reason.NOTHING_REQUIRED, 0, 0)
    if done == required:
        last = max(item.done_at for item in items if item.done_at is not None)
        return Verdict(State.COMPLETED, 100, Reason.ALL_DONE, done, required, 0, last)
    if not done:
        return Verdict(State.NOT_STARTED, 0, Reason.NOTHING_DONE, 0, required)
    percentage = max(1, 100 * done // required)
    return Verdict(State.IN_PROGRESS, percentage, Reason.SOMETHING_LEFT, done, required)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A required exercise about one skill in one course.

    ``is_taught`` says that its level lies in what the course teaches (from < level <= to).
    """

    level: int
    is_taught: bool
    is_passed: bool


def find_shown_level(exercises: Iterable[Evidence]) -> int | None:
    """Return the level that passed exercises of one skill in one course show, or nothing.

    The highest level that the course teaches and exercises such that all required exercises of
    the skill up to that level are passed. A level without an exercise of its own is never shown,
    and finishing the course shows none.
    """
    shown = None
    known = sorted(exercises, key=lambda exercise: exercise.level)
    for level in sorted({exercise.level for exercise in known}):
        here = [exercise for exercise in known if exercise.level == level]
        if not all(exercise.is_passed for exercise in here):
            break
        if any(exercise.is_taught for exercise in here):
            shown = level
    return shown
