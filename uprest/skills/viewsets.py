"""The vocabulary in Wagtail: frameworks, areas, skills, occupations.

Wagtail's own permissions hold: platform administrators and the trainers whose group was given
them. What is taught or measured cannot be deleted.
"""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, TabbedInterface
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from uprest.skills.forms import AreaForm, OccupationForm, SkillForm
from uprest.skills.models import Area, Framework, Occupation, Skill
from uprest.skills.panels import TranslatedForm, list_language_tabs, list_translated

LEVELS = [f"level_{level}" for level in range(6)]


class FrameworkIndexView(IndexView):
    """A list that shows the framework of each row."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return the rows with their framework."""
        rows: QuerySet[Any] = super().get_base_queryset().select_related("framework")
        return rows


class SkillIndexView(FrameworkIndexView):
    """A list that shows the area too."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return the rows with their framework and area."""
        return super().get_base_queryset().select_related("area")


class FrameworkForm(TranslatedForm):
    """A framework, named in every language."""

    required_texts = ("name",)


class FrameworkViewSet(ModelViewSet):
    """Frameworks: UPREST's own and those imported beside it."""

    model = Framework
    icon = "list-ul"
    list_display = ["name", "code", "version"]
    search_fields = ["code", *list_translated(["name"])]
    search_backend_name = None
    ordering = ["code"]
    add_to_reference_index = False
    copy_view_enabled = False
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [FieldRowPanel([FieldPanel("code"), FieldPanel("version")])], heading=_("About")
            ),
            *list_language_tabs(["name", "description"], lines=["name"]),
        ],
        base_form_class=FrameworkForm,
    )


class AreaViewSet(ModelViewSet):
    """Areas of skills."""

    model = Area
    index_view_class = FrameworkIndexView
    icon = "folder-open-inverse"
    list_display = ["name", "code", "framework", "position"]
    list_filter = ["framework"]
    search_fields = ["code", *list_translated(["name", "short_name"])]
    search_backend_name = None
    ordering = ["framework__code", "position"]
    add_to_reference_index = False
    copy_view_enabled = False
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("framework"),
                    FieldRowPanel([FieldPanel("code"), FieldPanel("position")]),
                    FieldPanel("icon", help_text=_("A name from lucide.dev, such as leaf.")),
                ],
                heading=_("About"),
            ),
            *list_language_tabs(
                ["name", "short_name", "description"], lines=["name", "short_name"]
            ),
        ],
        base_form_class=AreaForm,
    )


class SkillViewSet(ModelViewSet):
    """Skills with their six levels."""

    model = Skill
    index_view_class = SkillIndexView
    icon = "tasks"
    list_display = ["name", "code", "area", "framework"]
    list_filter = ["framework", "area"]
    search_fields = ["code", *list_translated(["name", "description"])]
    search_backend_name = None
    ordering = ["framework__code", "position"]
    list_per_page = 50
    add_to_reference_index = False
    copy_view_enabled = False
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("framework"), FieldPanel("area")]),
                    FieldRowPanel([FieldPanel("code"), FieldPanel("position")]),
                    FieldPanel("icon", help_text=_("A name from lucide.dev, such as leaf.")),
                    FieldPanel("esco_uri"),
                    FieldRowPanel([FieldPanel("digcomp_id"), FieldPanel("greencomp_id")]),
                ],
                heading=_("About"),
            ),
            *list_language_tabs(
                ["name", "short_name", "description", *LEVELS], lines=["name", "short_name"]
            ),
        ],
        base_form_class=SkillForm,
    )


class OccupationViewSet(ModelViewSet):
    """Occupations with what each needs."""

    model = Occupation
    index_view_class = FrameworkIndexView
    icon = "group"
    list_display = ["name", "code", "framework", "position"]
    list_filter = ["framework"]
    search_fields = ["code", *list_translated(["name", "short_name"])]
    search_backend_name = None
    ordering = ["framework__code", "position"]
    list_per_page = 50
    add_to_reference_index = False
    copy_view_enabled = False
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("framework"),
                    FieldRowPanel([FieldPanel("code"), FieldPanel("position")]),
                    FieldPanel("icon", help_text=_("A name from lucide.dev, such as leaf.")),
                    FieldPanel("esco_uri"),
                    FieldPanel("nearest"),
                ],
                heading=_("About"),
            ),
            ObjectList([FieldPanel("needs")], heading=_("Levels needed")),
            *list_language_tabs(
                ["name", "short_name", "description"], lines=["name", "short_name"]
            ),
        ],
        base_form_class=OccupationForm,
    )


class VocabularyGroup(ModelViewSetGroup):
    """The vocabulary, in one place of the menu."""

    menu_label = _("Skills and work")
    menu_icon = "tasks"
    menu_order = 260
    items = (SkillViewSet, OccupationViewSet, AreaViewSet, FrameworkViewSet)
