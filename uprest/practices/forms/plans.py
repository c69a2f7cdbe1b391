"""Forms of the self-check: one dimension at a time, and the actions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from uprest.practices.models import PlanAction, PlanAnswer
from uprest.practices.plan_files import Dimension, PlanItem
from uprest.practices.scoring import ELSEWHERE, LEVELS, UNKNOWN
from uprest.practices.services.plans import ActionFields, Given, fingerprint

COMMENT = 2000


class RoundForm(forms.Form):
    """The name of a new round."""

    name = forms.CharField(
        label=_("Name of the round"),
        max_length=80,
        help_text=_("Once or twice a year is enough, for example in autumn and in spring."),
    )


@dataclass(frozen=True, slots=True)
class ItemFields:
    """The fields of one statement, for the template."""

    code: str
    value: BoundField
    comment: BoundField
    evidence_url: BoundField
    seen: BoundField

    @property
    def has_more(self) -> bool:
        """Whether comment or evidence have something to show."""
        fields = (self.comment, self.evidence_url)
        return any(field.value() or field.errors for field in fields)


class PartForm(forms.Form):
    """The statements of one dimension. What is wrong in one does not hold up the others."""

    def __init__(
        self,
        dimension: Dimension,
        answers: Mapping[str, PlanAnswer],
        language: str,
        data: QueryDict | None = None,
    ) -> None:
        super().__init__(data)
        self.dimension = dimension
        for item in dimension.items:
            self._add_fields(item, answers.get(item.code), language)

    def _add_fields(self, item: PlanItem, answer: PlanAnswer | None, language: str) -> None:
        value = answer.value if answer else ""
        comment = answer.comment if answer else ""
        url = answer.evidence_url if answer else ""
        self.fields[f"{item.code}-value"] = forms.ChoiceField(
            label=item.statement[language],
            choices=[
                *zip(LEVELS, (words[language] for words in item.answers), strict=True),
                (UNKNOWN, gettext("We do not know")),
                (ELSEWHERE, gettext("Not ours to decide")),
            ],
            widget=forms.RadioSelect,
            required=False,
            initial=value,
        )
        self.fields[f"{item.code}-comment"] = forms.CharField(
            label=gettext("Your comment"),
            max_length=COMMENT,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            initial=comment,
        )
        self.fields[f"{item.code}-url"] = forms.URLField(
            label=gettext("Link to something that shows it"),
            max_length=500,
            required=False,
            assume_scheme="https",
            initial=url,
        )
        self.fields[f"{item.code}-seen"] = forms.CharField(
            widget=forms.HiddenInput,
            max_length=16,
            required=False,
            initial=fingerprint(value, comment, url),
        )

    def list_items(self) -> list[ItemFields]:
        """Return the fields, statement by statement."""
        return [
            ItemFields(
                code=item.code,
                value=self[f"{item.code}-value"],
                comment=self[f"{item.code}-comment"],
                evidence_url=self[f"{item.code}-url"],
                seen=self[f"{item.code}-seen"],
            )
            for item in self.dimension.items
        ]

    def read_given(self) -> dict[str, Given]:
        """Return the answers of the statements in which nothing is wrong."""
        self.full_clean()
        return {
            item.code: Given(
                value=self.cleaned_data[f"{item.code}-value"],
                comment=self.cleaned_data[f"{item.code}-comment"],
                evidence_url=self.cleaned_data[f"{item.code}-url"],
                seen=self.cleaned_data[f"{item.code}-seen"],
            )
            for item in self.dimension.items
            if not any(name.startswith(f"{item.code}-") for name in self.errors)
        }


class ActionForm(forms.Form):
    """An action of the plan."""

    title = forms.CharField(label=_("What is to be done"), max_length=300)
    owner = forms.CharField(
        label=_("Who sees to it"),
        max_length=120,
        required=False,
        help_text=_("An office or a name. Seen by the officers of your city only."),
    )
    due_on = forms.DateField(
        label=_("Until when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    state = forms.ChoiceField(label=_("State"), choices=PlanAction.State, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        max_length=COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    item = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)

    def read_fields(self) -> ActionFields:
        """Return what a valid form holds."""
        values: dict[str, Any] = dict(self.cleaned_data)
        return ActionFields(**values)
