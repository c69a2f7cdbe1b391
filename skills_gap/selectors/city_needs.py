"""What the businesses of a city need in sum, beside what the city asks for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from skills_gap.models import CityNeed
from skills_gap.selectors.wording import IMPORTANCE_NAMES, join_words
from uprest.ecosystem.models import Municipality, RequirementOverride
from uprest.skills.models import Occupation, Requirement

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class NeededLevel:
    """A skill: what businesses need (median) and what the city asks for now; 0 is "not needed"."""

    skill_id: int
    name: str
    level: int
    importance: int
    importance_name: str
    businesses: int
    published_at: datetime
    city_level: int
    city_importance: int
    city_importance_name: str

    @property
    def differs(self) -> bool:
        """Whether using the businesses' level would change something."""
        if not (self.level or self.city_level):
            return False
        return (self.level, self.importance) != (self.city_level, self.city_importance)


@dataclass(frozen=True, slots=True)
class NeededJob:
    """The needed levels of one job. ``newest`` is the id of its newest publication."""

    code: str
    name: str
    finding: str
    skills: tuple[NeededLevel, ...]
    newest: int

    @property
    def changes(self) -> tuple[NeededLevel, ...]:
        """The skills that the city asks another level or importance of."""
        return tuple(skill for skill in self.skills if skill.differs)


def list_needed_jobs(*, municipality: Municipality) -> list[NeededJob]:
    """Return the published needs of a city that came from the access gate (three queries)."""
    newest: dict[tuple[int, int], CityNeed] = {}
    rows = (
        CityNeed.objects.filter(municipality=municipality)
        .select_related("occupation", "skill")
        .defer("statements")
        .order_by("published_at", "pk")
    )
    for row in rows:
        newest[row.occupation_id, row.skill_id] = row
    city = _read_city_levels(municipality, {occupation for occupation, _skill in newest})
    jobs: dict[int, list[CityNeed]] = defaultdict(list)
    for row in newest.values():
        jobs[row.occupation_id].append(row)
    found = [_build_job(needs[0].occupation, needs, city) for needs in jobs.values()]
    return [job for _position, job in sorted(found, key=lambda pair: pair[0])]


def get_needed_job(*, municipality: Municipality, code: str) -> NeededJob | None:
    """Return the published needs of one job, if there are any."""
    jobs = list_needed_jobs(municipality=municipality)
    return next((job for job in jobs if job.code == code), None)


def _read_city_levels(
    municipality: Municipality, occupations: Iterable[int]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Return level and importance that hold in the city, by occupation and skill."""
    ids = list(occupations)
    columns = ("occupation_id", "skill_id", "level", "importance")
    shipped = Requirement.objects.filter(occupation_id__in=ids).values_list(*columns)
    own = RequirementOverride.objects.filter(
        municipality=municipality, occupation_id__in=ids
    ).values_list(*columns)
    return {(row[0], row[1]): (row[2], row[3]) for row in (*shipped, *own)}


def _build_job(
    occupation: Occupation, needs: list[CityNeed], city: dict[tuple[int, int], tuple[int, int]]
) -> tuple[int, NeededJob]:
    skills = [_build_level(row, city.get((occupation.pk, row.skill_id), (0, 1))) for row in needs]
    skills.sort(key=lambda one: (-one.importance, -one.level, one.name))
    job = NeededJob(
        code=occupation.code,
        name=occupation.name,
        finding=_describe(skills),
        skills=tuple(skills),
        newest=max(row.pk for row in needs),
    )
    return occupation.position, job


def _build_level(row: CityNeed, city: tuple[int, int]) -> NeededLevel:
    return NeededLevel(
        skill_id=row.skill_id,
        name=row.skill.name,
        level=row.level,
        importance=row.importance,
        importance_name=str(IMPORTANCE_NAMES[row.importance]),
        businesses=row.businesses,
        published_at=row.published_at,
        city_level=city[0],
        city_importance=city[1],
        city_importance_name=str(IMPORTANCE_NAMES[city[1]]),
    )


def _describe(skills: list[NeededLevel]) -> str:
    """Return what stands out: where businesses need more than the city asks for, or less."""
    more = [one.name for one in skills if one.level > one.city_level][:MOST_NAMED]
    less = [one.name for one in skills if one.level < one.city_level][:MOST_NAMED]
    parts = {"more": join_words(more), "less": join_words(less)}
    if more and less:
        return _(
            "Businesses need more than the city asks for in %(more)s, and less in %(less)s."
        ) % (parts)
    if more:
        return _("Businesses need more than the city asks for in %(more)s.") % parts
    if less:
        return _("Businesses need less than the city asks for in %(less)s.") % parts
    return _("Businesses need the levels that the city asks for.")
