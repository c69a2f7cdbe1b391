"""Three minutes of an owner: which levels the business needs this season."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from skills_gap.forms import NeedJobsForm, NeedsForm
from skills_gap.selectors.needs import (
    MOST_JOBS,
    NeedSkill,
    find_need_job,
    list_need_jobs,
    list_need_skills,
    list_next_jobs,
)
from skills_gap.selectors.wording import IMPORTANCE_NAMES
from skills_gap.views.teams import MISTAKEN, is_owner, read_post
from uprest.accounts.types import SignedInRequest
from uprest.ecosystem.models import Organisation
from uprest.ecosystem.selectors import access_organisation
from uprest.ecosystem.services.needs import forget_needs, state_needs
from uprest.skills.models import Occupation


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def jobs(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Let an owner or manager choose up to three jobs, and show which were stated when."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    found = list_need_jobs(organisation=organisation)
    choices = [(job.code, job.name) for job in found]
    form = NeedJobsForm(read_post(request), jobs=choices, most=MOST_JOBS)
    if form.is_valid():
        chosen = form.cleaned_data["jobs"]
        return HttpResponseRedirect(_address(organisation, chosen[0], chosen))
    context = {
        "business": organisation,
        "is_owner": is_owner(request, organisation),
        "jobs": found,
        "chosen": request.POST.getlist("jobs"),
        "stated": [job for job in found if job.stated_at],
        "form": form,
    }
    status = MISTAKEN if form.errors else 200
    return render(request, "skills_gap/needs/jobs.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def job(request: SignedInRequest, organisation_id: int, code: str) -> HttpResponse:
    """Ask which levels one job needs; keep them and go on to the next job."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    occupation = find_need_job(code=code)
    skills = list_need_skills(organisation=organisation, occupation=occupation)
    form = NeedsForm(read_post(request), skills=[skill.skill_id for skill in skills])
    chosen = _read_round(request)
    following = list_next_jobs(codes=chosen, after=code)
    if form.is_valid():
        state_needs(
            organisation=organisation,
            occupation=occupation,
            needs=form.read_needs(),
            at=timezone.now(),
        )
        if following:
            return HttpResponseRedirect(_address(organisation, following[0], chosen))
        messages.success(request, _("Thank you. These levels hold in your business from now on."))
        return HttpResponseRedirect(reverse("skills_gap:needs", args=(organisation.pk,)))
    context = {
        "business": organisation,
        "is_owner": is_owner(request, organisation),
        "job": occupation,
        "skills": [_build_row(request, skill) for skill in skills],
        "is_stated": any(skill.is_stated for skill in skills),
        "importances": IMPORTANCE_NAMES.items(),
        "number": chosen.index(code) + 1 if code in chosen else 1,
        "total": max(1, len(chosen)),
        "is_last": not following,
        "form": form,
    }
    status = MISTAKEN if form.errors else 200
    return render(request, "skills_gap/needs/job.html", context, status=status)


@login_required
@require_POST
def one(request: SignedInRequest, organisation_id: int, code: str) -> HttpResponse:
    """Keep what was said of one skill as soon as it is said; the page does this by script."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    occupation = find_need_job(code=code)
    asked = {skill.skill_id for skill in _list_skills(organisation, occupation)}
    given = {name.rpartition("_")[2] for name in request.POST if name.startswith("level_")}
    form = NeedsForm(request.POST, skills=[pk for pk in asked if str(pk) in given])
    if not form.is_valid() or not form.skills:
        return HttpResponse(status=MISTAKEN)
    state_needs(
        organisation=organisation,
        occupation=occupation,
        needs=form.read_needs(),
        at=timezone.now(),
    )
    return HttpResponse(status=204)


@login_required
@require_POST
def forget(request: SignedInRequest, organisation_id: int, code: str) -> HttpResponse:
    """Take back what was said of a job."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    if forget_needs(organisation=organisation, occupation=find_need_job(code=code)):
        messages.success(request, _("Your own levels are removed. The city's levels hold again."))
    return HttpResponseRedirect(reverse("skills_gap:needs", args=(organisation.pk,)))


def _list_skills(organisation: Organisation, occupation: Occupation) -> list[NeedSkill]:
    return list_need_skills(organisation=organisation, occupation=occupation)


def _read_round(request: SignedInRequest) -> list[str]:
    """Return the codes of the jobs of this round, in their order."""
    return [code for code in request.GET.get("jobs", "").split(",") if code][:MOST_JOBS]


def _address(organisation: Organisation, code: str, chosen: list[str]) -> str:
    path = reverse("skills_gap:needs_of_job", args=(organisation.pk, code))
    return f"{path}?{urlencode({'jobs': ','.join(chosen)})}"


def _build_row(request: SignedInRequest, skill: NeedSkill) -> dict[str, object]:
    """Return a skill as the page shows it, with what was typed where the form came back."""
    return {
        "skill": skill,
        "level": request.POST.get(f"level_{skill.skill_id}", str(skill.level)),
        "importance": request.POST.get(f"importance_{skill.skill_id}", str(skill.importance)),
        "options": [(str(level), words) for level, words in enumerate(skill.levels) if level],
    }
