"""The learner's home: what comes next, the profile, the path."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from math import ceil
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.selectors.recaps import count_due
from skills_gap.models import Response
from skills_gap.selectors.assignments import OwnAssignment, list_own_assignments
from skills_gap.selectors.paths import CurrentPath, PathCourse, get_current_path
from skills_gap.selectors.profiles import SkillsProfile, get_skills_profile
from skills_gap.selectors.results import SkillChart, build_chart
from uprest.accounts.models import User
from uprest.accounts.types import Learner
from uprest.core.progress import Progress, Staircase, progress, staircase


@dataclass(frozen=True, slots=True)
class Home:
    """Everything that the learner's home shows. Parts that are not there yet are nothing.

    ``recaps`` is the number of questions that wait to be asked again, ``asked`` what the person's
    businesses ask of them.
    """

    heading: str
    season: str
    profile: SkillsProfile | None
    compared_with: str
    chart: SkillChart | None
    path: CurrentPath | None
    stairs: Staircase | None
    lesson_progress: Progress | None
    lesson_label: str
    has_unclaimed_visit: bool
    recaps: int
    asked: tuple[OwnAssignment, ...]

    @property
    def short_steps(self) -> tuple[PathCourse, ...]:
        """The courses of the path without their reasons, which the page of the path has."""
        return tuple(replace(step, reason="") for step in self.path.steps) if self.path else ()


def get_home(*, user: User, visitor_id: UUID | None, language: str, at: datetime) -> Home:
    """Return the home of somebody signed in; ``visitor_id`` is of this browser's open visit."""
    learner = Learner(user_id=user.pk)
    profile = get_skills_profile(learner=learner)
    names = {skill.code: skill.name for skill in profile.skills} if profile else None
    path = get_current_path(learner=learner, language=language, skill_names=names)
    lesson = path.next_lesson if path else None
    return Home(
        heading=describe_heading(name=user.display_name and user.get_short_name(), path=path),
        season=describe_season(profile=profile, today=localdate(at)),
        profile=profile,
        compared_with=_describe_comparison(profile) if profile else "",
        chart=build_chart(profile, next_skills=path.next_skills if path else frozenset())
        if profile
        else None,
        path=path,
        stairs=staircase(total=len(path.steps), done=path.courses_done)
        if path and path.steps
        else None,
        lesson_progress=progress(total=lesson.lessons, done=lesson.number - 1) if lesson else None,
        lesson_label=_("Lesson %(number)s of %(lessons)s")
        % {"number": lesson.number, "lessons": lesson.lessons}
        if lesson
        else "",
        has_unclaimed_visit=_has_visit(visitor_id),
        recaps=count_due(user_id=user.pk, at=at),
        asked=tuple(list_own_assignments(user=user, language=language, at=at)),
    )


def describe_heading(*, name: str, path: CurrentPath | None) -> str:
    """Return the greeting, with the lessons that are planned for a week."""
    lessons = lessons_a_week(path) if path else 0
    if not lessons:
        return _("Hi %(name)s") % {"name": name} if name else _("Welcome")
    if not name:
        return ngettext(
            "%(count)s lesson to go this week", "%(count)s lessons to go this week", lessons
        ) % {"count": lessons}
    return ngettext(
        "Hi %(name)s, %(count)s lesson to go this week",
        "Hi %(name)s, %(count)s lessons to go this week",
        lessons,
    ) % {"name": name, "count": lessons}


def lessons_a_week(path: CurrentPath) -> int:
    """Return how many of the lessons that are left fill the minutes of a week; at least one."""
    if not path.lessons_left:
        return 0
    average = max(1.0, path.minutes_left / path.lessons_left)
    return min(path.lessons_left, max(1, ceil(path.minutes_a_week / average - 0.5)))


def describe_season(*, profile: SkillsProfile | None, today: date) -> str:
    """Return in how many days the season starts, or "" where that is not known or past."""
    starts_on = profile.season_starts_on if profile else None
    if starts_on is None or starts_on <= today:
        return ""
    days = (starts_on - today).days
    return ngettext(
        "Your season starts in %(count)s day.", "Your season starts in %(count)s days.", days
    ) % {"count": days}


def _describe_comparison(profile: SkillsProfile) -> str:
    """Return what the levels are compared with."""
    city = profile.response.municipality
    if city is None:
        return _("Compared with what this work needs: %(work)s") % {"work": profile.occupation_name}
    return _("Compared with what this work needs in %(city)s: %(work)s") % {
        "city": city.name,
        "work": profile.occupation_name,
    }


def _has_visit(visitor_id: UUID | None) -> bool:
    """Tell whether this browser has a profile that belongs to no account (one query at most)."""
    return (
        visitor_id is not None
        and Response.objects.filter(visitor_id=visitor_id).exclude(submitted_at=None).exists()
    )
