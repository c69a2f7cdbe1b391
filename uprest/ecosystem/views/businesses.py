"""A person's own businesses: register one, share with it, leave it, close it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uprest.accounts.selectors import get_consent_text
from uprest.accounts.types import SignedInRequest
from uprest.ecosystem.forms.businesses import NewBusinessForm, SharingForm
from uprest.ecosystem.middleware import choose_city, read_city
from uprest.ecosystem.selectors import access_organisation, get_own_membership, list_my_businesses
from uprest.ecosystem.services.businesses import close_organisation, register_organisation
from uprest.ecosystem.services.memberships import SHARING, leave_organisation, set_sharing
from uprest.ecosystem.types import LastOwnerError, NameTakenError

MISTAKEN, CONFLICT = 422, 409


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_business(request: SignedInRequest) -> HttpResponse:
    """Register a business; whoever does it owns it."""
    city = read_city(request)
    form = NewBusinessForm(
        request.POST or None, initial={"municipality": city.slug if city else ""}
    )
    if form.is_valid():
        try:
            organisation = register_organisation(
                user=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NameTakenError as error:
            form.add_error("name", str(error))
        else:
            choose_city(request, organisation.municipality)
            messages.success(
                request,
                gettext(
                    "%(business)s is registered. An administrator checks it before it counts in "
                    "the city's figures. You can invite your team at once."
                )
                % {"business": organisation.name},
            )
            return HttpResponseRedirect(reverse("ecosystem:invite", args=(organisation.pk,)))
    status = MISTAKEN if form.errors else 200
    return render(request, "ecosystem/new_business.html", {"form": form}, status=status)


@never_cache
@login_required
@require_safe
def my_businesses(request: SignedInRequest) -> HttpResponse:
    """Show the businesses that the person belongs to and what they share with each."""
    context = {
        "businesses": list_my_businesses(user=request.user),
        "consent": get_consent_text(SHARING),
    }
    return render(request, "ecosystem/my_businesses.html", context)


@require_POST
@login_required
def share(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Share with a business what the person is ready for, or stop."""
    get_own_membership(user=request.user, organisation_id=organisation_id)
    form = SharingForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    membership = set_sharing(
        user=request.user,
        organisation_id=organisation_id,
        shares=form.cleaned_data["shares"],
        language=get_language() or "en",
        at=timezone.now(),
    )
    text = (
        gettext("You share what you are ready for.")
        if membership.shares_readiness
        else gettext("You no longer share what you are ready for.")
    )
    messages.success(request, text)
    return HttpResponseRedirect(reverse("ecosystem:my_businesses"))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Leave a business, after one question."""
    if request.method == "POST":
        return _leave(request, organisation_id)
    membership = get_own_membership(user=request.user, organisation_id=organisation_id)
    context = {"business": membership.organisation, "refusal": ""}
    return render(request, "ecosystem/leave.html", context)


def _leave(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    try:
        leave_organisation(user=request.user, organisation_id=organisation_id, at=timezone.now())
    except LastOwnerError as error:
        membership = get_own_membership(user=request.user, organisation_id=organisation_id)
        context = {"business": membership.organisation, "refusal": str(error)}
        return render(request, "ecosystem/leave.html", context, status=CONFLICT)
    messages.success(
        request, gettext("You have left the business. It sees nothing of yours any more.")
    )
    return HttpResponseRedirect(reverse("ecosystem:my_businesses"))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Close a business, after one question: for its owner."""
    organisation = access_organisation(
        user=request.user, organisation_id=organisation_id, owner_only=True
    )
    if request.method == "POST":
        close_organisation(organisation=organisation, at=timezone.now())
        messages.success(
            request,
            gettext("%(business)s is closed on UPREST.") % {"business": organisation.name},
        )
        return HttpResponseRedirect(reverse("ecosystem:my_businesses"))
    return render(request, "ecosystem/close.html", {"business": organisation})
