"""Result, knowledge items, path, skills and home."""

from datetime import datetime
from http import HTTPStatus
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skills_gap.forms import KnowledgeForm, WishesForm
from skills_gap.models import Response
from skills_gap.selectors.checks import COUNTING
from skills_gap.selectors.home import get_home
from skills_gap.selectors.knowledge import get_knowledge_screen
from skills_gap.selectors.paths import CurrentPath, get_current_path
from skills_gap.selectors.results import get_my_skills, get_result
from skills_gap.services.knowledge import NotOfferedError, record_knowledge_attempt
from skills_gap.services.paths import accept_path, change_wishes
from skills_gap.services.responses import agree_to_counting
from skills_gap.signals import home_opened
from skills_gap.types import HomeCard
from skills_gap.views.check import show_gone
from uprest.accounts.middleware import find_learner
from uprest.accounts.models import User
from uprest.accounts.services import withdraw_consent
from uprest.accounts.types import SignedInRequest, read_visit
from uprest.core.progress import progress


def read_language() -> str:
    """Return the language of the page."""
    return get_language() or settings.LANGUAGE_CODE


@never_cache
@require_safe
def result(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Show the result: strength, one next step, the shape, the table, who sees what."""
    learner = find_learner(request)
    if learner is None:
        return show_gone(request)
    try:
        found = get_result(learner=learner, response_id=response_id, language=read_language())
    except Response.DoesNotExist as error:
        raise Http404 from error
    if found is None:
        return redirect("skills_gap:question", response_id)
    context = {"result": found, "is_visitor": learner.visitor_id is not None}
    return render(request, "skills_gap/result.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def knowledge(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Ask a knowledge item, and give feedback at once."""
    learner = find_learner(request)
    if learner is None:
        return show_gone(request)
    if request.method == "POST":
        return _take_knowledge(request, response_id)
    try:
        screen = get_knowledge_screen(
            learner=learner, response_id=response_id, code=request.GET.get("item", "")
        )
    except Response.DoesNotExist as error:
        raise Http404 from error
    context: dict[str, object] = {"response_id": response_id, "screen": screen}
    if screen is None:
        return render(request, "skills_gap/knowledge_done.html", context)
    context["bar"] = progress(total=screen.total, done=screen.number - 1)
    return render(request, "skills_gap/knowledge.html", context)


@require_POST
def counting(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Let the answers count for the business without a name, or take that back."""
    learner = find_learner(request)
    if learner is None:
        return show_gone(request)
    organisation_id = request.POST.get("withdraw", "")
    if organisation_id and not organisation_id.isdecimal():
        return redirect("skills_gap:result", response_id)
    if organisation_id:
        withdraw_consent(
            learner=learner, code=COUNTING, at=timezone.now(), subject_key=organisation_id
        )
        messages.success(request, _("Your answers no longer count. The copy is deleted."))
    else:
        _agree(request, response_id, timezone.now())
    return redirect("skills_gap:result", response_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def path(request: HttpRequest) -> HttpResponse:
    """Show the path with its reasons; plan it anew for other wishes."""
    learner = find_learner(request)
    if learner is None:
        return redirect("skills_gap:start")
    if request.method == "POST":
        form = WishesForm(request.POST)
        if form.is_valid():
            change_wishes(
                learner=learner,
                minutes_a_week=form.cleaned_data["minutes_a_week"],
                languages=form.cleaned_data["languages"],
                language=read_language(),
                at=timezone.now(),
            )
            messages.success(request, _("Your path is planned anew."))
            return redirect("skills_gap:path")
    current = get_current_path(learner=learner, language=read_language())
    if current is None:
        return redirect("skills_gap:start")
    form = form if request.method == "POST" else WishesForm(initial=_read_wishes(current))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"path": current, "form": form, "is_visitor": learner.visitor_id is not None}
    return render(request, "skills_gap/path.html", context, status=status)


@require_POST
@login_required
def accept(request: SignedInRequest) -> HttpResponse:
    """Take the path on: enrol in its courses."""
    if accept_path(user=request.user, at=timezone.now()):
        messages.success(request, _("The courses of your path are yours now."))
    return redirect("skills_gap:home")


@never_cache
@require_safe
def my_skills(request: HttpRequest) -> HttpResponse:
    """Show all skills with what was rated and what was tested, and how that moved."""
    learner = find_learner(request)
    found = get_my_skills(learner=learner) if learner else None
    if found is None:
        return render(request, "skills_gap/no_skills.html")
    context = {"mine": found, "is_visitor": not request.user.is_authenticated}
    return render(request, "skills_gap/my_skills.html", context)


@login_required
@never_cache
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Show what comes next, the profile and the path."""
    found = get_home(
        user=request.user,
        visitor_id=read_visit(request).id,
        language=read_language(),
        at=timezone.now(),
    )
    form = WishesForm(initial=_read_wishes(found.path)) if found.path else None
    answers = home_opened.send(
        sender=User, user_id=request.user.pk, language=read_language(), at=timezone.now()
    )
    cards = [card for _receiver, some in answers for card in cast("list[HomeCard]", some)]
    return render(request, "skills_gap/home.html", {"home": found, "form": form, "cards": cards})


def _take_knowledge(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Keep the answer and show the same item with its feedback."""
    form = KnowledgeForm(request.POST)
    learner = find_learner(request)
    url = reverse("skills_gap:knowledge", args=(response_id,))
    if learner is None or not form.is_valid():
        return redirect(url)
    try:
        record_knowledge_attempt(
            learner=learner,
            response_id=response_id,
            code=form.cleaned_data["item"],
            option_id=form.cleaned_data["option"],
            at=timezone.now(),
        )
    except NotOfferedError:
        return redirect(url)
    return redirect(f"{url}?item={form.cleaned_data['item']}")


def _agree(request: HttpRequest, response_id: UUID, at: datetime) -> None:
    learner = find_learner(request)
    try:
        if learner is not None and agree_to_counting(
            learner=learner, response_id=response_id, language=read_language(), at=at
        ):
            messages.success(request, _("Thank you. Your answers count, without your name."))
    except Response.DoesNotExist as error:
        raise Http404 from error


def _read_wishes(current: CurrentPath) -> dict[str, object]:
    return {"minutes_a_week": current.minutes_a_week, "languages": list(current.languages)}
