"""Courses from data files: as pages, in the source language and in others.

Building again changes nothing where the content is the same, and publishes what has changed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction
from django.utils.html import format_html, format_html_join
from wagtail.models import Locale, Page

from courses.models import (
    CourseIndexPage,
    CourseOccupation,
    CoursePage,
    CoursePrerequisite,
    LessonPage,
    TaughtSkill,
)
from courses.services.authored_blocks import build_body
from courses.services.authored_frame import Block, CourseDataError, Media
from uprest.skills.models import Occupation, Skill

PageT = TypeVar("PageT", bound=Page)
Texts = Mapping[str, str]
"""A text by the code of its language."""


@dataclass(frozen=True, slots=True)
class LessonData:
    """A lesson as its file has it."""

    slug: str
    title: Texts
    summary: Texts
    minutes: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CourseData:
    """A course as its file has it. ``teaches`` are skill, from and to; ``requires`` are slugs."""

    slug: str
    icon: str
    title: Texts
    summary: Texts
    audience: Texts
    outcomes: tuple[Texts, ...]
    occupations: tuple[str, ...]
    requires: tuple[str, ...]
    teaches: tuple[tuple[str, int, int], ...]
    lessons: tuple[LessonData, ...]

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "CourseData":
        """Return the course in ``raw``, the content of a data file.

        :raises CourseDataError: if something is missing.
        """
        try:
            return cls(
                slug=raw["slug"],
                icon=raw["icon"],
                title=raw["title"],
                summary=raw["summary"],
                audience=raw["audience"],
                outcomes=tuple(raw["outcomes"]),
                occupations=tuple(raw["occupations"]),
                requires=tuple(raw["requires"]),
                teaches=tuple((row["skill"], row["from"], row["to"]) for row in raw["teaches"]),
                lessons=tuple(
                    LessonData(
                        slug=lesson["slug"],
                        title=lesson["title"],
                        summary=lesson["summary"],
                        minutes=lesson["minutes"],
                        blocks=tuple(lesson["blocks"]),
                    )
                    for lesson in raw["lessons"]
                ),
            )
        except (KeyError, TypeError) as error:
            raise CourseDataError(f"A course's data lack {error}.") from error


@transaction.atomic
def build_course(*, index: CourseIndexPage, data: CourseData, media: Media) -> CoursePage:
    """Make or bring up to date the course below ``index``, in the language of ``index``.

    :raises CourseDataError: if a skill, an occupation, a required course or a file is unknown.
    """
    language = index.locale.language_code
    course: CoursePage | None = CoursePage.objects.child_of(index).filter(slug=data.slug).first()
    is_new = course is None
    if course is None:
        course = CoursePage(slug=data.slug, live=False)
        _set_fields(course, _course_fields(data, language))
        index.add_child(instance=course)
    is_changed = _set_rows(course, data, index)
    course = _publish(course, _course_fields(data, language), force=is_new or is_changed)
    for lesson in data.lessons:
        page = LessonPage.objects.child_of(course).filter(slug=lesson.slug).first()
        fields = _lesson_fields(data, lesson, language, media)
        is_new = page is None
        if page is None:
            page = LessonPage(slug=lesson.slug, live=False)
            _set_fields(page, fields)
            course.add_child(instance=page)
        _publish(page, fields, force=is_new)
    return course


@transaction.atomic
def translate_course(
    *, course: CoursePage, language: str, data: CourseData, media: Media
) -> CoursePage:
    """Make or bring up to date the translation of ``course`` and its lessons into ``language``.

    The index must be there in that language.

    :raises CourseDataError: if a skill, an occupation, a required course or a file is unknown.
    """
    locale = Locale.objects.get(language_code=language)
    translation, is_new = _get_translation(course, locale)
    is_changed = _set_rows(translation, data, course.get_parent())
    fields = _course_fields(data, language)
    translation = _publish(translation, fields, force=is_new or is_changed)
    for lesson in data.lessons:
        source = LessonPage.objects.child_of(course).get(slug=lesson.slug)
        page, is_new = _get_translation(source, locale)
        _publish(page, _lesson_fields(data, lesson, language, media), force=is_new)
    return translation


def _get_translation(source: PageT, locale: Locale) -> tuple[PageT, bool]:
    """Return the translation of ``source``, and whether it has just been made, as a draft."""
    page = source.get_translation_or_none(locale)
    is_new = page is None
    found: PageT = (page or source.copy_for_translation(locale)).specific
    return found, is_new


def _course_fields(data: CourseData, language: str) -> dict[str, Any]:
    outcomes = format_html_join(
        "", "<li>{}</li>", ((outcome[language],) for outcome in data.outcomes)
    )
    return {
        "title": data.title[language],
        "summary": data.summary[language],
        "audience": data.audience[language],
        "outcomes": str(format_html("<ul>{}</ul>", outcomes)),
        "icon": data.icon,
    }


def _lesson_fields(
    data: CourseData, lesson: LessonData, language: str, media: Media
) -> dict[str, Any]:
    place = f"{data.slug}/{lesson.slug}"
    body = build_body(lesson.blocks, place=place, language=language, media=media)
    return {
        "title": lesson.title[language],
        "summary": lesson.summary[language],
        "minutes": lesson.minutes,
        "body": body,
    }


def _publish(page: PageT, fields: dict[str, Any], *, force: bool) -> PageT:
    """Give ``page`` its fields and publish it, where something has changed or ``force`` says so.

    Returns the page as it is stored then.
    """
    changed = {name: value for name, value in fields.items() if _read(page, name) != value}
    if not changed and not force:
        return page
    _set_fields(page, changed)
    page.save_revision().publish()
    stored: PageT = type(page).objects.get(pk=page.pk)
    return stored


def _set_fields(page: Page, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(page, name, json.dumps(value) if name == "body" else value)
    page.draft_title = page.title


def _read(page: Page, name: str) -> Any:
    value = getattr(page, name)
    return list(value.get_prep_value()) if name == "body" else value


def _set_rows(course: CoursePage, data: CourseData, index: Page) -> bool:
    """Give the course its skills, occupations and required courses; return whether they changed.

    Required courses are named by their slugs below ``index``.
    """
    skills = _find(Skill, "code", [code for code, *_ in data.teaches])
    occupations = _find(Occupation, "code", data.occupations)
    required = _find(CoursePage.objects.child_of(index), "slug", data.requires)
    wanted = [
        [(skills[code].pk, first, last) for code, first, last in data.teaches],
        [(occupations[code].pk,) for code in data.occupations],
        [(required[slug].pk,) for slug in data.requires],
    ]
    if wanted == _list_rows(course):
        return False
    course.taught_skills = [
        TaughtSkill(skill=skills[code], from_level=first, to_level=last)
        for code, first, last in data.teaches
    ]
    course.occupations = [CourseOccupation(occupation=occupations[c]) for c in data.occupations]
    course.prerequisites = [CoursePrerequisite(course=required[slug]) for slug in data.requires]
    return True


def _list_rows(course: CoursePage) -> list[list[tuple[int, ...]]]:
    return [
        [(row.skill_id, row.from_level, row.to_level) for row in course.taught_skills.all()],
        [(row.occupation_id,) for row in course.occupations.all()],
        [(row.course_id,) for row in course.prerequisites.all()],
    ]


def _find(source: Any, name: str, values: Sequence[str]) -> dict[str, Any]:
    rows = getattr(source, "objects", source).filter(**{f"{name}__in": values})
    found = {getattr(row, name): row for row in rows}
    missing = [value for value in values if value not in found]
    if missing:
        raise CourseDataError(f"Unknown {name}: {', '.join(missing)}.")
    return found
