"""Panels and forms of texts that exist in every language."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, Panel

LONGEST_LINE = 100
"""Texts of a field that may be longer get several lines to write in."""


class TranslatedForm(WagtailAdminModelForm):
    """A form that asks for ``required_texts`` in every language."""

    required_texts: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in list_translated(self.required_texts):
            if name in self.fields:
                self.fields[name].required = True


def list_translated(names: Sequence[str]) -> list[str]:
    """Return the names of the fields of texts in all languages: ``name_en``, ``name_sv`` ..."""
    return [f"{name}_{code}" for code, _language in settings.LANGUAGES for name in names]


def list_language_tabs(names: Sequence[str], *, lines: Sequence[str] = ()) -> list[Panel]:
    """Return a tab for each language with the texts ``names``; ``lines`` get a single line."""
    return [
        ObjectList(
            [_text_panel(f"{name}_{code}", name in lines) for name in names], heading=language
        )
        for code, language in settings.LANGUAGES
    ]


def _text_panel(name: str, is_line: bool) -> FieldPanel:  # noqa: FBT001  # private, two callers
    widget = forms.TextInput if is_line else forms.Textarea(attrs={"rows": 3})
    return FieldPanel(name, widget=widget)
