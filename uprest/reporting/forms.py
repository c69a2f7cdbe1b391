"""What officers decide about reports and open data, and owners about their season."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from uprest.reporting.models import OpenData


class ReportForm(forms.Form):
    """In which language a council report is drawn."""

    report_language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class OpenDataForm(forms.ModelForm[OpenData]):
    """A city's terms, and whether its figures are published on them."""

    class Meta:
        model = OpenData
        fields = ("publisher", "contact_email", "licence", "is_open")
        labels = {
            "publisher": _("Publisher"),
            "contact_email": _("E-mail address for questions"),
            "licence": _("Licence"),
            "is_open": _("Publish these figures as open data"),
        }
        help_texts = {
            "publisher": _("Who answers for the data, for example the municipality."),
            "contact_email": _(
                "It is shown in public. Take an address of the office, not of a person."
            ),
        }
        widgets = {
            "publisher": forms.TextInput(attrs={"autocomplete": "organization"}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "licence": forms.RadioSelect,
        }


class WithdrawalForm(forms.Form):
    """Which release is taken out of the open data, or put back."""

    release = forms.IntegerField(min_value=1)
    wanted = forms.ChoiceField(choices=[("out", "out"), ("in", "in")])


class SeasonForm(forms.Form):
    """The first day of a business's season; empty for that of its city."""

    season_starts_on = forms.DateField(
        label=_("First day of the season"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Learning paths are planned so that they end before it."),
    )
