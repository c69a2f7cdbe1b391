"""A learner's skills: the newest self-rating beside what was tested, and how both have moved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from courses.selectors import TestedSkill, get_tested_levels
from skills_gap.measuring import (
    MeasuredGap,
    about_equal_to_previous,
    measure_gaps,
    strongest,
    top_gaps,
)
from skills_gap.measuring import Requirement as Need
from skills_gap.models import Answer, GapProfile, Response, SkillGap
from uprest.accounts.types import Learner


@dataclass(frozen=True, slots=True)
class ProfileSkill:
    """One skill that the job needs: how it was rated, what was tested, and the need (0 to 5).

    ``answered`` is a value of ``Answer.Kind``, or "" where the skill was not asked yet.
    """

    skill_id: int
    code: str
    name: str
    icon: str
    area_code: str
    required: int
    importance: int
    answered: str
    self_level: int | None
    tested_level: int | None

    @property
    def level(self) -> int | None:
        """The level shown: the higher of the two kinds of evidence."""
        known = [level for level in (self.self_level, self.tested_level) if level is not None]
        return max(known, default=None)

    @property
    def is_tested(self) -> bool:
        """Whether the level shown is a tested one."""
        return self.tested_level is not None and self.tested_level == self.level

    @property
    def is_met(self) -> bool:
        """Whether the need is reached."""
        return self.level is not None and self.level >= self.required

    @property
    def gap(self) -> int:
        """Levels missing; 0 where the level is not known."""
        return 0 if self.level is None else max(0, self.required - self.level)


@dataclass(frozen=True, slots=True)
class SkillsProfile:
    """The skills of a job as one person has them, in the framework's order."""

    profile_id: int
    response: Response
    measured_at: datetime
    skills: tuple[ProfileSkill, ...]
    tested: dict[int, TestedSkill]

    @property
    def occupation_name(self) -> str:
        """The job that the levels are compared with."""
        return self.response.occupation.name

    @property
    def season_starts_on(self) -> date | None:
        """The day on which the season starts: the business's own, else the city's."""
        for place in (self.response.organisation, self.response.municipality):
            if place is not None and place.season_starts_on is not None:
                return place.season_starts_on
        return None

    @property
    def known(self) -> tuple[ProfileSkill, ...]:
        """The skills with a level."""
        return tuple(skill for skill in self.skills if skill.level is not None)

    @property
    def measured(self) -> tuple[MeasuredGap, ...]:
        """The levels shown beside the needs, as the arithmetic reads them."""
        needs = [Need(skill.code, skill.required, skill.importance) for skill in self.skills]
        levels = {skill.code: skill.level for skill in self.skills if skill.level is not None}
        return measure_gaps(needs, levels)

    @property
    def top(self) -> tuple[ProfileSkill, ...]:
        """The up to five largest gaps, weighted by importance."""
        return self._pick(top_gaps(self.measured))

    @property
    def strongest(self) -> tuple[ProfileSkill, ...]:
        """What the person is best at, best first."""
        return self._pick(strongest(self.measured, limit=len(self.skills)))

    @property
    def about_equal(self) -> frozenset[str]:
        """Codes of the top gaps that are about equal to the one before them."""
        return about_equal_to_previous(
            top_gaps(self.measured),
            levels={skill.code: skill.level for skill in self.skills if skill.level is not None},
            areas={skill.code: skill.area_code for skill in self.skills},
        )

    @property
    def self_rated(self) -> "SkillsProfile":
        """The same profile without what was tested."""
        skills = tuple(replace(skill, tested_level=None) for skill in self.skills)
        return replace(self, skills=skills, tested={})

    def answered_with(self, *kinds: str) -> tuple[ProfileSkill, ...]:
        """Return the skills without a level that were answered so ("" for not asked yet)."""
        return tuple(
            skill for skill in self.skills if skill.level is None and skill.answered in kinds
        )

    def _pick(self, gaps: Sequence[MeasuredGap]) -> tuple[ProfileSkill, ...]:
        by_code = {skill.code: skill for skill in self.skills}
        return tuple(by_code[gap.skill] for gap in gaps)


@dataclass(frozen=True, slots=True)
class Rating:
    """A self-rating of one day."""

    measured_at: datetime
    level: int


@dataclass(frozen=True, slots=True)
class SkillHistory:
    """How somebody rated themselves in one skill over time, oldest first."""

    name: str
    icon: str
    ratings: tuple[Rating, ...]


def get_skills_profile(
    *, learner: Learner, response_id: UUID | None = None
) -> SkillsProfile | None:
    """Return the newest profile of a learner, or the one of a response (two queries).

    A self-rating never hides a tested level nor the other way round: both are kept apart, and the
    higher one is shown.
    """
    profiles = GapProfile.objects.filter(
        **{f"response__{key}": value for key, value in learner.owner.items()}
    )
    if response_id is not None:
        profiles = profiles.filter(response_id=response_id)
    newest = profiles.order_by("-measured_at", "-pk").values("pk")[:1]
    rows = list(
        SkillGap.objects.filter(profile__in=newest)
        .select_related(
            "skill__area",
            "profile__response__occupation",
            "profile__response__municipality",
            "profile__response__organisation__municipality",
        )
        .order_by("skill__position", "pk")
    )
    if not rows:
        return None
    tested = get_tested_levels(learner=learner)
    return SkillsProfile(
        profile_id=rows[0].profile_id,
        response=rows[0].profile.response,
        measured_at=rows[0].profile.measured_at,
        skills=tuple(_build_skill(row, tested.get(row.skill_id)) for row in rows),
        tested=tested,
    )


def list_history(*, learner: Learner) -> list[SkillHistory]:
    """Return the self-ratings of every skill that was rated more than once (one query)."""
    rows = (
        SkillGap.objects.filter(
            **{f"profile__response__{key}": value for key, value in learner.owner.items()},
            answered=Answer.Kind.LEVEL,
        )
        .select_related("skill", "profile")
        .order_by("skill__position", "profile__measured_at")
    )
    histories: dict[int, SkillHistory] = {}
    for row in rows:
        rating = Rating(row.profile.measured_at, row.level or 0)
        before = histories.get(row.skill_id)
        ratings = (*before.ratings, rating) if before else (rating,)
        histories[row.skill_id] = SkillHistory(row.skill.name, row.skill.icon, ratings)
    return [history for history in histories.values() if len(history.ratings) > 1]


def _build_skill(row: SkillGap, tested: TestedSkill | None) -> ProfileSkill:
    return ProfileSkill(
        skill_id=row.skill_id,
        code=row.skill.code,
        name=row.skill.name,
        icon=row.skill.icon,
        area_code=row.skill.area.code if row.skill.area else "",
        required=row.required,
        importance=row.importance,
        answered=row.answered,
        self_level=row.level,
        tested_level=tested.level if tested else None,
    )
