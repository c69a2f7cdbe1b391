"""A printed handbook of courses, for a manager without computers in the kitchen."""

from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.reports.handbooks import ROWS, PrintedCourse, get_handbook_pdf, print_courses
from courses.selectors import list_modules
from courses.selectors.handbooks import list_handbook_courses
from skills_gap.forms import HandbookForm
from skills_gap.selectors.wording import describe_minutes
from skills_gap.views.teams import MISTAKEN, is_owner
from uprest.accounts.types import SignedInRequest
from uprest.core.pdf import BusyError, CannotMakePdfError, can_make_pdf
from uprest.ecosystem.models import Organisation
from uprest.ecosystem.selectors import access_organisation

SOON = 5
"""Seconds after which somebody may ask again for a PDF."""


@never_cache
@login_required
@require_safe
def handbook(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Let somebody choose the courses and the language of a handbook."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    form = _make_form(
        {"course": request.GET.getlist("course"), "language": organisation.municipality.language},
        is_bound=False,
    )
    return _choose(request, organisation, form)


@never_cache
@login_required
@require_safe
def printed(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Show the handbook as a page to print."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    form = _make_form(request.GET, is_bound=True)
    if not form.is_valid():
        return _choose(request, organisation, form)
    address = reverse("skills_gap:handbook_pdf", args=(organisation.pk,))
    context = {
        "business": organisation,
        "courses": _read(request, form),
        "rows": ROWS,
        "is_pdf": False,
        "language": form.cleaned_data["language"],
        "back": _back(organisation, form.cleaned_data["course"]),
        "pdf_url": f"{address}?{request.GET.urlencode()}" if can_make_pdf() else "",
    }
    with override(form.cleaned_data["language"]):
        return render(request, "courses/handbook/screen.html", context)


@never_cache
@login_required
@require_safe
def as_pdf(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Hand out the handbook as a PDF file, or say why there is none."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    form = _make_form(request.GET, is_bound=True)
    if not form.is_valid():
        return _choose(request, organisation, form)
    language = form.cleaned_data["language"]
    try:
        with override(language):
            courses = _read(request, form)
        content = get_handbook_pdf(courses, business=organisation.name, language=language)
    except (BusyError, CannotMakePdfError) as error:
        return _say_not_now(request, organisation, is_busy=isinstance(error, BusyError))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="uprest-handbook-{language}.pdf"'
    return answer


def _make_form(data: object, *, is_bound: bool) -> HandbookForm:
    courses = [
        (str(one.course_key), f"{one.title} ({describe_minutes(one.minutes)})")
        for one in list_modules(language=get_language() or "en")
    ]
    if is_bound:
        return HandbookForm(data, courses=courses)
    return HandbookForm(courses=courses, initial=data)


def _choose(
    request: SignedInRequest, organisation: Organisation, form: HandbookForm
) -> HttpResponse:
    context = {
        "business": organisation,
        "is_owner": is_owner(request, organisation),
        "form": form,
    }
    status = MISTAKEN if form.errors else 200
    return render(request, "skills_gap/plan/handbook.html", context, status=status)


def _read(request: HttpRequest, form: HandbookForm) -> list[PrintedCourse]:
    courses = list_handbook_courses(
        course_keys=form.cleaned_data["course"], language=form.cleaned_data["language"]
    )
    return print_courses(courses, absolute=request.build_absolute_uri)


def _back(organisation: Organisation, keys: list[UUID]) -> str:
    path = reverse("skills_gap:handbook", args=(organisation.pk,))
    return f"{path}?{urlencode({'course': [str(key) for key in keys]}, doseq=True)}"


def _say_not_now(
    request: HttpRequest, organisation: Organisation, *, is_busy: bool
) -> HttpResponse:
    address = reverse("skills_gap:handbook_print", args=(organisation.pk,))
    context = {
        "is_busy": is_busy,
        "back": f"{address}?{request.GET.urlencode()}",
        "again": request.get_full_path(),
    }
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_busy else HTTPStatus.NOT_IMPLEMENTED
    answer = render(request, "courses/certificates/no_pdf.html", context, status=status)
    if is_busy:
        answer["Retry-After"] = str(SOON)
    return answer
