"""Handing in an attempt: one row, at most one state raised, and what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from courses.exercises.base import Handed, Json
from courses.models import Activity, ActivityRule, Attempt, Enrolment, LessonPage
from courses.scoring import is_pass
from courses.selectors.exercises import Exercise, find_exercise, make_turn, make_wire
from courses.selectors.records import find_next_try, has_something_left, read_rows
from courses.services.raising import announce_learning, complete_course, raise_shown_levels
from courses.services.states import Proof, Raised, raise_state
from courses.services.texts import keep_text
from courses.types import (
    ForeignAttemptError,
    NextTry,
    RecordedAttempt,
    UnknownAnswerError,
)
from uprest.accounts.types import Learner

OLDEST_CLAIM = timedelta(days=60)
NEWEST_CLAIM = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """An attempt as it comes in. ``happened_at`` is the client's claim, where it makes one.

    ``seconds`` is how long its page had been open, where that is known.
    ``text`` is what was written in it, which is kept apart (see LearnerText).
    """

    id: UUID
    answer: Json
    score: float
    source: str
    language: str
    happened_at: datetime | None = None
    seconds: int | None = None
    text: str = ""


def answer_exercise(
    *,
    learner: Learner,
    lesson: LessonPage,
    block_id: UUID,
    attempt_id: UUID,
    form: Mapping[str, Sequence[str]],
    at: datetime,
    happened_at: datetime | None = None,
    seconds: int | None = None,
) -> RecordedAttempt:
    """Score the answer that a form brings to an exercise of ``lesson``, and record it.

    :raises NothingChosenError: if there is no answer in ``form``.
    :raises TextTooLongError: if a text in it is too long.
    :raises UnknownAnswerError: if the exercise is not there any more or does not offer the answer.
    :raises Unfinished: if it was a step on the way, which is not recorded.
    :raises ForeignAttemptError: if ``attempt_id`` belongs to somebody or something else.
    :raises NoAttemptsLeftError: if the exercise may not be tried again.
    """
    exercise = find_exercise(lesson.body, block_id)
    activity = _find_activity(lesson, block_id)
    if exercise is None or activity is None:
        raise UnknownAnswerError
    try:
        handed = _read_answer(exercise, form, learner, activity)
    except UnknownAnswerError:
        # Sent twice, the second of an exercise that draws anew for each try comes too late.
        stored = Attempt.objects.filter(pk=attempt_id).first()
        if stored is None:
            raise
        return _repeat(stored, learner, activity)
    new = _score(exercise, handed, attempt_id, lesson.locale.language_code, happened_at)
    new = replace(new, seconds=seconds)
    return record_attempt(learner=learner, activity=activity, new=new, at=at)


def _read_answer(
    exercise: Exercise, form: Mapping[str, Sequence[str]], learner: Learner, activity: Activity
) -> Handed:
    """Return what ``form`` hands in, as it was drawn for this learner's try."""
    spec, block_id = exercise.spec, exercise.block_id
    if not spec.draws:
        return spec.read_answer(form, make_wire(block_id))
    key = activity.lesson_key
    next_try = find_next_try(learner=learner, lesson_key=key, block_id=block_id) or NextTry()
    try:
        return spec.read_answer(form, make_wire(block_id, make_turn(learner, next_try)))
    except UnknownAnswerError:
        if next_try.tries:
            raise
        # Whoever tries for the first time may have been nobody yet when the page was drawn.
        return spec.read_answer(form, make_wire(block_id))


def hand_in(
    *,
    learner: Learner,
    lesson: LessonPage,
    exercise: Exercise,
    handed: Handed,
    attempt_id: UUID,
    at: datetime,
    seconds: int | None = None,
) -> RecordedAttempt:
    """Score an answer that comes from no form, and record it.

    :raises UnknownAnswerError: if the exercise is not live, or the answer does not fit it.
    :raises ForeignAttemptError: if ``attempt_id`` belongs to somebody or something else.
    """
    activity = _find_activity(lesson, exercise.block_id)
    if activity is None:
        raise UnknownAnswerError
    new = _score(exercise, handed, attempt_id, lesson.locale.language_code)
    new = replace(new, seconds=seconds)
    return record_attempt(learner=learner, activity=activity, new=new, at=at)


def _find_activity(lesson: LessonPage, block_id: UUID | None) -> Activity | None:
    live = Activity.objects.filter(
        lesson_key=lesson.translation_key, block_id=block_id, is_live=True
    )
    return live.first()  # without its skill: many columns, read only where a level rises


def _score(
    exercise: Exercise,
    handed: Handed,
    attempt_id: UUID,
    language: str,
    happened_at: datetime | None = None,
) -> NewAttempt:
    """Return what to record of an answer."""
    return NewAttempt(
        id=attempt_id,
        answer=handed.answer,
        score=exercise.spec.score(handed.answer),
        source=exercise.source,
        language=language,
        happened_at=happened_at,
        text=handed.text,
    )


def mark_lesson_done(
    *, learner: Learner, lesson: LessonPage, attempt_id: UUID, at: datetime
) -> RecordedAttempt | None:
    """Record that a lesson was read to the end; return nothing if its activity is gone.

    :raises ForeignAttemptError: if ``attempt_id`` belongs to somebody or something else.
    """
    activity = _find_activity(lesson, None)
    if activity is None:
        return None
    new = NewAttempt(
        id=attempt_id,
        answer=[],
        score=1.0,
        source=Attempt.Source.SELF,
        language=lesson.locale.language_code,
    )
    return record_attempt(learner=learner, activity=activity, new=new, at=at)


def record_attempt(
    *, learner: Learner, activity: Activity, new: NewAttempt, at: datetime
) -> RecordedAttempt:
    """Add one attempt, raise its item's state, and with it tested levels and the course.

    The same id sent again changes nothing. ``at`` is when the server received it. At most 8
    queries, and 3 more when the course is completed by it.

    :raises ForeignAttemptError: if the id belongs to another learner or another activity.
    :raises NoAttemptsLeftError: if the activity may not be tried again in this cycle.
    """
    try:
        with transaction.atomic():
            return _record(learner, activity, new, at)
    except IntegrityError:  # sent before, or by another tab at the same time
        stored = Attempt.objects.filter(pk=new.id).first()
        if stored is None:
            raise
        return _repeat(stored, learner, activity)


def _record(learner: Learner, activity: Activity, new: NewAttempt, at: datetime) -> RecordedAttempt:
    # Two devices that finish two activities at once wait for each other here; else neither
    # would see that the course is complete.
    enrolment = _lock_enrolment(learner, activity.course_key)
    attempt = _build_attempt(learner, activity, new, at)
    attempt.cycle = enrolment.cycle if enrolment else 1
    attempt.save(force_insert=True)
    announce_learning(learner)
    state = raise_state(
        learner=learner,
        activity_id=activity.pk,
        cycle=attempt.cycle,
        proof=Proof.read(attempt),
        limit=activity.attempt_limit,
    )
    if new.text:
        keep_text(learner=learner, activity_id=activity.pk, text=new.text, at=at)
    recorded = _describe(attempt, is_new=True)
    if activity.skill_id is not None and attempt.is_passed and _is_news(state, activity):
        raised = raise_shown_levels(learner=learner, activity=activity, cycle=attempt.cycle, at=at)
        recorded = replace(recorded, raised=raised)
    if enrolment and (state.is_first or _is_done_by(attempt)):
        done = _complete(enrolment, learner, new.language, at)
        recorded = replace(recorded, is_course_completed=done)
    return recorded


def _is_news(state: Raised, activity: Activity) -> bool:
    """Return whether a pass may show a level that was not shown before."""
    return state.is_first_pass or activity.counts_latest


def _is_done_by(attempt: Attempt) -> bool:
    """Return whether an attempt that is not the first may have done its activity."""
    return attempt.is_passed and attempt.activity.done_when == Activity.DoneWhen.PASSED


def _complete(enrolment: Enrolment, learner: Learner, language: str, at: datetime) -> bool:
    key = enrolment.course_key
    if has_something_left(course_key=key, learner=learner, cycle=enrolment.cycle):
        return False
    rows = read_rows(course_keys=[key], learner=learner)[key]
    return complete_course(enrolment=enrolment, rows=rows, language=language, at=at)


def _lock_enrolment(learner: Learner, course_key: UUID) -> Enrolment | None:
    if learner.user_id is None:
        return None
    enrolments = Enrolment.objects.filter(user_id=learner.user_id, course_key=course_key)
    return enrolments.select_for_update().order_by("-cycle").first()


def _build_attempt(learner: Learner, activity: Activity, new: NewAttempt, at: datetime) -> Attempt:
    happened_at = clamp_time(new.happened_at or at, at=at)
    version, pass_mark = _find_rule(activity, happened_at, at)
    return Attempt(
        id=new.id,
        **learner.owner,
        activity=activity,
        course_key=activity.course_key,
        rule_version=version,
        content_hash=activity.content_hash,
        answer=new.answer,
        score=new.score,
        is_passed=is_pass(new.score, mark=pass_mark),
        source=new.source,
        language=new.language,
        seconds=new.seconds,
        happened_at=happened_at,
        received_at=at,
    )


def _find_rule(activity: Activity, happened_at: datetime, at: datetime) -> tuple[int, float]:
    """Return version and pass mark of the rule in force when an attempt was made.

    What was made under another answer key cannot be judged by it any more: then the present holds.
    """
    if happened_at < at and activity.rule_version > 1:
        rules = ActivityRule.objects.filter(activity=activity, since__lte=happened_at)
        rule = rules.order_by("-version").first()
        if rule is not None and rule.rule == activity.rule:
            return rule.version, rule.pass_mark
    return activity.rule_version, activity.pass_mark


def clamp_time(claimed: datetime, *, at: datetime) -> datetime:
    """Return the client's time if it can be true: at most 60 days back, 5 minutes ahead."""
    return min(max(claimed, at - OLDEST_CLAIM), at + NEWEST_CLAIM)


def _repeat(stored: Attempt, learner: Learner, activity: Activity) -> RecordedAttempt:
    is_own = all(getattr(stored, name) == value for name, value in learner.owner.items())
    if not is_own or stored.activity_id != activity.pk:
        raise ForeignAttemptError
    return _describe(stored, is_new=False)


def _describe(attempt: Attempt, *, is_new: bool) -> RecordedAttempt:
    return RecordedAttempt(
        attempt_id=attempt.pk, is_new=is_new, score=attempt.score, is_passed=attempt.is_passed
    )
