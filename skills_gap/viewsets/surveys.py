"""Versions of the skills check: a draft is edited and published, a published one is copied."""

from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.views.generic import DeleteView, EditView, InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from skills_gap.models import Survey
from skills_gap.services.surveys import copy_survey, publish_survey
from skills_gap.viewsets.policies import edits_the_check

PUBLISHED = _("A published version stays as it is, because people have answered it.")


class DraftOnly:
    """A view of a row that may be changed in a draft only; else its inspection is shown."""

    inspect_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead to the inspection where the row belongs to a published version."""
        row = self.get_object()  # type: ignore[attr-defined]
        survey = row if isinstance(row, Survey) else row.survey
        if survey.status != Survey.Status.DRAFT and edits_the_check(request.user):
            messages.warning(request, " ".join((str(PUBLISHED), gettext("Make a new version."))))
            return HttpResponseRedirect(reverse(self.inspect_url_name, args=(quote(row.pk),)))
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class DraftEditView(DraftOnly, EditView):
    """The form of a row of a draft."""


class DraftDeleteView(DraftOnly, DeleteView):
    """Deletes a row of a draft."""


class SurveyInspectView(InspectView):
    """A version, with what can be done with it."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Offer to edit or publish a draft, and to make a new version of any other."""
        args = (quote(self.object.pk),)
        new = Button(_("Make a new version"), url=reverse("survey:new_version", args=args))
        if self.object.status != Survey.Status.DRAFT:
            return [new]
        return [
            Button(_("Edit"), url=reverse("survey:edit", args=args), icon_name="edit"),
            Button(_("Publish"), url=reverse("survey:publish", args=args), icon_name="upload"),
        ]


class SurveyActionView(WagtailAdminTemplateMixin, TemplateView):
    """A step that is asked once more before it is done."""

    template_name = "skills_gap/admin/confirm.html"
    header_icon = "clipboard-list"
    question: Any = ""
    button: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse everybody but trainers and administrators."""
        if not edits_the_check(request.user):
            raise PermissionDenied
        self.survey = get_object_or_404(Survey, pk=kwargs["pk"])
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the version, the question and the words of the button."""
        return super().get_context_data(
            survey=self.survey, question=self.question, button=self.button, **kwargs
        )


class PublishView(SurveyActionView):
    """Publish a draft."""

    page_title = _("Publish this version")
    question = _(
        "New checks use it from now on. It cannot be edited afterwards. Checks that are under way "
        "keep the version that they began with."
    )
    button = _("Publish")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish it, or say what is missing."""
        try:
            publish_survey(survey=self.survey, at=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, gettext("The version is published."))
        return HttpResponseRedirect(reverse("survey:inspect", args=(pk,)))


class NewVersionView(SurveyActionView):
    """Copy a version into a new draft."""

    page_title = _("Make a new version")
    question = _("All questions and answers are copied into a draft, which you can then edit.")
    button = _("Make a new version")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Copy it and lead to the draft."""
        draft = copy_survey(survey=self.survey)
        messages.success(
            request, gettext("Version %(version)s is a draft.") % {"version": draft.version}
        )
        return HttpResponseRedirect(reverse("survey:edit", args=(draft.pk,)))


class SurveyViewSet(ModelViewSet):
    """Versions of the skills check."""

    model = Survey
    icon = "clipboard-list"
    list_display = ["version", "status", "published_at", "notes"]
    list_filter = ["status"]
    search_fields = ["notes"]
    search_backend_name = None
    ordering = ["-version"]
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["version", "status", "published_at", "notes"]
    edit_view_class = DraftEditView
    inspect_view_class = SurveyInspectView
    edit_handler = ObjectList([FieldPanel("notes")])

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return Wagtail's addresses and the two steps of ours."""
        return [
            *super().get_urlpatterns(),
            path("publish/<int:pk>/", PublishView.as_view(), name="publish"),
            path("new-version/<int:pk>/", NewVersionView.as_view(), name="new_version"),
        ]
