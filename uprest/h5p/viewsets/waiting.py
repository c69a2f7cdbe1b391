"""Content that waits for somebody to approve its libraries."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from uprest.h5p.selectors.contents import list_waiting_for_approval
from uprest.h5p.viewsets.guards import INSTALL, may_install, needs
from uprest.h5p.viewsets.uploads import list_breadcrumbs


@method_decorator(needs(INSTALL), name="dispatch")
class WaitingView(WagtailAdminTemplateMixin, TemplateView):
    """The list, oldest first."""

    template_name = "h5p/admin/waiting.html"
    page_title = _("Libraries to approve")
    header_icon = "time"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return list_breadcrumbs(self.page_title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the content that waits."""
        return super().get_context_data(
            contents=list_waiting_for_approval().select_related("created_by"), **kwargs
        )


class WaitingMenuItem(MenuItem):
    """The list's place in the menu."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may install libraries."""
        return may_install(request.user)


class WaitingViewSet(ViewSet):
    """Content waiting for approval."""

    name = "h5p_waiting"
    icon = "time"
    menu_label = _("To approve")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """Return the menu item, for those who may install libraries."""
        return WaitingMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the list's address."""
        return [path("", WaitingView.as_view(), name="index")]
