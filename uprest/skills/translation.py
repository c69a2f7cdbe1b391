"""Which texts of the vocabulary exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from uprest.skills.models import Area, Framework, Occupation, Skill


@register(Framework)
class FrameworkTranslation(TranslationOptions):
    """Texts of a framework."""

    fields = ("name", "description")


@register(Area)
class AreaTranslation(TranslationOptions):
    """Texts of an area."""

    fields = ("name", "short_name", "description")


@register(Skill)
class SkillTranslation(TranslationOptions):
    """Texts of a skill."""

    fields = (
        "name", "short_name", "description",
        "level_0", "level_1", "level_2", "level_3", "level_4", "level_5",
    )  # fmt: skip


@register(Occupation)
class OccupationTranslation(TranslationOptions):
    """Texts of an occupation."""

    fields = ("name", "short_name", "description")
