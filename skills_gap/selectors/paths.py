"""The learner's path: the courses in order, why each is there, and how far they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from courses.selectors import CourseProgress, get_progress
from courses.selectors.pages import find_courses
from skills_gap.models import RecommendedPath
from skills_gap.selectors.wording import (
    NamedCourse,
    describe_lessons,
    describe_minutes,
    describe_obstacle,
    describe_reason,
)
from uprest.accounts.types import Learner
from uprest.skills.selectors import list_skills


@dataclass(frozen=True, slots=True)
class PathCourse:
    """A course of the path. ``state`` is DONE, NOW or TODO; ``reason`` says why it is there."""

    course_key: UUID
    title: str
    url: str
    state: str
    note: str
    reason: str
    minutes_left: int
    lessons_left: int
    raises: frozenset[str]


@dataclass(frozen=True, slots=True)
class NextLesson:
    """The lesson to go on with, and where it stands in its course."""

    title: str
    url: str
    minutes: int
    number: int
    lessons: int
    course_title: str
    is_begun: bool


@dataclass(frozen=True, slots=True)
class UncoveredGap:
    """A gap that the path leaves as it is; ``url`` leads to the nearest course, if there is one."""

    skill: str
    text: str
    course_title: str
    url: str


@dataclass(frozen=True, slots=True)
class CurrentPath:
    """The newest path of a learner, as its reader sees it today."""

    minutes_a_week: int
    weeks: int
    languages: tuple[str, ...]
    is_optimal: bool
    planned_at: datetime
    steps: tuple[PathCourse, ...]
    uncovered: tuple[UncoveredGap, ...]
    next_lesson: NextLesson | None

    @property
    def minutes_left(self) -> int:
        """Minutes of all lessons that are left."""
        return sum(step.minutes_left for step in self.steps)

    @property
    def lessons_left(self) -> int:
        """All lessons that are left."""
        return sum(step.lessons_left for step in self.steps)

    @property
    def time_left(self) -> str:
        """The minutes left in words."""
        return describe_minutes(self.minutes_left)

    @property
    def is_done(self) -> bool:
        """Whether there were courses and all are done."""
        return bool(self.steps) and all(step.state == "DONE" for step in self.steps)

    @property
    def courses_done(self) -> int:
        """How many of the courses are done."""
        return sum(step.state == "DONE" for step in self.steps)

    @property
    def next_skills(self) -> frozenset[str]:
        """Codes of the skills that the present course raises."""
        now = next((step for step in self.steps if step.state == "NOW"), None)
        return now.raises if now else frozenset()


def find_newest_path(*, learner: Learner) -> RecommendedPath | None:
    """Return the path planned last, with its steps (two queries)."""
    paths = RecommendedPath.objects.filter(**learner.owner).prefetch_related("steps")
    return paths.order_by("-planned_at", "-pk").first()


def get_current_path(
    *, learner: Learner, language: str, skill_names: Mapping[str, str] | None = None
) -> CurrentPath | None:
    """Return the learner's path with their progress, its texts in ``language``.

    ``skill_names`` saves the query for the names of skills where the caller has them. A course
    that is no longer live is left out. Five queries, one more without the names.
    """
    rows = _read_newest(learner)
    if not rows:
        return None
    courses = _read_courses(rows, language)
    live = [row for row in rows if row["steps__course_key"] in courses]
    keys = [row["steps__course_key"] for row in live]
    progress = get_progress(learner=learner, course_keys=keys, language=language)
    names = dict(skill_names or {}) or {skill.code: skill.name for skill in list_skills()}
    following = next((key for key in keys if not progress[key].is_completed), None)
    words = _Words(names, {str(key): course for key, course in courses.items()})
    return CurrentPath(
        minutes_a_week=rows[0]["minutes_a_week"],
        weeks=rows[0]["weeks"],
        languages=tuple(rows[0]["languages"]),
        is_optimal=rows[0]["is_optimal"],
        planned_at=rows[0]["planned_at"],
        steps=tuple(_build_course(row, progress, words, following) for row in live),
        uncovered=tuple(_build_uncovered(gap, words) for gap in rows[0]["uncovered"]),
        next_lesson=_build_next_lesson(following, progress, words),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """Names of skills by code, and courses by key, in the reader's language."""

    skills: Mapping[str, str]
    courses: Mapping[str, NamedCourse]


def _read_courses(rows: Sequence[Mapping[str, Any]], language: str) -> dict[UUID, NamedCourse]:
    """Return the courses that the path, its reasons and its open gaps name, where they are live.

    They are read by their keys: the whole catalogue would be more to read than there is to show.
    """
    keys = {row["steps__course_key"] for row in rows} - {None}
    named = [gap[name] for gap in rows[0]["uncovered"] for name in ("course_key", "requires")]
    keys |= {UUID(key) for key in named if key}
    pages = find_courses(course_keys=keys, language=language) if keys else {}
    return {key: NamedCourse(page.title, page.get_url() or "") for key, page in pages.items()}


def _read_newest(learner: Learner) -> list[dict[str, Any]]:
    """Return a row for each step of the path planned last; one with empty steps if it has none."""
    newest = (
        RecommendedPath.objects.filter(**learner.owner)
        .order_by("-planned_at", "-pk")
        .values("pk")[:1]
    )
    columns = (
        "minutes_a_week", "weeks", "languages", "is_optimal", "planned_at", "uncovered",
        "steps__course_key", "steps__minutes", "steps__reasons",
    )  # fmt: skip
    rows = RecommendedPath.objects.filter(pk__in=newest).order_by("steps__position")
    return list(rows.values(*columns))


def _build_course(
    row: Mapping[str, Any],
    progress: Mapping[UUID, CourseProgress],
    words: _Words,
    following: UUID | None,
) -> PathCourse:
    key = row["steps__course_key"]
    course, done = words.courses[str(key)], progress[key]
    minutes = row["steps__minutes"]
    lessons_left = 0 if done.is_completed else done.lessons - done.lessons_done
    reasons = [
        describe_reason(reason, skills=words.skills, courses=words.courses)
        for reason in row["steps__reasons"]
    ]
    state = "TODO"
    if done.is_completed:
        state = "DONE"
    elif key == following:
        state = "NOW"
    return PathCourse(
        course_key=key,
        title=course.title,
        url=course.url,
        state=state,
        note=_describe_course(done, minutes),
        reason=" ".join(reason for reason in reasons if reason),
        minutes_left=round(minutes * lessons_left / max(1, done.lessons)),
        lessons_left=lessons_left,
        raises=frozenset(
            reason["skill"] for reason in row["steps__reasons"] if reason["kind"] == "RAISES"
        ),
    )


def _describe_course(done: CourseProgress, minutes: int) -> str:
    """Return how far somebody is in a course, or how long one is that was not begun."""
    if done.is_completed or done.is_begun:
        return done.text
    return _("%(lessons)s, %(time)s") % {
        "lessons": describe_lessons(done.lessons),
        "time": describe_minutes(minutes),
    }


def _build_next_lesson(
    following: UUID | None, progress: Mapping[UUID, CourseProgress], words: _Words
) -> NextLesson | None:
    if following is None:
        return None
    done, course = progress[following], words.courses[str(following)]
    lesson = done.next_lesson
    if lesson is None:
        return None
    return NextLesson(
        title=lesson.title,
        url=lesson.url,
        minutes=lesson.minutes,
        number=lesson.number,
        lessons=max(done.lessons, lesson.number),
        course_title=course.title,
        is_begun=done.is_begun,
    )


def _build_uncovered(gap: Mapping[str, Any], words: _Words) -> UncoveredGap:
    course = words.courses.get(gap["course_key"] or "")
    return UncoveredGap(
        skill=words.skills.get(gap["skill"], gap["skill"]),
        text=describe_obstacle(gap, skills=words.skills, courses=words.courses),
        course_title=course.title if course else "",
        url=course.url if course else "",
    )
