"""The one function that says how far somebody is in a course, and the one for levels shown.

Every screen, mail, export and report uses these, so that they cannot contradict each other.
Arithmetic alone: no framework, no database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


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
class Shown:
    """What somebody has shown in one activity.

    ``done_at`` and ``passed_at`` are the dates of the first attempt and the first pass,
    ``last_at`` and ``last_passed_at`` those of the last. ``granted_at`` and ``pass_granted_at``
    are when a trainer marked it as done, or as passed.
    """

    done_at: datetime | None = None
    passed_at: datetime | None = None
    last_at: datetime | None = None
    last_passed_at: datetime | None = None
    granted_at: datetime | None = None
    pass_granted_at: datetime | None = None


def find_test(shown: Shown, *, counts_latest: bool) -> datetime | None:
    """Return when attempts passed it: any of them, or the latest where only that counts."""
    if not counts_latest:
        return shown.passed_at
    if shown.last_at is None or shown.last_passed_at is None:
        return None
    return shown.last_passed_at if shown.last_passed_at >= shown.last_at else None


def find_pass(shown: Shown, *, counts_latest: bool) -> datetime | None:
    """Return when it was passed, by an attempt that counts or by a trainer's word."""
    return _earlier(find_test(shown, counts_latest=counts_latest), shown.pass_granted_at)


def find_done(shown: Shown, *, must_pass: bool, counts_latest: bool) -> datetime | None:
    """Return when it was done.

    An exercise is done once it is answered, whatever the score: 0 counts, no answer does not. It
    ``must_pass`` only where its rule says so.
    """
    if must_pass:
        return find_pass(shown, counts_latest=counts_latest)
    return _earlier(shown.done_at, shown.granted_at)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((date for date in (one, other) if date is not None), default=None)


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a course requires and this person can reach, and when they did it.

    ``lesson`` is what it is part of; what was added after a completion is counted by lessons.
    """

    done_at: datetime | None = None
    lesson: UUID | None = None

    @property
    def is_done(self) -> bool:
        """Whether it was done at any time."""
        return self.done_at is not None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far somebody is.

    ``percentage`` is 0 to 100, or nothing where nothing is required ("no tracked content", which
    is not 100 %). ``new_since`` counts the lessons in which something was added after the course
    was completed.
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
        new = _count_new(items)
        reason = Reason.NEW_SINCE if new else Reason.ALL_DONE
        return Verdict(State.COMPLETED, 100, reason, done, required, new, completed_at)
    if not required:
        return Verdict(State.NO_TRACKED_CONTENT, None, Reason.NOTHING_REQUIRED, 0, 0)
    if done == required:
        last = max(item.done_at for item in items if item.done_at is not None)
        return Verdict(State.COMPLETED, 100, Reason.ALL_DONE, done, required, 0, last)
    if not done:
        return Verdict(State.NOT_STARTED, 0, Reason.NOTHING_DONE, 0, required)
    percentage = max(1, 100 * done // required)
    return Verdict(State.IN_PROGRESS, percentage, Reason.SOMETHING_LEFT, done, required)


def _count_new(items: Sequence[Item]) -> int:
    left = [item.lesson for item in items if not item.is_done]
    return left.count(None) + len(set(left) - {None})


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
