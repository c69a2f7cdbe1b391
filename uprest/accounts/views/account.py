"""The account page: about me, how I sign in, what I agreed to, my data, delete me."""

import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uprest.accounts.forms.account import AccountForm, EraseForm
from uprest.accounts.models import Consent, User
from uprest.accounts.selectors import get_sign_in_methods, list_consents
from uprest.accounts.services import (
    collect_personal_data,
    erase_person,
    save_account,
    withdraw_one_consent,
)
from uprest.accounts.types import KEEP_PROFILE, Learner, SignedInRequest


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_account(request: SignedInRequest) -> HttpResponse:
    """Show the account, and save name, language and minutes a week."""
    # The form works on a copy: a refused form must not change what the frame says about them.
    form = AccountForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        save_account(user_id=request.user.pk, **form.cleaned_data)
        return _answer_in_language(request, form.cleaned_data["language"])
    given = list_consents(learner=Learner(user_id=request.user.pk))
    context = {
        "form": form,
        "methods": get_sign_in_methods(user=request.user),
        "keep_code": KEEP_PROFILE,
        "consents": [one for one in given if one.withdrawn_at is None],
        "taken_back": [one for one in given if one.withdrawn_at],
    }
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


def _answer_in_language(request: HttpRequest, language: str) -> HttpResponse:
    with override(language):
        messages.success(request, _("Saved."))
        response = redirect("accounts:account")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )
    return response


@login_required
@require_POST
def withdraw(request: SignedInRequest, consent_id: int) -> HttpResponse:
    """Take back a consent of one's own."""
    learner = Learner(user_id=request.user.pk)
    try:
        withdraw_one_consent(learner=learner, consent_id=consent_id, at=timezone.now())
    except Consent.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("You no longer agree to this. It stopped at once."))
    return redirect("accounts:account")


@login_required
@never_cache
@require_POST
def download_my_data(request: SignedInRequest) -> HttpResponse:
    """Give everything known about the person as one file."""
    now = timezone.now()
    data = collect_personal_data(user=request.user, at=now)
    text = json.dumps(data, ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    name = f"uprest-{now:%Y-%m-%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: SignedInRequest) -> HttpResponse:
    """Say what goes and what stays, and delete the account of whoever confirms it."""
    form = EraseForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        erase_person(user_id=request.user.pk, at=timezone.now())
        logout(request)
        return redirect("accounts:erased")
    return render(
        request, "accounts/erase.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
def say_erased(request: HttpRequest) -> HttpResponse:
    """Say that the account is gone."""
    return render(
        request, "accounts/erased.html", {"start_url": reverse("wagtail_serve", args=("",))}
    )
