"""Forms of people who come: registering, and the code of the place."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from uprest.accounts.types import CODE_ALPHABET, CODE_LENGTH
from uprest.events.services.registering import Wish


class RegistrationForm(forms.Form):
    """Where somebody wants to be, under which name, and what they need there."""

    place = forms.TypedChoiceField(
        label=_("Where you take part"), coerce=int, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        help_text=_("As the organisers read it on their list."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    needs = forms.CharField(
        label=_("What you need there"),
        required=False,
        max_length=500,
        widget=forms.Textarea,
        help_text=_(
            "Access, an interpreter, food. Only the organisers read it, and it is deleted when the "
            "event is over."
        ),
    )

    def __init__(self, *args: object, places: Iterable[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]

    def read_wish(self) -> Wish:
        """Return what was written; the form must be valid."""
        data = self.cleaned_data
        return Wish(place_id=data["place"], name=data["name"], needs=data["needs"])


class CheckInForm(forms.Form):
    """The code that is shown at the place."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Eight letters and digits. Spaces do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the code that is shown at the place.")},
    )

    def clean_code(self) -> str:
        """Return the code without what people type between its letters."""
        kept = [letter for letter in self.cleaned_data["code"].upper() if letter in CODE_ALPHABET]
        if len(kept) != CODE_LENGTH:
            raise forms.ValidationError(
                _("A code has %(length)d letters and digits.") % {"length": CODE_LENGTH}
            )
        return "".join(kept)


class MarkForm(forms.Form):
    """Whom to check in from the list, or whose check-in to undo."""

    registration = forms.UUIDField()
    undo = forms.BooleanField(required=False)
