"""Choosing content for a lesson: only what is ready."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.blocks import ChooserBlock


class ContentFilterForm(SearchFilterMixin, BaseFilterForm):
    """Searches titles and types; the big table of the site's search knows nothing of them."""

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Return the content that has the words in its title or type."""
        words = self.cleaned_data.get("q")
        if not words:
            return objects
        self.is_searching = True
        self.search_query = words
        return objects.filter(Q(title__icontains=words) | Q(machine_name__icontains=words))


class ReadyContentMixin:
    """The list of what can be chosen."""

    filter_form_class = ContentFilterForm

    def get_object_list(self) -> QuerySet[Any]:
        """Return what is ready, without what is big of it."""
        content: Any = self.model_class  # type: ignore[attr-defined]
        ready: QuerySet[Any] = content.objects.filter(status=content.Status.READY)
        return ready.defer("params", "manifest")

    @property
    def columns(self) -> list[Column]:
        """Return title, type and date."""
        return [
            *super().columns,  # type: ignore[misc]
            Column("library_name", label=_("Type")),
            DateColumn("created_at", label=_("Uploaded at")),
        ]


class ContentChooseView(ReadyContentMixin, ChooseView):
    """The whole window."""


class ContentChooseResultsView(ReadyContentMixin, ChooseResultsView):
    """The list in it."""


class ContentChooserBlock(ChooserBlock):
    """The block that the chooser makes; pages read content without what is big of it."""

    def bulk_to_python(self, values: Any) -> list[Any]:
        """Return the content for each id."""
        found = self.model_class.objects.defer("params", "manifest").in_bulk(
            [value for value in values if value is not None]
        )
        return [found.get(value) for value in values]


class ContentChooserViewSet(ChooserViewSet):
    """Chooses content by its title and type."""

    model = "h5p.Content"
    name = "h5p_content_chooser"
    icon = "media"
    choose_one_text = _("Choose H5P content")
    choose_another_text = _("Choose other H5P content")
    edit_item_text = _("Look at this content")
    choose_view_class = ContentChooseView
    choose_results_view_class = ContentChooseResultsView
    base_block_class = ContentChooserBlock


content_chooser = ContentChooserViewSet()
