"""Planning a learner's path, and taking it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from courses.selectors import CourseModule, get_progress, list_modules
from courses.services import enrol
from skills_gap.models import PathStep, RecommendedPath
from skills_gap.planning.types import (
    Gap,
    LearningPath,
    Module,
    Profile,
    RaisesSkill,
    Reason,
    Teaching,
    Uncovered,
)
from skills_gap.recommending import plan_path
from skills_gap.selectors.paths import find_newest_path
from skills_gap.selectors.profiles import SkillsProfile, get_skills_profile
from uprest.accounts.models import User
from uprest.accounts.services.people import save_account
from uprest.accounts.types import Learner
from uprest.skills.models import Skill

DEFAULT_WEEKS = 6
DEFAULT_MINUTES_A_WEEK = 30
MOST_WEEKS = 26
TIME_LIMIT = 1.0
"""Seconds that a page may spend on planning."""


@dataclass(frozen=True, slots=True)
class PathWishes:
    """What the person has time for, and the languages they learn in, the one liked best first."""

    minutes_a_week: int
    languages: tuple[str, ...]


@transaction.atomic
def recommend_path(
    *, learner: Learner, language: str, at: datetime, wishes: PathWishes | None = None
) -> RecommendedPath | None:
    """Plan the best path for the learner's newest profile and store it.

    Without ``wishes`` those of the path before hold, with ``language`` first; the minutes a week
    of an account are those of the account. Nothing where there is no profile yet.
    """
    profile = get_skills_profile(learner=learner)
    if profile is None:
        return None
    wishes = wishes or find_wishes(learner=learner, language=language)
    weeks = weeks_to_season(profile=profile, today=localdate(at))
    modules = list_modules(language=language)
    plan = plan_path(
        _build_profile(learner, profile, wishes, modules),
        [_build_module(module) for module in modules],
        minutes=wishes.minutes_a_week * weeks,
        time_limit=TIME_LIMIT,
    )
    path = RecommendedPath.objects.create(
        **learner.owner,
        profile_id=profile.profile_id,
        minutes_a_week=wishes.minutes_a_week,
        weeks=weeks,
        languages=list(wishes.languages),
        gain=plan.gain,
        is_optimal=plan.optimal,
        uncovered=[_store_uncovered(uncovered) for uncovered in plan.uncovered],
        planned_at=at,
    )
    PathStep.objects.bulk_create(_build_steps(path, plan))
    return path


@transaction.atomic
def accept_path(*, user: User, at: datetime) -> int:
    """Enrol somebody in the courses of their newest path; return how many courses it has."""
    path = find_newest_path(learner=Learner(user_id=user.pk))
    if path is None:
        return 0
    for step in path.steps.all():
        enrol(user=user, course_key=step.course_key, at=at, source="PATH")
    return len(path.steps.all())


@transaction.atomic
def change_wishes(
    *,
    learner: Learner,
    minutes_a_week: int,
    languages: Sequence[str],
    language: str,
    at: datetime,
) -> RecommendedPath | None:
    """Plan anew for other minutes a week and languages; an account keeps the minutes.

    ``language``, the one that is read, comes first.
    """
    if learner.user_id is not None:
        save_minutes(user_id=learner.user_id, minutes_a_week=minutes_a_week)
    wishes = PathWishes(minutes_a_week, tuple(dict.fromkeys([language, *languages])))
    before = find_newest_path(learner=learner)
    if before and (before.minutes_a_week, tuple(before.languages)) == (
        wishes.minutes_a_week,
        wishes.languages,
    ):
        return before  # the account has announced its minutes, and that planned it already
    return recommend_path(learner=learner, language=language, at=at, wishes=wishes)


def save_minutes(*, user_id: int, minutes_a_week: int) -> None:
    """Keep the minutes a week in the account; it announces them if they are others."""
    user = User.objects.get(pk=user_id)
    save_account(
        user_id=user_id,
        display_name=user.display_name,
        language=user.language,
        minutes_a_week=minutes_a_week,
    )


def replan_path(*, user_id: int, at: datetime) -> RecommendedPath | None:
    """Plan anew for the language and the minutes a week that the account has now."""
    language = User.objects.values_list("language", flat=True).get(pk=user_id)
    return recommend_path(learner=Learner(user_id=user_id), language=language, at=at)


def find_wishes(*, learner: Learner, language: str) -> PathWishes:
    """Return what holds without another word: the account's minutes, the languages of before."""
    before = find_newest_path(learner=learner)
    languages = before.languages if before else []
    minutes = before.minutes_a_week if before else DEFAULT_MINUTES_A_WEEK
    if learner.user_id is not None:
        minutes = User.objects.values_list("minutes_a_week", flat=True).get(pk=learner.user_id)
    return PathWishes(minutes, tuple(dict.fromkeys([language, *languages])))


def weeks_to_season(*, profile: SkillsProfile, today: date) -> int:
    """Return the weeks, begun ones included, until the season of the business or city starts.

    At least 1 and at most half a year; six where no season is known or it has begun.
    """
    starts_on = profile.season_starts_on
    if starts_on is None or starts_on <= today:
        return DEFAULT_WEEKS
    return min(MOST_WEEKS, -(-(starts_on - today).days // 7))


def _build_profile(
    learner: Learner,
    profile: SkillsProfile,
    wishes: PathWishes,
    modules: list[CourseModule],
) -> Profile:
    """Return the person as the planner reads them.

    A tested level of a skill that the job does not need is worth nothing, and lets them into
    courses that ask for it.
    """
    gaps = [
        Gap(skill.code, skill.level, skill.required, skill.importance)
        for skill in profile.skills
        if skill.level is not None
    ]
    needed = {gap.skill for gap in gaps}
    others = [
        Gap(skill.code, profile.tested[skill.pk].level, profile.tested[skill.pk].level, 0)
        for skill in Skill.objects.filter(pk__in=profile.tested)
        if skill.code not in needed
    ]
    keys = [module.course_key for module in modules]
    progress = get_progress(learner=learner, course_keys=keys)
    done = frozenset(str(key) for key, one in progress.items() if one.state == "COMPLETED")
    return Profile(gaps=(*gaps, *others), languages=wishes.languages, done=done)


def _build_module(module: CourseModule) -> Module:
    return Module(
        id=str(module.course_key),
        minutes=max(1, module.minutes),
        languages=module.languages,
        teaches=tuple(
            Teaching(teach.skill_code, teach.from_level, teach.to_level) for teach in module.teaches
        ),
        requires=tuple(str(key) for key in module.requires),
    )


def _build_steps(path: RecommendedPath, plan: LearningPath) -> list[PathStep]:
    return [
        PathStep(
            path=path,
            position=position,
            course_key=UUID(step.module.id),
            minutes=step.module.minutes,
            reasons=[_store_reason(reason) for reason in step.reasons],
        )
        for position, step in enumerate(plan.steps)
    ]


def _store_reason(reason: Reason) -> dict[str, Any]:
    if isinstance(reason, RaisesSkill):
        return {
            "kind": "RAISES",
            "skill": reason.skill,
            "from_level": reason.from_level,
            "to_level": reason.to_level,
            "required": reason.required,
            "importance": reason.importance,
        }
    return {"kind": "NEEDED_BEFORE", "course_key": reason.module}


def _store_uncovered(uncovered: Uncovered) -> dict[str, Any]:
    entry, module = uncovered.entry, uncovered.module
    return {
        "skill": uncovered.gap.skill,
        "current": uncovered.gap.current,
        "required": uncovered.gap.required,
        "obstacle": uncovered.obstacle,
        "course_key": module.id if module else None,
        "minutes": module.minutes if module else None,
        "languages": list(module.languages) if module else [],
        "entry_skill": entry.skill if entry else None,
        "entry_level": entry.from_level if entry else None,
        "requires": uncovered.requires,
    }
