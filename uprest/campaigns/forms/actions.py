"""What an officer writes of an action."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from uprest.campaigns.forms.campaigns import date_field
from uprest.campaigns.models import Action
from uprest.campaigns.types import ActionContent


class ActionForm(forms.Form):
    """What to do, why, who does it and until when."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    release = forms.IntegerField(widget=forms.HiddenInput, required=False)
    campaign = forms.IntegerField(widget=forms.HiddenInput, required=False)
    event = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1
    )
    title = forms.CharField(label=_("What to do"), max_length=200)
    finding = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        help_text=_("The finding that it goes back to, in a few words."),
    )
    owner = forms.TypedChoiceField(
        label=_("Who does it"),
        coerce=int,
        error_messages={
            "required": _("Choose who does it. You can give it to somebody else later.")
        },
    )
    due_on = date_field(
        label=_("Due"),
        error_messages={
            "required": _("Choose a day, even if it is a guess. You can choose another later.")
        },
    )

    def __init__(self, *args: Any, officers: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", gettext("Choose")),
            *officers,
        ]

    def to_content(self) -> ActionContent:
        """Return what was written, once the form is valid."""
        data = self.cleaned_data
        return ActionContent(
            title=data["title"],
            finding=data["finding"],
            owner_id=data["owner"],
            due_on=data["due_on"],
            release_id=data["release"],
            campaign_id=data["campaign"],
            event=data["event"],
        )


def read_initial(action: Action) -> dict[str, Any]:
    """Return what a form for a stored action begins with."""
    return {
        "token": action.token,
        "release": action.release_id,
        "campaign": action.campaign_id,
        "event": action.event,
        "title": action.title,
        "finding": action.finding,
        "owner": action.owner_id,
        "due_on": action.due_on,
    }


class NoteForm(forms.Form):
    """A note, and the state that the action is in from now on."""

    state = forms.ChoiceField(label=_("State"), choices=Action.State)
    text = forms.CharField(
        label=_("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Notes stay as they are: with your name and the day."),
    )
