"""Handing in a package, and looking at how far a big one is read."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from uprest.h5p.conf import READ_AT_ONCE
from uprest.h5p.forms import UploadForm
from uprest.h5p.models import Content, ImportJob
from uprest.h5p.selectors.contents import describe_stored
from uprest.h5p.services.importing import import_package
from uprest.h5p.services.uploads import queue_upload
from uprest.h5p.tasks import read_upload
from uprest.h5p.types import Status
from uprest.h5p.viewsets.guards import ADD, may_install, needs
from uprest.h5p.wording import describe

INDEX = "h5p_content:index"


def list_breadcrumbs(label: Any) -> list[dict[str, Any]]:
    """Return the way to a page below the list of content."""
    return [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse(INDEX), "label": _("H5P content")},
        {"url": "", "label": label},
    ]


@method_decorator(needs(ADD), name="dispatch")
class UploadView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]  # only stubs are generic
    """The form; under it, all that is wrong with a package that was refused."""

    template_name = "h5p/admin/upload.html"
    form_class = UploadForm
    page_title = _("Upload a package")
    header_icon = "upload"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return list_breadcrumbs(self.page_title)

    def form_valid(self, form: UploadForm) -> HttpResponse:
        """Read the package, now or in the background."""
        file: UploadedFile[bytes] = form.cleaned_data["file"]
        if (file.size or 0) > READ_AT_ONCE:
            return self._queue(file)
        by: Any = self.request.user
        source: Any = file
        result = import_package(file=source, may_install=may_install(by), by=by, at=timezone.now())
        if result.content is None:
            problems = [describe(one) for one in result.verdict.problems]
            context = self.get_context_data(
                form=UploadForm(), problems=problems, file_name=file.name
            )
            return self.render_to_response(context)
        _announce(self.request, result.content)
        return _lead_to(result.content)

    def _queue(self, file: "UploadedFile[bytes]") -> HttpResponse:
        by: Any = self.request.user
        job = queue_upload(
            file=file,
            file_name=file.name or "",
            may_install=may_install(by),
            by=by,
            at=timezone.now(),
        )
        read_upload.delay_on_commit(job.pk)
        return HttpResponseRedirect(reverse("h5p_content:job", args=(job.pk,)))


def _lead_to(content: Content) -> HttpResponse:
    return HttpResponseRedirect(reverse("h5p_content:inspect", args=(content.pk,)))


def _announce(request: HttpRequest, content: Content) -> None:
    if content.status == Content.Status.READY:
        messages.success(request, gettext("The package is here and can be used in lessons."))
    else:
        messages.warning(
            request, gettext("The package is kept, but cannot be used yet. See below why.")
        )


def _get_job(request: HttpRequest, pk: int) -> ImportJob:
    """Return the upload of whoever asks.

    :raises PermissionDenied: if it is another's, and whoever asks decides about nobody else's.
    """
    job = get_object_or_404(ImportJob, pk=pk)
    if job.created_by_id != request.user.pk and not may_install(request.user):
        raise PermissionDenied
    return job


@method_decorator(needs(ADD), name="dispatch")
class JobView(WagtailAdminTemplateMixin, TemplateView):
    """How far the reading is; in the end all problems, or the content."""

    template_name = "h5p/admin/job.html"
    page_title = _("Reading the package")
    header_icon = "upload"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return list_breadcrumbs(self.page_title)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it, or lead to the content once it is there."""
        self.job = _get_job(request, kwargs["pk"])
        if self.job.content is not None:
            _announce(request, self.job.content)
            return _lead_to(self.job.content)
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the upload and what is wrong with it."""
        return super().get_context_data(
            job=self.job,
            is_done=self.job.status == ImportJob.Status.DONE,
            is_refused=self.job.verdict == Status.REFUSED,
            problems=describe_stored(self.job.problems),
            **kwargs,
        )


@method_decorator(needs(ADD), name="dispatch")
class JobStateView(View):
    """How far the reading is, for the script on the page."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Return per cent, and whether it is done."""
        job = _get_job(request, pk)
        return JsonResponse(
            {"progress": job.progress, "is_done": job.status == ImportJob.Status.DONE}
        )
