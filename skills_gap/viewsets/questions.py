"""Situation questions and knowledge items, with their answers in all languages."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList, TabbedInterface
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from skills_gap.forms import KnowledgeItemForm, QuestionForm
from skills_gap.models import KnowledgeItem, Question
from skills_gap.viewsets.surveys import DraftDeleteView, DraftEditView
from uprest.skills.panels import list_language_tabs, list_translated


class QuestionIndexView(IndexView):
    """Questions with their skill and version."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return the questions of the newest version first."""
        rows: QuerySet[Any] = super().get_base_queryset().select_related("skill", "survey")
        return rows


class QuestionViewSet(ModelViewSet):
    """Situation questions. Those of a published version can be read and not changed."""

    model = Question
    icon = "help"
    list_display = ["skill", "survey", "situation"]
    list_filter = ["survey"]
    search_fields = list_translated(["situation", "prompt"])
    search_backend_name = None
    ordering = ["-survey__version", "skill__position"]
    list_per_page = 50
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["survey", "skill", *list_translated(["situation", "prompt"]), "answers"]
    index_view_class = QuestionIndexView
    edit_view_class = DraftEditView
    delete_view_class = DraftDeleteView
    edit_handler = TabbedInterface(
        [
            ObjectList([FieldPanel("survey"), FieldPanel("skill")], heading=_("About")),
            *list_language_tabs(["situation", "prompt"], lines=["prompt"]),
            ObjectList(
                [
                    InlinePanel(
                        "options",
                        heading=_("Answers, one for each level from 1 to 5"),
                        label=_("answer"),
                        panels=[
                            FieldPanel("level"),
                            *(FieldPanel(name) for name in list_translated(["text"])),
                        ],
                        max_num=5,
                    )
                ],
                heading=_("Answers"),
            ),
        ],
        base_form_class=QuestionForm,
    )


class KnowledgeIndexView(IndexView):
    """Knowledge items with their skill."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return the items with their skill."""
        rows: QuerySet[Any] = super().get_base_queryset().select_related("skill")
        return rows


class KnowledgeItemViewSet(ModelViewSet):
    """Knowledge items. None is deleted, people have answered them: they are switched off."""

    model = KnowledgeItem
    icon = "circle-check"
    list_display = ["question", "skill", "level", "is_active"]
    list_filter = ["is_active", "level"]
    search_fields = ["code", *list_translated(["question"])]
    search_backend_name = None
    ordering = ["skill__position", "level"]
    list_per_page = 50
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = KnowledgeIndexView
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("code"),
                    FieldRowPanel([FieldPanel("skill"), FieldPanel("level")]),
                    FieldPanel("is_active"),
                ],
                heading=_("About"),
            ),
            *list_language_tabs(["question"]),
            ObjectList(
                [
                    InlinePanel(
                        "options",
                        heading=_("Answers, one of them right"),
                        label=_("answer"),
                        panels=[
                            FieldPanel("position"),
                            FieldPanel("is_correct"),
                            *(FieldPanel(name) for name in list_translated(["text", "feedback"])),
                        ],
                        min_num=2,
                        max_num=6,
                    )
                ],
                heading=_("Answers"),
            ),
        ],
        base_form_class=KnowledgeItemForm,
    )
