"""The log is the truth: what is made from it can be made again."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from courses.models import Attempt, CompletionRecord, ItemState, TestedLevel
from courses.services.rebuilding import check_progress
from tests.courses.learning import answer, learn, one_exercise, read
from tests.factories.courses import LEARNT_AT, add_course, list_lessons, stored_block, wrong_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def record():
    """Two people with a few attempts each; one has completed the course and shown a level."""
    course, lesson, block = one_exercise()
    _, first = learn(course)
    _, second = learn(course)
    answer(first, lesson, block, wrong_answers(block))
    answer(first, lesson, block, at=LEARNT_AT + timedelta(hours=1))
    read(first, lesson)
    answer(second, lesson, block, wrong_answers(block))
    return first


def check():
    """Return the exit code and the words of ``rebuild_progress --check``."""
    out = StringIO()
    try:
        call_command("rebuild_progress", "--check", stdout=out)
    except SystemExit as stop:
        return stop.code, out.getvalue()
    return 0, out.getvalue()


def test_there_is_no_drift(record):
    assert check() == (0, "Rows that differ from the log: 0.\n")


@pytest.mark.parametrize(
    "damage",
    [
        lambda: ItemState.objects.filter(tries=2).update(tries=5),
        lambda: ItemState.objects.filter(tries=2).update(best_score=0),
        lambda: ItemState.objects.filter(tries=2).update(passed_at=None),
        lambda: ItemState.objects.filter(tries=2).delete(),
        lambda: TestedLevel.objects.all().delete(),
        lambda: TestedLevel.objects.update(level=1),
        lambda: CompletionRecord.objects.all().delete(),
        lambda: Attempt.objects.filter(score=1, activity__kind="LESSON").delete(),
    ],
)
def test_drift_is_reported_and_put_right(record, damage):
    damage()
    code, words = check()
    assert code == 1
    assert "the log says" in words or "without a" in words
    call_command("rebuild_progress", stdout=StringIO())
    assert check()[0] == 0


def read_states():
    return list(
        ItemState.objects.order_by("user_id", "activity_id").values_list(
            "user_id", "activity_id", "tries", "best_score", "done_at", "passed_at"
        )
    )


def test_rebuilding_from_nothing_gives_the_same(record):
    before = read_states()
    ItemState.objects.all().delete()
    call_command("rebuild_progress", stdout=StringIO())
    after = read_states()
    assert after == before


def test_rebuilding_takes_nothing_back(record):
    TestedLevel.objects.update(level=5)
    Attempt.objects.all().delete()
    call_command("rebuild_progress", stdout=StringIO())
    assert TestedLevel.objects.get().level == 5
    assert CompletionRecord.objects.count() == 1


def test_a_level_that_a_change_of_the_course_allows_is_raised(django_capture_on_commit_callbacks):
    course = add_course(lessons=2, exercises=1)
    first, second = list_lessons(course)
    _, learner = learn(course)
    block = stored_block(first, 1)
    answer(learner, first, block)
    assert not TestedLevel.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        second.unpublish()
    assert TestedLevel.objects.get().level == 3
    assert check_progress() == []
