"""Figures over time, and beside those of another city. Every page starts at the access gate."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from uprest.accounts.types import SignedInRequest
from uprest.ecosystem.selectors import access_municipality
from uprest.reporting.reports.changes import build_changes_report
from uprest.reporting.reports.compare import build_compare_report


@never_cache
@login_required
@require_safe
def changes(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show how a city's figures have changed, and who was measured twice."""
    municipality = access_municipality(user=request.user, slug=slug)
    context = {
        "municipality": municipality,
        "report": build_changes_report(municipality=municipality),
    }
    return render(request, "reporting/changes.html", context)


@never_cache
@login_required
@require_safe
def compare(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show a city's published figures beside those of another city, chosen by ``?with=``."""
    municipality = access_municipality(user=request.user, slug=slug)
    other = request.GET.get("with", "")
    context = {
        "municipality": municipality,
        "report": build_compare_report(municipality=municipality, other=other),
    }
    return render(request, "reporting/compare.html", context)
