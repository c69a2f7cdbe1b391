"""The need board for trainers: all cities in one place."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.selectors import list_modules
from uprest.accounts.types import SignedInRequest
from uprest.campaigns.forms.campaigns import ReasonForm
from uprest.campaigns.forms.needs import CourseForm
from uprest.campaigns.selectors.needs import NeedLine, Reader, describe_needs, read_needs
from uprest.campaigns.services.needs import answer_need, decline_need, give_back_need, take_need
from uprest.campaigns.views.needs import build_board
from uprest.campaigns.views.places import CONFLICT, MISTAKEN, read_language
from uprest.ecosystem.selectors import access_as_trainer
from uprest.ecosystem.types import RefusedError


@never_cache
@login_required
@require_safe
def trainer_board(request: SignedInRequest) -> HttpResponse:
    """Show trainers what all cities and businesses ask for."""
    access_as_trainer(user=request.user)
    return _show(request)


def _show(request: SignedInRequest, refusal: str = "") -> HttpResponse:
    context = {
        "board": build_board(request, reader=Reader.TRAINER, municipality=None),
        "refusal": refusal,
    }
    status = CONFLICT if refusal else 200
    return render(request, "campaigns/trainer_board.html", context, status=status)


@require_POST
@login_required
def take(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin to write what is asked for."""
    trainer = access_as_trainer(user=request.user)
    text = gettext("It is yours. Who asked has been told that somebody writes it.")
    return _do(request, lambda: take_need(need_id=pk, trainer=trainer, at=timezone.now()), text)


@require_POST
@login_required
def give_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leave it to others again."""
    trainer = access_as_trainer(user=request.user)
    text = gettext("It is on the board for all trainers again.")
    return _do(
        request, lambda: give_back_need(need_id=pk, trainer=trainer, at=timezone.now()), text
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_with_course(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer with a course."""
    trainer = access_as_trainer(user=request.user)
    form = CourseForm(request.POST or None, modules=list_modules(language=read_language()))
    if request.method == "POST" and form.is_valid():
        return _do(
            request,
            lambda: answer_need(
                need_id=pk, course_key=form.course_key, trainer=trainer, at=timezone.now()
            ),
            gettext("Answered. Who asked and who needs it too have been told."),
        )
    words = {
        "heading": gettext("Answer with a course"),
        "button": pgettext("a need", "Answer"),
    }
    return _ask(request, pk, form, words)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decline, with a reason."""
    trainer = access_as_trainer(user=request.user)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _do(
            request,
            lambda: decline_need(need_id=pk, reason=reason, trainer=trainer, at=timezone.now()),
            gettext("Declined. Who asked has been told why."),
        )
    words = {"heading": gettext("Decline"), "button": gettext("Decline")}
    return _ask(request, pk, form, words)


def _do(request: SignedInRequest, deed: Callable[[], object], text: str) -> HttpResponse:
    try:
        deed()
    except RefusedError as error:
        return _show(request, str(error))
    messages.success(request, text)
    return HttpResponseRedirect(reverse("campaigns:trainer_board"))


def _ask(
    request: SignedInRequest, pk: int, form: forms.Form, words: dict[str, str]
) -> HttpResponse:
    """Show a need with the form that decides it, under its heading and with its button."""
    context = {"need": _get_line(pk), "form": form, **words}
    return render(
        request, "campaigns/decide_need.html", context, status=MISTAKEN if form.errors else 200
    )


def _get_line(pk: int) -> NeedLine:
    found = read_needs(municipality=None, organisation=None, state="").filter(pk=pk)
    lines = describe_needs(
        needs=list(found), reader=Reader.TRAINER, organisation=None, language=read_language()
    )
    if not lines:
        raise Http404
    return lines[0]
