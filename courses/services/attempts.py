"""Handing in an attempt: one row, at most one state raised, and what follows from it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest, Least

from courses.models import Activity, Attempt, Enrolment, ItemState, LessonPage
from courses.scoring import is_pass
from courses.selectors.exercises import find_exercise, score_answer
from courses.selectors.records import read_rows
from courses.services.raising import complete_course, raise_shown_levels
from courses.types import ForeignAttemptError, RecordedAttempt, UnknownAnswerError
from uprest.accounts.types import Learner

OLDEST_CLAIM = timedelta(days=60)
NEWEST_CLAIM = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """An attempt as it comes in. ``happened_at`` is the client's claim, where it makes one."""

    id: UUID
    answer: tuple[str, ...]
    score: float
    source: str
    language: str
    happened_at: datetime | None = None


def answer_exercise(
    *,
    learner: Learner,
    lesson: LessonPage,
    block_id: UUID,
    attempt_id: UUID,
    chosen: frozenset[str],
    at: datetime,
    happened_at: datetime | None = None,
) -> RecordedAttempt:
    """Score an answer to an exercise of ``lesson`` and record it.

    :raises NothingChosenError: if ``chosen`` is empty.
    :raises UnknownAnswerError: if the exercise is not there any more or does not offer the answer.
    :raises ForeignAttemptError: if ``attempt_id`` belongs to somebody or something else.
    """
    exercise = find_exercise(lesson.body, block_id)
    activity = (
        Activity.objects.filter(lesson_key=lesson.translation_key, block_id=block_id, is_live=True)
        .select_related("skill")
        .first()
    )
    if exercise is None or activity is None:
        raise UnknownAnswerError
    new = NewAttempt(
        id=attempt_id,
        answer=tuple(sorted(chosen)),
        score=score_answer(exercise, chosen),
        source=Attempt.Source.SERVER,
        language=lesson.locale.language_code,
        happened_at=happened_at,
    )
    return record_attempt(learner=learner, activity=activity, new=new, at=at)


def mark_lesson_done(
    *, learner: Learner, lesson: LessonPage, attempt_id: UUID, at: datetime
) -> RecordedAttempt | None:
    """Record that a lesson was read to the end; return nothing if its activity is gone.

    :raises ForeignAttemptError: if ``attempt_id`` belongs to somebody or something else.
    """
    activity = Activity.objects.filter(key=lesson.translation_key, is_live=True).first()
    if activity is None:
        return None
    new = NewAttempt(
        id=attempt_id,
        answer=(),
        score=1.0,
        source=Attempt.Source.SELF,
        language=lesson.locale.language_code,
    )
    return record_attempt(learner=learner, activity=activity, new=new, at=at)


@transaction.atomic
def record_attempt(
    *, learner: Learner, activity: Activity, new: NewAttempt, at: datetime
) -> RecordedAttempt:
    """Add one attempt, raise its item's state, and with it tested levels and the course.

    The same id sent again changes nothing. ``at`` is when the server received it. At most 7
    queries, and 2 more when the course is completed by it.

    :raises ForeignAttemptError: if the id belongs to another learner or another activity.
    """
    # Two devices that finish two activities at once wait for each other here; else neither
    # would see that the course is complete.
    enrolment = _lock_enrolment(learner, activity.course_key)
    attempt = _build_attempt(learner, activity, new, at)
    stored = _insert(attempt)
    if stored is not None:
        return _repeat(stored, learner, activity)
    is_first = raise_state(
        learner=learner,
        activity_id=activity.pk,
        tries=1,
        score=attempt.score,
        done_at=attempt.happened_at,
        passed_at=attempt.happened_at if attempt.is_passed else None,
    )
    recorded = _describe(attempt, is_new=True)
    skill = activity.skill if attempt.is_passed else None
    if skill is None and not (is_first and enrolment):
        return recorded
    rows = read_rows(course_keys=[activity.course_key], learner=learner)[activity.course_key]
    if skill is not None:
        raised = raise_shown_levels(learner=learner, rows=rows, skill=skill, at=at)
        recorded = replace(recorded, raised=raised)
    if enrolment and is_first:
        done = complete_course(enrolment=enrolment, rows=rows, language=new.language, at=at)
        recorded = replace(recorded, is_course_completed=done)
    return recorded


def _lock_enrolment(learner: Learner, course_key: UUID) -> Enrolment | None:
    if learner.user_id is None:
        return None
    enrolments = Enrolment.objects.filter(user_id=learner.user_id, course_key=course_key)
    return enrolments.select_for_update().order_by("-cycle").first()


def _build_attempt(learner: Learner, activity: Activity, new: NewAttempt, at: datetime) -> Attempt:
    return Attempt(
        id=new.id,
        **learner.owner,
        activity=activity,
        rule_version=activity.rule_version,
        content_hash=activity.content_hash,
        answer=list(new.answer),
        score=new.score,
        is_passed=is_pass(new.score),
        source=new.source,
        language=new.language,
        happened_at=clamp_time(new.happened_at or at, at=at),
        received_at=at,
    )


def clamp_time(claimed: datetime, *, at: datetime) -> datetime:
    """Return the client's time if it can be true: at most 60 days back, 5 minutes ahead."""
    return min(max(claimed, at - OLDEST_CLAIM), at + NEWEST_CLAIM)


def _insert(attempt: Attempt) -> Attempt | None:
    """Add the attempt; return the one that has its id already, if there is one."""
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
    except IntegrityError:
        return Attempt.objects.get(pk=attempt.pk)
    return None


def _repeat(stored: Attempt, learner: Learner, activity: Activity) -> RecordedAttempt:
    is_own = all(getattr(stored, name) == value for name, value in learner.owner.items())
    if not is_own or stored.activity_id != activity.pk:
        raise ForeignAttemptError
    return _describe(stored, is_new=False)


def _describe(attempt: Attempt, *, is_new: bool) -> RecordedAttempt:
    return RecordedAttempt(
        attempt_id=attempt.pk, is_new=is_new, score=attempt.score, is_passed=attempt.is_passed
    )


def raise_state(
    *,
    learner: Learner,
    activity_id: int,
    tries: int,
    score: float,
    done_at: datetime,
    passed_at: datetime | None,
) -> bool:
    """Add ``tries`` to an item's state and raise it; return whether it was the first.

    Nothing in it is ever lowered, and the earliest dates stay. One conditional update, so that
    two devices at once cannot undo each other.
    """
    changes: dict[str, Any] = {
        "tries": F("tries") + tries,
        "best_score": Greatest(F("best_score"), score),
        "done_at": Least(Coalesce(F("done_at"), done_at), done_at),
    }
    if passed_at is not None:
        changes["passed_at"] = Least(Coalesce(F("passed_at"), passed_at), passed_at)
    states = ItemState.objects.filter(**learner.owner, activity_id=activity_id)
    if states.update(**changes):
        return False
    try:
        with transaction.atomic():
            ItemState.objects.create(
                **learner.owner,
                activity_id=activity_id,
                tries=tries,
                best_score=score,
                done_at=done_at,
                passed_at=passed_at,
            )
    except IntegrityError:  # another device was quicker
        states.update(**changes)
        return False
    return True
