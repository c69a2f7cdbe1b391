"""Forms of the account page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from uprest.accounts.models import User
from uprest.accounts.types import CODE_ALPHABET, CODE_LENGTH

LEAST_MINUTES, MOST_MINUTES = 5, 600


class AccountForm(forms.ModelForm[User]):
    """Name, language and minutes a week."""

    class Meta:
        model = User
        fields = ("display_name", "language", "minutes_a_week")
        labels = {
            "display_name": _("Your name"),
            "language": _("Language"),
            "minutes_a_week": _("Minutes a week for learning"),
        }
        help_texts = {
            "display_name": _("Your team sees it. Nobody at your city does."),
            "minutes_a_week": _("Your path is planned anew when you change them."),
        }

    minutes_a_week = forms.IntegerField(
        label=Meta.labels["minutes_a_week"],
        help_text=Meta.help_texts["minutes_a_week"],
        min_value=LEAST_MINUTES,
        max_value=MOST_MINUTES,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].widget.attrs["autocomplete"] = "name"


class EraseForm(forms.Form):
    """Asks for the e-mail address of the account that is about to be deleted."""

    email = forms.EmailField(label=_("Type your e-mail address to confirm"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["email"].widget.attrs["autocomplete"] = "off"

    def clean_email(self) -> str:
        """Refuse any address but the account's own."""
        email: str = self.cleaned_data["email"].lower()
        if email != self.user.email.lower():
            raise ValidationError(_("This is not the e-mail address of your account."))
        return email


class HandoverForm(forms.Form):
    """Asks for the code that another phone shows."""

    code = forms.CharField(label=_("The code on the other phone"), max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(
            autocomplete="off", autocapitalize="characters", spellcheck="false"
        )

    def clean_code(self) -> str:
        """Take the code as it was meant, whatever spaces, hyphens and case it was typed with.

        A code of the wrong length or letters is not refused here: it gets the same answer as
        any other wrong one.
        """
        kept = [letter for letter in self.cleaned_data["code"].upper() if letter in CODE_ALPHABET]
        return "".join(kept)[: CODE_LENGTH + 1]
