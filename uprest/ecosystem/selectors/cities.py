"""Reads of cities and of the levels they ask for."""

from uprest.ecosystem.models import Municipality, RequirementOverride
from uprest.skills.models import Occupation
from uprest.skills.selectors import RequiredLevel, build_required_level
from uprest.skills.selectors import get_required_levels as get_shipped_levels


def find_city(*, slug: str | None) -> Municipality | None:
    """Return the city with ``slug``, if there is one."""
    return Municipality.objects.filter(slug=slug).first() if slug else None


def list_cities() -> list[Municipality]:
    """Return all cities by name."""
    return list(Municipality.objects.order_by("name"))


def get_required_levels(
    *, occupation: Occupation, municipality: Municipality | None
) -> list[RequiredLevel]:
    """Return what ``occupation`` asks for in ``municipality``, in the framework's order.

    The city's own levels replace the shipped ones skill by skill; its level 0 removes a skill.
    One query without a city, two with one.
    """
    levels = {row.skill_id: row for row in get_shipped_levels(occupation=occupation)}
    if municipality:
        overrides = RequirementOverride.objects.filter(
            municipality_id=municipality.pk, occupation=occupation
        ).select_related("skill__area")
        for row in overrides:
            levels[row.skill_id] = build_required_level(
                skill=row.skill, level=row.level, importance=row.importance
            )
    needed = (row for row in levels.values() if row.level > 0)
    return sorted(needed, key=lambda row: (row.position, row.code))
