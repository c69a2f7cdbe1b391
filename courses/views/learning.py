"""Enrolling, answering an exercise, marking a lesson as done. Each redirects back to the page."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.exercises.base import Unfinished
from courses.forms import AttemptForm
from courses.models import CoursePage, Enrolment, LessonPage
from courses.selectors.access import LessonClosed, open_lesson
from courses.selectors.lessons import STEPS, Unsent
from courses.selectors.pages import find_courses
from courses.selectors.progress import get_progress
from courses.services.attempts import answer_exercise, mark_lesson_done
from courses.services.cycles import begin_cycle
from courses.services.enrolments import enrol
from courses.types import (
    ForeignAttemptError,
    NoAttemptsLeftError,
    NothingChosenError,
    RecordedAttempt,
    TextTooLongError,
    UnknownAnswerError,
)
from uprest.accounts.middleware import find_learner, start_learner
from uprest.accounts.types import SignedInRequest

REFUSALS = (NoAttemptsLeftError, NothingChosenError, TextTooLongError, UnknownAnswerError)
"""Why an answer is not recorded, each with words for it."""


@require_POST
@login_required
def enrol_in_course(request: SignedInRequest, course_key: UUID) -> HttpResponse:
    """Enrol, and go on with the lesson that was asked for, or with the first one."""
    page = find_courses(course_keys=[course_key], language=get_language() or "en").get(course_key)
    if page is None:
        raise Http404
    if not all(one.accept_request(request) for one in page.get_view_restrictions()):
        raise PermissionDenied
    enrol(user=request.user, course_key=course_key, at=timezone.now())
    messages.success(request, _("You take this course now. Your place in it is kept."))
    return HttpResponseRedirect(_choose_target(request, fallback=page.get_url() or "/"))


@require_POST
@login_required
def renew_course(request: SignedInRequest, course_key: UUID) -> HttpResponse:
    """Begin the next round of a course that expires, and come back to its page."""
    page = find_courses(course_keys=[course_key], language=get_language() or "en").get(course_key)
    if page is None:
        raise Http404
    try:
        begin_cycle(user=request.user, course_key=course_key, at=timezone.now())
    except Enrolment.DoesNotExist as error:
        raise Http404 from error
    return HttpResponseRedirect(page.get_url() or "/")


def _choose_target(request: HttpRequest, *, fallback: str) -> str:
    target = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_safe else fallback


def _open(request: HttpRequest, page_id: int) -> LessonPage:
    try:
        return open_lesson(request=request, page_id=page_id)
    except (LessonPage.DoesNotExist, CoursePage.DoesNotExist) as error:
        raise Http404 from error


@require_POST
def answer(request: HttpRequest, page_id: int, block_id: UUID) -> HttpResponse:
    """Score an answer and come back to the exercise with its feedback."""
    try:
        lesson = _open(request, page_id)
    except LessonClosed:
        return _give_text_back(request)
    back = _make_address(lesson, block_id, request.POST.get(STEPS, ""))
    form = AttemptForm(request.POST)
    if not form.is_valid():
        return HttpResponseRedirect(back)
    at = timezone.now()
    try:
        recorded = answer_exercise(
            learner=start_learner(request),
            lesson=lesson,
            block_id=block_id,
            attempt_id=form.cleaned_data["attempt"],
            form=dict(request.POST.lists()),
            at=at,
            seconds=form.count_seconds(at),
        )
    except Unfinished as step:
        return HttpResponseRedirect(_make_address(lesson, block_id, step.steps))
    except ForeignAttemptError as error:
        raise PermissionDenied from error
    except REFUSALS as problem:
        return _explain(request, lesson, block_id, problem, back)
    _tell(request, recorded)
    return HttpResponseRedirect(_make_address(lesson, block_id))


def _make_address(lesson: LessonPage, block_id: UUID, steps: str = "") -> str:
    """Return the address of an exercise, where somebody is in it included."""
    place = f"?{urlencode({STEPS: f'{block_id}.{steps}'})}" if steps else ""
    return f"{lesson.get_url()}{place}#exercise-{block_id}"


def _explain(
    request: HttpRequest, lesson: LessonPage, block_id: UUID, problem: Exception, back: str
) -> HttpResponse:
    """Say why an answer was not taken. What somebody has written comes back with it."""
    text = request.POST.get("text", "")
    if isinstance(problem, TextTooLongError):
        words = _(
            "Your text has %(length)d characters. It can have %(limit)d. "
            "It is not kept yet: make it shorter and send it again."
        ) % {"length": problem.length, "limit": problem.limit}
        context = lesson.get_context(request)
        context["unsent"] = Unsent(block_id, text, words)
        return TemplateResponse(request, lesson.get_template(request), context, status=422)
    if isinstance(problem, UnknownAnswerError) and text:
        kept = {"text": text, "is_closed": False, "lesson_url": lesson.get_url()}
        return TemplateResponse(request, "courses/kept_text.html", kept, status=409)
    if isinstance(problem, UnknownAnswerError):
        words = _("This exercise has just been changed. Look at it again, and answer anew.")
    elif isinstance(problem, NoAttemptsLeftError):
        words = _("You have used all tries. Your best result counts.")
    elif "text" in request.POST:
        words = _("Write something first.")
    else:
        words = _("Choose an answer first.")
    messages.error(request, words)
    return HttpResponseRedirect(back)


def _give_text_back(request: HttpRequest) -> HttpResponse:
    """Refuse an answer to a closed lesson. What somebody has written comes back to be copied."""
    text = request.POST.get("text", "")
    if not text:
        raise LessonClosed
    context = {"text": text, "is_closed": True}
    return TemplateResponse(request, "courses/kept_text.html", context, status=403)


@require_POST
def mark_done(request: HttpRequest, page_id: int) -> HttpResponse:
    """Count the lesson as read and go on to the next one, or back to the course."""
    lesson = _open(request, page_id)
    course = lesson.get_parent().specific
    form = AttemptForm(request.POST)
    if not form.is_valid():
        return HttpResponseRedirect(lesson.get_url())
    try:
        recorded = mark_lesson_done(
            learner=start_learner(request),
            lesson=lesson,
            attempt_id=form.cleaned_data["attempt"],
            at=timezone.now(),
        )
    except ForeignAttemptError as error:
        raise PermissionDenied from error
    if recorded:
        _tell(request, recorded)
    fallback = course.get_url() or "/"
    if not _choose_target(request, fallback="") and recorded and not recorded.is_course_completed:
        _tell_what_is_left(request, course)
    return HttpResponseRedirect(_choose_target(request, fallback=fallback))


def _tell(request: HttpRequest, recorded: RecordedAttempt) -> None:
    if recorded.raised:
        messages.success(
            request,
            _("You have shown level %(level)d in “%(skill)s”. Your profile has moved.")
            % {"level": recorded.raised.level, "skill": recorded.raised.skill_name},
        )
    if recorded.is_course_completed:
        messages.success(request, _("You have completed this course. Well done."))


def _tell_what_is_left(request: HttpRequest, course: CoursePage) -> None:
    key = course.translation_key
    progress = get_progress(learner=find_learner(request), course_keys=[key])[key]
    left = progress.required - progress.done
    if left:
        messages.info(
            request,
            ngettext(
                "One thing is left until this course is complete.",
                "%(count)d things are left until this course is complete.",
                left,
            )
            % {"count": left},
        )
