"""The public page of a certificate, its PDF, its name, and one's own transcript."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.forms import HolderForm
from courses.models import Certificate
from courses.reports.certificates import get_certificate_pdf
from courses.reports.transcripts import get_transcript_pdf
from courses.selectors.certificates import CertificateView, get_certificate
from courses.selectors.transcripts import get_transcript
from courses.services.certificates import issue_certificate, name_holder
from uprest.accounts.types import SignedInRequest
from uprest.core.pdf import BusyError, CannotMakePdfError, can_make_pdf

PDF = "application/pdf"
SOON = 5
"""Seconds after which somebody may ask again for a PDF."""


def _find(certificate_id: UUID) -> CertificateView:
    try:
        return get_certificate(certificate_id=certificate_id, at=timezone.now())
    except Certificate.DoesNotExist as error:
        raise Http404 from error


@never_cache
@require_safe
def certificate(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """Show every claim of a certificate and whether it stands; to its holder, the form of the name.

    Whoever has the link may read it. No search engine is to list it.
    """
    return _show(request, _find(certificate_id), HolderForm())


def _show(request: HttpRequest, found: CertificateView, form: HolderForm) -> HttpResponse:
    is_own = request.user.is_authenticated and request.user.pk == found.owner_id
    if is_own and not form.is_bound:
        form = HolderForm(initial={"name": found.holder})
    context = {
        "certificate": found,
        "is_own": is_own,
        "form": form,
        "can_make_pdf": can_make_pdf(),
    }
    answer = render(
        request,
        "courses/certificates/certificate.html",
        context,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
    )
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_safe
def certificate_pdf(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """Hand out a certificate as a PDF file in the language of the address."""
    found = _find(certificate_id)
    if found.is_erased:
        return redirect(found.url)
    answer = _hand_out(
        request,
        lambda: get_certificate_pdf(found),
        name=f"uprest-{found.number}.pdf",
        back=found.url,
    )
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _hand_out(
    request: HttpRequest, draw: Callable[[], bytes], *, name: str, back: str
) -> HttpResponse:
    """Answer with a PDF, or say why there is none and where the same can be printed."""
    try:
        content = draw()
    except BusyError:
        answer = _say_not_now(request, back, is_busy=True)
        answer["Retry-After"] = str(SOON)
        return answer
    except CannotMakePdfError:
        return _say_not_now(request, back, is_busy=False)
    answer = HttpResponse(content, content_type=PDF)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    add_never_cache_headers(answer)
    return answer


def _say_not_now(request: HttpRequest, back: str, *, is_busy: bool) -> HttpResponse:
    context = {"is_busy": is_busy, "back": back, "again": request.path}
    answer = render(
        request,
        "courses/certificates/no_pdf.html",
        context,
        status=HTTPStatus.SERVICE_UNAVAILABLE if is_busy else HTTPStatus.NOT_IMPLEMENTED,
    )
    add_never_cache_headers(answer)
    return answer


@require_POST
@login_required
def name_certificate(request: SignedInRequest, certificate_id: UUID) -> HttpResponse:
    """Put another name on one's own certificate, or take it off."""
    form = HolderForm(request.POST)
    found = _find(certificate_id)
    if found.owner_id != request.user.pk:
        raise Http404
    if not form.is_valid():
        return _show(request, found, form)
    try:
        changed = name_holder(
            certificate_id=certificate_id,
            user_id=request.user.pk,
            name=form.cleaned_data["name"],
            at=timezone.now(),
        )
    except Certificate.DoesNotExist as error:
        raise Http404 from error
    if changed:
        messages.success(
            request,
            _("The name is changed. Files that you have saved before no longer count as valid."),
        )
    return HttpResponseRedirect(found.url)


@require_POST
@login_required
def ask_for_certificate(request: SignedInRequest, course_key: UUID) -> HttpResponse:
    """Issue what has been proven since the course was completed, and show it."""
    issued = issue_certificate(user_id=request.user.pk, course_key=course_key, at=timezone.now())
    if issued is None:
        messages.info(request, _("There is nothing to certify yet. The course says what is left."))
        return redirect("courses:transcript")
    return redirect("courses:certificate", issued.pk)


@never_cache
@login_required
@require_safe
def transcript(request: SignedInRequest) -> HttpResponse:
    """Show somebody's own courses, certificates and levels, to read and to print."""
    found = get_transcript(
        user_id=request.user.pk, language=get_language() or "en", at=timezone.now()
    )
    context = {"transcript": found, "can_make_pdf": can_make_pdf()}
    return render(request, "courses/transcript/transcript.html", context)


@login_required
@require_safe
def transcript_pdf(request: SignedInRequest) -> HttpResponse:
    """Hand out one's own transcript as a PDF file."""
    found = get_transcript(
        user_id=request.user.pk, language=get_language() or "en", at=timezone.now()
    )
    return _hand_out(
        request,
        lambda: get_transcript_pdf(found),
        name=f"uprest-{found.made_at:%Y-%m-%d}.pdf",
        back=reverse("courses:transcript"),
    )
