"""Models of the catalogue and of the learning record."""

from courses.models.activities import (
    Activity,
    ActivityRule,
    ChangeKind,
    ContentChange,
    EvidenceSource,
)
from courses.models.attempts import Attempt, Correction, ItemState, LearnerText
from courses.models.catalogue import (
    CourseIndexPage,
    CourseOccupation,
    CoursePage,
    CoursePrerequisite,
    LessonPage,
    RetakeRule,
    TaughtSkill,
)
from courses.models.certificates import Certificate, StatusEntry
from courses.models.immutable import ImmutableError
from courses.models.recaps import RecapAnswer
from courses.models.records import (
    CatalogueVersion,
    CompletionRecord,
    Enrolment,
    LevelConfirmation,
    Reminder,
    TestedLevel,
)
from courses.models.regrades import RegradeOrder

__all__ = [
    "Activity",
    "ActivityRule",
    "Attempt",
    "CatalogueVersion",
    "Certificate",
    "ChangeKind",
    "CompletionRecord",
    "ContentChange",
    "Correction",
    "CourseIndexPage",
    "CourseOccupation",
    "CoursePage",
    "CoursePrerequisite",
    "Enrolment",
    "EvidenceSource",
    "ImmutableError",
    "ItemState",
    "LearnerText",
    "LessonPage",
    "LevelConfirmation",
    "RecapAnswer",
    "RegradeOrder",
    "Reminder",
    "RetakeRule",
    "StatusEntry",
    "TaughtSkill",
    "TestedLevel",
]
