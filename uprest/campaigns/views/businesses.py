"""What reaches a business from its city: campaigns to take part in. And their public pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from uprest.accounts.types import SignedInRequest
from uprest.campaigns.forms.campaigns import AnswerForm
from uprest.campaigns.selectors.offers import find_public_campaign, list_invitations
from uprest.campaigns.services.campaigns import answer_invitation
from uprest.campaigns.views.places import (
    CONFLICT,
    MISTAKEN,
    is_owner,
    open_business,
    read_language,
)
from uprest.ecosystem.middleware import read_roles
from uprest.ecosystem.models import Organisation
from uprest.ecosystem.types import AccessDenied, RefusedError


@never_cache
@login_required
@require_safe
def business(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Show an owner or manager the campaigns that the city asks the business to join."""
    return _show(request, open_business(request, organisation_id))


@never_cache
@login_required
@require_safe
def mine(request: SignedInRequest, name: str) -> HttpResponse:
    """Lead who comes from a message to the page ``name`` of the business they lead."""
    led = read_roles(request).led_organisations
    if not led:
        raise AccessDenied
    if len(led) > 1:
        return HttpResponseRedirect(reverse("ecosystem:my_businesses"))
    return HttpResponseRedirect(reverse(name, args=(led[0].organisation_id,)))


def _show(
    request: SignedInRequest, organisation: Organisation, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "business": organisation,
        "is_owner": is_owner(request, organisation),
        "campaigns": list_invitations(organisation=organisation, language=read_language()),
        "refusal": refusal,
    }
    return render(request, "campaigns/business.html", context, status=status)


@require_POST
@login_required
def answer(request: SignedInRequest, organisation_id: int, pk: int) -> HttpResponse:
    """Say for a business whether it takes part."""
    organisation = open_business(request, organisation_id, owner_only=True)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        refusal = gettext("Nothing was changed. Choose whether you take part.")
        return _show(request, organisation, refusal, MISTAKEN)
    takes_part = form.cleaned_data["answer"] == "yes"
    try:
        answer_invitation(
            campaign_id=pk,
            organisation=organisation,
            takes_part=takes_part,
            by=request.user,
            at=timezone.now(),
        )
    except RefusedError as error:
        return _show(request, organisation, str(error), CONFLICT)
    if takes_part:
        text = gettext("You take part. Your people find the courses on their home.")
    else:
        text = gettext("You do not take part. You can change that while the campaign runs.")
    messages.success(request, text)
    return HttpResponseRedirect(reverse("campaigns:business", args=(organisation.pk,)))


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everybody what a campaign is about, with its courses."""
    found = find_public_campaign(pk=pk, language=read_language())
    if found is None:
        raise Http404
    return render(request, "campaigns/page.html", {"page": found})
