"""What an officer writes of a campaign."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.types import CourseModule
from uprest.campaigns.models import Campaign
from uprest.campaigns.types import CampaignContent
from uprest.ecosystem.models import Municipality, Sector
from uprest.reporting.selectors.words import Names


def date_field(**options: Any) -> forms.DateField:
    """Return a field for a day, which browsers show as a calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


class CampaignForm(forms.Form):
    """Gap, sector, courses, days and words. The city's language must have words, others may."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    release = forms.IntegerField(widget=forms.HiddenInput, required=False)
    skills = forms.MultipleChoiceField(
        label=_("Skills"), required=False, widget=forms.CheckboxSelectMultiple
    )
    area = forms.ChoiceField(
        label=_("Or a whole area"),
        required=False,
        help_text=_("With an area, all of its skills are meant."),
    )
    sector = forms.ChoiceField(label=_("Which businesses to invite"), required=False)
    courses = forms.MultipleChoiceField(
        label=_("Courses"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those that raise the chosen skills come first."),
        error_messages={"required": _("Choose at least one course.")},
    )
    starts_on = date_field(label=_("First day"))
    ends_on = date_field(label=_("Last day"))

    def __init__(
        self,
        *args: Any,
        municipality: Municipality,
        names: Names,
        modules: Sequence[CourseModule],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        self.fields["skills"].choices = list(names.skills.items())  # type: ignore[attr-defined]
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            ("", gettext("No, only the skills above")),
            *names.areas.items(),
        ]
        self.fields["sector"].choices = [  # type: ignore[attr-defined]
            ("", gettext("All sectors")),
            *Sector.choices,
        ]
        self.fields["courses"].choices = [  # type: ignore[attr-defined]
            (str(module.course_key), module.title) for module in modules if module.url
        ]
        for code, name in _order_languages(municipality.language):
            self._add_words(code, name)

    def _add_words(self, code: str, name: str) -> None:
        is_first = code == self.municipality.language
        self.fields[f"title_{code}"] = forms.CharField(
            label=gettext("Title in this language: %(language)s") % {"language": name},
            max_length=120,
            required=is_first,
        )
        self.fields[f"text_{code}"] = forms.CharField(
            label=gettext("Text in this language: %(language)s") % {"language": name},
            max_length=2000,
            required=is_first,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    @property
    def first_words(self) -> list[forms.BoundField]:
        """The fields of the city's own language."""
        code = self.municipality.language
        return [self[f"title_{code}"], self[f"text_{code}"]]

    @property
    def other_words(self) -> list[forms.BoundField]:
        """The fields of the other languages."""
        codes = [code for code, _name in _order_languages(self.municipality.language)[1:]]
        return [self[f"{part}_{code}"] for code in codes for part in ("title", "text")]

    @property
    def chosen_skills(self) -> list[str]:
        """The names of the skills that are chosen, in this language."""
        chosen = self["skills"].value() or []
        choices = self.fields["skills"].choices  # type: ignore[attr-defined]
        return [name for code, name in choices if code in chosen]

    def clean(self) -> dict[str, Any]:
        """Ask for a gap, for days in order, and for a title beside every text."""
        data = super().clean() or self.cleaned_data
        if not data.get("skills") and not data.get("area"):
            self.add_error("skills", gettext("Choose the skills, or a whole area below."))
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", gettext("The last day lies before the first one."))
        for code, _name in settings.LANGUAGES:
            if data.get(f"text_{code}") and not data.get(f"title_{code}"):
                self.add_error(f"title_{code}", gettext("Give this text a title too."))
        return data

    def to_content(self) -> CampaignContent:
        """Return what was written, once the form is valid."""
        data = self.cleaned_data
        texts = {
            code: (data[f"title_{code}"], data[f"text_{code}"])
            for code, _name in settings.LANGUAGES
            if data[f"title_{code}"]
        }
        return CampaignContent(
            skills=tuple(data["skills"]),
            area=data["area"],
            sector=data["sector"],
            courses=tuple(UUID(key) for key in data["courses"]),
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            release_id=data["release"],
            texts=texts,
        )


def _order_languages(first: str) -> list[tuple[str, str]]:
    return sorted(settings.LANGUAGES, key=lambda one: one[0] != first)


def read_initial(campaign: Campaign) -> dict[str, Any]:
    """Return what a form for a stored campaign begins with."""
    texts = {
        f"{part}_{row.language}": getattr(row, part)
        for row in campaign.texts.all()
        for part in ("title", "text")
    }
    return {
        "token": campaign.token,
        "release": campaign.release_id,
        "skills": [] if campaign.area else campaign.skills,
        "area": campaign.area,
        "sector": campaign.sector,
        "courses": campaign.courses,
        "starts_on": campaign.starts_on,
        "ends_on": campaign.ends_on,
        **texts,
    }


def new_token() -> UUID:
    """Return what makes a form sent twice one."""
    return uuid4()


class ReasonForm(forms.Form):
    """Why something is ended, cancelled or declined."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever it concerns reads it."),
    )


class AnswerForm(forms.Form):
    """A business's yes or no."""

    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
