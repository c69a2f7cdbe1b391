"""The owner's team. Every page starts at the access gate."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from uprest.accounts.types import SignedInRequest
from uprest.core.addresses import find_url
from uprest.ecosystem.middleware import read_roles
from uprest.ecosystem.models import Membership, Organisation
from uprest.ecosystem.selectors import access_organisation
from uprest.ecosystem.services.seasons import set_season
from uprest.reporting.forms import SeasonForm
from uprest.reporting.reports.team import build_team_report

MISTAKEN = 422


@never_cache
@login_required
@require_safe
def team(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Show an owner or manager who is ready, of the people who share it, and the team's gaps."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    form = SeasonForm(initial={"season_starts_on": organisation.season_starts_on})
    return _show_team(request, organisation, form)


@never_cache
@login_required
@require_POST
def season(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Let an owner set the first day of the season."""
    organisation = access_organisation(
        user=request.user, organisation_id=organisation_id, owner_only=True
    )
    form = SeasonForm(request.POST)
    if not form.is_valid():
        return _show_team(request, organisation, form)
    set_season(organisation=organisation, starts_on=form.cleaned_data["season_starts_on"])
    messages.success(request, gettext("The first day of your season is saved."))
    return HttpResponseRedirect(reverse("reporting:team", args=(organisation.pk,)))


def _show_team(
    request: SignedInRequest, organisation: Organisation, form: SeasonForm
) -> HttpResponse:
    roles = read_roles(request)
    is_owner = roles.is_administrator or any(
        role.organisation_id == organisation.pk and role.role == Membership.Role.OWNER
        for role in roles.organisations
    )
    context = {
        "business": organisation,
        "is_owner": is_owner,
        "form": form,
        "plan_url": find_url("skills_gap:assignments", organisation.pk),
        "report": build_team_report(organisation=organisation, reader_id=request.user.pk),
    }
    return render(request, "reporting/team.html", context, status=MISTAKEN if form.errors else 200)
