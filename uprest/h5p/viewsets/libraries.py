"""Libraries: the list, one library, and its upgrade by an explicit act."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from uprest.h5p.forms import UpgradeForm
from uprest.h5p.models import Library
from uprest.h5p.selectors.contents import find_library_in_use, list_libraries
from uprest.h5p.services.libraries import RefusedError, upgrade_library
from uprest.h5p.viewsets.guards import INSTALL, may_install, needs


class LibraryIndexView(IndexView):
    """The list: name and version, status, which one new content gets."""

    any_permission_required = ["view", "install"]

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns."""
        return [
            self._get_title_column("__str__", TitleColumn),
            Column("title", label=_("Title")),
            StatusTagColumn(
                "status",
                label=_("Status"),
                accessor="get_status_display",
                primary=lambda library: library.status == Library.Status.INSTALLED,
                sort_key="status",
            ),
            BooleanColumn("is_current", label=_("Used for new content")),
            Column("content_count", label=_("Content"), sort_key="content_count"),
        ]

    def get_base_queryset(self) -> QuerySet[Library]:
        """Return all libraries with how much content runs each."""
        return list_libraries()


class LibraryInspectView(InspectView):
    """One library, and whether it can take the place of the one in use."""

    any_permission_required = ["view"]
    template_name = "h5p/admin/library.html"
    page_title = _("H5P library")

    def get_object(self, queryset: QuerySet[Library] | None = None) -> Library:
        """Return the library with how much content runs it."""
        return get_object_or_404(list_libraries(), pk=self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the library in use beside it, and the form."""
        in_use = find_library_in_use(self.object)
        is_newer = in_use is not None and self.object.patch > in_use.patch
        is_installed = self.object.status == Library.Status.INSTALLED
        context: dict[str, Any] = super().get_context_data(
            library=self.object,
            file_count=self.object.files.count(),
            in_use=in_use,
            can_upgrade=is_newer and is_installed and may_install(self.request.user),
            form=UpgradeForm(),
            **kwargs,
        )
        return context


@method_decorator(needs(INSTALL), name="dispatch")
class UpgradeView(View):
    """Lets a newer patch take the place of the one in use."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it, say how much moved, and lead back."""
        get_object_or_404(Library, pk=pk)
        form = UpgradeForm(request.POST)
        with_content = form.is_valid() and form.cleaned_data["with_content"]
        try:
            moved = upgrade_library(library_id=pk, with_content=with_content)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                gettext("New content uses this version. Activities moved: %(count)s.")
                % {"count": moved},
            )
        return HttpResponseRedirect(reverse("h5p_library:inspect", args=(pk,)))


class LibraryViewSet(ModelViewSet):
    """Libraries. They come with packages; none is edited or deleted."""

    model = Library
    name = "h5p_library"
    icon = "code"
    menu_label = _("Libraries")
    index_view_class = LibraryIndexView
    inspect_view_class = LibraryInspectView
    inspect_view_enabled = True
    inspect_view_fields = ["title"]
    copy_view_enabled = False
    list_filter = ["status", "is_current"]
    search_fields = ["machine_name", "title"]
    search_backend_name = None
    ordering = ["machine_name", "major", "minor", "patch"]
    add_to_reference_index = False
    form_fields = ["title"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Return what all views get; a library is neither made nor edited nor deleted here."""
        names = ["add_url_name", "edit_url_name", "delete_url_name"]
        absent = dict.fromkeys([*names, "history_url_name", "usage_url_name"])
        found: dict[str, Any] = super().get_common_view_kwargs(**absent, **kwargs)
        return found

    def register_admin_url_finder(self) -> None:
        """Register nothing: no page leads to a library."""

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            path("upgrade/<int:pk>/", UpgradeView.as_view(), name="upgrade"),
        ]
