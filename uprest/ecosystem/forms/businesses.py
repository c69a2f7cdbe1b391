"""Forms about businesses."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import EmailValidator, RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from uprest.accounts.types import CODE_ALPHABET, CODE_LENGTH
from uprest.ecosystem.models import Membership, Municipality, Sector, SizeClass

SHOWN = 10


class NewBusinessForm(forms.Form):
    """What somebody says of the business they register."""

    name = forms.CharField(
        label=_("Name of the business"),
        max_length=200,
        help_text=_("As guests know it."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    municipality = forms.ModelChoiceField(
        label=_("City"),
        queryset=Municipality.objects.none(),
        to_field_name="slug",
        empty_label=_("Choose a city"),
    )
    sector = forms.ChoiceField(
        label=_("What the business does"), choices=Sector, widget=forms.RadioSelect
    )
    size_class = forms.ChoiceField(
        label=_("People in the season"),
        choices=SizeClass,
        widget=forms.RadioSelect,
        help_text=_("You included."),
    )
    season_starts_on = forms.DateField(
        label=_("First day of the season"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Learning paths are planned so that they end before it."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["municipality"].queryset = (  # type: ignore[attr-defined]
            Municipality.objects.order_by("name")
        )


class RoleForm(forms.Form):
    """A member's new role."""

    role = forms.ChoiceField(
        label=_("Role"), choices=Membership.Role, widget=forms.RadioSelect, required=True
    )


class SharingForm(forms.Form):
    """Whether somebody shares with a business what they are ready for."""

    shares = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes"
    )


class InvitationForm(forms.Form):
    """Which link to replace or to stop, if any."""

    invitation = forms.IntegerField(required=False, min_value=1)


class ContactForm(forms.Form):
    """Whom the city may write to or call."""

    name = forms.CharField(
        label=_("Name of the person"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        validators=[
            RegexValidator(
                r"^[0-9+() /.\-]+$", _("Write a phone number with digits, spaces and + only.")
            )
        ],
    )

    def clean(self) -> dict[str, Any]:
        """Ask for at least one way to reach somebody."""
        data = self.cleaned_data
        if not self.errors and not (data["email"] or data["phone"]):
            self.add_error("email", _("Write an e-mail address or a phone number."))
        return data


class CodeForm(forms.Form):
    """The code on the poster."""

    code = forms.CharField(
        label=_("The code on the poster"),
        max_length=40,
        help_text=_("Eight letters and digits."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "short",
            }
        ),
    )

    def clean_code(self) -> str:
        """Take the code as it was meant, whatever spaces, hyphens and case it was typed with."""
        kept = [letter for letter in self.cleaned_data["code"].upper() if letter in CODE_ALPHABET]
        return "".join(kept)[: CODE_LENGTH + 1]


class MailingForm(forms.Form):
    """E-mail addresses to invite, in whatever way they were pasted."""

    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)
    addresses = forms.CharField(
        label=_("E-mail addresses"),
        max_length=20_000,
        help_text=_("One below the other, or with commas, semicolons or spaces between them."),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_addresses(self) -> list[str]:
        """Return the addresses, each once, and say which are none."""
        found, wrong = split_addresses(self.cleaned_data["addresses"])
        if wrong:
            shown = ", ".join(wrong[:SHOWN])
            text = ngettext(
                "This is not an e-mail address: %(wrong)s. Correct it or take it out; nothing was "
                "sent yet.",
                "These are not e-mail addresses: %(wrong)s. Correct them or take them out; "
                "nothing was sent yet.",
                len(wrong),
            )
            raise forms.ValidationError(text % {"wrong": shown})
        if not found:
            raise forms.ValidationError(_("There is no e-mail address in it."))
        return found


def split_addresses(text: str) -> tuple[list[str], list[str]]:
    """Return the e-mail addresses in a text, each once and in small letters, and what is none.

    What stands in angle brackets counts, as mail programs write it: ``Alma Berg <alma@...>``.
    """
    validate = EmailValidator()
    found: dict[str, None] = {}
    wrong: list[str] = []
    for part in re.split(r"[\n\r;,]+", text):
        in_brackets = re.findall(r"<([^<>]*)>", part)
        for word in in_brackets or part.split():
            address = word.strip("\"'()[]<>.:").lower()
            if not address:
                continue
            try:
                validate(address)
            except forms.ValidationError:
                wrong.append(word[:80])
            else:
                found[address] = None
    return list(found), wrong
