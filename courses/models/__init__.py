"""Models of the catalogue and of the learning record."""

from courses.models.catalogue import (
    CourseIndexPage,
    CourseOccupation,
    CoursePage,
    CoursePrerequisite,
    LessonPage,
    TaughtSkill,
)
from courses.models.records import (
    Activity,
    Attempt,
    CompletionRecord,
    CourseState,
    Enrolment,
    ItemState,
    TestedLevel,
)

__all__ = [
    "Activity",
    "Attempt",
    "CompletionRecord",
    "CourseIndexPage",
    "CourseOccupation",
    "CoursePage",
    "CoursePrerequisite",
    "CourseState",
    "Enrolment",
    "ItemState",
    "LessonPage",
    "TaughtSkill",
    "TestedLevel",
]
