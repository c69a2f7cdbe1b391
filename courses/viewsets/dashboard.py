"""What a trainer finds first in Wagtail: what to do next."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.admin.ui.components import Component

from courses.selectors.editing import list_drafts, list_untranslated
from courses.selectors.insights import list_worst


class NextForYouPanel(Component):
    """Questions that most people get wrong, drafts, and lessons that wait for a translation."""

    name = "next_for_you"
    template_name = "courses/admin/next_for_you.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return what waits for who is signed in."""
        user = parent_context["request"].user
        interface = get_language() or settings.LANGUAGE_CODE
        return {
            "worst": list_worst(user=user, interface=interface, at=timezone.now()),
            "drafts": list_drafts(user),
            "untranslated": list_untranslated(user),
            "report_url": reverse("courses_figures"),
        }
