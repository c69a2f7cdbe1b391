"""What the pages of courses show about their reader; each tag asks one selector."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from courses.blocks import PHRASE_LANGUAGES
from courses.forms import stamp
from courses.models import LessonPage
from courses.selectors.certificates import Offer, get_offer
from courses.selectors.course_pages import CourseView, get_course
from courses.selectors.lessons import (
    STEPS,
    ExerciseView,
    LessonView,
    get_lesson,
    get_sample_exercise,
)
from courses.selectors.playing import PlayerView, get_player
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
    return get_course(course=context["page"], learner=_find_learner(context), at=timezone.now())


@register.simple_tag(takes_context=True)
def certificate_offer(context: dict[str, Any], course: CourseView) -> Offer | None:
    """Return what the page of a course says of its certificate to those who take it."""
    learner = _find_learner(context)
    if learner is None or learner.user_id is None or not course.progress.is_enrolled:
        return None
    return get_offer(user_id=learner.user_id, course_key=course.course_key, at=timezone.now())


@register.simple_tag(takes_context=True)
def lesson_view(context: dict[str, Any]) -> LessonView:
    """Return what the page of a lesson shows its reader."""
    page = context["page"]
    return get_lesson(
        lesson=page,
        course=page.get_parent().specific,
        learner=_find_learner(context),
        place=context["request"].GET.get(STEPS, ""),
        unsent=context.get("unsent"),
    )


@register.simple_tag
def drawn_now() -> str:
    """Return the present moment as the forms of a page carry it."""
    return stamp(timezone.now())


@register.simple_tag
def sample_exercise(value: Any) -> ExerciseView:
    """Return an exercise that nobody has answered, for the preview of its block."""
    return get_sample_exercise(kind=value.block.name, value=value)


@register.simple_tag(takes_context=True)
def h5p_player(context: dict[str, Any], exercise: ExerciseView) -> PlayerView:
    """Return the frame of an H5P module, for whoever the page is drawn for."""
    page = context.get("page")
    return get_player(
        request=context["request"],
        page=page if isinstance(page, LessonPage) else None,
        exercise=exercise,
        at=timezone.now(),
    )


@register.filter
def phrase_language(code: str) -> str:
    """Return a language's own name."""
    return dict(PHRASE_LANGUAGES).get(code, code)
