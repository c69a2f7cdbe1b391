"""What an H5P module in the browser reports: its results, that it was opened, where one is in it.

All of it is the browser's word. It is recorded for the learner who sends it and for the module's
own activity, and it is never evidence for a skill.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef

from courses.exercises.base import Handed, Json
from courses.exercises.h5p import DoneWhen, H5PModule
from courses.models import Attempt, LessonPage
from courses.selectors.exercises import Exercise, find_exercise
from courses.selectors.playing import find_state_owner, read_stamp
from courses.selectors.records import find_cycle
from courses.services.attempts import hand_in
from courses.types import RecordedAttempt, UnknownAnswerError
from uprest.accounts.types import Learner
from uprest.h5p.models import Content
from uprest.h5p.services.states import save_state
from uprest.xapi.reported import ReportedResult, read_result

RESULTS_A_MINUTE = 12
"""Of one learner, over all modules: nobody finishes more."""


class TooManyResultsError(Exception):
    """More results than anybody can reach; the learner's browser is to wait."""


class TooEarlyError(Exception):
    """The module was not open for as long as it has to be."""


def record_result(
    *,
    learner: Learner,
    lesson: LessonPage,
    block_id: UUID,
    content_id: int,
    attempt_id: UUID,
    statement: object,
    at: datetime,
) -> RecordedAttempt | None:
    """Record what a module's statement claims; nothing where it is no result of the whole module.

    Who, which activity and when are the server's to say. The same result again is the same try.

    :raises BadReportError: if the statement is none.
    :raises UnknownAnswerError: if the block does not have this content any more.
    :raises TooManyResultsError: if it comes too soon after others.
    :raises ForeignAttemptError: if ``attempt_id`` belongs to somebody or something else.
    """
    exercise, _ = _find(lesson, block_id, content_id)
    result = read_result(statement)
    if not result.is_final:
        return None
    answer = _describe(result)
    newest = _find_newest(learner, lesson, block_id)
    if newest is not None and _is_same(newest.answer, answer):
        return _repeat(newest)
    return _record(learner, lesson, exercise, attempt_id, answer, at)


def record_visit(
    *,
    learner: Learner,
    lesson: LessonPage,
    block_id: UUID,
    content_id: int,
    attempt_id: UUID,
    stamp: str,
    at: datetime,
) -> RecordedAttempt:
    """Record that a module was opened, or open for long enough, where that is what makes it done.

    :raises TooEarlyError: if ``stamp``, of the page's drawing, is too young for the stay.
    :raises UnknownAnswerError: if that does not make it done, or it has another content now.
    :raises TooManyResultsError: if it comes too soon after others.
    :raises ForeignAttemptError: if ``attempt_id`` belongs to somebody or something else.
    """
    exercise, module = _find(lesson, block_id, content_id)
    drawn = read_stamp(stamp, block_id=block_id)
    if drawn is None or module.done_when is DoneWhen.COMPLETED:
        raise UnknownAnswerError
    newest = _find_newest(learner, lesson, block_id)
    if newest is not None:
        return _repeat(newest)
    if module.done_when is DoneWhen.STAYED and at.timestamp() - drawn < module.seconds:
        raise TooEarlyError
    answer = {"event": module.done_when.lower(), "score": 1.0}
    return _record(learner, lesson, exercise, attempt_id, answer, at)


def keep_state(
    *,
    learner: Learner,
    lesson: LessonPage,
    block_id: UUID,
    content_id: int,
    data_type: str,
    part: str,
    data: str,
    at: datetime,
) -> None:
    """Keep where a learner is in a module, or forget it where ``data`` is ``"0"``.

    :raises UnknownAnswerError: if the block does not have this content any more.
    :raises BadStateError: if ``part`` or ``data_type`` are not what H5P makes.
    :raises StateTooLargeError: if it is more than is kept.
    """
    _find(lesson, block_id, content_id)
    content = Content.objects.filter(pk=content_id, status=Content.Status.READY).first()
    if content is None:
        raise UnknownAnswerError
    save_state(
        learner_key=find_state_owner(learner=learner, lesson=lesson, block_id=block_id),
        content=content,
        data_type=data_type,
        part=part,
        data=data,
        at=at,
    )


def _find(lesson: LessonPage, block_id: UUID, content_id: int) -> tuple[Exercise, H5PModule]:
    exercise = find_exercise(lesson.body, block_id)
    if exercise is None or not isinstance(exercise.spec, H5PModule):
        raise UnknownAnswerError
    if exercise.spec.content_id != content_id:
        raise UnknownAnswerError
    return exercise, exercise.spec


def _describe(result: ReportedResult) -> dict[str, Json]:
    """Return a claim as it is kept. Without a score, the module's own verdict stands for one."""
    score = result.score
    if score is None:
        score = 0.0 if result.success is False else 1.0
    answer: dict[str, Any] = {"event": result.verb, "score": score}
    optional = {"raw": result.raw, "max": result.most, "seconds": result.seconds}
    return answer | {name: value for name, value in optional.items() if value is not None}


def _is_same(one: Json, other: Json) -> bool:
    """Whether two results differ in nothing but the time that they took."""
    names = ("event", "score", "raw", "max")
    return isinstance(one, dict) and all(one.get(name) == other.get(name) for name in names)


def _find_newest(learner: Learner, lesson: LessonPage, block_id: UUID) -> Attempt | None:
    """Return the newest attempt at what the block plays now, in the learner's present cycle.

    What was done in a cycle or an edition before, or in another content, is to be done again.
    """
    attempts = Attempt.objects.filter(
        **learner.owner,
        activity__lesson_key=lesson.translation_key,
        activity__block_id=block_id,
        activity__is_live=True,
        cycle=find_cycle(learner, OuterRef("activity__course_key")),
        content_hash=F("activity__content_hash"),
    )
    return attempts.order_by("-received_at").first()


def _repeat(attempt: Attempt) -> RecordedAttempt:
    return RecordedAttempt(
        attempt_id=attempt.pk, is_new=False, score=attempt.score, is_passed=attempt.is_passed
    )


def _record(
    learner: Learner,
    lesson: LessonPage,
    exercise: Exercise,
    attempt_id: UUID,
    answer: Json,
    at: datetime,
) -> RecordedAttempt:
    recent = Attempt.objects.filter(
        **learner.owner,
        activity__block_id__isnull=False,
        source=Attempt.Source.SELF,
        received_at__gt=at - timedelta(minutes=1),
    )
    if recent.exclude(pk=attempt_id).count() >= RESULTS_A_MINUTE:
        raise TooManyResultsError
    return hand_in(
        learner=learner,
        lesson=lesson,
        exercise=exercise,
        handed=Handed(answer),
        attempt_id=attempt_id,
        at=at,
    )
