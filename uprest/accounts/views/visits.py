"""Keeping what was done without an account, or leaving it behind."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from uprest.accounts.selectors import get_consent_text
from uprest.accounts.services import claim_visit, forget_visit
from uprest.accounts.types import KEEP_PROFILE, KEEP_VISIT, SignedInRequest, read_visit

if TYPE_CHECKING:
    from uuid import UUID


def _go_on(request: HttpRequest, default: str) -> HttpResponse:
    """Go to ``next`` where it is a page of this site, else to ``default``."""
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(target if is_ours else default)


@never_cache
@require_safe
def keep(request: HttpRequest) -> HttpResponse:
    """Say what an account keeps; whoever signs up or in after this keeps the visit."""
    visit_id: UUID | None = read_visit(request).id
    if visit_id is not None:
        request.session[KEEP_VISIT] = str(visit_id)
    context = {
        "has_visit": visit_id is not None,
        "days": settings.UPREST_VISIT_DAYS,
        "text": get_consent_text(KEEP_PROFILE),
        "sign_up_url": reverse("account_signup"),
        "sign_in_url": reverse("account_login"),
    }
    return render(request, "accounts/keep.html", context)


@login_required
@require_POST
def claim(request: SignedInRequest) -> HttpResponse:
    """Add the visit of this phone to the account of whoever is signed in."""
    visit = read_visit(request)
    if visit.id is not None:
        claim_visit(user=request.user, visitor_id=visit.id, at=timezone.now())
        visit.end()
        messages.success(request, _("The profile is in your account now."))
    return _go_on(request, reverse("accounts:account"))


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Leave the visit of this phone behind: it was somebody else's."""
    visit = read_visit(request)
    if visit.id is not None:
        forget_visit(visitor_id=visit.id)
        visit.end()
        request.session.pop(KEEP_VISIT, None)
        messages.success(request, _("The profile is no longer on this phone."))
    return _go_on(request, reverse("wagtail_serve", args=("",)))
