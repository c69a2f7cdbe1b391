"""Forms of the vocabulary in Wagtail."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from uprest.core.icons import icon_names
from uprest.skills.models import Occupation, Skill
from uprest.skills.panels import TranslatedForm
from uprest.skills.selectors import list_skills
from uprest.skills.services import save_requirements
from uprest.skills.types import HIGHEST_LEVEL

NOT_NEEDED = ""
LEVEL_CHOICES = [(NOT_NEEDED, "–"), *((str(n), str(n)) for n in range(1, HIGHEST_LEVEL + 1))]
IMPORTANCE_CHOICES = [
    (NOT_NEEDED, "–"),
    ("1", _("1 · useful")),
    ("2", _("2 · important")),
    ("3", _("3 · very important")),
]


@dataclass(frozen=True, slots=True)
class Need:
    """The level and importance of one skill, as they were chosen; "" is not needed."""

    level: str
    importance: str


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One row of the table of needs."""

    code: str
    name: str
    area: str
    level: str
    importance: str


class NeedsWidget(forms.Widget):
    """A table of all skills with the level needed and its importance; works without script."""

    template_name = "skills/admin/needs.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the rows of the table."""
        context = super().get_context(name, value, attrs)
        needs: dict[str, Need] = value or {}
        context["widget"]["rows"] = [
            NeedRow(
                code=skill.code,
                name=skill.name,
                area=skill.area.name if skill.area else "",
                level=needs[skill.code].level if skill.code in needs else NOT_NEEDED,
                importance=needs[skill.code].importance if skill.code in needs else NOT_NEEDED,
            )
            for skill in list_skills()
        ]
        context["widget"]["levels"] = LEVEL_CHOICES
        context["widget"]["importances"] = IMPORTANCE_CHOICES
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Need]:
        """Return what was chosen for each skill."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for key in data:
            prefix, _dash, rest = key.partition("-")
            kind, _dash, code = rest.partition("-")
            if prefix == name and kind in ("level", "importance") and code:
                found[code][kind] = data[key]
        return {
            code: Need(row.get("level", ""), row.get("importance", ""))
            for code, row in found.items()
        }

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Tell whether the table was not sent at all."""
        return not any(key.startswith(f"{name}-") for key in data)


class NeedsField(forms.Field):
    """Levels needed and their importance, by the code of the skill."""

    widget = NeedsWidget

    def clean(self, value: Any) -> dict[str, tuple[int, int]]:
        """Return level and importance of each skill that is needed."""
        return {
            code: (int(need.level), int(need.importance))
            for code, need in (value or {}).items()
            if _is_needed(code, need)
        }

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether another need was chosen."""
        return {code: need for code, need in (initial or {}).items() if need.level} != {
            code: need for code, need in (data or {}).items() if need.level
        }


def _is_needed(code: str, need: Need) -> bool:
    """Tell whether a skill is needed; a level without an importance says nothing, nor the reverse.

    :raises ValidationError: in that case, and for a value that is not offered.
    """
    levels, importances = dict(LEVEL_CHOICES), dict(IMPORTANCE_CHOICES)
    if need.level not in levels or need.importance not in importances:
        raise ValidationError(_("Choose from the values that are offered."))
    if bool(need.level) != bool(need.importance):
        skill = Skill.objects.filter(code=code).first()
        raise ValidationError(
            _("%(skill)s: choose both a level and an importance, or neither."),
            params={"skill": skill.name if skill else code},
        )
    return bool(need.level)


class IconForm(TranslatedForm):
    """Something with an icon of Lucide's."""

    def clean_icon(self) -> str:
        """Refuse a name that is no icon: the page would stay blank there."""
        icon: str = self.cleaned_data["icon"]
        if icon not in icon_names():
            raise ValidationError(_("There is no icon of that name on lucide.dev."))
        return icon


class SkillForm(IconForm):
    """A skill, complete in every language."""

    required_texts = ("name", "description", *(f"level_{n}" for n in range(HIGHEST_LEVEL + 1)))


class AreaForm(IconForm):
    """An area, complete in every language."""

    required_texts = ("name", "description")


class OccupationForm(IconForm):
    """An occupation with what it needs of each skill."""

    required_texts = ("name", "description")
    needs = NeedsField(label=_("Levels needed"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["needs"] = {
                row.skill.code: Need(str(row.level), str(row.importance))
                for row in self.instance.requirements.select_related("skill")
            }

    def save(self, commit: bool = True) -> Occupation:  # noqa: FBT001, FBT002  # Django's
        """Save the occupation and what it needs."""
        occupation: Occupation = super().save(commit=commit)
        if commit:
            save_requirements(occupation=occupation, needs=self.cleaned_data["needs"])
        return occupation
