"""The skills check: choose your work, answer one question a screen, hand in."""

import secrets
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from skills_gap.forms import AnswerForm, StartForm
from skills_gap.measuring import StopReason
from skills_gap.models import Response
from skills_gap.selectors.checks import (
    COUNTING,
    CheckState,
    QuestionScreen,
    find_next_skill,
    find_response,
    get_question_screen,
    get_start_screen,
    read_check,
)
from skills_gap.services.responses import (
    NotAskedError,
    NotFinishedError,
    ResponseClosedError,
    ask_the_rest,
    record_answer,
    start_response,
    submit_response,
)
from uprest.accounts.middleware import COOKIE, find_learner, start_learner
from uprest.accounts.selectors import get_consent_text
from uprest.accounts.types import Learner, read_visit
from uprest.core.progress import Progress, progress
from uprest.ecosystem.middleware import read_city
from uprest.ecosystem.selectors import get_invited_organisation

SEED_BITS = 62


@dataclass(frozen=True, slots=True)
class FinishScreen:
    """The end of the questions. ``rest`` is how many could still be asked by choice."""

    stopped_by_bound: bool
    asked: int
    of: int
    rest: int
    previous: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose the work, and begin the check."""
    learner = find_learner(request)
    screen = get_start_screen(
        learner=learner, invited=get_invited_organisation(request), city=read_city(request)
    )
    if screen.survey is None or not screen.occupations:
        return render(request, "skills_gap/not_ready.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
    form = StartForm(
        request.POST if request.method == "POST" else None,
        occupations=screen.occupations,
        initial={"occupation": request.GET.get("work", "")},
    )
    if request.method == "POST" and form.is_valid():
        response = start_response(
            learner=start_learner(request),
            survey=screen.survey,
            occupation=form.cleaned_data["occupation"],
            organisation=screen.organisation,
            municipality=screen.municipality,
            sector=form.cleaned_data["sector"],
            counts=form.cleaned_data["counts"],
            language=get_language() or settings.LANGUAGE_CODE,
            seed=secrets.randbits(SEED_BITS),
            at=timezone.now(),
        )
        return redirect("skills_gap:question", response.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {
        "screen": screen,
        "form": form,
        "consent": get_consent_text(COUNTING) if screen.asks_for_consent else None,
        "visit_is_over": COOKIE in request.COOKIES and read_visit(request).id is None,
    }
    return render(request, "skills_gap/start.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Show the next question, or with ``?q=`` an earlier one; take the answer."""
    learner = find_learner(request)
    if learner is None:
        return show_gone(request)
    if request.method == "POST":
        return _take_answer(request, learner, response_id)
    response = _find_or_404(learner, response_id)
    if response.submitted_at is not None:
        return redirect("skills_gap:result", response_id)
    state = read_check(response=response)
    skill = request.GET.get("q", "")
    screen = get_question_screen(state=state, skill=skill)
    if screen is not None:
        # one address a question: the browser's own back button finds the question before
        if not skill:
            return _go_to(response_id, screen.skill)
        return _show_question(request, state, screen)
    if skill:
        return redirect("skills_gap:question", response_id)
    return render(request, "skills_gap/finish.html", _build_finish(state))


@require_POST
def rest(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Ask the questions that could not change the top five."""
    learner = find_learner(request)
    if learner is None:
        return show_gone(request)
    try:
        ask_the_rest(learner=learner, response_id=response_id)
    except Response.DoesNotExist as error:
        raise Http404 from error
    except ResponseClosedError:
        return redirect("skills_gap:result", response_id)
    return redirect("skills_gap:question", response_id)


@require_POST
def submit(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Hand the check in."""
    learner = find_learner(request)
    if learner is None:
        return show_gone(request)
    try:
        submit_response(learner=learner, response_id=response_id, at=timezone.now())
    except Response.DoesNotExist as error:
        raise Http404 from error
    except NotFinishedError:
        return redirect("skills_gap:question", response_id)
    return redirect("skills_gap:result", response_id)


def show_gone(request: HttpRequest) -> HttpResponse:
    """Say that a check is no longer on this phone, and what to do."""
    return render(request, "skills_gap/gone.html", status=HTTPStatus.GONE)


def _take_answer(request: HttpRequest, learner: Learner, response_id: UUID) -> HttpResponse:
    form = AnswerForm(request.POST)
    skill = form.data.get("skill", "")
    if not form.is_valid():
        return _ask_again(request, learner, response_id, skill)
    try:
        state = record_answer(
            learner=learner,
            response_id=response_id,
            skill=skill,
            given=form.cleaned_data["answer"],
            at=timezone.now(),
        )
    except Response.DoesNotExist as error:
        raise Http404 from error
    except ResponseClosedError:
        return redirect("skills_gap:result", response_id)
    except NotAskedError:
        return redirect("skills_gap:question", response_id)
    following = state.check.following
    return _go_to(
        response_id,
        find_next_skill(state=state, after=skill) or (following.skill if following else ""),
    )


def _ask_again(
    request: HttpRequest, learner: Learner, response_id: UUID, skill: str
) -> HttpResponse:
    """Show the same question with a word on what is missing."""
    state = read_check(response=_find_or_404(learner, response_id))
    screen = get_question_screen(state=state, skill=skill)
    if screen is None:
        return redirect("skills_gap:question", response_id)
    return _show_question(request, state, screen, is_missing=True)


def _show_question(
    request: HttpRequest, state: CheckState, screen: QuestionScreen, *, is_missing: bool = False
) -> HttpResponse:
    context = {
        "response": state.response,
        "screen": screen,
        "bar": _build_bar(screen),
        "is_missing": is_missing,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_missing else HTTPStatus.OK
    return render(request, "skills_gap/question.html", context, status=status)


def _build_bar(screen: QuestionScreen) -> Progress:
    return progress(total=screen.number - 1 + screen.at_most_left, done=screen.number - 1)


def _build_finish(state: CheckState) -> dict[str, object]:
    asked = len(state.check.questions)
    return {
        "response": state.response,
        "screen": FinishScreen(
            stopped_by_bound=state.check.stopped_because == StopReason.BOUND,
            asked=asked,
            of=len(state.levels),
            rest=len(state.levels) - asked,
            previous=next(reversed(list(state.answers)), ""),
        ),
    }


def _go_to(response_id: UUID, skill: str) -> HttpResponse:
    url = reverse("skills_gap:question", args=(response_id,))
    return HttpResponseRedirect(f"{url}?{urlencode({'q': skill})}" if skill else url)


def _find_or_404(learner: Learner, response_id: UUID) -> Response:
    try:
        return find_response(learner=learner, response_id=response_id)
    except Response.DoesNotExist as error:
        raise Http404 from error
