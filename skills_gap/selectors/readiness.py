"""Who of a business's people is ready for which work: only what they share, never levels."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from django.conf import settings
from django.db.models import Max
from django.utils.translation import get_language

from courses.models import CompletionRecord, TestedLevel
from courses.selectors.pages import find_courses
from skills_gap.models import Answer, GapProfile, SkillGap
from uprest.ecosystem.models import (
    Membership,
    Organisation,
    OrganisationRequirement,
    RequirementOverride,
)
from uprest.skills.models import Occupation, Requirement

MUST_HAVE = 3
"""Readiness asks for the skills of this importance."""

FEWEST_MUST_HAVE = 5
"""A business's own levels hold for readiness only if so many skills must be had.

Otherwise "ready" would say of one skill whether somebody reaches the level that the owner chose.
"""

Needs: TypeAlias = dict[int, int]
"""The levels that a job must have, by the id of the skill."""


class Readiness(StrEnum):
    """How far somebody is for their work."""

    READY = "READY"
    ON_THE_WAY = "ON_THE_WAY"
    NOT_BEGUN = "NOT_BEGUN"


@dataclass(frozen=True, slots=True)
class SharedReadiness:
    """What one person shares with their business. ``occupation`` is "" before their first check."""

    user_id: int
    name: str
    occupation: str
    state: Readiness
    courses: tuple[str, ...]


@dataclass(slots=True)
class _Known:
    """What is known of one person; it does not leave this module."""

    occupation: Occupation | None = None
    organisation_id: int | None = None
    levels: dict[int, int] = field(default_factory=dict)
    not_my_job: set[int] = field(default_factory=set)
    asked_for: Needs = field(default_factory=dict)

    def take(self, gap: SkillGap) -> None:
        """Keep what a profile says of a skill."""
        if gap.importance == MUST_HAVE:
            self.asked_for[gap.skill_id] = gap.required
        if gap.level is not None:
            self.add(gap.skill_id, gap.level)
        elif gap.answered == Answer.Kind.NOT_MY_JOB:
            self.not_my_job.add(gap.skill_id)

    def add(self, skill_id: int, level: int) -> None:
        """Keep the higher of the levels of a skill."""
        self.levels[skill_id] = max(level, self.levels.get(skill_id, 0))


def get_readiness(*, organisation: Organisation) -> list[SharedReadiness]:
    """Return who is ready, of the members who share it, by name; ten queries at most.

    Ready is who has reached every skill of importance 3 that the work needs, by their own rating or
    a test, those that are not part of their job left out. The business's own levels go before
    its city's, as they stood when the person handed in the check for this business: an owner who
    changes them afterwards sees nobody's state move, and so learns no level. The business comes
    from the access gate (``uprest.ecosystem.selectors.access_organisation``).
    """
    memberships = list(
        Membership.objects.filter(organisation=organisation, left_at=None, shares_readiness=True)
        .select_related("user")
        .order_by("user__display_name", "user_id")
    )
    user_ids = [membership.user_id for membership in memberships]
    known = _read_known(user_ids)
    occupations = {one.occupation.pk for one in known.values() if one.occupation}
    needs = _read_needs(occupations, municipality_id=organisation.municipality_id)
    own = _read_own(organisation)
    courses = _read_courses(user_ids, get_language() or settings.LANGUAGE_CODE)
    return [
        SharedReadiness(
            user_id=membership.user_id,
            name=membership.user.get_public_name(),
            occupation=_occupation_name(known.get(membership.user_id)),
            state=_judge(known.get(membership.user_id), needs, own, organisation.pk),
            courses=tuple(courses[membership.user_id]),
        )
        for membership in memberships
    ]


def _judge(
    known: _Known | None, needs: dict[int, Needs], own: dict[int, set[int]], organisation_id: int
) -> Readiness:
    if known is None or known.occupation is None:
        return Readiness.NOT_BEGUN
    asked = needs.get(known.occupation.pk, {})
    stated = own.get(known.occupation.pk, set())
    if known.organisation_id == organisation_id and stated:
        asked = _put_own_first(asked, known.asked_for, stated)
    must_have = {
        skill_id: level for skill_id, level in asked.items() if skill_id not in known.not_my_job
    }
    is_ready = bool(must_have) and all(
        known.levels.get(skill_id, -1) >= level for skill_id, level in must_have.items()
    )
    return Readiness.READY if is_ready else Readiness.ON_THE_WAY


def _put_own_first(city: Needs, asked_for: Needs, stated: set[int]) -> Needs:
    """Return the needs with those that the business has stated as the person's check had them."""
    rest = {skill_id: level for skill_id, level in city.items() if skill_id not in stated}
    own = {skill_id: level for skill_id, level in asked_for.items() if skill_id in stated}
    both = {**rest, **own}
    return both if len(both) >= FEWEST_MUST_HAVE else city


def _occupation_name(known: _Known | None) -> str:
    return known.occupation.name if known and known.occupation else ""


def _read_known(user_ids: Collection[int]) -> dict[int, _Known]:
    """Return what the newest check of each person showed, and what was tested (four queries)."""
    found: dict[int, _Known] = defaultdict(_Known)
    newest = (
        GapProfile.objects.filter(response__user_id__in=user_ids)
        .values("response__user_id")
        .annotate(newest=Max("pk"))
        .values_list("newest", flat=True)
    )
    profiles = GapProfile.objects.filter(pk__in=list(newest)).select_related("response__occupation")
    owners = {}
    for profile in profiles:
        if profile.response.user_id is not None:
            owners[profile.pk] = profile.response.user_id
            found[profile.response.user_id].occupation = profile.response.occupation
            found[profile.response.user_id].organisation_id = profile.response.organisation_id
    for gap in SkillGap.objects.filter(profile_id__in=list(owners)):
        found[owners[gap.profile_id]].take(gap)
    for row in TestedLevel.objects.filter(user_id__in=list(found)):
        if row.user_id is not None:
            found[row.user_id].add(row.skill_id, row.level)
    return found


def _read_needs(occupation_ids: Iterable[int], *, municipality_id: int) -> dict[int, Needs]:
    """Return what each work must have in the city, whose own levels replace the shipped ones."""
    ids = list(occupation_ids)
    columns = ("occupation_id", "skill_id", "level", "importance")
    shipped = Requirement.objects.filter(occupation_id__in=ids).values_list(*columns)
    own = RequirementOverride.objects.filter(
        municipality_id=municipality_id, occupation_id__in=ids
    ).values_list(*columns)
    rows = {(occupation, skill): rest for occupation, skill, *rest in (*shipped, *own)}
    needs: dict[int, Needs] = defaultdict(dict)
    for (occupation, skill), (level, importance) in rows.items():
        if importance == MUST_HAVE and level > 0:
            needs[occupation][skill] = level
    return needs


def _read_own(organisation: Organisation) -> dict[int, set[int]]:
    """Return the skills whose levels a business has stated, by occupation."""
    found: dict[int, set[int]] = defaultdict(set)
    stated = OrganisationRequirement.objects.filter(organisation=organisation)
    for occupation_id, skill_id in stated.values_list("occupation_id", "skill_id"):
        found[occupation_id].add(skill_id)
    return found


def _read_courses(user_ids: Collection[int], language: str) -> dict[int, list[str]]:
    """Return the courses that each person finished, as the reader's language calls them."""
    records = list(CompletionRecord.objects.filter(user_id__in=user_ids).order_by("completed_at"))
    pages = find_courses(course_keys={row.course_key for row in records}, language=language)
    found: dict[int, list[str]] = defaultdict(list)
    for row in records:
        page = pages.get(row.course_key)
        title = page.title if page else row.course_title
        if row.user_id is not None and title not in found[row.user_id]:
            found[row.user_id].append(title)
    return found
