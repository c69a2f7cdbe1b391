"""What the pages of courses show about their reader; each tag asks one selector."""

from typing import Any

from django import template
from django.utils.translation import get_language

from courses.blocks import PHRASE_LANGUAGES
from courses.selectors.course_pages import CourseView, get_course
from courses.selectors.lessons import ExerciseView, LessonView, get_lesson, get_sample_exercise
from courses.selectors.search import Catalogue, search_catalogue
from uprest.accounts.middleware import find_learner
from uprest.accounts.types import Learner

register = template.Library()


def _find_learner(context: dict[str, Any]) -> Learner | None:
    """Return who reads; in the editor's preview nobody does."""
    request = context["request"]
    return None if getattr(request, "is_preview", False) else find_learner(request)


@register.simple_tag(takes_context=True)
def catalogue(context: dict[str, Any]) -> Catalogue:
    """Return the courses that the request's address asks for."""
    return search_catalogue(
        params=context["request"].GET,
        language=get_language() or "en",
        learner=_find_learner(context),
    )


@register.simple_tag(takes_context=True)
def course_view(context: dict[str, Any]) -> CourseView:
    """Return what the page of a course shows its reader."""
    return get_course(course=context["page"], learner=_find_learner(context))


@register.simple_tag(takes_context=True)
def lesson_view(context: dict[str, Any]) -> LessonView:
    """Return what the page of a lesson shows its reader."""
    page = context["page"]
    return get_lesson(
        lesson=page, course=page.get_parent().specific, learner=_find_learner(context)
    )


@register.simple_tag
def sample_exercise(kind: str, value: Any) -> ExerciseView:
    """Return an exercise that nobody has answered, for the preview of its block."""
    return get_sample_exercise(kind=kind, value=value)


@register.filter
def phrase_language(code: str) -> str:
    """Return a language's own name."""
    return dict(PHRASE_LANGUAGES).get(code, code)
