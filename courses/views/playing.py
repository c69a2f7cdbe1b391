"""What the page around an H5P frame sends: results and states. Answers are JSON."""

from collections.abc import Callable
from uuid import UUID

from allauth.core import ratelimit
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.forms import ReportForm, StateForm
from courses.models import CoursePage, LessonPage
from courses.selectors.access import open_lesson
from courses.services.playing import (
    TooEarlyError,
    TooManyResultsError,
    keep_state,
    record_result,
    record_visit,
)
from courses.types import ForeignAttemptError, RecordedAttempt, UnknownAnswerError
from uprest.accounts.middleware import find_learner, start_learner
from uprest.accounts.types import Learner
from uprest.h5p.services.states import BadStateError, StateTooLargeError
from uprest.xapi.reported import BadReportError

STATES_A_MINUTE = 120
MINUTE = 60


@require_POST
def take_result(request: HttpRequest, page_id: int, block_id: UUID) -> HttpResponse:
    """Record what a module reports of itself, or that it was opened."""
    lesson = _open(request, page_id)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _refuse("malformed", _("This was not understood, and nothing was kept."), 400)
    sent = form.cleaned_data

    def record(learner: Learner) -> RecordedAttempt | None:
        about = {
            "learner": learner,
            "lesson": lesson,
            "block_id": block_id,
            "content_id": sent["content"],
            "attempt_id": sent["attempt"],
            "at": timezone.now(),
        }
        if sent["statement"] is not None:
            return record_result(statement=sent["statement"], **about)
        return record_visit(stamp=sent["stamp"], **about)

    return _answer(request, lambda learner: _describe(record(learner)))


@require_POST
def take_state(request: HttpRequest, page_id: int, block_id: UUID) -> HttpResponse:
    """Keep where the learner is in a module."""
    lesson = _open(request, page_id)
    form = StateForm(request.POST)
    if not form.is_valid():
        return _refuse("malformed", _("This was not understood, and nothing was kept."), 400)
    sent = form.cleaned_data

    def keep(learner: Learner) -> JsonResponse:
        if _is_flooding(learner):
            raise TooManyResultsError
        keep_state(
            learner=learner,
            lesson=lesson,
            block_id=block_id,
            content_id=sent["content"],
            data_type=sent["type"],
            part=sent["part"],
            data=sent["value"],
            at=timezone.now(),
        )
        return JsonResponse({"kept": True})

    return _answer(request, keep)


def _open(request: HttpRequest, page_id: int) -> LessonPage:
    try:
        return open_lesson(request=request, page_id=page_id)
    except (LessonPage.DoesNotExist, CoursePage.DoesNotExist) as error:
        raise Http404 from error


def _answer(request: HttpRequest, deed: Callable[[Learner], JsonResponse]) -> JsonResponse:
    """Do what was asked for, or say in words and with a status why not."""
    try:
        # Whoever drops the cookie is somebody new each time, and would escape what holds a learner.
        if find_learner(request) is None and not ratelimit.consume(
            request, action="new_player", key="everybody"
        ):
            raise TooManyResultsError
        return deed(start_learner(request))
    except (BadReportError, BadStateError):
        return _refuse("malformed", _("This was not understood, and nothing was kept."), 400)
    except UnknownAnswerError:
        text = _("This exercise has just been changed. Load the lesson again to go on.")
        return _refuse("changed", text, 409)
    except TooEarlyError:
        return _refuse("too_early", _("Stay with it a little longer."), 409)
    except StateTooLargeError:
        text = _("This exercise stores too much: your place in it could not be kept.")
        return _refuse("too_large", text, 413)
    except TooManyResultsError:
        text = _("Too much at once. Your results so far are kept; wait a minute.")
        return _refuse("too_many", text, 429)
    except ForeignAttemptError as error:
        raise PermissionDenied from error


def _describe(recorded: RecordedAttempt | None) -> JsonResponse:
    if recorded is None:
        return JsonResponse({"recorded": False})
    return JsonResponse(
        {
            "recorded": True,
            "is_new": recorded.is_new,
            "score": recorded.score,
            "percent": round(100 * recorded.score),
            "course_completed": recorded.is_course_completed,
        }
    )


def _refuse(code: str, message: str, status: int) -> JsonResponse:
    response = JsonResponse({"error": code, "message": message}, status=status)
    if status == 429:
        response["Retry-After"] = str(MINUTE)
    return response


def _is_flooding(learner: Learner) -> bool:
    """Count a learner's states of this minute; rows are replaced, so only the work is bounded."""
    key = f"courses.h5p.states.{learner.user_id or learner.visitor_id}"
    if cache.add(key, 1, timeout=MINUTE):
        return False
    try:
        return cache.incr(key) > STATES_A_MINUTE
    except ValueError:  # it ended between the two
        return False
