"""Two devices at once, on PostgreSQL: SQLite lets one write after the other anyway."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from courses.models import Activity, Attempt, CompletionRecord, ItemState, TestedLevel
from courses.services.attempts import NewAttempt, record_attempt
from courses.services.raising import raise_tested_level
from tests.factories.courses import LEARNT_AT, EnrolmentFactory, add_course
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


def test_every_try_counts_and_the_best_stays(vocabulary):
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


def test_the_same_attempt_from_many_tabs_is_one(vocabulary):
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


def test_last_two_activities_at_once_complete_the_course(vocabulary):
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


def test_a_level_ends_at_the_highest(vocabulary):
    learner = Learner(user_id=EnrolmentFactory().user_id)
    skill = Skill.objects.get(code="allergies")
    at_once(
        lambda number: raise_tested_level(
            learner=learner, skill_id=skill.pk, level=number % 5 + 1, shown_by="x", at=LEARNT_AT
        )
    )
    assert TestedLevel.objects.get().level == 5
