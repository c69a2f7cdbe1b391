"""What the businesses of a city need in sum, for its officers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skills_gap.forms import NewestForm
from skills_gap.selectors.city_needs import get_needed_job, list_needed_jobs
from skills_gap.services.city_needs import NeedsChangedError, use_needed_levels
from skills_gap.views.teams import read_post
from uprest.accounts.types import SignedInRequest
from uprest.ecosystem.selectors import access_municipality

CONFLICT = 409


@never_cache
@login_required
@require_safe
def jobs(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the median of what businesses need, job by job, beside what the city asks for."""
    municipality = access_municipality(user=request.user, slug=slug)
    context = {
        "municipality": municipality,
        "jobs": list_needed_jobs(municipality=municipality),
    }
    return render(request, "skills_gap/needs/city.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Show what would change in the city's levels of a job, and change it once confirmed."""
    municipality = access_municipality(user=request.user, slug=slug)
    form = NewestForm(read_post(request))
    is_outdated = False
    if form.is_valid():
        try:
            count = use_needed_levels(
                municipality=municipality,
                code=code,
                newest=form.cleaned_data["newest"],
                user=request.user,
                at=timezone.now(),
            )
        except NeedsChangedError:
            is_outdated = True
        else:
            done = ngettext(
                "%(count)s level of the city is changed.",
                "%(count)s levels of the city are changed.",
                count,
            ) % {"count": count}
            messages.success(request, done if count else _("The city asks for these levels now."))
            return HttpResponseRedirect(reverse("skills_gap:city_needs", args=(slug,)))
    job = get_needed_job(municipality=municipality, code=code)
    if job is None:
        raise Http404
    context = {"municipality": municipality, "job": job, "is_outdated": is_outdated}
    status = CONFLICT if is_outdated else 200
    return render(request, "skills_gap/needs/use.html", context, status=status)
