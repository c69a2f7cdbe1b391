"""Courses that expire: rounds with a progress of their own, and which attempt counts."""

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.completion import Shown, find_done, find_pass, find_test
from courses.expiry import add_months, find_due_reminder, may_renew
from courses.models import Activity, Attempt, CompletionRecord, Enrolment, ItemState, TestedLevel
from courses.services import enrol
from courses.services.cycles import begin_cycle
from courses.services.overriding import Word, mark_activity, mark_attended
from courses.services.rebuilding import check_progress
from courses.types import NoAttemptsLeftError
from tests.courses.learning import answer, learn, progress_of, read
from tests.factories.courses import (
    LEARNT_AT,
    PersonFactory,
    add_course,
    add_lesson,
    choice,
    list_lessons,
    publish,
    text,
    wrong_answers,
)
from uprest.accounts.services import visits
from uprest.accounts.types import Learner
from uprest.notifications.seasons import Season

DAY = timedelta(days=1)
EXPIRES_AT = datetime(2027, 5, 4, 10, tzinfo=UTC)


@pytest.fixture
def expiring(db):
    """A course of one lesson that is valid for a year, and somebody who has completed it."""
    course = add_course(lessons=1, validity_months=12)
    user, learner = learn(course)
    read(learner, list_lessons(course)[0])
    return course, user, learner


# --- Arithmetic ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2026, 5, 4), 12, (2027, 5, 4)),
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2024, 2, 29), 12, (2025, 2, 28)),
        ((2026, 12, 31), 2, (2027, 2, 28)),
        ((2026, 11, 30), 1, (2026, 12, 30)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(start, months, end):
    assert add_months(datetime(*start, tzinfo=UTC), months) == datetime(*end, tzinfo=UTC)


@given(st.integers(0, 14000).map(lambda days: LEARNT_AT + days * DAY), st.integers(1, 120))
def test_more_months_never_end_earlier(start, months):
    assert add_months(start, months) < add_months(start, months + 1)
    assert add_months(start, months).day <= start.day


@pytest.mark.parametrize(
    ("left", "due"),
    [(61, None), (60, 60), (45, 60), (30, 30), (8, 30), (7, 7), (1, 7), (0, None), (-1, None)],
)
def test_reminders_are_due_60_30_and_7_days_before(left, due):
    assert find_due_reminder(EXPIRES_AT, at=EXPIRES_AT - left * DAY) == due


@pytest.mark.parametrize(
    ("season", "day", "inside"),
    [
        ("06-15/08-31", (7, 1), True),
        ("06-15/08-31", (6, 14), False),
        ("06-15/08-31", (8, 31), True),
        ("12-20/01-06", (1, 1), True),
        ("12-20/01-06", (12, 20), True),
        ("12-20/01-06", (7, 1), False),
    ],
)
def test_a_quiet_season_may_go_over_new_year(season, day, inside):
    assert Season.read(season).has(datetime(2026, *day, tzinfo=UTC).date()) is inside


@pytest.mark.parametrize("text_", ["summer", "06-15", "13-01/14-01", "06-31/08-31"])
def test_a_season_that_is_none_is_refused(text_):
    with pytest.raises(ValueError):
        Season.read(text_)
    assert Season.read("") is None


def test_renewing_begins_60_days_before():
    assert not may_renew(EXPIRES_AT, at=EXPIRES_AT - 61 * DAY)
    assert may_renew(EXPIRES_AT, at=EXPIRES_AT - 60 * DAY)
    assert may_renew(EXPIRES_AT, at=EXPIRES_AT + 60 * DAY)
    assert not may_renew(None, at=EXPIRES_AT)


DATES = st.none() | st.integers(0, 99).map(lambda days: LEARNT_AT + days * DAY)
SHOWN = st.builds(Shown, DATES, DATES, DATES, DATES, DATES, DATES)


@given(SHOWN, st.booleans(), st.booleans())
def test_what_was_passed_by_a_test_is_passed(shown, must_pass, counts_latest):
    tested = find_test(shown, counts_latest=counts_latest)
    passed = find_pass(shown, counts_latest=counts_latest)
    done = find_done(shown, must_pass=must_pass, counts_latest=counts_latest)
    assert tested is None or (passed is not None and passed <= tested)
    assert not must_pass or done == passed


# --- Cycles -------------------------------------------------------------------------------------


def test_a_completion_says_when_it_expires(expiring):
    assert CompletionRecord.objects.get().expires_at == EXPIRES_AT


def test_without_validity_it_holds_for_good(db):
    course = add_course(lessons=1)
    user, learner = learn(course)
    read(learner, list_lessons(course)[0])
    assert CompletionRecord.objects.get().expires_at is None
    key = course.translation_key
    assert begin_cycle(user=user, course_key=key, at=LEARNT_AT + 9999 * DAY).cycle == 1


def test_an_expired_cycle_starts_again_at_0_percent_and_the_old_completion_stays(expiring):
    course, user, learner = expiring
    enrolment = begin_cycle(user=user, course_key=course.translation_key, at=EXPIRES_AT)
    assert enrolment.cycle == 2
    found = progress_of(learner, course)
    assert (found.state, found.percentage, found.is_enrolled) == ("NOT_STARTED", 0, True)
    assert CompletionRecord.objects.get().cycle == 1
    read(learner, list_lessons(course)[0], at=EXPIRES_AT + DAY)
    assert progress_of(learner, course).is_completed
    assert list(Attempt.objects.order_by("cycle").values_list("cycle", flat=True)) == [1, 2]
    assert ItemState.objects.count() == CompletionRecord.objects.count() == 2
    assert check_progress() == []


def test_a_cycle_is_begun_once_and_not_before_its_time(expiring):
    course, user, _ = expiring
    key = course.translation_key
    assert begin_cycle(user=user, course_key=key, at=EXPIRES_AT - 61 * DAY).cycle == 1
    for _ in range(2):
        assert begin_cycle(user=user, course_key=key, at=EXPIRES_AT - 60 * DAY).cycle == 2
    assert Enrolment.objects.count() == 2


def test_enrolling_after_it_expired_begins_the_next_cycle(expiring):
    course, user, _ = expiring
    key = course.translation_key
    assert enrol(user=user, course_key=key, at=EXPIRES_AT - DAY).cycle == 1
    assert enrol(user=user, course_key=key, at=EXPIRES_AT).cycle == 2


def test_opening_a_lesson_after_it_expired_begins_the_next_cycle(expiring, client):
    course, user, _ = expiring
    CompletionRecord.objects.update(expires_at=LEARNT_AT + DAY)
    client.force_login(user)
    client.get(list_lessons(course)[0].url)
    newest = Enrolment.objects.latest("cycle")
    assert (newest.cycle, newest.last_lesson_key) == (2, list_lessons(course)[0].translation_key)


def test_the_page_offers_to_renew_and_says_what_happens(expiring, client):
    course, user, _ = expiring
    client.force_login(user)
    CompletionRecord.objects.update(expires_at=datetime(2999, 1, 1, tzinfo=UTC))
    page = client.get(course.url).content.decode()
    assert "It counts until" in page
    assert "Renew" not in page
    CompletionRecord.objects.update(expires_at=LEARNT_AT)
    assert "It expired on" in client.get(course.url).content.decode()
    response = client.post(f"/en/learning/{course.translation_key}/renew/", follow=True)
    assert "This is a new round" in response.content.decode()
    assert Enrolment.objects.latest("cycle").cycle == 2


def test_a_visit_that_is_claimed_counts_in_the_present_cycle(expiring):
    course, user, learner = expiring
    begin_cycle(user=user, course_key=course.translation_key, at=EXPIRES_AT)
    visitor = Learner(visitor_id=uuid.uuid4())
    read(visitor, list_lessons(course)[0], at=EXPIRES_AT + DAY)
    visits.claim_visit(user=user, visitor_id=visitor.visitor_id, at=EXPIRES_AT + DAY)
    assert progress_of(learner, course).is_completed
    assert check_progress() == []


def test_what_is_done_as_a_visitor_after_it_expired_counts_in_the_next_cycle(expiring):
    course, user, learner = expiring
    visitor = Learner(visitor_id=uuid.uuid4())
    read(visitor, list_lessons(course)[0], at=EXPIRES_AT + DAY)
    visits.claim_visit(user=user, visitor_id=visitor.visitor_id, at=EXPIRES_AT + DAY)
    enrol(user=user, course_key=course.translation_key, at=EXPIRES_AT + DAY)
    assert Enrolment.objects.latest("cycle").cycle == 2
    assert progress_of(learner, course).is_completed
    assert CompletionRecord.objects.count() == 2
    assert check_progress() == []


def mark_one(user, lesson, word):
    activity = Activity.objects.get(lesson_key=lesson.translation_key)
    mark_activity(user=user, activity=activity, is_passed=False, word=word)


def mark_lesson(user, lesson, word):
    mark_attended(user=user, lesson_keys=[lesson.translation_key], word=word)


@pytest.mark.parametrize("mark", [mark_one, mark_lesson])
def test_what_is_marked_after_it_expired_counts_in_the_next_cycle(expiring, mark):
    course, user, learner = expiring
    word = Word(by=PersonFactory(), reason="Seen at work", at=EXPIRES_AT + DAY)
    mark(user, list_lessons(course)[0], word)
    enrol(user=user, course_key=course.translation_key, at=EXPIRES_AT + 2 * DAY)
    assert progress_of(learner, course).is_completed
    assert list(CompletionRecord.objects.order_by("cycle").values_list("cycle")) == [(1,), (2,)]
    assert check_progress() == []


# --- Which attempt counts -----------------------------------------------------------------------


def retake(**fields):
    course = add_course(lessons=0, done_when="PASSED", **fields)
    block = choice()
    lesson = add_lesson(course, blocks=[text(), block])
    add_lesson(course)
    _, learner = learn(course)
    answer(learner, lesson, block)
    answer(learner, lesson, block, wrong_answers(block), at=LEARNT_AT + DAY)
    return course, learner, lesson, block


def test_on_a_retake_the_best_attempt_counts(db):
    course, learner, *_ = retake()
    assert progress_of(learner, course).done == 1
    assert Attempt.objects.count() == 2


def test_the_latest_attempt_counts_where_a_course_expires_and_says_so(client, db):
    course, learner, lesson, block = retake(validity_months=12, retake_rule="LATEST")
    assert "your latest attempt counts" in client.get(course.url).content.decode()
    assert progress_of(learner, course).done == 0
    assert TestedLevel.objects.get().level == 3  # a level once shown stays
    answer(learner, lesson, block, at=LEARNT_AT + 2 * DAY)
    assert progress_of(learner, course).done == 1
    assert Attempt.objects.count() == 3
    assert check_progress() == []


def test_the_latest_is_the_latest_that_happened_not_that_arrived(db):
    course, learner, lesson, block = retake(validity_months=12, retake_rule="LATEST")
    before = LEARNT_AT + timedelta(hours=1)
    answer(learner, lesson, block, at=LEARNT_AT + 2 * DAY, happened_at=before)
    assert progress_of(learner, course).done == 0
    assert check_progress() == []


def test_the_latest_counts_only_where_a_course_expires(db):
    course, learner, *_ = retake(retake_rule="LATEST")
    assert progress_of(learner, course).done == 1


# --- When it is done ----------------------------------------------------------------------------


def test_a_failed_quiz_is_done_unless_the_rule_says_otherwise(db):
    for done_when, done in (("ANSWERED", 1), ("PASSED", 0)):
        course = add_course(lessons=0, done_when=done_when)
        block = choice()
        lesson = add_lesson(course, blocks=[block])
        _, learner = learn(course)
        answer(learner, lesson, block, wrong_answers(block))
        assert progress_of(learner, course).done == done


def test_passing_later_completes_where_the_rule_asks_for_a_pass(db):
    course = add_course(lessons=0, done_when="PASSED")
    block = choice()
    lesson = add_lesson(course, blocks=[block])
    _, learner = learn(course)
    read(learner, lesson)
    assert not answer(learner, lesson, block, wrong_answers(block)).is_course_completed
    assert answer(learner, lesson, block, at=LEARNT_AT + DAY).is_course_completed
    assert check_progress() == []


def test_a_pass_mark_raised_later_judges_only_what_is_made_after_it(db):
    course = add_course(lessons=0)
    block = choice(options=(True, True, False))
    block["value"]["pass_percentage"] = 50
    lesson = add_lesson(course, blocks=[block])
    _, learner = learn(course)
    half = frozenset([next(o["id"] for o in block["value"]["options"])])
    assert answer(learner, lesson, block, half).is_passed
    block["value"]["pass_percentage"] = 100
    lesson.body = json.dumps([block])
    lesson = publish(lesson)
    assert ItemState.objects.get().passed_at == LEARNT_AT
    assert not answer(learner, lesson, block, half, at=LEARNT_AT + DAY).is_passed
    activity = Activity.objects.get(block_id=block["id"])
    versions = activity.rules.order_by("version").values_list("version", "pass_mark")
    assert list(versions) == [(1, 0.5), (2, 1.0)]
    judged = Attempt.objects.order_by("happened_at").values_list("rule_version", "is_passed")
    assert list(judged) == [(1, True), (2, False)]


def test_what_was_made_before_the_rule_changed_and_arrives_later_is_judged_by_the_old(db):
    course = add_course(lessons=0)
    block = choice(options=(True, True, False))
    lesson = add_lesson(course, blocks=[block])
    _, learner = learn(course)
    activity = Activity.objects.get(block_id=block["id"])
    activity.rules.update(since=LEARNT_AT - 2 * DAY, pass_mark=0.5)
    block["value"]["pass_percentage"] = 80
    lesson.body = json.dumps([block])
    lesson = publish(lesson)
    activity.rules.filter(version=2).update(since=LEARNT_AT)
    half = frozenset([next(o["id"] for o in block["value"]["options"])])
    late = answer(learner, lesson, block, half, at=LEARNT_AT + DAY, happened_at=LEARNT_AT - DAY)
    assert late.is_passed
    assert not answer(learner, lesson, block, half, at=LEARNT_AT + DAY).is_passed


def test_no_attempt_is_counted_beyond_the_limit(db):
    course = add_course(lessons=0)
    block = choice()
    lesson = add_lesson(course, blocks=[block])
    Activity.objects.filter(block_id=block["id"]).update(attempt_limit=2)
    _, learner = learn(course)
    same = uuid.uuid4()
    answer(learner, lesson, block, wrong_answers(block), attempt_id=same)
    answer(learner, lesson, block, wrong_answers(block))
    with pytest.raises(NoAttemptsLeftError):
        answer(learner, lesson, block)
    assert Attempt.objects.count() == ItemState.objects.get().tries == 2
    assert ItemState.objects.get().best_score == 0
    again = answer(learner, lesson, block, wrong_answers(block), attempt_id=same)
    assert not again.is_new  # a second sending is none too many
