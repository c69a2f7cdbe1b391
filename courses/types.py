"""Values that this package hands to others and to its templates."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

LESSON_STEP = 1000
"""Between the positions of two lessons; exercises lie between."""

EXPIRING = "courses.expiring"
"""The kind of message that says that a completion expires soon."""


@dataclass(frozen=True, slots=True)
class Teaches:
    """A skill that a course raises, and from which level to which (0 to 5)."""

    skill_code: str
    from_level: int
    to_level: int


@dataclass(frozen=True, slots=True)
class CourseModule:
    """A course as the catalogue and the path see it: one, whatever its languages.

    ``language`` is that of the texts and of ``url``; ``languages`` are all that it is live in.
    ``requires`` are keys of courses, ``occupations`` are codes.
    """

    course_key: UUID
    title: str
    summary: str
    url: str
    icon: str
    minutes: int
    lessons: int
    language: str
    languages: tuple[str, ...]
    teaches: tuple[Teaches, ...]
    requires: tuple[UUID, ...]
    occupations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TestedSkill:
    """The highest level of a skill shown by evidence. ``kind`` is a value of TestedLevel.Kind."""

    __test__ = False  # the name is no test class

    level: int
    kind: str
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class RaisedLevel:
    """A tested level that has just risen."""

    skill_name: str
    level: int


@dataclass(frozen=True, slots=True)
class NextTry:
    """Which try at an exercise comes next: in which edition and cycle, after how many ``tries``."""

    edition: int = 1
    cycle: int = 1
    tries: int = 0


@dataclass(frozen=True, slots=True)
class RecordedAttempt:
    """What came of handing in an attempt. ``is_new`` is false for a second sending."""

    attempt_id: UUID
    is_new: bool
    score: float
    is_passed: bool
    raised: RaisedLevel | None = None
    is_course_completed: bool = False


class NothingChosenError(ValueError):
    """An exercise was handed in without an answer."""


class TextTooLongError(ValueError):
    """A text is longer than it may be: ``length`` characters instead of ``limit``."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} characters, at most {limit}")
        self.length = length
        self.limit = limit


class UnknownAnswerError(ValueError):
    """An answer does not belong to the exercise as it is now."""


class ForeignAttemptError(Exception):
    """The id of an attempt belongs to somebody else, or to another activity."""


class NoAttemptsLeftError(Exception):
    """The exercise was tried as often as it may be."""


class OwnRecordError(ValueError):
    """Somebody judges over their own record: that is for another to do."""


class MissingReasonError(ValueError):
    """A judgement over somebody's record was given without a reason."""
