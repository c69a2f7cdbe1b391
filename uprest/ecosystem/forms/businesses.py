"""Forms about businesses."""

from django import forms
from django.utils.translation import gettext_lazy as _

from uprest.ecosystem.models import Membership, Municipality, Sector, SizeClass


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
