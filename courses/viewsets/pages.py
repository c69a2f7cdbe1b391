"""Figures beside the page that they are about: a side panel in the editor."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet

from courses.insights import MIN_ALIKE, MIN_PEOPLE
from courses.models import CoursePage, LessonPage
from courses.selectors.drop_off import get_drop_off
from courses.selectors.insights import get_lesson_figures


class FiguresPanel(BaseSidePanel):
    """What is known of how people got on. Only who may change the page reaches its editor."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle how it went")
        icon_name = "clipboard-list"
        has_counter = False

    name = "figures"
    order = 450

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Add the figures to what every panel has."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        return {
            **context,
            "report_url": reverse("courses_figures"),
            "min_people": MIN_PEOPLE,
            "min_alike": MIN_ALIKE,
            **self.read(),
        }

    def read(self) -> dict[str, Any]:
        """Return the figures for the template."""
        raise NotImplementedError


class HowItWentPanel(FiguresPanel):
    """The exercises of a lesson, each with its figures."""

    title = _("How it went")
    template_name = "courses/admin/how_it_went.html"

    def read(self) -> dict[str, Any]:
        """Return the figures of the lesson's exercises."""
        return {"exercises": get_lesson_figures(lesson=self.object, at=timezone.now())}


class HowFarPanel(FiguresPanel):
    """How far people get in a course."""

    title = _("How far people get")
    template_name = "courses/admin/how_far.html"

    def read(self) -> dict[str, Any]:
        """Return the steps of the course."""
        return {"drop_off": get_drop_off(course=self.object, at=timezone.now())}


class FiguresEditView(EditView):
    """Wagtail's editor, with one side panel more."""

    panel_class: type[FiguresPanel]

    def get_side_panels(self) -> MediaContainer:
        """Add the figures; an autosave does not draw them anew."""
        panels = super().get_side_panels()
        if not self.expects_json_response and not self.hydrate_create_view:
            panels.append(self.panel_class(self.page, self.request))
        return panels


class LessonEditView(FiguresEditView):
    """The editor of a lesson."""

    panel_class = HowItWentPanel


class CourseEditView(FiguresEditView):
    """The editor of a course."""

    panel_class = HowFarPanel


class LessonViewSet(PageViewSet):
    """The screens of lessons."""

    model = LessonPage
    edit_view_class = LessonEditView


class CourseViewSet(PageViewSet):
    """The screens of courses."""

    model = CoursePage
    edit_view_class = CourseEditView
