"""Reports and data of a city, for its officers: files, council reports, and open data."""

from http import HTTPStatus
from itertools import chain
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from uprest.accounts.types import SignedInRequest
from uprest.core.pdf import can_make_pdf
from uprest.core.theme import build_theme
from uprest.ecosystem.models import Municipality
from uprest.ecosystem.selectors import access_municipality
from uprest.reporting.forms import OpenDataForm, ReportForm, WithdrawalForm
from uprest.reporting.reports.city_files import write_city_csv, write_city_workbook
from uprest.reporting.reports.council import build_council
from uprest.reporting.reports.labels import LANGUAGES, read_language
from uprest.reporting.selectors.exports import (
    find_unfinished,
    get_open_data,
    get_report,
    list_releases,
    list_reports,
    open_report_file,
)
from uprest.reporting.selectors.releases import find_newest, get_newest_release
from uprest.reporting.services.council import NoFiguresError
from uprest.reporting.services.open_data import (
    decide_open_data,
    restore_release,
    withdraw_release,
)
from uprest.reporting.tasks import enqueue_report

BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that a file is UTF-8."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _show(
    request: SignedInRequest, municipality: Municipality, form: OpenDataForm | None = None
) -> HttpResponse:
    now = timezone.now()
    reports = list_reports(municipality=municipality, at=now)
    policy = get_open_data(municipality=municipality)
    context = {
        "municipality": municipality,
        "releases": list_releases(municipality=municipality),
        "reports": reports,
        "unfinished": find_unfinished(reports),
        "report_form": ReportForm(initial={"report_language": municipality.language}),
        "form": form or OpenDataForm(instance=policy),
        "is_open": policy.is_open and policy.pk is not None,
        "can_make_pdf": can_make_pdf(),
        "languages": settings.LANGUAGES,
        "language_here": read_language(),
    }
    has_errors = form is not None and form.errors
    status = HTTPStatus.UNPROCESSABLE_ENTITY if has_errors else HTTPStatus.OK
    return render(request, "reporting/exports.html", context, status=status)


def _back(municipality: Municipality, part: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('reporting:exports', args=(municipality.slug,))}#{part}")


@never_cache
@login_required
@require_safe
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    """Offer what a city's officers can take along, and let them decide about open data."""
    return _show(request, access_municipality(user=request.user, slug=slug))


# --- Files ----------------------------------------------------------------------------------------


def _choose_language(request: SignedInRequest) -> str:
    wanted = request.GET.get("language", "")
    return wanted if wanted in LANGUAGES else read_language()


@never_cache
@login_required
@require_safe
def csv_file(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """Send the figures of the newest release as a CSV file, line by line."""
    municipality = access_municipality(user=request.user, slug=slug)
    file = write_city_csv(
        municipality=municipality,
        release=find_newest(municipality=municipality),
        language=_choose_language(request),
    )
    response = StreamingHttpResponse(
        chain([BYTE_ORDER_MARK], file.pieces), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


@never_cache
@login_required
@require_safe
def workbook(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """Send the figures of the newest release as an Excel file."""
    municipality = access_municipality(user=request.user, slug=slug)
    release = find_newest(municipality=municipality)
    if release is None:
        raise Http404
    name, content = write_city_workbook(
        municipality=municipality, release=release, language=_choose_language(request)
    )
    return FileResponse(content, as_attachment=True, filename=name, content_type=XLSX)


# --- Council reports ------------------------------------------------------------------------------


@require_POST
@login_required
def order(request: SignedInRequest, slug: str) -> HttpResponse:
    """Order a council report in a language; the page of reports says what became of it."""
    municipality = access_municipality(user=request.user, slug=slug)
    form = ReportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the language of the report."))
        return _back(municipality, "council")
    if not can_make_pdf():
        return HttpResponseRedirect(reverse("reporting:council_page", args=(municipality.slug,)))
    try:
        enqueue_report(
            municipality=municipality,
            language=form.cleaned_data["report_language"],
            by=request.user,
            at=timezone.now(),
        )
    except NoFiguresError:
        messages.error(request, _("There are no figures to report on yet."))
    return _back(municipality, "council")


@never_cache
@login_required
@require_safe
def progress(request: SignedInRequest, slug: str, report_id: UUID) -> HttpResponse:
    """Say for a script how far a report is, in percent."""
    municipality = access_municipality(user=request.user, slug=slug)
    report = get_report(municipality=municipality, report_id=report_id, at=timezone.now())
    return JsonResponse({"progress": report.progress, "is_unfinished": report.is_unfinished})


@never_cache
@login_required
@require_safe
def pdf(request: SignedInRequest, slug: str, report_id: UUID) -> HttpResponseBase:
    """Hand out a finished report."""
    municipality = access_municipality(user=request.user, slug=slug)
    report, file = open_report_file(municipality=municipality, report_id=report_id)
    name = f"uprest-{municipality.slug}-{report.as_of.isoformat()}-{report.language}.pdf"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")


@never_cache
@login_required
@require_safe
def council_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the council report as a page, to read and to print."""
    municipality = access_municipality(user=request.user, slug=slug)
    stored = get_newest_release(municipality=municipality)
    context = {
        "municipality": municipality,
        "council": build_council(stored=stored, municipality=municipality) if stored else None,
        "colours": build_theme(municipality.brand_colour),
        "base_url": "",
    }
    return render(request, "reporting/council/page.html", context)


# --- Open data ------------------------------------------------------------------------------------


@require_POST
@login_required
def decide(request: SignedInRequest, slug: str) -> HttpResponse:
    """Publish a city's figures as open data on some terms, or stop it."""
    municipality = access_municipality(user=request.user, slug=slug)
    form = OpenDataForm(request.POST)
    if not form.is_valid():
        return _show(request, municipality, form)
    is_open = form.cleaned_data["is_open"]
    decide_open_data(
        municipality=municipality,
        is_open=is_open,
        licence=form.cleaned_data["licence"],
        publisher=form.cleaned_data["publisher"],
        contact_email=form.cleaned_data["contact_email"],
        by=request.user,
        at=timezone.now(),
    )
    text = _("Your figures are open data now.") if is_open else _("Your figures are not public.")
    messages.success(request, text)
    return _back(municipality, "open")


@require_POST
@login_required
def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take a release out of a city's open data, or put it back."""
    municipality = access_municipality(user=request.user, slug=slug)
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        raise Http404
    change = withdraw_release if form.cleaned_data["wanted"] == "out" else restore_release
    change(
        municipality=municipality,
        release_id=form.cleaned_data["release"],
        by=request.user,
        at=timezone.now(),
    )
    return _back(municipality, "open")
