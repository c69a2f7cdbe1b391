"""Campaigns of a city: listed, written, started, ended, cancelled."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.selectors import list_modules
from courses.types import CourseModule
from uprest.accounts.types import SignedInRequest
from uprest.campaigns.forms.campaigns import CampaignForm, ReasonForm, new_token, read_initial
from uprest.campaigns.models import Campaign
from uprest.campaigns.reports.campaign import build_campaign_page
from uprest.campaigns.selectors.campaigns import get_campaign, list_campaigns
from uprest.campaigns.selectors.offers import suggest_courses
from uprest.campaigns.selectors.releases import find_release
from uprest.campaigns.services.campaigns import (
    cancel_campaign,
    create_campaign,
    edit_campaign,
    end_campaign,
    start_campaign,
)
from uprest.campaigns.views.places import CONFLICT, MISTAKEN, open_city, read_language
from uprest.ecosystem.models import Municipality, Sector
from uprest.ecosystem.types import RefusedError
from uprest.reporting.selectors.words import read_names

LASTS = timedelta(days=60)

LONGEST_NUMBER = 10
"""Digits of a key in an address; more are nobody's."""


@never_cache
@login_required
@require_safe
def campaigns(request: SignedInRequest, slug: str) -> HttpResponse:
    """List the campaigns of a city."""
    municipality = open_city(request, slug)
    lines = list_campaigns(municipality=municipality, names=read_names(), language=read_language())
    context = {"municipality": municipality, "campaigns": lines}
    return render(request, "campaigns/campaigns.html", context)


@never_cache
@login_required
@require_safe
def campaign(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Show a campaign: what it is about, how far it is, and what came of it."""
    municipality = open_city(request, slug)
    return _show(request, municipality, get_campaign(municipality=municipality, pk=pk))


def _show(
    request: SignedInRequest, municipality: Municipality, found: Campaign, refusal: str = ""
) -> HttpResponse:
    page = build_campaign_page(campaign=found, language=read_language())
    context = {"municipality": municipality, "page": page, "refusal": refusal}
    status = CONFLICT if refusal else 200
    return render(request, "campaigns/campaign.html", context, status=status)


# --- Written ------------------------------------------------------------------------------------


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_campaign(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write a campaign; a finding's link fills in skills, sector and the release."""
    municipality = open_city(request, slug)
    initial = _read_finding(request, municipality) if request.method != "POST" else {}
    form = _build_form(request, municipality, initial=initial)
    if request.method == "POST" and form.is_valid():
        found = create_campaign(
            municipality=municipality,
            content=form.to_content(),
            token=form.cleaned_data["token"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(
            request, gettext("The draft is kept. Look at it once more, then start it.")
        )
        return _go_to(municipality, found)
    return _show_form(request, municipality, form, None)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Change a draft."""
    municipality = open_city(request, slug)
    found = get_campaign(municipality=municipality, pk=pk)
    if found.state != Campaign.State.DRAFT:
        refusal = gettext("Only a draft can be changed. What businesses were told stays as it is.")
        return _show(request, municipality, found, refusal)
    form = _build_form(request, municipality, initial=read_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            edit_campaign(campaign=found, content=form.to_content())
        except RefusedError as error:
            return _show_again(request, municipality, pk, error)
        messages.success(request, gettext("The draft is changed."))
        return _go_to(municipality, found)
    return _show_form(request, municipality, form, found)


def _read_finding(request: SignedInRequest, municipality: Municipality) -> dict[str, Any]:
    """Return what the address says of a gap, and the courses that raise its skills."""
    skills = request.GET.getlist("skill")
    sector = request.GET.get("sector", "")
    number = request.GET.get("release", "")
    release = find_release(
        municipality=municipality,
        release_id=int(number) if number.isdecimal() and len(number) < 10 else None,
    )
    today = localdate()
    suggested = suggest_courses(list_modules(language=read_language()), skills)
    return {
        "token": new_token(),
        "release": release.pk if release else None,
        "skills": skills,
        "area": request.GET.get("area", ""),
        "sector": sector if sector in Sector.values else "",
        "courses": [str(module.course_key) for module in suggested],
        "starts_on": today,
        "ends_on": today + LASTS,
    }


def _build_form(
    request: SignedInRequest, municipality: Municipality, *, initial: dict[str, Any]
) -> CampaignForm:
    data = request.POST if request.method == "POST" else None
    skills = data.getlist("skills") if data is not None else initial["skills"]
    return CampaignForm(
        data,
        initial=initial,
        municipality=municipality,
        names=read_names(),
        modules=_sort_modules(skills),
    )


def _sort_modules(skills: Sequence[str]) -> list[CourseModule]:
    """Return all courses, first those that raise one of ``skills``."""
    modules = list_modules(language=read_language())
    suggested = {module.course_key for module in suggest_courses(modules, skills)}
    return sorted(modules, key=lambda module: module.course_key not in suggested)


def _show_form(
    request: SignedInRequest,
    municipality: Municipality,
    form: CampaignForm,
    found: Campaign | None,
) -> HttpResponse:
    number = str(form["release"].value() or "")
    release = (
        find_release(municipality=municipality, release_id=int(number))
        if number.isdecimal() and len(number) < LONGEST_NUMBER
        else None
    )
    context = {
        "municipality": municipality,
        "form": form,
        "campaign": found,
        "figures_of": release.as_of if release else None,
    }
    status = MISTAKEN if form.errors else 200
    return render(request, "campaigns/edit_campaign.html", context, status=status)


# --- Started and over -----------------------------------------------------------------------------


@require_POST
@login_required
def start(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Start a draft and invite the businesses."""
    municipality = open_city(request, slug)
    found = get_campaign(municipality=municipality, pk=pk)
    try:
        start_campaign(campaign=found, by=request.user, at=timezone.now())
    except RefusedError as error:
        return _show_again(request, municipality, pk, error)
    messages.success(request, gettext("The campaign runs. The businesses have been told."))
    return _go_to(municipality, found)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """End a running campaign before its last day, with a reason."""
    return _finish(request, slug, pk, end_campaign, "campaigns/end_campaign.html")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Cancel a draft or a running campaign, with a reason."""
    return _finish(request, slug, pk, cancel_campaign, "campaigns/cancel_campaign.html")


def _finish(
    request: SignedInRequest,
    slug: str,
    pk: int,
    service: Callable[..., Campaign],
    template: str,
) -> HttpResponse:
    municipality = open_city(request, slug)
    found = get_campaign(municipality=municipality, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at: datetime = timezone.now()
        try:
            service(campaign=found, reason=form.cleaned_data["reason"], by=request.user, at=at)
        except RefusedError as error:
            return _show_again(request, municipality, pk, error)
        messages.success(request, gettext("The campaign is over. Who takes part has been told."))
        return _go_to(municipality, found)
    context = {
        "municipality": municipality,
        "page": build_campaign_page(campaign=found, language=read_language()),
        "form": form,
    }
    return render(request, template, context, status=MISTAKEN if form.errors else 200)


def _show_again(
    request: SignedInRequest, municipality: Municipality, pk: int, error: RefusedError
) -> HttpResponse:
    found = get_campaign(municipality=municipality, pk=pk)
    return _show(request, municipality, found, str(error))


def _go_to(municipality: Municipality, found: Campaign) -> HttpResponse:
    return HttpResponseRedirect(reverse("campaigns:campaign", args=(municipality.slug, found.pk)))
