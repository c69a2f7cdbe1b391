"""The page that a business's link opens."""

from dataclasses import dataclass
from urllib.parse import urlencode

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uprest.accounts.types import SignedInRequest
from uprest.ecosystem.forms.businesses import CodeForm
from uprest.ecosystem.middleware import choose_city, read_roles
from uprest.ecosystem.models import Organisation
from uprest.ecosystem.selectors import (
    INVITATION_KEY,
    find_invitation,
    find_invitation_by_code,
    was_revoked,
)
from uprest.ecosystem.services.memberships import join_organisation

NOT_FOUND, GONE, MISTAKEN = 404, 410, 422


@dataclass(frozen=True, kw_only=True, slots=True)
class JoinPage:
    """What the page of a link shows."""

    token: str
    business: str
    city: str
    is_waiting: bool
    is_member: bool
    name_shown: str
    sign_in_url: str
    sign_up_url: str


@never_cache
@require_safe
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Say whose link it is, and let the check of this visit know its business and city."""
    invitation = find_invitation(token=token)
    if invitation is None:
        return _show_dead_link(request, token)
    choose_city(request, invitation.organisation.municipality)
    if request.session.get(INVITATION_KEY) != token:
        request.session[INVITATION_KEY] = token
    page = _build_page(request, token, invitation.organisation)
    return render(request, "ecosystem/join.html", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Take the code of a poster and go where its link goes."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="join_code", key="everybody"):
            refusal: HttpResponse = ratelimit.respond_429(request)
            return refusal
        invitation = find_invitation_by_code(code=form.cleaned_data["code"])
        if invitation:
            return HttpResponseRedirect(reverse("ecosystem:join", args=(invitation.token,)))
        form.add_error(
            "code",
            gettext(
                "This code does not work. Compare it with the poster letter by letter; if it is "
                "the same, ask at work for the new one."
            ),
        )
    status = MISTAKEN if form.errors else 200
    return render(request, "ecosystem/enter_code.html", {"form": form}, status=status)


@require_POST
@login_required
def become_member(request: SignedInRequest, token: str) -> HttpResponse:
    """Make the person a member of the business that invites."""
    invitation = find_invitation(token=token)
    if invitation is None:
        return _show_dead_link(request, token)
    join_organisation(user=request.user, invitation=invitation, at=timezone.now())
    messages.success(
        request,
        gettext("You now belong to %(business)s. It sees nothing of your skills unless you share.")
        % {"business": invitation.organisation.name},
    )
    return HttpResponseRedirect(reverse("ecosystem:my_businesses"))


def _show_dead_link(request: HttpRequest, token: str) -> HttpResponse:
    is_revoked = was_revoked(token=token)
    return render(
        request,
        "ecosystem/dead_link.html",
        {"is_revoked": is_revoked},
        status=GONE if is_revoked else NOT_FOUND,
    )


def _build_page(request: HttpRequest, token: str, organisation: Organisation) -> JoinPage:
    joined = {role.organisation_id for role in read_roles(request).organisations}
    back = urlencode({"next": reverse("ecosystem:join", args=(token,))})
    return JoinPage(
        token=token,
        business=organisation.name,
        city=organisation.municipality.name,
        is_waiting=not organisation.counts,
        is_member=organisation.pk in joined,
        name_shown=request.user.get_public_name() if request.user.is_authenticated else "",
        sign_in_url=f"{reverse('account_login')}?{back}",
        sign_up_url=f"{reverse('account_signup')}?{back}",
    )
