"""How lessons have changed since they were first out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from courses.models import ChangeKind, ContentChange, LessonPage


@dataclass(frozen=True, slots=True)
class Changes:
    """Which edition of a lesson is out (from 1), and when it last had a major change."""

    edition: int = 1
    updated_at: datetime | None = None


def read_changes(*, lesson_keys: Collection[UUID]) -> dict[UUID, Changes]:
    """Return what has happened to each lesson, from the log of its changes; one query."""
    found = {key: Changes() for key in lesson_keys}
    for change in ContentChange.objects.filter(lesson_key__in=lesson_keys).order_by("at", "pk"):
        known = found[change.lesson_key]
        if change.kind == ChangeKind.NEW_EDITION:
            found[change.lesson_key] = Changes(known.edition + 1)
        elif change.kind == ChangeKind.MAJOR:
            found[change.lesson_key] = Changes(known.edition, change.at)
    return found


def is_source(lesson: LessonPage) -> bool:
    """Return whether ``lesson`` is live, and the oldest live version of all its languages."""
    versions = LessonPage.objects.live().filter(translation_key=lesson.translation_key)
    return bool(versions.order_by("pk").values_list("pk", flat=True).first() == lesson.pk)
