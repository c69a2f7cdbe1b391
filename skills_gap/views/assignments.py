"""Paths that a business asks its people to take, for who leads it and for who is asked."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.selectors import list_modules
from skills_gap.forms import AssignmentForm, DueForm
from skills_gap.selectors.assignments import (
    PlannedCourse,
    get_assignment,
    list_assignments,
    list_chosen_courses,
    list_must_have_courses,
)
from skills_gap.selectors.checks import GENERAL
from skills_gap.selectors.wording import describe_minutes
from skills_gap.services.assignments import (
    NewAssignment,
    assign_path,
    change_due_day,
    decline_assignment,
    start_assignment,
    withdraw_assignment,
)
from skills_gap.views.teams import MISTAKEN, is_owner, read_post
from uprest.accounts.types import SignedInRequest
from uprest.ecosystem.models import Organisation
from uprest.ecosystem.selectors import access_organisation, list_members
from uprest.skills.models import Occupation
from uprest.skills.selectors import list_occupations


@never_cache
@login_required
@require_safe
def assignments(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Show what is asked of whom by when, and who has done it, of those who share."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    return _show(request, organisation)


def _show(
    request: SignedInRequest,
    organisation: Organisation,
    mistaken: UUID | None = None,
    form: DueForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    found = list_assignments(organisation=organisation, language=get_language() or "en", at=now)
    rows = [
        {
            "assignment": one,
            "form": form
            if form and one.assignment_id == mistaken
            else DueForm(
                today=localdate(now),
                initial={"due_on": one.due_on},
                auto_id=f"id_{one.assignment_id}_%s",
            ),
        }
        for one in found
    ]
    context = {
        "business": organisation,
        "is_owner": is_owner(request, organisation),
        "rows": rows,
    }
    return render(
        request, "skills_gap/plan/assignments.html", context, status=MISTAKEN if form else 200
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Let somebody choose whom to ask for what, look at it, and then ask."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    choices = _read_choices(organisation)
    form = choices.make_form(read_post(request))
    context: dict[str, Any] = {
        "business": organisation,
        "is_owner": is_owner(request, organisation),
        "form": form,
    }
    if not form.is_valid():
        status = MISTAKEN if form.errors else 200
        return render(request, "skills_gap/plan/new.html", context, status=status)
    courses = _choose_courses(form, organisation, choices)
    if not courses:
        form.add_error("occupation", _("There is no course for this job yet. Choose courses."))
        return render(request, "skills_gap/plan/new.html", context, status=MISTAKEN)
    if "confirm" in request.POST:
        assign_path(
            organisation=organisation,
            new=choices.read(form, courses),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Your people are asked. They see it first on their home page."))
        return HttpResponseRedirect(reverse("skills_gap:assignments", args=(organisation.pk,)))
    given = form.cleaned_data
    context |= {
        "courses": courses,
        "time": describe_minutes(sum(course.minutes for course in courses)),
        "due_on": given["due_on"],
        "people": [name for pk, name in choices.people if pk in given["people"]],
        "jobs": [job.name for job in choices.jobs if job.code in given["jobs"]],
        "hidden": [
            (name, value)
            for name in request.POST
            for value in request.POST.getlist(name)
            if name in form.fields
        ],
    }
    return render(request, "skills_gap/plan/confirm.html", context)


@dataclass(frozen=True, slots=True)
class _Choices:
    """What can be chosen: people by id, jobs, and courses by key."""

    people: list[tuple[int, str]]
    jobs: list[Occupation]
    courses: list[PlannedCourse]
    today: date
    due_on: date | None

    def make_form(self, data: Any) -> AssignmentForm:
        """Return the form, filled in with what was sent."""
        return AssignmentForm(
            data,
            people=self.people,
            jobs=[(job.code, job.name) for job in self.jobs],
            courses=[(str(one.course_key), f"{one.title} ({one.time})") for one in self.courses],
            today=self.today,
            initial={"key": uuid4(), "path": AssignmentForm.MUST_HAVE, "due_on": self.due_on},
        )

    def find_job(self, code: str) -> Occupation | None:
        """Return the job with ``code``."""
        return next((job for job in self.jobs if job.code == code), None)

    def read(self, form: AssignmentForm, courses: list[PlannedCourse]) -> NewAssignment:
        """Return what is asked, once the form is valid."""
        given = form.cleaned_data
        is_must_have = given["path"] == AssignmentForm.MUST_HAVE
        return NewAssignment(
            id=given["key"],
            user_ids=given["people"],
            jobs=[job for job in self.jobs if job.code in given["jobs"]],
            occupation=self.find_job(given["occupation"]) if is_must_have else None,
            courses=courses,
            due_on=given["due_on"],
        )


def _read_choices(organisation: Organisation) -> _Choices:
    today = localdate()
    starts_on = organisation.season_starts_on or organisation.municipality.season_starts_on
    modules = list_modules(language=get_language() or "en")
    return _Choices(
        people=[(one.user_id, one.name) for one in list_members(organisation=organisation)],
        jobs=[one for one in list_occupations() if one.code != GENERAL],
        courses=[PlannedCourse(one.course_key, one.title, one.url, one.minutes) for one in modules],
        today=today,
        due_on=starts_on if starts_on and starts_on >= today else None,
    )


def _choose_courses(
    form: AssignmentForm, organisation: Organisation, choices: _Choices
) -> list[PlannedCourse]:
    given, language = form.cleaned_data, get_language() or "en"
    job = choices.find_job(given["occupation"])
    if given["path"] == AssignmentForm.MUST_HAVE and job is not None:
        return list_must_have_courses(organisation=organisation, occupation=job, language=language)
    return list_chosen_courses(course_keys=given["courses"], language=language)


@never_cache
@login_required
@require_POST
def change(request: SignedInRequest, organisation_id: int, assignment_id: UUID) -> HttpResponse:
    """Set another day."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    assignment = get_assignment(organisation=organisation, assignment_id=assignment_id)
    form = DueForm(request.POST, today=localdate(), auto_id=f"id_{assignment_id}_%s")
    if not form.is_valid():
        return _show(request, organisation, assignment_id, form)
    change_due_day(assignment=assignment, due_on=form.cleaned_data["due_on"])
    messages.success(request, _("The day is changed."))
    return HttpResponseRedirect(reverse("skills_gap:assignments", args=(organisation.pk,)))


@login_required
@require_POST
def withdraw(request: SignedInRequest, organisation_id: int, assignment_id: UUID) -> HttpResponse:
    """Ask no longer."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    assignment = get_assignment(organisation=organisation, assignment_id=assignment_id)
    withdraw_assignment(assignment=assignment, at=timezone.now())
    messages.success(request, _("This is no longer asked of anybody."))
    return HttpResponseRedirect(reverse("skills_gap:assignments", args=(organisation.pk,)))


@login_required
@require_POST
def start(request: SignedInRequest, assignment_id: UUID) -> HttpResponse:
    """Take the courses on that one's business asks for."""
    start_assignment(user=request.user, assignment_id=assignment_id, at=timezone.now())
    messages.success(request, _("The courses are yours now. Begin with the first lesson."))
    return redirect("skills_gap:home")


@login_required
@require_POST
def decline(request: SignedInRequest, assignment_id: UUID) -> HttpResponse:
    """Take off one's home what one's business asks for."""
    decline_assignment(user=request.user, assignment_id=assignment_id, at=timezone.now())
    messages.success(request, _("It is off your page. Nobody is told."))
    return redirect("skills_gap:home")
