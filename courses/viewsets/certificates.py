"""Revoking a certificate: found by the number on it, one at a time. Nobody is listed."""

from typing import Any
from uuid import UUID

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from courses.forms import NumberForm, RevokeForm
from courses.models import Certificate
from courses.selectors.certificates import find_by_number, get_revocation
from courses.services.certificates import (
    AlreadyRevokedError,
    CannotIssueError,
    issue_anew,
    revoke_certificate,
)
from uprest.accounts.types import SignedInRequest

PERMISSION = "courses.revoke_certificates"


class CertificateScreen(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """What the screens share."""

    permission_required = PERMISSION
    raise_exception = True
    header_icon = "doc-full-inverse"


class FindView(CertificateScreen):
    """Ask for a number."""

    template_name = "courses/admin/find_certificate.html"
    page_title = _("Revoke a certificate")
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": "", "label": _("Revoke a certificate")},
    ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form."""
        return super().get_context_data(**{"form": NumberForm(), **kwargs})

    def post(self, request: SignedInRequest) -> HttpResponse:
        """Go to the certificate of that number."""
        form = NumberForm(request.POST)
        if form.is_valid():
            found = find_by_number(number=form.cleaned_data["number"])
            if found is not None:
                return HttpResponseRedirect(reverse("certificates:one", args=(found,)))
            form.add_error("number", gettext("No certificate has this number. Compare it again."))
        return self.render_to_response(self.get_context_data(form=form))


class RevokeView(CertificateScreen):
    """One certificate: what it says, and the form to revoke it."""

    template_name = "courses/admin/revoke_certificate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the certificate and the form."""
        try:
            found = get_revocation(certificate_id=self.kwargs["certificate_id"], at=timezone.now())
        except Certificate.DoesNotExist as error:
            raise Http404 from error
        self.page_title = gettext("Certificate %(number)s") % {"number": found.certificate.number}
        self.breadcrumbs_items = [
            *FindView.breadcrumbs_items[:-1],
            {"url": reverse("certificates:index"), "label": FindView.page_title},
            {"url": "", "label": self.page_title},
        ]
        return super().get_context_data(**{"found": found, "form": RevokeForm(), **kwargs})

    def post(self, request: SignedInRequest, certificate_id: UUID) -> HttpResponse:
        """Revoke it."""
        form = RevokeForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            revoke_certificate(
                certificate_id=certificate_id,
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                administrator=request.user,
                at=timezone.now(),
            )
        except Certificate.DoesNotExist as error:
            raise Http404 from error
        except AlreadyRevokedError:
            messages.warning(request, gettext("It had been revoked before. Nothing was changed."))
        else:
            messages.success(request, gettext("The certificate is revoked."))
        return HttpResponseRedirect(reverse("certificates:one", args=(certificate_id,)))


class IssueAnewView(CertificateScreen):
    """Issue a certificate again where revoking it was the mistake."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, certificate_id: UUID) -> HttpResponse:
        """Issue it under a new number."""
        try:
            issued = issue_anew(
                certificate_id=certificate_id, administrator=request.user, at=timezone.now()
            )
        except Certificate.DoesNotExist as error:
            raise Http404 from error
        except CannotIssueError:
            messages.error(
                request, gettext("It cannot be issued again: nothing stands there to certify.")
            )
            return HttpResponseRedirect(reverse("certificates:one", args=(certificate_id,)))
        messages.success(
            request, gettext("It is issued again as number %(number)s.") % {"number": issued.number}
        )
        return HttpResponseRedirect(reverse("certificates:one", args=(issued.pk,)))


class CertificateMenuItem(MenuItem):
    """The item for those who may revoke."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may revoke certificates."""
        return bool(request.user.has_perm(PERMISSION))


class CertificateViewSet(ViewSet):
    """The screens and their place in the menu."""

    name = "certificates"
    icon = "doc-full-inverse"
    menu_label = _("Certificates")
    menu_order = 260
    add_to_admin_menu = True

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """Return the item that asks who may revoke."""
        return CertificateMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses."""
        return [
            path("", FindView.as_view(), name="index"),
            path("<uuid:certificate_id>/", RevokeView.as_view(), name="one"),
            path("<uuid:certificate_id>/again/", IssueAnewView.as_view(), name="again"),
        ]
