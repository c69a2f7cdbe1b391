"""What is asked for on the need board, and how it is answered."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.types import CourseModule
from uprest.campaigns.types import NeedContent
from uprest.skills.selectors import list_occupations, list_skills


class NeedForm(forms.Form):
    """A skill or free words, a job, why, in which language."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    skill = forms.ChoiceField(label=_("Skill"), required=False)
    words = forms.CharField(
        label=_("In your own words"),
        max_length=160,
        required=False,
        help_text=_("If no skill fits, or to say it more exactly. Name no person."),
    )
    occupation = forms.ChoiceField(label=_("For which job"), required=False)
    why = forms.CharField(
        label=_("Why you need it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A situation from your working day helps whoever writes the course."),
    )
    language = forms.ChoiceField(label=_("In which language"), choices=settings.LANGUAGES)
    shows_name = forms.BooleanField(
        label=_("Show the name of our business to the city"),
        required=False,
        help_text=_("Other businesses and trainers never see it."),
    )
    is_other = forms.BooleanField(label=_("Ours is something else: ask anyway"), required=False)

    def __init__(self, *args: Any, is_business: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        skills, occupations = list_skills(), list_occupations()
        self.skill_ids = {skill.code: skill.pk for skill in skills}
        self.occupation_ids = {one.code: one.pk for one in occupations}
        self.fields["skill"].choices = [  # type: ignore[attr-defined]
            ("", gettext("None of these")),
            *((skill.code, skill.name) for skill in skills),
        ]
        self.fields["occupation"].choices = [  # type: ignore[attr-defined]
            ("", gettext("All jobs")),
            *((one.code, one.name) for one in occupations),
        ]
        if not is_business:
            del self.fields["shows_name"]

    @property
    def skill_id(self) -> int | None:
        """The key of the skill that was chosen, if one was."""
        return self.skill_ids.get(self["skill"].value() or "")

    def clean(self) -> dict[str, Any]:
        """Ask for a skill or for words."""
        data = super().clean() or self.cleaned_data
        if not data.get("skill") and not data.get("words"):
            self.add_error("words", gettext("Choose a skill above, or say it in your own words."))
        return data

    def to_content(self) -> NeedContent:
        """Return what was asked for, once the form is valid."""
        data = self.cleaned_data
        return NeedContent(
            skill_id=self.skill_ids.get(data["skill"]),
            words=data["words"],
            occupation_id=self.occupation_ids.get(data["occupation"]),
            why=data["why"],
            language=data["language"],
            shows_name=data.get("shows_name", False),
        )


class SupportForm(forms.Form):
    """Whether a business needs it too."""

    needs_it = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class CourseForm(forms.Form):
    """The course that answers a need."""

    course = forms.ChoiceField(
        label=_("Course"), error_messages={"required": _("Choose the course.")}
    )

    def __init__(self, *args: Any, modules: Sequence[CourseModule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].choices = [  # type: ignore[attr-defined]
            ("", gettext("Choose a course")),
            *((str(module.course_key), module.title) for module in modules if module.url),
        ]

    @property
    def course_key(self) -> UUID:
        """The key of the course, once the form is valid."""
        return UUID(self.cleaned_data["course"])


class HideForm(forms.Form):
    """Whether to hide a text."""

    hide = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
