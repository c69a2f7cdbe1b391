"""The officer's figures. Every page starts at the access gate."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from uprest.accounts.types import SignedInRequest
from uprest.ecosystem.middleware import choose_city, read_roles
from uprest.ecosystem.selectors import access_municipality
from uprest.ecosystem.types import AccessDenied
from uprest.reporting.reports.city import build_city_report
from uprest.reporting.tasks import enqueue_release


@never_cache
@login_required
@require_safe
def cities(request: SignedInRequest) -> HttpResponse:
    """Show the cities whose figures the person reads, or go to the only one."""
    roles = read_roles(request)
    if not roles.municipalities:
        raise AccessDenied
    if len(roles.municipalities) == 1:
        return HttpResponseRedirect(reverse("reporting:city", args=(roles.municipalities[0].slug,)))
    return render(request, "reporting/cities.html", {"cities": roles.municipalities})


@never_cache
@login_required
@require_safe
def city(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show where a city's skills fall short."""
    municipality = access_municipality(user=request.user, slug=slug)
    cities_read = read_roles(request).municipalities
    if len(cities_read) == 1:
        # nothing to remember: it is the only one
        request.city = municipality  # type: ignore[attr-defined]
    else:
        choose_city(request, municipality)
    others = [one for one in cities_read if one.slug != slug]
    context = {
        "municipality": municipality,
        "others": others,
        "report": build_city_report(municipality=municipality),
    }
    return render(request, "reporting/city.html", context)


@require_POST
@login_required
def take_snapshot(request: SignedInRequest, slug: str) -> HttpResponse:
    """Order a new snapshot of a city; its page says what became of it."""
    municipality = access_municipality(user=request.user, slug=slug)
    enqueue_release(municipality=municipality, by=request.user, at=timezone.now())
    return HttpResponseRedirect(f"{reverse('reporting:city', args=(municipality.slug,))}#snapshot")
