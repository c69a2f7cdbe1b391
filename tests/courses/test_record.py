"""The learning record: attempts are kept, and nothing is ever lowered."""

import json
import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models.signals import post_save
from wagtail.models import ReferenceIndex

from courses.models import (
    Activity,
    Attempt,
    CompletionRecord,
    Enrolment,
    ImmutableError,
    ItemState,
    LearnerText,
    RecapAnswer,
    TestedLevel,
)
from courses.selectors import get_progress
from courses.selectors.regrades import judge_again
from courses.services import (
    answer_exercise,
    enrol,
    mark_lesson_done,
)
from courses.services.attempts import NewAttempt, clamp_time, record_attempt
from courses.services.regrading import regrade
from courses.signals import course_completed
from courses.types import ForeignAttemptError, NothingChosenError, UnknownAnswerError
from tests.courses.learning import answer, learn, one_exercise, progress_of, read
from tests.factories.courses import (
    LEARNT_AT,
    PersonFactory,
    add_course,
    add_lesson,
    choice,
    list_lessons,
    publish,
    right_answers,
    statement,
    translate,
    wrong_answers,
)
from tests.factories.exercises import exercise
from uprest.accounts.services import erase_person as erase
from uprest.accounts.signals import person_erased
from uprest.accounts.types import Learner

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


# --- Edge cases of docs/learning-record.md ------------------------------------------------------


def test_text_only_course_completes():
    course = add_course(lessons=2)
    user, learner = learn(course)
    for lesson in list_lessons(course):
        read(learner, lesson)
    record = CompletionRecord.objects.get(user=user)
    assert record.course_title == "Food allergies"
    assert (record.language, record.rule_version) == ("en", 1)
    assert record.last_evidence_at == LEARNT_AT
    assert progress_of(learner, course).state == "COMPLETED"


def test_answer_0_counts_and_unanswered_is_not_0():
    course, lesson, block = one_exercise()
    _user, learner = learn(course)
    read(learner, lesson)
    assert progress_of(learner, course).state == "IN_PROGRESS"
    recorded = answer(learner, lesson, block, wrong_answers(block))
    assert recorded.score == 0
    assert recorded.is_course_completed
    assert ItemState.objects.get(activity__block_id=block["id"]).passed_at is None


def test_lesson_added_after_completion_is_shown_and_revokes_nothing():
    course = add_course(lessons=1)
    _user, learner = learn(course)
    read(learner, list_lessons(course)[0])
    add_lesson(course, title="New")
    progress = progress_of(learner, course)
    assert (progress.state, progress.percentage, progress.new_since) == ("COMPLETED", 100, 1)
    assert progress.text.startswith("Completed ")
    assert progress.text.endswith("2026 · 1 new since")
    assert progress.next_lesson.title == "New"


def test_last_open_lesson_unpublished_completes_without_the_learner_acting(
    django_capture_on_commit_callbacks,
):
    course = add_course(lessons=2)
    user, learner = learn(course)
    first, second = list_lessons(course)
    read(learner, first)
    with django_capture_on_commit_callbacks(execute=True):
        second.unpublish()
    assert CompletionRecord.objects.filter(user=user).exists()


def test_unpublishing_never_uncompletes(django_capture_on_commit_callbacks):
    course = add_course(lessons=1)
    _user, learner = learn(course)
    read(learner, list_lessons(course)[0])
    with django_capture_on_commit_callbacks(execute=True):
        course.unpublish()
    assert progress_of(learner, course).state == "COMPLETED"


def test_unpublishing_completes_nobody_who_has_done_nothing(django_capture_on_commit_callbacks):
    course = add_course(lessons=1)
    learn(course)
    with django_capture_on_commit_callbacks(execute=True):
        list_lessons(course)[0].unpublish()
    assert not CompletionRecord.objects.exists()


def test_same_statement_three_times_is_one_attempt():
    course, lesson, block = one_exercise()
    _user, learner = learn(course)
    attempt_id = uuid.uuid4()
    found = [answer(learner, lesson, block, attempt_id=attempt_id) for _ in range(3)]
    assert [one.is_new for one in found] == [True, False, False]
    assert Attempt.objects.count() == 1
    assert ItemState.objects.get().tries == 1


def test_lower_score_after_a_higher_changes_nothing_but_the_tries():
    course, lesson, block = one_exercise()
    _user, learner = learn(course)
    answer(learner, lesson, block)
    answer(learner, lesson, block, wrong_answers(block), at=LEARNT_AT + HOUR)
    state = ItemState.objects.get()
    assert (state.best_score, state.tries) == (1, 2)
    assert state.passed_at == state.done_at == LEARNT_AT
    assert Attempt.objects.count() == 2


def test_edited_exercise_keeps_states_and_judges_by_the_rule_of_its_time():
    course, lesson, block = one_exercise()
    _user, learner = learn(course)
    answer(learner, lesson, block)
    for option in block["value"]["options"]:
        option["value"]["is_correct"] = not option["value"]["is_correct"]
    lesson.body = json.dumps([block])
    lesson = publish(lesson)
    assert ItemState.objects.get().best_score == 1
    answer(learner, lesson, block, right_answers(block))
    versions = Attempt.objects.order_by("rule_version").values_list("rule_version", flat=True)
    assert list(versions) == [1, 2]


def test_switching_the_language_keeps_the_percentage():
    course = add_course(lessons=2, exercises=1)
    _user, learner = learn(course)
    translate(course, "sv", title="Matallergier")
    first, _second = (translate(lesson, "sv") for lesson in list_lessons(course))
    read(learner, first)
    key = course.translation_key
    found = [
        get_progress(learner=learner, course_keys=[key], language=language)[key]
        for language in ("en", "sv", "it")
    ]
    assert {one.percentage for one in found} == {25}
    assert [one.next_lesson.language for one in found] == ["en", "sv", "en"]


def test_an_answer_in_one_language_is_the_same_item_in_the_other():
    course, lesson, block = one_exercise()
    _user, learner = learn(course)
    translate(course, "sv")
    swedish = translate(lesson, "sv")
    answer(learner, lesson, block, wrong_answers(block))
    answer(learner, swedish, block)
    assert ItemState.objects.get().tries == 2
    assert set(Attempt.objects.values_list("language", flat=True)) == {"en", "sv"}


def test_work_done_before_enrolling_is_credited_by_its_key():
    course = add_course(lessons=1)
    user = PersonFactory()
    read(Learner(user_id=user.pk), list_lessons(course)[0])
    assert not CompletionRecord.objects.exists()
    enrol(user=user, course_key=course.translation_key, at=LEARNT_AT)
    assert CompletionRecord.objects.filter(user=user).exists()


def test_a_new_cycle_begins_at_nothing_recorded():
    course = add_course(lessons=1)
    user, learner = learn(course)
    read(learner, list_lessons(course)[0])
    Enrolment.objects.create(
        user=user, course_key=course.translation_key, cycle=2, enrolled_at=LEARNT_AT
    )
    found = progress_of(learner, course)
    assert (found.state, found.percentage, found.done) == ("NOT_STARTED", 0, 0)
    assert CompletionRecord.objects.get().cycle == 1


def test_erased_person_counts_unchanged_and_name_nowhere(django_capture_on_commit_callbacks):
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    Enrolment.objects.update(last_lesson_key=lesson.translation_key, last_seen_at=LEARNT_AT)
    answer(learner, lesson, block)
    read(learner, lesson)
    activity = Activity.objects.get(block_id=block["id"])
    LearnerText.objects.create(
        user=user, activity=activity, text=f"I am {user.display_name}", written_at=LEARNT_AT
    )
    tables = (Attempt, ItemState, CompletionRecord, TestedLevel, Enrolment)
    before = [model.objects.count() for model in tables]
    person_erased.send(sender=None, user_id=user.pk, at=LEARNT_AT)
    assert [model.objects.count() for model in tables] == before
    assert not LearnerText.objects.exists()
    rows = str([list(model.objects.values()) for model in tables])
    assert user.display_name not in rows
    assert user.email not in rows
    assert Enrolment.objects.get().last_seen_at is None


def test_what_an_erased_person_typed_is_gone_and_its_score_stays():
    course = add_course(lessons=0)
    block = exercise("fill_blanks")
    lesson = add_lesson(course, blocks=[block])
    user, learner = learn(course)
    name = user.display_name
    for typed in (["Chef", name], ["you", ""], [name, name]):
        type_in(learner, lesson, block, *typed)
    type_in(Learner(visitor_id=uuid.uuid4()), lesson, block, "Ann", "Bo")
    RecapAnswer.objects.create(
        user=user, activity=Activity.objects.get(block_id=block["id"]), stage=3, rule_version=1,
        answer=[name, "you"], score=0.5, is_right=False, language="en",
        asked_at=LEARNT_AT, answered_at=LEARNT_AT,
    )  # fmt: skip
    scores = sorted(Attempt.objects.values_list("pk", "score", "is_passed"))
    erase(user_id=user.pk, at=LEARNT_AT)
    kept = [row.answer for row in Attempt.objects.filter(user=user).order_by("pk")]
    assert sorted(kept, key=str) == [["Chef", None], ["you", ""], [None, None]]
    assert RecapAnswer.objects.get().answer == [None, "you"]
    assert Attempt.objects.get(user=None).answer == ["Ann", "Bo"]
    assert sorted(Attempt.objects.values_list("pk", "score", "is_passed")) == scores
    assert name not in dump_all_tables()


def test_what_was_typed_is_gone_also_where_the_exercise_is_gone():
    course = add_course(lessons=0)
    block = exercise("fill_blanks")
    lesson = add_lesson(course, blocks=[block])
    user, learner = learn(course)
    type_in(learner, lesson, block, "Chef", "Ann")
    lesson.body = [("text", "<p>Nothing to do.</p>")]
    publish(lesson)
    erase(user_id=user.pk, at=LEARNT_AT)
    assert Attempt.objects.get().answer == [None, None]


def test_an_answer_without_its_words_is_judged_no_more():
    course = add_course(lessons=0)
    block = exercise("fill_blanks")
    lesson = add_lesson(course, blocks=[block])
    user, learner = learn(course)
    type_in(learner, lesson, block, "Chef", "them")
    erase(user_id=user.pk, at=LEARNT_AT)
    block["value"]["text"] = "I ask the *cook* and come back to *them*."
    lesson.body = json.dumps([block])
    publish(lesson)
    (verdict,) = judge_again(Activity.objects.get(block_id=block["id"]))
    assert (verdict.score, verdict.rises, verdict.falls) == (None, False, False)
    assert regrade(activity=Activity.objects.get(block_id=block["id"]), at=LEARNT_AT) == 0


def type_in(learner, lesson, block, *words):
    return answer_exercise(
        learner=learner,
        lesson=lesson,
        block_id=uuid.UUID(block["id"]),
        attempt_id=uuid.uuid4(),
        form={f"gap.{number}": [word] for number, word in enumerate(words)},
        at=LEARNT_AT,
    )


def dump_all_tables():
    """Return all rows of all tables as one text."""
    rows = (list(model._base_manager.values()) for model in apps.get_models())
    return " ".join(str(one) for one in rows if one)


def test_1000_learner_writes_leave_the_reference_index_unchanged():
    course, lesson, block = one_exercise()
    activity = Activity.objects.get(block_id=block["id"])
    _user, learner = learn(course)
    before = ReferenceIndex.objects.count()
    for number in range(998):
        record_attempt(
            learner=learner,
            activity=activity,
            new=NewAttempt(
                id=uuid.uuid4(), answer=[], score=number / 998, source="SERVER", language="en"
            ),
            at=LEARNT_AT,
        )
    answer(learner, lesson, block)
    read(learner, lesson)
    assert Attempt.objects.count() == 1_000
    assert ReferenceIndex.objects.count() == before


@pytest.mark.parametrize("lessons", [1, 10, 50])
def test_completing_an_activity_costs_at_most_12_queries(lessons, at_most):
    course = add_course(lessons=0)
    block = choice()
    last = add_lesson(course, blocks=[block])
    Activity.objects.bulk_create(
        Activity(
            key=uuid.uuid4(),
            kind="LESSON",
            course_key=course.translation_key,
            lesson_key=uuid.uuid4(),
            position=number,
        )
        for number in range(lessons - 1)
    )
    user, learner = learn(course)
    others = Activity.objects.exclude(block_id=block["id"])
    ItemState.objects.bulk_create(
        ItemState(user=user, activity=one, tries=1, best_score=1, done_at=LEARNT_AT)
        for one in others
    )
    last = type(last).objects.select_related("locale").get(pk=last.pk)
    with at_most(12):
        recorded = answer(learner, last, block)
    assert recorded.is_course_completed
    assert recorded.raised


def test_recording_an_answer_costs_at_most_9_queries_and_a_repeated_one_4(at_most):
    course = add_course(lessons=0)
    block = choice()
    lesson = add_lesson(course, blocks=[block, choice(level=4)])
    lesson = type(lesson).objects.select_related("locale").get(pk=lesson.pk)
    _user, learner = learn(course)
    with at_most(9):
        recorded = answer(learner, lesson, block)
    assert recorded.raised.level == 3
    with at_most(4):
        answer(learner, lesson, block, wrong_answers(block))
    with at_most(4):
        answer(learner, lesson, block, at=LEARNT_AT + HOUR)


# --- Attempts -----------------------------------------------------------------------------------


def test_attempts_and_completions_are_never_changed():
    course = add_course(lessons=1)
    _user, learner = learn(course)
    read(learner, list_lessons(course)[0])
    for row in (Attempt.objects.get(), CompletionRecord.objects.get()):
        with pytest.raises(ImmutableError):
            row.save()


def test_an_id_of_somebody_else_is_refused():
    course, lesson, block = one_exercise()
    _, one = learn(course)
    _, other = learn(course)
    attempt_id = uuid.uuid4()
    answer(one, lesson, block, attempt_id=attempt_id)
    with pytest.raises(ForeignAttemptError):
        answer(other, lesson, block, attempt_id=attempt_id)
    assert ItemState.objects.count() == 1


def test_an_id_of_another_activity_is_refused():
    course, lesson, block = one_exercise()
    _user, learner = learn(course)
    attempt_id = uuid.uuid4()
    answer(learner, lesson, block, attempt_id=attempt_id)
    with pytest.raises(ForeignAttemptError):
        mark_lesson_done(learner=learner, lesson=lesson, attempt_id=attempt_id, at=LEARNT_AT)


def test_no_answer_and_a_wrong_id_are_refused():
    course, lesson, block = one_exercise()
    _user, learner = learn(course)
    with pytest.raises(NothingChosenError):
        answer(learner, lesson, block, frozenset())
    with pytest.raises(UnknownAnswerError):
        answer(learner, lesson, block, frozenset({"nothing of this exercise"}))
    with pytest.raises(UnknownAnswerError):
        answer(learner, lesson, block, frozenset(o["id"] for o in block["value"]["options"]))
    assert not Attempt.objects.exists()


def test_several_right_answers_are_scored_in_part():
    course, lesson, block = one_exercise(options=(True, True, False))
    _user, learner = learn(course)
    one = sorted(right_answers(block))[:1]
    assert answer(learner, lesson, block, frozenset(one)).score == 0.5
    assert answer(learner, lesson, block).is_passed


@pytest.mark.parametrize("is_true", [True, False])
def test_a_statement_is_scored(is_true):
    course = add_course(lessons=0)
    block = statement(is_true=is_true)
    lesson = add_lesson(course, blocks=[block])
    _user, learner = learn(course)
    assert not answer(learner, lesson, block, wrong_answers(block)).is_passed
    assert answer(learner, lesson, block).is_passed


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        (timedelta(days=-61), timedelta(days=-60)),
        (timedelta(days=-59), timedelta(days=-59)),
        (timedelta(minutes=4), timedelta(minutes=4)),
        (timedelta(minutes=6), timedelta(minutes=5)),
    ],
)
def test_the_clients_clock_is_a_claim(claimed, kept):
    assert clamp_time(LEARNT_AT + claimed, at=LEARNT_AT) == LEARNT_AT + kept


def test_an_older_attempt_that_arrives_later_dates_the_state_back():
    course, lesson, block = one_exercise()
    _user, learner = learn(course)
    answer(learner, lesson, block)
    answer(learner, lesson, block, at=LEARNT_AT + HOUR, happened_at=LEARNT_AT - HOUR)
    assert ItemState.objects.get().passed_at == LEARNT_AT - HOUR


def test_completion_is_announced_once_after_commit(django_capture_on_commit_callbacks):
    course = add_course(lessons=1)
    user, learner = learn(course)
    heard = []

    def hear(**kwargs):
        heard.append((kwargs["user_id"], kwargs["course_key"]))

    course_completed.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            read(learner, list_lessons(course)[0])
            assert heard == []
            read(learner, list_lessons(course)[0])
    finally:
        course_completed.disconnect(hear)
    assert heard == [(user.pk, course.translation_key)]


def test_no_business_hangs_on_post_save_of_attempts():
    assert not post_save.has_listeners(Attempt) or all(
        "courses" not in str(receiver) for receiver in post_save._live_receivers(Attempt)
    )
