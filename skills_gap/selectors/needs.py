"""The levels that a business is asked about, and what it said so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from skills_gap.selectors.checks import GENERAL
from uprest.ecosystem.models import Organisation, OrganisationRequirement
from uprest.ecosystem.selectors import get_required_levels
from uprest.ecosystem.types import AccessDenied
from uprest.skills.models import Occupation, Skill
from uprest.skills.selectors import RequiredLevel, list_occupations

MOST_SKILLS = 10
"""So many skills a job are asked about: at two taps for each that differs, a minute."""
MOST_JOBS = 3


@dataclass(frozen=True, slots=True)
class NeedJob:
    """A job to state the needs of, and when that was done last."""

    code: str
    name: str
    icon: str
    stated_at: datetime | None


@dataclass(frozen=True, slots=True)
class NeedSkill:
    """A skill to state the need of: what was said, else what the city asks for.

    ``levels`` are the words of the levels 0 to 5.
    """

    skill_id: int
    name: str
    icon: str
    level: int
    importance: int
    levels: tuple[str, ...]
    is_stated: bool


def list_need_jobs(*, organisation: Organisation) -> list[NeedJob]:
    """Return the jobs of the vocabulary, those stated already first (two queries)."""
    stated = dict(
        OrganisationRequirement.objects.filter(organisation=organisation)
        .values_list("occupation_id")
        .annotate(newest=Max("stated_at"))
    )
    jobs = [
        NeedJob(one.code, one.name, one.icon, stated.get(one.pk))
        for one in list_occupations()
        if one.code != GENERAL
    ]
    return sorted(jobs, key=lambda job: job.stated_at is None)


def find_need_job(*, code: str) -> Occupation:
    """Return the occupation with ``code``.

    :raises AccessDenied: if there is none that needs are stated of.
    """
    job = Occupation.objects.filter(code=code).exclude(code=GENERAL).first()
    if job is None:
        raise AccessDenied
    return job


def list_need_skills(*, organisation: Organisation, occupation: Occupation) -> list[NeedSkill]:
    """Return the skills that matter most in a job, the most important first (four queries).

    Which they are is settled by the city and the vocabulary, so that a skill that was said not to
    be needed is asked about again.
    """
    asked = sorted(
        get_required_levels(occupation=occupation, municipality=organisation.municipality),
        key=lambda row: (-row.importance, -row.level, row.position),
    )[:MOST_SKILLS]
    stated = {
        row.skill_id: row
        for row in OrganisationRequirement.objects.filter(
            organisation=organisation, occupation=occupation
        )
    }
    skills = Skill.objects.in_bulk([row.skill_id for row in asked])
    return [_build_skill(row, skills[row.skill_id], stated.get(row.skill_id)) for row in asked]


def _build_skill(
    asked: RequiredLevel, skill: Skill, stated: OrganisationRequirement | None
) -> NeedSkill:
    return NeedSkill(
        skill_id=asked.skill_id,
        name=asked.name,
        icon=asked.icon,
        level=stated.level if stated else asked.level,
        importance=stated.importance if stated else asked.importance,
        levels=tuple(skill.levels),
        is_stated=stated is not None,
    )


def list_next_jobs(*, codes: Sequence[str], after: str) -> list[str]:
    """Return the codes that follow ``after`` in a round of jobs."""
    return list(codes[codes.index(after) + 1 :]) if after in codes else []
