"""Reads of the vocabulary."""

from collections.abc import Collection
from dataclasses import dataclass

from uprest.skills.models import Area, Occupation, Requirement, Skill
from uprest.skills.types import SHIPPED_FRAMEWORK


@dataclass(frozen=True, slots=True)
class RequiredLevel:
    """What an occupation asks for in one skill, with what a page needs to show it."""

    skill_id: int
    code: str
    name: str
    icon: str
    area_code: str
    position: int
    level: int
    importance: int


def list_areas() -> list[Area]:
    """Return the areas of the shipped framework in its order."""
    return list(Area.objects.filter(framework__code=SHIPPED_FRAMEWORK).order_by("position"))


def list_skills() -> list[Skill]:
    """Return the skills of the shipped framework in its order, with their areas."""
    return list(
        Skill.objects.filter(framework__code=SHIPPED_FRAMEWORK)
        .select_related("area")
        .order_by("position")
    )


def list_skills_by_id(*, skill_ids: Collection[int]) -> list[Skill]:
    """Return these skills with their areas; one query, and none where there are no ids."""
    if not skill_ids:
        return []
    return list(Skill.objects.filter(pk__in=skill_ids).select_related("area"))


def list_occupations() -> list[Occupation]:
    """Return the shipped occupations in their order."""
    return list(Occupation.objects.filter(framework__code=SHIPPED_FRAMEWORK).order_by("position"))


def get_occupation(*, code: str) -> Occupation:
    """Return the occupation with ``code``.

    :raises Occupation.DoesNotExist: if there is none.
    """
    return Occupation.objects.get(code=code)


def get_required_levels(*, occupation: Occupation) -> list[RequiredLevel]:
    """Return what ``occupation`` asks for, in the order of the framework (one query)."""
    rows = (
        Requirement.objects.filter(occupation=occupation)
        .select_related("skill__area")
        .order_by("skill__position")
    )
    return [
        build_required_level(skill=row.skill, level=row.level, importance=row.importance)
        for row in rows
    ]


def build_required_level(*, skill: Skill, level: int, importance: int) -> RequiredLevel:
    """Return the value for ``skill``, whose area must have been read with it."""
    return RequiredLevel(
        skill_id=skill.pk,
        code=skill.code,
        name=skill.name,
        icon=skill.icon,
        area_code=skill.area.code if skill.area else "",
        position=skill.position,
        level=level,
        importance=importance,
    )
