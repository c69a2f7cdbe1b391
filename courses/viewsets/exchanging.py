"""Screens in Wagtail on which exercises leave as H5P files and come in from them."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from courses.models import LessonPage
from courses.selectors.h5p_exchange import (
    Preview,
    label_of,
    list_exchange_rows,
)
from courses.services.h5p_exchange import (
    NotExchangeableError,
    WaitedTooLongError,
    export_exercise,
    import_waiting,
    look_at_upload,
)
from uprest.accounts.models import User
from uprest.h5p.api import BuildError, describe
from uprest.h5p.forms import SmallUploadForm


def _open(request: HttpRequest, page_id: int) -> LessonPage:
    """Return the lesson, if this person may change it. A locked one they may only look at.

    :raises Http404: if it is not there.
    :raises PermissionDenied: if they may not.
    """
    lesson = get_object_or_404(LessonPage, pk=page_id)
    allowed = lesson.permissions_for_user(request.user)
    if not allowed.can_edit() or (request.method == "POST" and allowed.page_locked()):
        raise PermissionDenied
    return lesson


@require_http_methods(["GET", "POST"])
def exchange(request: HttpRequest, page_id: int) -> HttpResponse:
    """List the exercises of a lesson, and take in a package: first to look at it, then to keep."""
    lesson = _open(request, page_id)
    if "token" in request.POST:
        return _keep(request, lesson, request.POST["token"])
    form = SmallUploadForm(request.POST or None, request.FILES or None)
    preview, token = None, ""
    if form.is_valid():
        file, by = form.cleaned_data["file"], cast("User", request.user)
        preview, job_id = look_at_upload(file=file, by=by, at=timezone.now())
        token = signing.dumps(job_id, salt=_make_salt(lesson)) if job_id else ""
    return _show(request, lesson, form, preview, token)


def _show(
    request: HttpRequest,
    lesson: LessonPage,
    form: SmallUploadForm,
    preview: Preview | None = None,
    token: str = "",
) -> HttpResponse:
    title = _("Exchange with H5P")
    context = {
        "lesson": lesson,
        "rows": list_exchange_rows(lesson),
        "form": form,
        "preview": preview,
        "token": token,
        "page_title": title,
        "header_title": title,
        "header_icon": "upload",
    }
    return TemplateResponse(request, "courses/admin/exchange.html", context)


def _make_salt(lesson: LessonPage) -> str:
    """Return what binds a token to a lesson."""
    return f"courses.exchange.{lesson.pk}"


def _keep(request: HttpRequest, lesson: LessonPage, token: str) -> HttpResponse:
    here = reverse("courses_exchange", args=[lesson.pk])
    try:
        job_id = signing.loads(token, salt=_make_salt(lesson))
        kind = import_waiting(lesson=lesson, job_id=job_id, by=cast("User", request.user))
    except (signing.BadSignature, WaitedTooLongError):
        messages.error(request, _("The file has waited too long. Upload it again."))
        return HttpResponseRedirect(here)
    except NotExchangeableError:
        messages.error(request, _("Nothing was added. Upload the file again."))
        return HttpResponseRedirect(here)
    messages.success(
        request,
        _("“%(label)s” is at the end of your draft. It is not published yet.")
        % {"label": label_of(kind)},
    )
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))


@require_GET
def download(request: HttpRequest, page_id: int, block_id: UUID) -> HttpResponse:
    """Hand out an exercise as a ``.h5p`` file."""
    lesson = _open(request, page_id)
    try:
        built = export_exercise(lesson=lesson, block_id=block_id)
    except NotExchangeableError as error:
        raise Http404 from error
    except BuildError as error:
        for sentence in map(describe, error.problems):
            messages.error(request, sentence)
        return HttpResponseRedirect(reverse("courses_exchange", args=[lesson.pk]))
    return HttpResponse(
        built.data,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{built.name}"'},
    )
