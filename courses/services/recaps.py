"""Answering what one is asked again. Nothing else of the record moves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from courses.exercises.base import Json
from courses.models import LessonPage, RecapAnswer
from courses.scoring import is_pass
from courses.selectors.exercises import Exercise, find_exercise, make_wire
from courses.selectors.recaps import DueRecap, list_due
from courses.types import ForeignAttemptError, UnknownAnswerError


class NotDueError(ValueError):
    """Somebody answers what they are not asked just now."""


@transaction.atomic
def answer_recap(
    *,
    user_id: int,
    activity_key: UUID,
    lesson: LessonPage,
    answer_id: UUID,
    form: Mapping[str, Sequence[str]],
    asked_at: datetime | None,
    at: datetime,
) -> RecapAnswer:
    """Score the answer that a form brings to a recap question, keep it, and return it.

    ``lesson`` is the page that the question was drawn from. The same id sent again changes
    nothing. At most 3 queries.

    :raises NotDueError: if the question does not wait for an answer (any more).
    :raises NothingChosenError: if there is no answer in ``form``.
    :raises UnknownAnswerError: if the exercise does not offer the answer (any more).
    :raises Unfinished: if it was a step on the way, which is not kept.
    :raises ForeignAttemptError: if ``answer_id`` belongs to somebody or something else.
    """
    stored = _find(answer_id, user_id, activity_key)
    if stored is not None:
        return stored
    due = _find_due(user_id, activity_key, at)
    exercise = _find_exercise(due, lesson)
    answer = exercise.spec.read_answer(form, make_wire(due.block_id)).answer
    row = _build_row(user_id, due, exercise, answer, lesson)
    return _keep(row, answer_id=answer_id, asked_at=asked_at or at, at=at)


@transaction.atomic
def hand_in_recap(
    *,
    user_id: int,
    activity_key: UUID,
    lesson: LessonPage,
    answer_id: UUID,
    answer: Json,
    at: datetime,
) -> RecapAnswer:
    """Keep an answer that comes from no form.

    :raises NotDueError: if the question does not wait for an answer.
    :raises UnknownAnswerError: if the answer does not fit the exercise.
    """
    due = _find_due(user_id, activity_key, at)
    row = _build_row(user_id, due, _find_exercise(due, lesson), answer, lesson)
    return _keep(row, answer_id=answer_id, asked_at=at, at=at)


def _find_due(user_id: int, activity_key: UUID, at: datetime) -> DueRecap:
    due = next(iter(list_due(user_id=user_id, at=at, activity_key=activity_key)), None)
    if due is None:
        raise NotDueError
    return due


def _find(answer_id: UUID, user_id: int, activity_key: UUID) -> RecapAnswer | None:
    stored = RecapAnswer.objects.filter(pk=answer_id).select_related("activity").first()
    if stored and (stored.user_id != user_id or stored.activity.key != activity_key):
        raise ForeignAttemptError
    return stored


def _find_exercise(due: DueRecap, lesson: LessonPage) -> Exercise:
    # a copied lesson has exercises of the same ids, and perhaps another key
    is_theirs = lesson.translation_key == due.lesson_key
    exercise = find_exercise(lesson.body, due.block_id) if is_theirs else None
    if exercise is None:
        raise UnknownAnswerError
    return exercise


def _build_row(
    user_id: int, due: DueRecap, exercise: Exercise, answer: Json, lesson: LessonPage
) -> RecapAnswer:
    score = exercise.spec.score(answer)
    return RecapAnswer(
        user_id=user_id,
        activity_id=due.activity_id,
        stage=due.stage,
        rule_version=due.rule_version,
        content_hash=due.content_hash,
        answer=answer,
        score=score,
        is_right=is_pass(score, mark=exercise.pass_mark),
        language=lesson.locale.language_code,
    )


def _keep(row: RecapAnswer, *, answer_id: UUID, asked_at: datetime, at: datetime) -> RecapAnswer:
    row.pk, row.asked_at, row.answered_at = answer_id, min(asked_at, at), at
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:  # another tab was quicker
        stored = RecapAnswer.objects.filter(pk=answer_id, user_id=row.user_id).first()
        if stored is None:
            raise NotDueError from error
        return stored
    return row
