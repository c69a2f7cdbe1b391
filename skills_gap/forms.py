"""Forms of the skills check and of the path."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from skills_gap.measuring import LEVELS, NoLevel
from skills_gap.measuring import Answer as Given
from skills_gap.models import KnowledgeAttempt, Survey
from uprest.ecosystem.models import Sector
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
