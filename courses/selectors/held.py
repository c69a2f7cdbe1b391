"""Live lessons held in memory for those who hand something in, never out of date.

Reading a lesson with its course, as Wagtail does, costs more than recording an attempt in it. What
is held is known by the token of the catalogue, which every change of a page renews for all
processes.
"""

from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from wagtail.models import PageViewRestriction

from courses.models import CatalogueVersion, CoursePage, LessonPage
from courses.selectors.pages import find_first_lesson, live_lessons

HELD = 256
"""Lessons in the memory of one process."""


@dataclass(frozen=True, slots=True)
class HeldLesson:
    """A live lesson with its locale and its course, and who may read it."""

    lesson: LessonPage
    course: CoursePage
    restrictions: tuple[PageViewRestriction, ...]
    is_first: bool


def get_held_lesson(page_id: int) -> HeldLesson:
    """Return a lesson that is live in a live course; one query, and six after a change.

    The lesson is the caller's own copy.

    :raises LessonPage.DoesNotExist: if there is none.
    """
    token = CatalogueVersion.objects.values_list("token", flat=True).first()
    held = _hold(token, page_id) if token else _read(page_id)
    return HeldLesson(copy(held.lesson), held.course, held.restrictions, held.is_first)


@lru_cache(maxsize=HELD)
def _hold(token: UUID, page_id: int) -> HeldLesson:
    return _read(page_id)


def _read(page_id: int) -> HeldLesson:
    lesson = live_lessons().select_related("locale").get(pk=page_id)
    course = lesson.get_parent().specific
    lesson._cached_parent_obj = course  # noqa: SLF001  # where treebeard keeps it
    first = find_first_lesson(course_key=course.translation_key)
    restrictions = tuple(lesson.get_view_restrictions())
    return HeldLesson(lesson, course, restrictions, first == lesson.translation_key)
