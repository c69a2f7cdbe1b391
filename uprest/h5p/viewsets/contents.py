"""Content: the list, one content with all that is known of it, approval, download, deletion."""

from tempfile import TemporaryFile
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import DeleteView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from uprest.h5p.models import Content
from uprest.h5p.selectors.contents import get_content_details, list_contents
from uprest.h5p.selectors.usage import list_usage
from uprest.h5p.services.cleaning import delete_content
from uprest.h5p.services.exporting import export_content
from uprest.h5p.services.libraries import RefusedError, approve_content, decline_content
from uprest.h5p.viewsets.guards import INSTALL, VIEW, has, may_install, needs
from uprest.h5p.viewsets.uploads import JobStateView, JobView, UploadView


class UsageColumn(Column):
    """The pages that have a content."""

    def get_value(self, instance: Any) -> SafeString:
        """Return links to their editors."""
        return format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            (
                (reverse("wagtailadmin_pages:edit", args=(one.page_id,)), one.title)
                for one in instance.pages
            ),
        )


class ContentIndexView(IndexView):
    """The list: title, type, status, and where it is used."""

    add_item_label = _("Upload a package")

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns."""
        return [
            self._get_title_column("title", TitleColumn),
            Column("library_name", label=_("Type")),
            StatusTagColumn(
                "status",
                label=_("Status"),
                accessor="get_status_display",
                primary=lambda content: content.status == Content.Status.READY,
                sort_key="status",
            ),
            UsageColumn("pages", label=_("Used on")),
            DateColumn("created_at", label=_("Uploaded at"), sort_key="created_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Content]:
        """Return all content without what is big of it."""
        return list_contents()

    def get_table(self, object_list: Any) -> Any:
        """Return the table; the pages of all its rows are read at once."""
        usage = list_usage(content.pk for content in object_list)
        for content in object_list:
            content.pages = usage.get(content.pk, ())
        return super().get_table(object_list)


class ContentInspectView(InspectView):
    """One content: what it is, what it waits for, which libraries it runs, where it is used."""

    template_name = "h5p/admin/content.html"
    page_title = _("H5P content")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Offer the package."""
        url = reverse("h5p_content:export", args=(self.object.pk,))
        return [HeaderButton(_("Download"), url=url, icon_name="download")]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Offer to delete it."""
        url = self.get_delete_url()
        return [Button(_("Delete"), url=url, icon_name="bin")] if url else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return all that is known."""
        context: dict[str, Any] = super().get_context_data(
            details=get_content_details(content=self.object),
            may_install=may_install(self.request.user),
            **kwargs,
        )
        return context


class ContentURLFinder:
    """Leads from a content, chosen in a lesson, to its screen."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, instance: Content) -> str | None:
        """Return the address for whoever may look at it."""
        if self.user is not None and not has(self.user, VIEW):
            return None
        return reverse("h5p_content:inspect", args=(instance.pk,))


class ContentDeleteView(DeleteView):
    """Deletes a content that no page has."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Delete it, or say what has it."""
        try:
            delete_content(content=self.object)
        except RefusedError as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, self.get_success_message())
        return HttpResponseRedirect(self.get_success_url())


@method_decorator(needs(INSTALL), name="dispatch")
class ApproveView(View):
    """Installs the libraries that a content waits with."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Install them and lead back."""
        content = get_object_or_404(list_contents(), pk=pk)
        by: Any = request.user
        if approve_content(content_id=content.pk, by=by, at=timezone.now()):
            messages.success(request, gettext("The libraries are installed."))
        else:
            messages.warning(request, gettext("This was decided already; nothing has changed."))
        return HttpResponseRedirect(reverse("h5p_content:inspect", args=(pk,)))


@method_decorator(needs(INSTALL), name="dispatch")
class DeclineView(View):
    """Deletes a content that waits, with its libraries."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete it and lead back to the list."""
        if decline_content(content_id=pk):
            messages.success(request, gettext("The package and its libraries are deleted."))
        else:
            messages.warning(request, gettext("This was decided already; nothing has changed."))
        return HttpResponseRedirect(reverse("h5p_content:index"))


@method_decorator(needs(VIEW), name="dispatch")
class ExportView(View):
    """The package of a content, as a download."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Write the package to a file that is gone once it was sent."""
        content = get_object_or_404(Content, pk=pk)
        out: Any = TemporaryFile()  # noqa: SIM115  # the response closes it
        export_content(content=content, out=out)
        out.seek(0)
        name = slugify(content.title) or "content"
        return FileResponse(
            out,
            as_attachment=True,
            filename=f"{name}.h5p",
            content_type="application/octet-stream",
        )


class ContentViewSet(ModelViewSet):
    """H5P content. It is uploaded and never edited."""

    model = Content
    name = "h5p_content"
    icon = "media"
    menu_label = _("Content")
    index_view_class = ContentIndexView
    inspect_view_class = ContentInspectView
    inspect_view_enabled = True
    inspect_view_fields = ["title"]
    delete_view_class = ContentDeleteView
    copy_view_enabled = False
    list_filter = ["status", "machine_name"]
    search_fields = ["title", "machine_name"]
    search_backend_name = None
    ordering = ["-created_at"]
    add_to_reference_index = False
    form_fields = ["title"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Return what all views get; there is nothing to edit and no history."""
        absent = dict.fromkeys(["edit_url_name", "history_url_name", "usage_url_name"])
        found: dict[str, Any] = super().get_common_view_kwargs(**absent, **kwargs)
        return found

    def register_admin_url_finder(self) -> None:
        """Lead from a content to its screen, where Wagtail would lead to a form."""
        register_admin_url_finder(Content, ContentURLFinder)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", UploadView.as_view(), name="add"),
            path("upload/<int:pk>/", JobView.as_view(), name="job"),
            path("upload/<int:pk>/state/", JobStateView.as_view(), name="job_state"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            path("delete/<int:pk>/", self.delete_view, name="delete"),
            path("export/<int:pk>/", ExportView.as_view(), name="export"),
            path("approve/<int:pk>/", ApproveView.as_view(), name="approve"),
            path("decline/<int:pk>/", DeclineView.as_view(), name="decline"),
        ]
