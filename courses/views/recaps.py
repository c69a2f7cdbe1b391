"""Recap questions: one on a page, to be answered or left for later."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.exercises.base import Unfinished
from courses.forms import AttemptForm
from courses.models import CoursePage, LessonPage
from courses.recaps import AT_ONCE
from courses.selectors.access import open_lesson
from courses.selectors.lessons import STEPS
from courses.selectors.recaps import get_question, get_result
from courses.services.recaps import NotDueError, answer_recap
from courses.types import ForeignAttemptError, NothingChosenError, UnknownAnswerError
from uprest.accounts.types import SignedInRequest

ANSWERED, WANTED, SKIP = "answered", "question", "skip"


@login_required
@never_cache
@require_safe
def recap(request: SignedInRequest) -> HttpResponse:
    """Show the next question, or what came of the answer to the last one."""
    language, at = get_language() or "en", timezone.now()
    answered = _read_keys(request, ANSWERED)
    if answered:
        result = get_result(
            user_id=request.user.pk, answer_id=answered[0], language=language, at=at
        )
        if result is not None:
            return render(request, "courses/recap_result.html", {"result": result})
    question = get_question(
        request=request,
        user_id=request.user.pk,
        language=language,
        at=at,
        skip=_read_keys(request, SKIP),
        wanted=next(iter(_read_keys(request, WANTED)), None),
        steps=request.GET.get(STEPS, ""),
    )
    later = urlencode({SKIP: question.skip}, doseq=True) if question else ""
    return render(request, "courses/recap.html", {"question": question, "later": later})


@login_required
@require_POST
def answer(request: SignedInRequest, page_id: int, activity_key: UUID) -> HttpResponse:
    """Keep an answer and show what came of it."""
    try:
        lesson = open_lesson(request=request, page_id=page_id)
    except (LessonPage.DoesNotExist, CoursePage.DoesNotExist) as error:
        raise Http404 from error
    form, at = AttemptForm(request.POST), timezone.now()
    if not form.is_valid():
        return _go_back({})
    try:
        given = answer_recap(
            user_id=request.user.pk,
            activity_key=activity_key,
            lesson=lesson,
            answer_id=form.cleaned_data["attempt"],
            form=dict(request.POST.lists()),
            asked_at=form.cleaned_data["drawn"],
            at=at,
        )
    except Unfinished as step:
        return _go_back({WANTED: activity_key, STEPS: step.steps})
    except NothingChosenError:
        messages.error(request, _("Choose an answer first."))
        return _go_back({WANTED: activity_key})
    except UnknownAnswerError:
        messages.error(
            request, _("This exercise has just been changed. Look at it again, and answer anew.")
        )
        return _go_back({WANTED: activity_key})
    except NotDueError:
        messages.info(request, _("You have answered this question already."))
        return _go_back({})
    except ForeignAttemptError as error:
        raise PermissionDenied from error
    return _go_back({ANSWERED: given.pk})


def _go_back(place: dict[str, object]) -> HttpResponse:
    query = f"?{urlencode(place)}" if place else ""
    return HttpResponseRedirect(reverse("courses:recap") + query)


def _read_keys(request: SignedInRequest, name: str) -> tuple[UUID, ...]:
    """Return the ids under ``name`` in the address; what is none is left out."""
    keys = []
    for value in request.GET.getlist(name)[:AT_ONCE]:
        try:
            keys.append(UUID(value))
        except ValueError:
            continue
    return tuple(keys)
