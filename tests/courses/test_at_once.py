"""Two devices at once, on PostgreSQL: SQLite lets one write after the other anyway."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections

from courses.models import (
    Activity,
    Attempt,
    CompletionRecord,
    Enrolment,
    ItemState,
    TestedLevel,
)
from courses.services.attempts import NewAttempt, record_attempt
from courses.services.cycles import begin_cycle
from courses.services.overriding import Word, mark_activity
from courses.services.raising import raise_tested_level
from courses.services.rebuilding import check_progress
from courses.types import NoAttemptsLeftError
from tests.courses.learning import answer, learn, one_exercise, read
from tests.factories.courses import (
    LEARNT_AT,
    EnrolmentFactory,
    PersonFactory,
    add_course,
    list_lessons,
)
from uprest.accounts.types import Learner
from uprest.skills.models import Skill

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="NEEDS POSTGRESQL: SQLite ignores row locks"
    ),
]
THREADS = 8


def at_once(work):
    """Run ``work(number)`` in threads that start together; return what each returned."""
    barrier = Barrier(THREADS)

    def run(number):
        try:
            barrier.wait()
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def make_activity(course_key=None, **fields):
    key = uuid.uuid4()
    return Activity.objects.create(
        key=key, course_key=course_key or uuid.uuid4(), lesson_key=key, position=1, **fields
    )


def attempt(score=1.0, attempt_id=None):
    return NewAttempt(
        id=attempt_id or uuid.uuid4(), answer=(), score=score, source="SERVER", language="en"
    )


def test_every_try_counts_and_the_best_stays():
    activity = make_activity(kind="EXERCISE")
    learner = Learner(user_id=EnrolmentFactory(course_key=activity.course_key).user_id)
    at_once(
        lambda number: record_attempt(
            learner=learner, activity=activity, new=attempt(number / THREADS), at=LEARNT_AT
        )
    )
    state = ItemState.objects.get()
    assert (state.tries, state.best_score) == (THREADS, (THREADS - 1) / THREADS)
    assert Attempt.objects.count() == THREADS


def test_the_same_attempt_from_many_tabs_is_one():
    activity = make_activity(kind="LESSON")
    learner = Learner(visitor_id=uuid.uuid4())
    same = uuid.uuid4()
    found = at_once(
        lambda number: record_attempt(
            learner=learner, activity=activity, new=attempt(attempt_id=same), at=LEARNT_AT
        )
    )
    assert sum(one.is_new for one in found) == 1
    assert ItemState.objects.get().tries == Attempt.objects.count() == 1


def test_last_two_activities_at_once_complete_the_course():
    course = add_course(lessons=0)
    activities = [make_activity(course.translation_key, kind="LESSON") for _ in range(THREADS)]
    learner = Learner(user_id=EnrolmentFactory(course_key=course.translation_key).user_id)
    found = at_once(
        lambda number: record_attempt(
            learner=learner, activity=activities[number], new=attempt(), at=LEARNT_AT
        )
    )
    assert sum(one.is_course_completed for one in found) == 1
    assert CompletionRecord.objects.count() == 1


def test_a_level_ends_at_the_highest():
    learner = Learner(user_id=EnrolmentFactory().user_id)
    skill = Skill.objects.get(code="allergies")
    at_once(
        lambda number: raise_tested_level(
            learner=learner, skill_id=skill.pk, level=number % 5 + 1, shown_by="x", at=LEARNT_AT
        )
    )
    assert TestedLevel.objects.get().level == 5


def test_two_tabs_sending_the_same_answer_make_one_attempt():
    course, lesson, block = one_exercise()
    _user, learner = learn(course)
    same = uuid.uuid4()
    lesson = type(lesson).objects.select_related("locale").get(pk=lesson.pk)
    found = at_once(lambda number: answer(learner, lesson, block, attempt_id=same))
    assert sum(one.is_new for one in found) == 1
    assert {one.score for one in found} == {1}
    assert ItemState.objects.get().tries == Attempt.objects.count() == 1


def test_a_replay_after_the_course_is_completed_changes_nothing():
    activity = make_activity(kind="LESSON")
    learner = Learner(user_id=EnrolmentFactory(course_key=activity.course_key).user_id)
    same = uuid.uuid4()

    def replay(number):
        return record_attempt(
            learner=learner, activity=activity, new=attempt(attempt_id=same), at=LEARNT_AT
        )

    replay(0)
    assert not any(one.is_new for one in at_once(replay))
    assert Attempt.objects.count() == 1


def test_the_attempt_limit_holds_when_it_is_raced():
    activity = make_activity(kind="EXERCISE", attempt_limit=3)
    learner = Learner(user_id=EnrolmentFactory(course_key=activity.course_key).user_id)

    def race(number):
        try:
            return record_attempt(
                learner=learner, activity=activity, new=attempt(0.5), at=LEARNT_AT
            )
        except NoAttemptsLeftError:
            return None

    assert sum(one is not None for one in at_once(race)) == 3
    assert ItemState.objects.get().tries == Attempt.objects.count() == 3


def test_a_cycle_is_begun_once_by_two_tabs():
    course = add_course(lessons=1, validity_months=1)
    user, learner = learn(course)
    read(learner, list_lessons(course)[0])
    at = LEARNT_AT + timedelta(days=99)
    found = at_once(
        lambda number: begin_cycle(user=user, course_key=course.translation_key, at=at).cycle
    )
    assert set(found) == {2}
    assert Enrolment.objects.count() == 2


def test_what_a_trainer_marks_and_what_is_answered_at_once_are_both_kept():
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    lesson = type(lesson).objects.select_related("locale").get(pk=lesson.pk)
    activity = Activity.objects.get(block_id=block["id"])
    word = Word(by=PersonFactory(), reason="Seen at work", at=LEARNT_AT)

    def work(number):
        if number % 2:
            answer(learner, lesson, block)
        else:
            mark_activity(user=user, activity=activity, is_passed=True, word=word)

    at_once(work)
    state = ItemState.objects.get()
    assert (state.tries, state.pass_granted_at) == (THREADS // 2, LEARNT_AT)
    assert check_progress() == []
