"""The live pages of courses and lessons, in the reader's language or the nearest one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Length, Substr
from wagtail.models import Page

from courses.models import Activity, CoursePage, LessonPage

PageT = TypeVar("PageT", bound=Page)


def live_lessons() -> QuerySet[LessonPage]:
    """Return the lessons that are live in a course that is live."""
    parent_path = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
    courses = CoursePage.objects.live().filter(path=parent_path)
    lessons: QuerySet[LessonPage] = LessonPage.objects.live().filter(Exists(courses))
    return lessons


def find_courses(*, course_keys: Collection[UUID], language: str) -> dict[UUID, CoursePage]:
    """Return the live course of each key in ``language``, else in its source language."""
    pages = CoursePage.objects.live().filter(translation_key__in=course_keys)
    return choose_versions(pages.select_related("locale").order_by("pk"), language)


@dataclass(frozen=True, slots=True)
class FoundCourse:
    """A course in the reader's language, and in its source language, whose settings hold."""

    page: CoursePage
    source: CoursePage


def find_course(*, course_key: UUID, language: str) -> FoundCourse | None:
    """Return the live course in ``language``, else in its source language; nothing if gone."""
    pages = CoursePage.objects.live().filter(translation_key=course_key)
    versions = list(pages.select_related("locale").order_by("pk"))
    if not versions:
        return None
    return FoundCourse(choose_versions(versions, language)[course_key], versions[0])


def find_lessons(*, lesson_keys: Collection[UUID], language: str) -> dict[UUID, LessonPage]:
    """Return the live lesson of each key in ``language``, else in its source language.

    The bodies are left out.
    """
    pages = live_lessons().filter(translation_key__in=lesson_keys).defer("body")
    return choose_versions(pages.select_related("locale").order_by("pk"), language)


def find_first_lesson(*, course_key: UUID) -> UUID | None:
    """Return the key of the lesson of a course that is open to all."""
    lessons = Activity.objects.filter(
        course_key=course_key, kind=Activity.Kind.LESSON, is_live=True, is_required=True
    )
    return lessons.order_by("position").values_list("lesson_key", flat=True).first()


def find_first_lesson_url(course: CoursePage) -> str:
    """Return the address of the lesson that is open to all, or nothing where there is none."""
    key = find_first_lesson(course_key=course.translation_key)
    if key is None:
        return ""
    pages = find_lessons(lesson_keys=[key], language=course.locale.language_code)
    return (pages[key].get_url() or "") if key in pages else ""


def choose_versions(pages: Iterable[PageT], language: str) -> dict[UUID, PageT]:
    """Return one page for each translation key: that in ``language``, else the oldest.

    ``pages`` come with their locale, oldest first: the oldest is the one that was translated.
    """
    chosen: dict[UUID, PageT] = {}
    for page in pages:
        if page.translation_key not in chosen or page.locale.language_code == language:
            chosen[page.translation_key] = page
    return chosen
