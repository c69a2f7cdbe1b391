"""Publishing what the businesses of a city need in sum, and using it as the city's levels."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from statistics import median_low

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from wagtail.log_actions import log

from skills_gap.models import CityNeed
from skills_gap.selectors.city_needs import NeededLevel, get_needed_job
from uprest.accounts.models import User
from uprest.ecosystem.models import Municipality, OrganisationRequirement, RequirementOverride
from uprest.skills.models import Occupation

FEWEST_BUSINESSES = 5
"""From so many businesses up a row is published, and again when so many stated something else."""
USED = "skills_gap.use_needed_levels"

Key = tuple[int, int]
"""An occupation and a skill, by their ids."""


class NeedsChangedError(Exception):
    """What the officer was shown is not what is published any more."""


@transaction.atomic
def publish_city_needs(*, municipality: Municipality, at: datetime) -> int:
    """Publish the medians that may be published anew; return how many there were.

    Counted are the businesses that count in the city's figures, with what they stated for this
    season or the last. A row is published from five businesses up, and again only when at
    least five of them joined, left or stated something else than in every earlier publication.
    The median is the lower one of two.
    """
    # two tasks at once come one after the other
    city = Municipality.objects.select_for_update().get(pk=municipality.pk)
    earlier: dict[Key, list[Mapping[str, str]]] = defaultdict(list)
    published = CityNeed.objects.filter(municipality=city)
    for occupation_id, skill_id, statements in published.values_list(
        "occupation_id", "skill_id", "statements"
    ):
        earlier[occupation_id, skill_id].append(statements)
    rows = [
        _build_need(city, key, statements, at)
        for key, statements in _read_statements(city, at).items()
        if may_publish(statements, earlier=earlier[key])
    ]
    CityNeed.objects.bulk_create(rows)
    return len(rows)


def publish_all_needs(*, at: datetime) -> int:
    """Publish what may be published in every city; return how many rows there were."""
    return sum(
        publish_city_needs(municipality=city, at=at) for city in Municipality.objects.order_by("pk")
    )


def may_publish(statements: Mapping[str, str], *, earlier: "list[Mapping[str, str]]") -> bool:
    """Tell whether a row is about five businesses, and differs by five from all before."""
    if len(statements) < FEWEST_BUSINESSES:
        return False
    return all(
        sum(statements.get(one) != before.get(one) for one in statements.keys() | before.keys())
        >= FEWEST_BUSINESSES
        for before in earlier
    )


def _read_statements(city: Municipality, at: datetime) -> dict[Key, dict[str, str]]:
    """Return what each counted business stated, as "level/importance" by its id (one query)."""
    counts = Q(organisation__register_entry__isnull=False) | Q(
        organisation__approved_at__isnull=False
    )
    stated = OrganisationRequirement.objects.filter(
        counts,
        organisation__municipality=city,
        organisation__closed_at=None,
        season__gte=localdate(at).year - 1,
    )
    found: dict[Key, dict[str, str]] = defaultdict(dict)
    columns = ("occupation_id", "skill_id", "organisation_id", "level", "importance")
    for occupation_id, skill_id, organisation_id, level, importance in stated.values_list(*columns):
        found[occupation_id, skill_id][str(organisation_id)] = f"{level}/{importance}"
    return found


def _build_need(city: Municipality, key: Key, statements: dict[str, str], at: datetime) -> CityNeed:
    values = [value.split("/") for value in statements.values()]
    return CityNeed(
        municipality=city,
        occupation_id=key[0],
        skill_id=key[1],
        level=median_low(int(level) for level, _importance in values),
        importance=median_low(int(importance) for _level, importance in values),
        businesses=len(values),
        statements=statements,
        published_at=at,
    )


@transaction.atomic
def use_needed_levels(
    *, municipality: Municipality, code: str, newest: int, user: User, at: datetime
) -> int:
    """Let the published needs of a job hold as the city's levels; return how many changed.

    ``newest`` is the id of the newest publication that the officer was shown. Who did it, when,
    and every level before and after stand in the log. Done twice, nothing changes.

    :raises NeedsChangedError: if there is a newer publication, or none at all.
    """
    city = Municipality.objects.select_for_update().get(pk=municipality.pk)
    job = get_needed_job(municipality=city, code=code)
    if job is None or job.newest != newest:
        raise NeedsChangedError
    if not job.changes:
        return 0
    occupation = Occupation.objects.get(code=code)
    RequirementOverride.objects.bulk_create(
        [
            RequirementOverride(
                municipality=city,
                occupation=occupation,
                skill_id=skill.skill_id,
                level=skill.level,
                importance=skill.importance,
            )
            for skill in job.changes
        ],
        update_conflicts=True,
        unique_fields=["municipality", "occupation", "skill"],
        update_fields=["level", "importance"],
    )
    log(
        instance=city,
        action=USED,
        user=user,
        data={
            "job": code,
            "at": at.isoformat(),
            "skills": [_describe_change(skill) for skill in job.changes],
        },
    )
    return len(job.changes)


def _describe_change(skill: NeededLevel) -> dict[str, object]:
    return {
        "skill": skill.skill_id,
        "before": [skill.city_level, skill.city_importance],
        "after": [skill.level, skill.importance],
    }
