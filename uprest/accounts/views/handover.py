"""Going on on another phone."""

from urllib.parse import urlencode

import segno
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from uprest.accounts.forms.account import HandoverForm
from uprest.accounts.selectors import uses_second_step
from uprest.accounts.services import (
    HandoverError,
    SecondStepError,
    get_carried_user,
    make_handover_code,
    use_handover_code,
)
from uprest.accounts.types import Learner, read_visit

METHODS = ["GET", "HEAD", "POST"]


def _read_learner(request: HttpRequest) -> Learner | None:
    if request.user.is_authenticated:
        return Learner(user_id=request.user.pk)
    visit_id = read_visit(request).id
    return Learner(visitor_id=visit_id) if visit_id else None


@never_cache
@require_http_methods(METHODS)
def show_code(request: HttpRequest) -> HttpResponse:
    """Say what a code does; make and show one to whoever asks for it."""
    learner = _read_learner(request)
    context: dict[str, object] = {
        "is_user": request.user.is_authenticated,
        "has_learner": learner is not None,
        "second_step": request.user.is_authenticated and uses_second_step(user_id=request.user.pk),
    }
    if request.method != "POST" or learner is None:
        return render(request, "accounts/handover.html", context)
    try:
        code = make_handover_code(learner=learner, at=timezone.now())
    except SecondStepError:
        return render(request, "accounts/handover.html", context)
    address = request.build_absolute_uri(reverse("accounts:handover_enter"))
    context |= {
        "code": f"{code[:4]} {code[4:]}",
        "address": address.split("://")[1],
        "picture": draw_code(f"{address}?{urlencode({'code': code})}"),
    }
    return render(request, "accounts/handover_code.html", context)


def draw_code(address: str) -> str:
    """Return a QR code of ``address`` as inline SVG without any style."""
    svg = segno.make(address, error="m").svg_inline(omitsize=True, border=2, svgclass=None)
    return mark_safe(svg)  # noqa: S308  # segno draws it; the address only decides which squares


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(METHODS)
def enter_code(request: HttpRequest) -> HttpResponse:
    """Take the code of another phone. Opening the page, also from the QR code, uses nothing up."""
    form = HandoverForm(request.POST or None, initial={"code": request.GET.get("code", "")[:40]})
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="handover", key="everybody"):
            refusal: HttpResponse = ratelimit.respond_429(request)
            return refusal
        try:
            learner = use_handover_code(
                code=form.cleaned_data["code"],
                at=timezone.now(),
                is_signed_in=request.user.is_authenticated,
            )
        except HandoverError:
            form.add_error("code", _("This code does not work. Ask for a new one on that phone."))
        else:
            return _carry_over(request, learner)
    context = {
        "form": form,
        "is_user": request.user.is_authenticated,
        "has_visit": read_visit(request).id is not None,
    }
    return render(
        request, "accounts/handover_enter.html", context, status=422 if form.errors else 200
    )


def _carry_over(request: HttpRequest, learner: Learner) -> HttpResponse:
    if learner.visitor_id is not None:
        read_visit(request).adopt(learner.visitor_id)
        return redirect("accounts:handover_done")
    assert learner.user_id is not None  # noqa: S101  # for the type checker: it is one or the other
    user = get_carried_user(user_id=learner.user_id)
    record_authentication(request, user, method="handover")
    answer: HttpResponse = perform_login(request, user)
    return answer


@never_cache
@require_http_methods(["GET", "HEAD"])
def say_done(request: HttpRequest) -> HttpResponse:
    """Say that this phone goes on where the other one was."""
    return render(
        request, "accounts/handover_done.html", {"is_user": request.user.is_authenticated}
    )
