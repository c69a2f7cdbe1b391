"""Forms about adaptations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from uprest.practices.models import Adaptation, Evidence
from uprest.practices.services.adaptations import AdaptationFields

LONG, SHORT = 4000, 300


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AdaptationForm(forms.Form):
    """What officers write of their own version of a practice."""

    title = forms.CharField(label=_("What you call it"), max_length=200)
    changes = forms.CharField(
        label=_("What you do, and what you change"),
        max_length=LONG,
        widget=_area(8),
        help_text=_("It begins with the solution as it was told. Change it to what you do."),
    )
    who = forms.CharField(
        label=_("Who does it"),
        max_length=SHORT,
        required=False,
        help_text=_("Seen by the officers of your city only."),
    )
    cost = forms.CharField(label=_("What it costs you"), max_length=SHORT, required=False)
    starts_on = forms.DateField(label=_("Begins on"), required=False, widget=_day())
    state = forms.ChoiceField(
        label=_("How far you are"), choices=Adaptation.State, widget=forms.RadioSelect
    )
    outcome = forms.CharField(
        label=_("What came of it"),
        max_length=LONG,
        required=False,
        widget=_area(5),
        help_text=_("What changed, in words and in figures. Also what did not."),
    )
    evidence = forms.ChoiceField(
        label=_("How you know"),
        choices=[("", _("Nothing to show yet")), *Evidence.choices],
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Told: those involved say so. Counted: there are figures, without anything to compare "
            "them with. Compared: figures from before and after, or from with and without."
        ),
    )
    measured = forms.CharField(
        label=_("What you measure, and how"), max_length=SHORT, required=False
    )
    source_url = forms.URLField(
        label=_("Where others can read about it"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    lessons = forms.CharField(
        label=_("What you would tell the next city"),
        max_length=LONG,
        required=False,
        widget=_area(4),
    )
    is_public = forms.BooleanField(
        label=_("Show it on the page of the practice, for other cities and everybody"),
        required=False,
        help_text=_("Shown: city, title, state, outcome, cost and lessons. Not: who, and notes."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for an outcome where something was kept or dropped."""
        cleaned: dict[str, Any] = super().clean() or {}
        ended = (Adaptation.State.KEPT, Adaptation.State.DROPPED)
        if cleaned.get("state") in ended and "outcome" in cleaned and not cleaned["outcome"]:
            self.add_error(
                "outcome",
                _("Say in a sentence or two what came of it: that is what others learn from."),
            )
        return cleaned

    def read_fields(self) -> AdaptationFields:
        """Return what a valid form holds."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return AdaptationFields(**values)


class NoteForm(forms.Form):
    """A dated note."""

    happened_on = forms.DateField(label=_("Day"), widget=_day())
    text = forms.CharField(label=_("How it goes"), max_length=2000, widget=_area(3))
