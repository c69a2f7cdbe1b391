"""Forms of the administrators' screens."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from uprest.accounts.models import User
from uprest.ecosystem.models import (
    Municipality,
    OfficerRole,
    Organisation,
    RequirementOverride,
)
from uprest.ecosystem.services.businesses import refuse_officer
from uprest.ecosystem.services.cities import set_theme
from uprest.ecosystem.types import OfficerApprovalError
from uprest.skills.models import Occupation, Skill
from uprest.skills.types import SHIPPED_FRAMEWORK


class MunicipalityForm(WagtailAdminModelForm):
    """A city; its theme is computed when it is saved."""

    class Meta:
        model = Municipality
        fields = [
            "name",
            "slug",
            "country",
            "language",
            "brand_colour",
            "season_starts_on",
            "contact_email",
            "is_sample",
        ]
        widgets = {"brand_colour": forms.ColorInput}

    def save(self, commit: bool = True) -> Municipality:  # noqa: FBT001, FBT002  # Django's
        """Save the city with the colours that follow from its brand colour."""
        set_theme(city=self.instance)
        city: Municipality = super().save(commit=commit)
        return city


class OrganisationForm(WagtailAdminModelForm):
    """A business. Who reads the figures of a city moves none that counts into it or out of it."""

    class Meta:
        model = Organisation
        fields = ["municipality", "name", "sector", "size_class", "season_starts_on"]

    def clean_municipality(self) -> Municipality:
        """Refuse what would be a decision on which businesses count."""
        city: Municipality = self.cleaned_data["municipality"]
        before = self.initial.get("municipality", city.pk)
        if self.instance.counts and city.pk != before:
            try:
                for one in (before, city.pk):
                    refuse_officer(user=self.for_user, municipality_id=one)
            except OfficerApprovalError as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return city


class OfficerRoleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A city's officer, named by the e-mail address of their account."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Of an account that exists already: the person signs up first."),
    )

    class Meta:
        model = OfficerRole
        fields = ["municipality"]

    field_order = ["email", "municipality"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["email"].initial = self.instance.user.email

    def clean_email(self) -> str:
        """Find the account, and take it for the role."""
        email: str = self.cleaned_data["email"].lower()
        user = User.objects.filter(email=email, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("Nobody has an account with this address."))
        self.instance.user = user
        return email

    def clean(self) -> dict[str, Any]:
        """Refuse a role that the person has already."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        city = data.get("municipality")
        if city and "email" in data:
            same = OfficerRole.objects.filter(user=self.instance.user, municipality=city)
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error("email", _("This person is an officer of the city already."))
        return data


class RequirementOverrideForm(forms.ModelForm):  # type: ignore[type-arg]
    """A city's own required level; occupations and skills are those of our framework."""

    class Meta:
        model = RequirementOverride
        fields = ["municipality", "occupation", "skill", "level", "importance"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("occupation", Occupation), ("skill", Skill)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # for the type checker
            field.queryset = model.objects.filter(framework__code=SHIPPED_FRAMEWORK).order_by(
                "position"
            )
