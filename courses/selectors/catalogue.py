"""The courses that there are, and those that a reader looks for."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.cache import cache
from wagtail.models import Page

from courses.models import (
    CatalogueVersion,
    CourseOccupation,
    CoursePage,
    CoursePrerequisite,
    TaughtSkill,
)
from courses.selectors.pages import choose_versions, live_lessons
from courses.types import CourseModule, Teaches

CACHED_SECONDS = 3600


def list_modules(*, language: str) -> list[CourseModule]:
    """Return every course that is live in some language, in the order of the catalogue.

    The texts are in ``language`` where the course is live in it, else in its source language.
    One query while nothing has changed, six after a change: what is cached is known by a token
    that every change of a course or lesson renews.
    """
    token = CatalogueVersion.objects.values_list("token", flat=True).first()
    key = f"courses.modules.{token}.{language}"
    cached: list[CourseModule] | None = cache.get(key) if token else None
    if cached is None:
        cached = _read_modules(language)
        if token:
            cache.set(key, cached, CACHED_SECONDS)
    return cached


def _read_modules(language: str) -> list[CourseModule]:
    pages = list(
        CoursePage.objects.live().select_related("locale").defer("outcomes").order_by("pk")
    )
    versions: dict[UUID, list[CoursePage]] = defaultdict(list)
    for page in pages:
        versions[page.translation_key].append(page)
    chosen = choose_versions(pages, language)
    sources = [found[0].pk for found in versions.values()]
    parts = _Parts.read(sources)
    modules = [_build_module(chosen[key], found, parts) for key, found in versions.items()]
    order = {key: found[0].path for key, found in versions.items()}
    return sorted(modules, key=lambda module: order[module.course_key])


@dataclass(frozen=True, slots=True)
class _Parts:
    """What belongs to courses, by the id of their source page, or by path for lessons."""

    teaches: dict[int, list[Teaches]]
    occupations: dict[int, list[str]]
    requires: dict[int, list[UUID]]
    lessons: dict[str, list[int]]

    @classmethod
    def read(cls, page_ids: list[int]) -> "_Parts":
        """Read everything, one query a kind."""
        taught = TaughtSkill.objects.filter(page__in=page_ids).order_by("sort_order")
        occupations = CourseOccupation.objects.filter(page__in=page_ids).order_by("sort_order")
        requires = CoursePrerequisite.objects.filter(page__in=page_ids).order_by("sort_order")
        lessons: dict[str, list[int]] = defaultdict(list)
        for path, minutes in live_lessons().values_list("path", "minutes"):
            lessons[path[: -Page.steplen]].append(minutes)
        return cls(
            teaches=_group(
                taught.values_list("page_id", "skill__code", "from_level", "to_level"), Teaches
            ),
            occupations=_group(occupations.values_list("page_id", "occupation__code"), str),
            requires=_group(requires.values_list("page_id", "course__translation_key"), UUID),
            lessons=lessons,
        )


def _group(rows: Iterable[tuple[Any, ...]], build: Callable[..., Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for page_id, *values in rows:
        found[page_id].append(build(*(str(v) if isinstance(v, UUID) else v for v in values)))
    return found


def _build_module(page: CoursePage, versions: list[CoursePage], parts: _Parts) -> CourseModule:
    source = versions[0]
    # a course that is only half translated is as long as its source
    minutes = max(parts.lessons.get(page.path, []), parts.lessons.get(source.path, []), key=len)
    return CourseModule(
        course_key=page.translation_key,
        title=page.title,
        summary=page.summary,
        url=page.get_url() or "",
        icon=page.icon,
        minutes=sum(minutes),
        lessons=len(minutes),
        language=page.locale.language_code,
        languages=tuple(version.locale.language_code for version in versions),
        teaches=tuple(parts.teaches.get(source.pk, ())),
        requires=tuple(parts.requires.get(source.pk, ())),
        occupations=tuple(parts.occupations.get(source.pk, ())),
    )
