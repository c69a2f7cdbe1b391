"""Forms of the skills check, of the path, and of what a business needs and asks for."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from skills_gap.measuring import LEVELS, NoLevel
from skills_gap.measuring import Answer as Given
from skills_gap.models import KnowledgeAttempt, Survey
from uprest.ecosystem.models import Sector
from uprest.ecosystem.services.needs import StatedNeed
from uprest.skills.models import Occupation, Skill
from uprest.skills.panels import TranslatedForm
from uprest.skills.types import SHIPPED_FRAMEWORK

SHORTEST_WEEK, LONGEST_WEEK = 5, 600


class StartForm(forms.Form):
    """Which work the check is about, and whether the answers may count."""

    occupation = forms.ChoiceField(
        label=_("What is your work this season?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your work, or that you are not sure yet.")},
    )
    sector = forms.ChoiceField(label=_("Where do you work?"), required=False)
    counts = forms.BooleanField(required=False)

    def __init__(self, *args: Any, occupations: list[Occupation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.occupations = {occupation.code: occupation for occupation in occupations}
        self.fields["occupation"].choices = [(one.code, one.name) for one in occupations]  # type: ignore[attr-defined]
        self.fields["sector"].choices = [("", _("I would rather not say")), *Sector.choices]  # type: ignore[attr-defined]

    def clean_occupation(self) -> Occupation:
        """Return the occupation chosen."""
        return self.occupations[self.cleaned_data["occupation"]]


class AnswerForm(forms.Form):
    """An answer to one question: a level, or one of the ways out."""

    skill = forms.SlugField(max_length=80)
    answer = forms.ChoiceField(
        choices=[(str(level), str(level)) for level in LEVELS] + [(one, one) for one in NoLevel]
    )

    def clean_answer(self) -> Given:
        """Return the answer as the arithmetic reads it."""
        value = self.cleaned_data["answer"]
        return int(value) if value.isdigit() else NoLevel(value)


class KnowledgeForm(forms.Form):
    """An answer to a knowledge item."""

    item = forms.SlugField(max_length=60)
    option = forms.IntegerField(min_value=1)


class QuestionForm(TranslatedForm):
    """A question of a draft, complete in every language."""

    required_texts = ("situation", "prompt")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["survey"].queryset = Survey.objects.filter(status=Survey.Status.DRAFT)
        self.fields["skill"].queryset = Skill.objects.filter(
            framework__code=SHIPPED_FRAMEWORK
        ).order_by("position")


class KnowledgeItemForm(TranslatedForm):
    """A knowledge item with one right answer."""

    required_texts = ("question",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].queryset = Skill.objects.filter(
            framework__code=SHIPPED_FRAMEWORK
        ).order_by("position")

    def clean(self) -> dict[str, Any]:
        """Refuse an item without one right answer, and taking an answer away that was chosen."""
        cleaned: dict[str, Any] = super().clean()
        options = self.formsets["options"]
        if not options.is_valid():
            return cleaned
        kept = [form.cleaned_data for form in options.forms if not _is_deleted(form)]
        if sum(bool(option.get("is_correct")) for option in kept) != 1:
            raise ValidationError(_("Exactly one answer must be right."))
        gone = [form.instance.pk for form in options.forms if _is_deleted(form)]
        if KnowledgeAttempt.objects.filter(option__in=[pk for pk in gone if pk]).exists():
            raise ValidationError(
                _("People have chosen this answer: change its words, or switch the item off.")
            )
        return cleaned


def _is_deleted(form: forms.BaseForm) -> bool:
    return bool(form.cleaned_data.get("DELETE"))


class WishesForm(forms.Form):
    """How much time there is in a week, and which languages somebody learns in."""

    minutes_a_week = forms.IntegerField(
        label=_("Minutes a week"),
        min_value=SHORTEST_WEEK,
        max_value=LONGEST_WEEK,
        widget=forms.NumberInput(attrs={"step": 5, "inputmode": "numeric"}),
    )
    languages = forms.MultipleChoiceField(
        label=_("I also learn in"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # the language that is read always comes first, so it is not asked for
        others = [one for one in settings.LANGUAGES if one[0] != get_language()]
        self.fields["languages"].choices = others  # type: ignore[attr-defined]


class NeedJobsForm(forms.Form):
    """Which jobs to state the needs of, three at most at a time."""

    jobs = forms.MultipleChoiceField(
        label=_("Which jobs?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one job.")},
    )

    def __init__(self, *args: Any, jobs: list[tuple[str, str]], most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most
        self.fields["jobs"].choices = jobs  # type: ignore[attr-defined]

    def clean_jobs(self) -> list[str]:
        """Refuse more jobs than somebody answers in three minutes."""
        jobs: list[str] = self.cleaned_data["jobs"]
        if len(jobs) > self.most:
            raise ValidationError(
                _("Choose three jobs at most. The others can follow afterwards."), code="many"
            )
        return jobs


class NeedsForm(forms.Form):
    """What a business needs of some skills: a level and an importance of each.

    ``skills`` are the ids of the skills; the names of the fields end in them.
    """

    def __init__(self, *args: Any, skills: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.skills = skills
        for skill in skills:
            self.fields[f"level_{skill}"] = forms.TypedChoiceField(
                choices=[(level, level) for level in LEVELS], coerce=int
            )
            self.fields[f"importance_{skill}"] = forms.TypedChoiceField(
                choices=[(one, one) for one in (1, 2, 3)], coerce=int
            )

    def read_needs(self) -> list[StatedNeed]:
        """Return what was said, once the form is valid."""
        given = self.cleaned_data
        return [
            StatedNeed(skill, given[f"level_{skill}"], given[f"importance_{skill}"])
            for skill in self.skills
        ]


class NewestForm(forms.Form):
    """Which publication an officer was shown."""

    newest = forms.IntegerField(min_value=1)


class AssignmentForm(forms.Form):
    """Whom a business asks to learn what, by which day."""

    MUST_HAVE, CHOSEN = "must-have", "chosen"

    key = forms.UUIDField(widget=forms.HiddenInput)
    people = forms.TypedMultipleChoiceField(
        label=_("People"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    jobs = forms.MultipleChoiceField(
        label=_("Everybody with one of these jobs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever does the skills check for the job later is asked then."),
    )
    path = forms.ChoiceField(
        label=_("What they learn"),
        choices=[
            (MUST_HAVE, _("What a job must have: the very important skills")),
            (CHOSEN, _("Courses that I choose")),
        ],
        widget=forms.RadioSelect,
    )
    occupation = forms.ChoiceField(label=_("Which job?"), required=False)
    courses = forms.TypedMultipleChoiceField(
        label=_("Courses"), coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )
    due_on = forms.DateField(
        label=_("By which day?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self,
        *args: Any,
        people: list[tuple[int, str]],
        jobs: list[tuple[str, str]],
        courses: list[tuple[str, str]],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["people"].choices = people  # type: ignore[attr-defined]
        self.fields["jobs"].choices = jobs  # type: ignore[attr-defined]
        self.fields["occupation"].choices = [("", _("Choose a job")), *jobs]  # type: ignore[attr-defined]
        self.fields["courses"].choices = courses  # type: ignore[attr-defined]

    def clean_due_on(self) -> date:
        """Refuse a day that is past."""
        return refuse_past(self.cleaned_data["due_on"], today=self.today)

    def clean(self) -> dict[str, Any]:
        """Refuse to ask nobody, and to ask for nothing."""
        given: dict[str, Any] = super().clean() or {}
        if not (given.get("people") or given.get("jobs")):
            self.add_error("people", _("Choose people, or a job whose people are asked."))
        if given.get("path") == self.MUST_HAVE and not given.get("occupation"):
            self.add_error("occupation", _("Choose the job that the courses are for."))
        if given.get("path") == self.CHOSEN and not given.get("courses"):
            self.add_error("courses", _("Choose at least one course."))
        return given


class DueForm(forms.Form):
    """Another day for an assigned path."""

    due_on = forms.DateField(
        label=_("By which day?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date:
        """Refuse a day that is past."""
        return refuse_past(self.cleaned_data["due_on"], today=self.today)


def refuse_past(day: date, *, today: date) -> date:
    """Return ``day``.

    :raises ValidationError: if it is past.
    """
    if day < today:
        raise ValidationError(_("Choose a day that is not past."))
    return day


class HandbookForm(forms.Form):
    """Which courses to print, and in which language."""

    course = forms.TypedMultipleChoiceField(
        label=_("Courses"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one course.")},
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, courses: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].choices = courses  # type: ignore[attr-defined]
