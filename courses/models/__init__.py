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
    CatalogueVersion,
    CompletionRecord,
    Enrolment,
    ImmutableError,
    ItemState,
    TestedLevel,
)

__all__ = [
    "Activity",
    "Attempt",
    "CatalogueVersion",
    "CompletionRecord",
    "CourseIndexPage",
    "CourseOccupation",
    "CoursePage",
    "CoursePrerequisite",
    "Enrolment",
    "ImmutableError",
    "ItemState",
    "LessonPage",
    "TaughtSkill",
    "TestedLevel",
]
