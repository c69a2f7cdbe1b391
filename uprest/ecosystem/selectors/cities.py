"""Reads of cities, and of the levels that they and their businesses ask for."""

from dataclasses import replace
from typing import Any

from django.db.models import Value

from uprest.ecosystem.models import (
    Municipality,
    Organisation,
    OrganisationRequirement,
    RequirementOverride,
)
from uprest.skills.models import Occupation
from uprest.skills.selectors import RequiredLevel, build_required_level, list_skills_by_id
from uprest.skills.selectors import get_required_levels as get_shipped_levels


def find_city(*, slug: str | None) -> Municipality | None:
    """Return the city with ``slug``, if there is one."""
    return Municipality.objects.filter(slug=slug).first() if slug else None


def list_cities() -> list[Municipality]:
    """Return all cities by name."""
    return list(Municipality.objects.order_by("name"))


def get_required_levels(
    *,
    occupation: Occupation,
    municipality: Municipality | None,
    organisation: Organisation | None = None,
) -> list[RequiredLevel]:
    """Return what ``occupation`` asks for, in the framework's order.

    Skill by skill, the business's own level goes before the city's, and the city's before the
    shipped one; a level 0 removes a skill. One query, one more with a city or a business, and one
    where these ask for skills that the occupation has none of.
    """
    levels = {row.skill_id: row for row in get_shipped_levels(occupation=occupation)}
    own = _read_own_levels(occupation, municipality, organisation)
    for skill in list_skills_by_id(skill_ids=own.keys() - levels.keys()):
        levels[skill.pk] = build_required_level(skill=skill, level=0, importance=0)
    for skill_id, (level, importance) in own.items():
        levels[skill_id] = replace(levels[skill_id], level=level, importance=importance)
    needed = (row for row in levels.values() if row.level > 0)
    return sorted(needed, key=lambda row: (row.position, row.code))


def _read_own_levels(
    occupation: Occupation, municipality: Municipality | None, organisation: Organisation | None
) -> dict[int, tuple[int, int]]:
    """Return level and importance by skill, the business's own before the city's (one query)."""
    columns = ("rank", "skill_id", "level", "importance")
    parts: list[Any] = []
    if municipality:
        city = RequirementOverride.objects.filter(
            municipality_id=municipality.pk, occupation=occupation
        )
        parts.append(city.annotate(rank=Value(0)).values_list(*columns))
    if organisation:
        business = OrganisationRequirement.objects.filter(
            organisation_id=organisation.pk, occupation=occupation
        )
        parts.append(business.annotate(rank=Value(1)).values_list(*columns))
    if not parts:
        return {}
    rows = parts[0] if len(parts) == 1 else parts[0].union(*parts[1:], all=True)
    return {skill: (level, importance) for _rank, skill, level, importance in sorted(rows)}
