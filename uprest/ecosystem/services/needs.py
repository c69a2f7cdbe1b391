"""The levels that a business says it needs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from uprest.ecosystem.models import Organisation, OrganisationRequirement
from uprest.skills.models import Occupation

LEVELS = range(6)
IMPORTANCES = range(1, 4)


@dataclass(frozen=True, slots=True)
class StatedNeed:
    """What a business needs of one skill: a level from 0 (not needed) to 5, importance 1 to 3."""

    skill_id: int
    level: int
    importance: int


@transaction.atomic
def state_needs(
    *,
    organisation: Organisation,
    occupation: Occupation,
    needs: Collection[StatedNeed],
    at: datetime,
) -> int:
    """Keep what a business needs of an occupation this season; return how many skills were stated.

    What was said of a skill before is replaced; other skills stay as they are. Saying the same
    again only renews the day.

    :raises ValueError: if a level or an importance is out of range.
    """
    for need in needs:
        if need.level not in LEVELS or need.importance not in IMPORTANCES:
            raise ValueError(need)
    season = find_season(organisation=organisation, today=localdate(at))
    rows = [
        OrganisationRequirement(
            organisation=organisation,
            occupation=occupation,
            skill_id=need.skill_id,
            level=need.level,
            importance=need.importance,
            season=season,
            stated_at=at,
        )
        for need in needs
    ]
    OrganisationRequirement.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["organisation", "occupation", "skill"],
        update_fields=["level", "importance", "season", "stated_at"],
    )
    return len(rows)


@transaction.atomic
def forget_needs(*, organisation: Organisation, occupation: Occupation) -> int:
    """Take back what a business said of an occupation: the city's levels hold again."""
    stated = OrganisationRequirement.objects.filter(
        organisation=organisation, occupation=occupation
    )
    count = stated.count()
    stated.delete()
    return count


def find_season(*, organisation: Organisation, today: date) -> int:
    """Return the year of the season that is under way or comes next.

    It is the year of the first day that the business or its city has set, else that of today.
    """
    starts_on = organisation.season_starts_on or organisation.municipality.season_starts_on
    if starts_on is None or starts_on.year < today.year:
        return today.year
    return starts_on.year
