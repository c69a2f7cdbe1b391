"""What somebody may be asked again, and what came of it. The schedule is in courses.recaps."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from courses.models import Activity, Attempt, ItemState, LessonPage, RecapAnswer
from courses.recaps import AT_ONCE, PAUSE, STAGES, find_next, find_wait
from courses.selectors.access import may_open_lesson
from courses.selectors.exercises import find_exercise
from courses.selectors.lessons import ExerciseView, build_exercise
from courses.selectors.pages import choose_versions, live_lessons

NOT_ASKED_AGAIN = ("branching", "quiz", "video_questions")
"""Kinds that take longer than a question, or ask something else each time."""


@dataclass(frozen=True, slots=True)
class DueRecap:
    """An exercise that somebody may be asked again. ``stage`` is in days, see courses.recaps."""

    activity_id: int
    activity_key: UUID
    lesson_key: UUID
    block_id: UUID
    rule_version: int
    content_hash: str
    stage: int


@dataclass(frozen=True, slots=True)
class RecapQuestion:
    """A question for the page. ``left`` counts it and those after it in this sitting.

    ``language`` is that of its words. ``skip`` are the keys to leave out next, so that it waits.
    """

    activity_key: UUID
    page_id: int
    lesson_title: str
    language: str
    exercise: ExerciseView
    left: int
    skip: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class RecapResult:
    """What came of an answer. ``next_on`` is empty once all stages are behind somebody."""

    page_id: int
    lesson_title: str
    lesson_url: str
    language: str
    exercise: ExerciseView
    is_right: bool
    next_on: datetime | None
    left: int


def list_due(
    *, user_id: int, at: datetime, activity_key: UUID | None = None, limit: int = AT_ONCE
) -> list[DueRecap]:
    """Return what somebody may be asked again, longest passed first; one query.

    Only exercises scored on the server, live, passed by the rule that holds now, of lessons that
    were read to the end. The database finds those that are due, the schedule says their stage.
    """
    states = _list_candidates(user_id)
    if activity_key is not None:
        states = states.filter(activity__key=activity_key)
    has_come = reduce(
        or_, (Q(right=right, passed_at__lte=at - find_wait(right)) for right in range(len(STAGES)))
    )
    has_paused = Q(recapped_at=None) | Q(recapped_at__lte=at - PAUSE)
    rows = states.filter(has_come, has_paused).order_by("passed_at", "pk")
    return [
        _build_due(row.activity, STAGES[row.right])
        for row in rows.select_related("activity")[:limit]
    ]


def count_due(*, user_id: int, at: datetime) -> int:
    """Return how many questions wait for somebody, at most those of one sitting; one query."""
    return len(list_due(user_id=user_id, at=at))


def _list_candidates(user_id: int) -> QuerySet[ItemState, Any]:
    """Return the states of passed exercises, with ``right`` and ``recapped_at`` of their recaps."""
    mine = ItemState.objects.filter(user_id=user_id)
    passed = Attempt.objects.filter(
        user_id=user_id,
        activity_id=OuterRef("activity_id"),
        rule_version=OuterRef("activity__rule_version"),
        source=Attempt.Source.SERVER,
        is_passed=True,
    )
    is_read = mine.filter(
        activity__lesson_key=OuterRef("activity__lesson_key"),
        activity__kind=Activity.Kind.LESSON,
        done_at__isnull=False,
    )
    before = mine.filter(
        activity_id=OuterRef("activity_id"), cycle__lt=OuterRef("cycle"), passed_at__isnull=False
    )
    answers = RecapAnswer.objects.filter(user_id=user_id, activity_id=OuterRef("activity_id"))
    by_activity = answers.order_by().values("activity_id")
    right = by_activity.filter(rule_version=OuterRef("activity__rule_version"), is_right=True)
    return (
        mine.filter(
            Exists(passed),
            Exists(is_read),
            ~Exists(before),
            passed_at__isnull=False,
            activity__kind=Activity.Kind.EXERCISE,
            activity__is_live=True,
            activity__is_required=True,
            activity__block_id__isnull=False,
        )
        .exclude(activity__exercise_kind__in=NOT_ASKED_AGAIN)
        .annotate(
            right=Coalesce(Subquery(right.annotate(n=Count("pk")).values("n")), 0),
            recapped_at=Subquery(by_activity.annotate(last=Max("answered_at")).values("last")),
        )
    )


def _build_due(activity: Activity, stage: int) -> DueRecap:
    assert activity.block_id is not None  # noqa: S101  # for the type checker: filtered above
    return DueRecap(
        activity_id=activity.pk,
        activity_key=activity.key,
        lesson_key=activity.lesson_key,
        block_id=activity.block_id,
        rule_version=activity.rule_version,
        content_hash=activity.content_hash,
        stage=stage,
    )


def get_question(
    *,
    request: HttpRequest,
    user_id: int,
    language: str,
    at: datetime,
    skip: Collection[UUID] = (),
    wanted: UUID | None = None,
    steps: str = "",
) -> RecapQuestion | None:
    """Return what to ask next; nothing where nothing is due, or all of it is to be left out.

    ``wanted`` is the key of the exercise to go on with, ``steps`` where one is in it. Questions
    whose lesson is closed to the reader by now are left out.
    """
    due = [one for one in list_due(user_id=user_id, at=at) if one.activity_key not in skip]
    due.sort(key=lambda one: one.activity_key != wanted)
    for place, one in enumerate(due):
        page = find_recap_page(lesson_key=one.lesson_key, block_id=one.block_id, language=language)
        if page is not None and may_open_lesson(request=request, lesson=page):
            return RecapQuestion(
                activity_key=one.activity_key,
                page_id=page.pk,
                lesson_title=page.title,
                language=page.locale.language_code,
                exercise=_draw(
                    page, one.block_id, None, steps if one.activity_key == wanted else ""
                ),
                left=len(due) - place,
                skip=(*skip, one.activity_key),
            )
    return None


def get_result(*, user_id: int, answer_id: UUID, language: str, at: datetime) -> RecapResult | None:
    """Return an answer with its feedback; nothing where it is not theirs or was changed since."""
    passed = ItemState.objects.filter(user_id=user_id, activity_id=OuterRef("activity_id"))
    answers = RecapAnswer.objects.filter(pk=answer_id, user_id=user_id).select_related("activity")
    first = passed.order_by(F("passed_at").asc(nulls_last=True)).values("passed_at")[:1]
    given = answers.annotate(passed_at=Subquery(first)).first()
    if given is None or given.content_hash != given.activity.content_hash:
        return None
    lesson_key, block_id = given.activity.lesson_key, given.activity.block_id
    assert block_id is not None  # noqa: S101  # for the type checker: only exercises are asked
    page = find_recap_page(lesson_key=lesson_key, block_id=block_id, language=language)
    if page is None:
        return None
    return RecapResult(
        page_id=page.pk,
        lesson_title=page.title,
        lesson_url=page.get_url() or "",
        language=page.locale.language_code,
        exercise=_draw(page, block_id, given, ""),
        is_right=given.is_right,
        next_on=find_next(
            passed_at=given.passed_at or given.answered_at,
            stage=given.stage,
            is_right=given.is_right,
            at=given.answered_at,
        ),
        left=count_due(user_id=user_id, at=at),
    )


def find_recap_page(*, lesson_key: UUID, block_id: UUID, language: str) -> LessonPage | None:
    """Return the live lesson that has the exercise, in ``language`` or else in its source's."""
    pages = live_lessons().filter(translation_key=lesson_key).select_related("locale")
    having = [page for page in pages.order_by("pk") if find_exercise(page.body, block_id)]
    return choose_versions(having, language).get(lesson_key)


def _draw(page: LessonPage, block_id: UUID, given: RecapAnswer | None, steps: str) -> ExerciseView:
    index = [stored.get("id") for stored in page.body.raw_data].index(str(block_id))
    exercise = find_exercise(page.body, block_id)
    assert exercise is not None  # noqa: S101  # for the type checker: the page was chosen for it
    return build_exercise(
        exercise,
        page.body[index].value,
        attempt=given,
        steps=steps,
        language=page.locale.language_code,
    )
