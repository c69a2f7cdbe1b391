"""What a trainer sees of how people get on with exercises: in a lesson, and over all courses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

from courses.exercises.base import Part, Spec
from courses.insights import (
    Chosen,
    Share,
    Tries,
    build_share,
    find_most_chosen,
    list_tellable,
    may_tell,
    rank_worst,
)
from courses.models import Activity, CoursePage, LessonPage
from courses.selectors.exercises import Exercise, find_exercise, list_exercises
from courses.selectors.pages import choose_versions, find_courses, live_lessons
from courses.selectors.summaries import Summary, read_summaries
from courses.types import UnknownAnswerError
from uprest.accounts.models import User

MAY_CHANGE = ("change", "publish")
"""Who may do one of these to a page sees its figures."""
ON_THE_DASHBOARD = 3


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """What most people chose wrongly in their first try: the part's prompt, and their words."""

    prompt: str
    words: str
    share: Share


@dataclass(frozen=True, slots=True)
class ExerciseFigures:
    """How people got on with one exercise. What too few people are behind is nothing.

    ``people`` have tried it by the rule that holds now, ``older_people`` by an older one.
    ``time`` is the median of first tries, in words; ``known`` are those who were
    right again after two weeks.
    """

    block_id: UUID
    question: str
    is_scored: bool
    people: int | None
    right_at_first: Share | None
    right_at_last: Share | None
    median_tries: float | None
    time: str
    wrong: WrongAnswer | None
    older_people: int | None
    known: Share | None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """An exercise in the list of what most people get wrong. ``language`` is that of its words."""

    course: str
    lesson: str
    language: str
    edit_url: str
    figures: ExerciseFigures


@dataclass(frozen=True, slots=True)
class Report:
    """All exercises of a trainer, worst first. ``courses`` are those to narrow it down to."""

    rows: tuple[ReportRow, ...]
    courses: tuple[tuple[str, str], ...]
    hidden: int


def list_editable(user: User | AnonymousUser) -> PageQuerySet:
    """Return the pages that ``user`` may change or publish."""
    policy = policy_registry.get_by_type(Page)
    pages: PageQuerySet = policy.instances_user_has_any_permission_for(user, MAY_CHANGE)
    return pages


def may_see_figures(user: User | AnonymousUser) -> bool:
    """Whether ``user`` may change any page at all."""
    allowed: bool = policy_registry.get_by_type(Page).user_has_any_permission(user, MAY_CHANGE)
    return allowed


def get_lesson_figures(*, lesson: LessonPage, at: datetime) -> list[ExerciseFigures]:
    """Return the figures of each exercise of a lesson as it is live, in order; at most 7 queries.

    They are of all languages; the words are the lesson's.
    """
    live = LessonPage.objects.live().filter(pk=lesson.pk).first()
    if live is None:
        return []
    activities = {
        row.block_id: row
        for row in Activity.objects.filter(
            lesson_key=lesson.translation_key, kind=Activity.Kind.EXERCISE, is_live=True
        )
    }
    summaries = read_summaries(activities=activities.values(), at=at)
    return [
        build_figures(exercise, summaries[activity.pk])
        for exercise in list_exercises(live.body)
        if (activity := activities.get(exercise.block_id)) is not None
    ]


def get_report(
    *,
    user: User | AnonymousUser,
    interface: str,
    at: datetime,
    course_key: UUID | None = None,
    language: str = "",
    limit: int | None = None,
) -> Report:
    """Return the exercises that can be right or wrong of all lessons that ``user`` may change.

    With ``language``, people count who gave their first try in it, and the words are in it where
    there are any; else the words are in ``interface``. ``hidden`` counts exercises of too few
    people. A fixed number of queries, at most 12.
    """
    lessons = live_lessons().filter(pk__in=list_editable(user).values("pk")).defer("body")
    chosen = choose_versions(lessons.select_related("locale").order_by("pk"), language or interface)
    activities = list(
        Activity.objects.filter(
            lesson_key__in=chosen, kind=Activity.Kind.EXERCISE, is_live=True, skill__isnull=False
        ).order_by("course_key", "position")
    )
    courses = find_courses(course_keys={one.course_key for one in activities}, language=interface)
    if course_key is not None:
        activities = [one for one in activities if one.course_key == course_key]
    summaries = read_summaries(activities=activities, at=at)
    told = [
        (share, one)
        for one in activities
        if is_told(summaries[one.pk], language)
        and (share := count_tries(summaries[one.pk], language).right_at_first) is not None
    ]
    told.sort(key=lambda pair: rank_worst(pair[0]))
    bodies = LessonPage.objects.filter(
        pk__in={chosen[one.lesson_key].pk for _share, one in told[:limit]}
    ).in_bulk()
    rows = (
        _build_row(one, bodies[chosen[one.lesson_key].pk], chosen, courses, summaries, language)
        for _share, one in told[:limit]
    )
    return Report(
        rows=tuple(row for row in rows if row is not None),
        courses=tuple((str(key), page.title) for key, page in courses.items()),
        hidden=len(activities) - len(told),
    )


def list_worst(
    *, user: User | AnonymousUser, interface: str, at: datetime
) -> tuple[ReportRow, ...]:
    """Return the questions that most people get wrong; those that everybody gets right are none."""
    rows = get_report(user=user, interface=interface, at=at, limit=ON_THE_DASHBOARD).rows
    return tuple(
        row
        for row in rows
        if (share := row.figures.right_at_first) is not None and share.part < share.whole
    )


def _build_row(
    activity: Activity,
    page: LessonPage,
    chosen: dict[UUID, LessonPage],
    courses: dict[UUID, CoursePage],
    summaries: dict[int, Summary],
    language: str,
) -> ReportRow | None:
    """Return a row of the report; nothing where the page does not have the exercise (any more)."""
    assert activity.block_id is not None  # noqa: S101  # for the type checker: an exercise has one
    exercise = find_exercise(page.body, activity.block_id)
    course = courses.get(activity.course_key)
    if exercise is None or course is None:
        return None
    return ReportRow(
        course=course.title,
        lesson=page.title,
        language=chosen[activity.lesson_key].locale.language_code,
        edit_url=find_edit_url(page.pk, activity.block_id),
        figures=build_figures(exercise, summaries[activity.pk], language),
    )


def find_edit_url(page_id: int, block_id: UUID) -> str:
    """Return the address of a block in the editor, which scrolls to it."""
    return reverse("wagtailadmin_pages:edit", args=[page_id]) + f"#:w:contentpath=body.{block_id}"


def count_tries(summary: Summary, language: str) -> Tries:
    """Return the tries of those who answered in ``language`` first, or in any ("")."""
    counts: dict[int | None, int] = {}
    for code, until_right in summary.until_right.items():
        if language in ("", code):
            for tries, people in until_right.items():
                counts[tries] = counts.get(tries, 0) + people
    return Tries(counts, {} if language else summary.seconds)


def is_told(summary: Summary, language: str) -> bool:
    """Whether figures may be told: of all ("" for the language), or of those of one language."""
    people = {code: sum(counts.values()) for code, counts in summary.until_right.items()}
    return language in list_tellable(people) if language else may_tell(sum(people.values()))


def build_figures(exercise: Exercise, summary: Summary, language: str = "") -> ExerciseFigures:
    """Return the figures of an exercise, with the most chosen wrong answer in its own words."""
    tries, spec = count_tries(summary, language), exercise.spec
    told = is_told(summary, language)
    is_judged = told and spec.is_scored
    return ExerciseFigures(
        block_id=exercise.block_id,
        question=spec.question,
        is_scored=spec.is_scored,
        people=tries.people if told else None,
        right_at_first=tries.right_at_first if is_judged else None,
        right_at_last=tries.right_at_last if is_judged else None,
        median_tries=tries.median_tries if is_judged else None,
        time=describe_time(tries.median_seconds) if told else "",
        wrong=_find_wrong(spec, summary, language, tries.people) if told else None,
        older_people=summary.older_people if may_tell(summary.older_people) else None,
        known=None if language else build_share(summary.known, summary.asked),
    )


def _find_wrong(spec: Spec, summary: Summary, language: str, people: int) -> WrongAnswer | None:
    parts: dict[Chosen, Part] = {}
    counts: list[tuple[Chosen, int]] = []
    for given in summary.wrong:
        if language in ("", given.language):
            for part in _judge(spec, given.answer):
                if part.is_right is False:
                    parts[part.id, part.chosen] = part
                    counts.append(((part.id, part.chosen), given.people))
    found = find_most_chosen(counts)
    if found is None:
        return None
    part = parts[found[0]]
    return WrongAnswer(part.prompt, _name_words(spec, part), Share(found[1], people))


def _judge(spec: Spec, answer: Any) -> Sequence[Part]:
    """Return the judged parts of an answer; none where the exercise does not offer it any more."""
    try:
        return spec.judge(answer)
    except UnknownAnswerError:
        return ()


def _name_words(spec: Spec, part: Part) -> str:
    if spec.kind == "true_false":
        return _("True") if part.words == ("true",) else _("False")
    return ", ".join(word for word in part.words if word) or _("left empty")


def describe_time(seconds: int | None) -> str:
    """Return a time in words short enough for a table, or "" where there is none."""
    if seconds is None:
        return ""
    if seconds < 60:
        return _("%(seconds)d s") % {"seconds": seconds}
    return _("%(minutes)d min %(seconds)d s") % {"minutes": seconds // 60, "seconds": seconds % 60}
