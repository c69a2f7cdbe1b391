"""Businesses that wait: approve, match to the register, decline."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from uprest.accounts.types import SignedInRequest
from uprest.ecosystem.models import Organisation
from uprest.ecosystem.selectors import (
    get_waiting_business,
    list_free_entries,
    list_waiting_businesses,
)
from uprest.ecosystem.services.businesses import (
    approve_organisation,
    decline_organisation,
    match_organisation,
)
from uprest.ecosystem.types import RefusedError
from uprest.ecosystem.viewsets.policies import is_known_administrator

INDEX = "waiting_businesses:index"
TOO_LONG = 19
"""Digits that no id has, and no database takes."""


def administrators_only(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Refuse everybody but platform administrators."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_known_administrator(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@method_decorator(administrators_only, name="dispatch")
class WaitingView(WagtailAdminTemplateMixin, TemplateView):
    """The list, oldest first, each with the register entry that it may be."""

    template_name = "ecosystem/admin/waiting.html"
    page_title = _("Businesses waiting")
    header_icon = "time"
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": "", "label": _("Businesses waiting")},
    ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the businesses that wait."""
        return super().get_context_data(businesses=list_waiting_businesses(), **kwargs)


@method_decorator(administrators_only, name="dispatch")
class MatchView(WagtailAdminTemplateMixin, TemplateView):
    """The free entries of the city's register, for one business."""

    template_name = "ecosystem/admin/match.html"
    header_icon = "list-ul"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the business, the words looked for and the entries found."""
        try:
            business = get_waiting_business(organisation_id=self.kwargs["organisation_id"])
        except Organisation.DoesNotExist as error:
            raise Http404 from error
        self.page_title = gettext("Match %(business)s") % {"business": business.name}
        self.breadcrumbs_items = [
            *WaitingView.breadcrumbs_items[:-1],
            {"url": reverse(INDEX), "label": WaitingView.page_title},
            {"url": "", "label": self.page_title},
        ]
        words = self.request.GET.get("q", "").strip()
        entries = list_free_entries(municipality_id=business.municipality_id, words=words)
        return super().get_context_data(business=business, words=words, entries=entries, **kwargs)

    def post(self, request: SignedInRequest, organisation_id: int) -> HttpResponse:
        """Match the business to the entry that was chosen."""
        entry = request.POST.get("entry", "")

        def match() -> bool:
            return match_organisation(
                organisation_id=organisation_id,
                register_entry_id=int(entry) if entry.isdecimal() and len(entry) < TOO_LONG else 0,
                administrator=request.user,
                at=timezone.now(),
            )

        return _decide(request, match, gettext("The business is matched and counts from now on."))


@method_decorator(administrators_only, name="dispatch")
class ApproveView(View):
    """Approve a business."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, organisation_id: int) -> HttpResponse:
        """Approve it."""

        def approve() -> bool:
            return approve_organisation(
                organisation_id=organisation_id, administrator=request.user, at=timezone.now()
            )

        return _decide(
            request, approve, gettext("The business is approved and counts from now on.")
        )


@method_decorator(administrators_only, name="dispatch")
class DeclineView(View):
    """Decline a business."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, organisation_id: int) -> HttpResponse:
        """Decline it."""

        def decline() -> bool:
            return decline_organisation(
                organisation_id=organisation_id, administrator=request.user, at=timezone.now()
            )

        return _decide(
            request, decline, gettext("The business is declined and its link has stopped.")
        )


def _decide(request: HttpRequest, service: Callable[[], bool], done: str) -> HttpResponse:
    """Run a decision, say what came of it, and go back to the list."""
    try:
        is_new = service()
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        if is_new:
            messages.success(request, done)
        else:
            messages.warning(request, gettext("This was decided already; nothing has changed."))
    return HttpResponseRedirect(reverse(INDEX))


class WaitingMenuItem(MenuItem):
    """The list's place in the menu."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person is a platform administrator."""
        return is_known_administrator(request.user)


class WaitingViewSet(ViewSet):
    """Businesses waiting for approval."""

    name = "waiting_businesses"
    icon = "time"
    menu_label = _("Businesses waiting")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """Return the menu item, for platform administrators only."""
        return WaitingMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the list and the three decisions."""
        return [
            path("", WaitingView.as_view(), name="index"),
            path("<int:organisation_id>/approve/", ApproveView.as_view(), name="approve"),
            path("<int:organisation_id>/match/", MatchView.as_view(), name="match"),
            path("<int:organisation_id>/decline/", DeclineView.as_view(), name="decline"),
        ]
