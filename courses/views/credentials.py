"""What programs fetch: badges, lists of withdrawn ones, the issuer. Open to every origin."""

import json
from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from courses.models import Certificate, StatusEntry
from courses.reports.certificates import draw_picture
from courses.selectors.credentials import (
    ErasedError,
    get_achievement,
    get_badge,
    get_issuer,
    get_status_list,
)
from uprest.credentials.badges import Document
from uprest.credentials.baking import bake
from uprest.credentials.issuers import build_did_document, build_profile

CREDENTIAL = "application/vc+ld+json"
LINKED_DATA = "application/ld+json"
DID_DOCUMENT = "application/did+json"
PICTURE = "image/svg+xml"
KEPT = 300
"""Seconds that others may keep an answer, and after which all see that a badge is withdrawn."""


@require_safe
def badge(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """Hand out a certificate as a signed Open Badge."""
    try:
        return _open(_write(get_badge(certificate_id=certificate_id)), CREDENTIAL)
    except Certificate.DoesNotExist as error:
        raise Http404 from error
    except ErasedError:
        return _say_gone()


@require_safe
def picture(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """Hand out the picture of a certificate with the signed Open Badge inside."""
    try:
        document = get_badge(certificate_id=certificate_id)
    except Certificate.DoesNotExist as error:
        raise Http404 from error
    except ErasedError:
        return _say_gone()
    return _open(bake(draw_picture(title=document["name"]), document), PICTURE)


def _say_gone() -> HttpResponse:
    with override("en"):
        reason = _("The holder of this certificate has been erased; no badge is made of it.")
    answer = JsonResponse({"error": reason}, status=HTTPStatus.GONE)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out a signed list of withdrawn badges."""
    try:
        document = get_status_list(number=number, at=timezone.now())
    except StatusEntry.DoesNotExist as error:
        raise Http404 from error
    return _open(_write(document), CREDENTIAL)


@require_safe
def achievement(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """Describe what the certificates of a course are for."""
    try:
        return _open(_write(get_achievement(course_key=course_key)), LINKED_DATA)
    except Certificate.DoesNotExist as error:
        raise Http404 from error


@require_safe
def issuer(request: HttpRequest) -> HttpResponse:
    """Describe who issues."""
    return _open(_write(build_profile(get_issuer())), LINKED_DATA)


@require_safe
def did_document(request: HttpRequest) -> HttpResponse:
    """Say which key is this site's: what ties the badges to it."""
    return _open(_write(build_did_document(get_issuer())), DID_DOCUMENT)


def _write(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True)


def _open(content: str | bytes, content_type: str) -> HttpResponse:
    """Answer any page of any origin that asks."""
    answer = HttpResponse(content, content_type=content_type)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = f"public, max-age={KEPT}"
    return answer
