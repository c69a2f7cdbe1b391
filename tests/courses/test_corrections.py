"""What is said later about somebody's record: regrades and overrides, added and never changed."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from courses.models import (
    Activity,
    Attempt,
    CompletionRecord,
    Correction,
    ImmutableError,
    ItemState,
    LevelConfirmation,
    TestedLevel,
)
from courses.selectors import get_tested_levels
from courses.selectors.regrades import list_regradable, preview_regrade
from courses.services.overriding import (
    Word,
    confirm_level,
    mark_activity,
    mark_course,
    take_back,
    take_back_level,
)
from courses.services.rebuilding import check_progress
from courses.services.regrading import regrade
from courses.types import MissingReasonError
from tests.courses.learning import answer, learn, one_exercise, progress_of, read
from tests.factories.courses import (
    LEARNT_AT,
    PersonFactory,
    add_course,
    list_lessons,
    publish,
    right_answers,
    wrong_answers,
)
from uprest.accounts.signals import person_erased, personal_data_requested
from uprest.accounts.types import Learner
from uprest.skills.models import Skill

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def turn_key(lesson, block):
    """Publish the exercise with what was wrong as right, and the other way round."""
    for option in block["value"]["options"]:
        option["value"]["is_correct"] = not option["value"]["is_correct"]
    lesson.body = json.dumps([block])
    return publish(lesson)


@pytest.fixture
def wrong_key():
    """An exercise whose key was wrong: one person had it right all along, one only by the key."""
    course, lesson, block = one_exercise(options=(True, False))
    (_, wronged), (_, favoured) = learn(course), learn(course)
    read(wronged, lesson)
    answer(wronged, lesson, block, wrong_answers(block))
    answer(favoured, lesson, block, right_answers(block))
    turn_key(lesson, block)
    return Activity.objects.get(block_id=block["id"]), wronged, favoured


def state_of(learner, activity):
    return ItemState.objects.get(**learner.owner, activity=activity)


@pytest.fixture
def trainer():
    return PersonFactory(display_name="Tora Trainer")


def word(trainer, reason="Seen at work", at=LEARNT_AT + HOUR):
    return Word(by=trainer, reason=reason, at=at)


# --- Regrading ----------------------------------------------------------------------------------


def test_a_wrong_answer_key_fixed_is_previewed_in_counts(wrong_key):
    activity, *_ = wrong_key
    found = preview_regrade(activity)
    assert (found.attempts, found.rise, found.fall, found.same, found.unfit) == (2, 1, 1, 0, 0)
    assert not Correction.objects.exists()
    listed = list_regradable(language="en")
    assert [(row.activity_key, row.attempts) for row in listed] == [(activity.key, 2)]


def test_a_regrade_raises_by_itself_and_lowers_nobody(wrong_key):
    activity, wronged, favoured = wrong_key
    assert regrade(activity=activity, at=LEARNT_AT + HOUR) == 1
    assert state_of(wronged, activity).best_score == 1
    assert state_of(wronged, activity).passed_at == LEARNT_AT
    assert state_of(favoured, activity).best_score == 1
    assert TestedLevel.objects.filter(**wronged.owner).get().level == 3
    row = Correction.objects.get()
    assert (row.kind, row.by, row.score, row.rule_version) == ("REGRADE", None, 1, 2)
    assert Attempt.objects.filter(**wronged.owner, activity=activity).get().score == 0
    assert check_progress() == []


def test_a_regrade_again_changes_nothing(wrong_key):
    activity, *_ = wrong_key
    regrade(activity=activity, at=LEARNT_AT + HOUR)
    assert regrade(activity=activity, at=LEARNT_AT + HOUR) == 0
    assert Correction.objects.count() == 1


def test_lowering_needs_a_named_person_and_a_reason(wrong_key, trainer):
    activity, wronged, favoured = wrong_key
    with pytest.raises(MissingReasonError):
        word(trainer, reason="  ")
    changed = regrade(
        activity=activity, at=LEARNT_AT + HOUR, lowering=word(trainer, "The key was turned round")
    )
    assert changed == 2
    lowered = Correction.objects.get(**favoured.owner)
    assert (lowered.by_name, lowered.reason) == ("Tora Trainer", "The key was turned round")
    assert state_of(favoured, activity).best_score == 0
    assert state_of(favoured, activity).passed_at is None
    assert Correction.objects.get(**wronged.owner).by is None
    assert TestedLevel.objects.filter(**favoured.owner).get().level == 3  # levels only rise
    assert check_progress() == []


def test_lowering_never_uncompletes(trainer):
    course, lesson, block = one_exercise(options=(True, False))
    _, learner = learn(course)
    read(learner, lesson)
    answer(learner, lesson, block)
    turn_key(lesson, block)
    activity = Activity.objects.get(block_id=block["id"])
    regrade(activity=activity, at=LEARNT_AT, lowering=word(trainer))
    assert state_of(learner, activity).passed_at is None
    assert progress_of(learner, course).is_completed


def test_answers_that_no_longer_fit_stay_as_they_are(wrong_key):
    activity, *_ = wrong_key
    Attempt.objects.filter(activity=activity).update(answer=["an option that is gone"])
    found = preview_regrade(activity)
    assert (found.attempts, found.unfit, found.rise, found.fall) == (2, 2, 0, 0)
    assert regrade(activity=activity, at=LEARNT_AT) == 0


def test_a_later_attempt_builds_on_what_the_regrade_said(wrong_key):
    activity, wronged, _ = wrong_key
    regrade(activity=activity, at=LEARNT_AT + HOUR)
    lesson = list_lessons_of(activity)
    block = dict(lesson.body.get_prep_value()[0])
    answer(wronged, lesson, block, wrong_answers(block), at=LEARNT_AT + 2 * HOUR)
    assert state_of(wronged, activity).best_score == 1
    assert state_of(wronged, activity).tries == 2
    assert check_progress() == []


def list_lessons_of(activity):
    from courses.models import LessonPage

    return LessonPage.objects.get(translation_key=activity.lesson_key)


# --- Overrides ----------------------------------------------------------------------------------


def test_an_override_says_who_when_and_why(trainer):
    course, lesson, _block = one_exercise()
    user, learner = learn(course)
    activity = Activity.objects.get(lesson_key=lesson.translation_key, block_id=None)
    mark_activity(user=user, activity=activity, is_passed=False, word=word(trainer))
    row = Correction.objects.get()
    assert (row.kind, row.by, row.by_name, row.reason, row.corrected_at) == (
        "OVERRIDE",
        trainer,
        "Tora Trainer",
        "Seen at work",
        LEARNT_AT + HOUR,
    )
    assert progress_of(learner, course).done == 1
    assert check_progress() == []
    with pytest.raises(ImmutableError):
        row.save()


def test_marking_a_course_completes_it_and_proves_no_tested_level(trainer):
    course, _lesson, block = one_exercise()
    user = PersonFactory()
    mark_course(user=user, course_key=course.translation_key, is_passed=True, word=word(trainer))
    found = progress_of(Learner(user_id=user.pk), course)
    assert found.is_completed
    assert found.is_enrolled
    state = ItemState.objects.get(activity__block_id=block["id"])
    assert (state.passed_at, state.pass_granted_at, state.tries) == (None, LEARNT_AT + HOUR, 0)
    assert not TestedLevel.objects.exists()
    assert check_progress() == []


def test_an_override_is_taken_back_by_another_row(trainer):
    course, lesson, _block = one_exercise()
    user, learner = learn(course)
    read(learner, lesson)
    deed = mark_course(
        user=user, course_key=course.translation_key, is_passed=True, word=word(trainer)
    )
    assert CompletionRecord.objects.count() == 1
    back = word(trainer, "It was somebody else", LEARNT_AT + 2 * HOUR)
    assert take_back(user=user, deed=deed, word=back) > 0
    assert take_back(user=user, deed=deed, word=back) == 0
    assert (
        Correction.objects.filter(takes_back=None).count()
        == Correction.objects.exclude(takes_back=None).count()
    )
    assert ItemState.objects.exclude(pass_granted_at=None).count() == 0
    assert CompletionRecord.objects.count() == 1  # a completion is never taken back
    assert check_progress() == []


def test_an_override_of_another_person_cannot_be_taken_back(trainer):
    course, *_ = one_exercise()
    (user, _), (other, _) = learn(course), learn(course)
    key = course.translation_key
    deed = mark_course(user=user, course_key=key, is_passed=False, word=word(trainer))
    assert take_back(user=other, deed=deed, word=word(trainer)) == 0


def test_what_a_trainer_marked_stays_when_the_learner_answers(trainer):
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    mark_course(user=user, course_key=course.translation_key, is_passed=True, word=word(trainer))
    answer(learner, lesson, block, wrong_answers(block), at=LEARNT_AT + 2 * HOUR)
    state = ItemState.objects.get(activity__block_id=block["id"])
    assert (state.tries, state.pass_granted_at) == (1, LEARNT_AT + HOUR)
    assert check_progress() == []


@pytest.mark.parametrize("kind", ["CONFIRMED", "PRIOR"])
def test_a_confirmed_level_is_only_raised_and_taken_back_by_another_row(kind, trainer):
    user, skill = PersonFactory(), Skill.objects.get(code="allergies")
    for level in (3, 2, 4):
        confirm_level(user=user, skill_id=skill.pk, level=level, kind=kind, word=word(trainer))
    found = get_tested_levels(learner=Learner(user_id=user.pk))[skill.pk]
    assert (found.level, found.kind) == (4, kind)
    highest = LevelConfirmation.objects.get(level=4)
    for expected in (True, False):
        taken = take_back_level(user=user, confirmation_id=highest.pk, word=word(trainer, "Error"))
        assert taken is expected
    assert get_tested_levels(learner=Learner(user_id=user.pk))[skill.pk].level == 3
    assert LevelConfirmation.objects.count() == 4
    assert check_progress() == []


def test_a_test_counts_before_prior_learning_at_the_same_level(trainer):
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    skill = Skill.objects.get(code="allergies")
    confirm_level(user=user, skill_id=skill.pk, level=3, kind="PRIOR", word=word(trainer))
    answer(learner, lesson, block)
    assert get_tested_levels(learner=learner)[skill.pk].kind == "TESTED"


# --- What follows from the log ------------------------------------------------------------------


def damage_grants():
    ItemState.objects.update(granted_at=None, pass_granted_at=None)


@pytest.mark.parametrize(
    "damage",
    [
        damage_grants,
        lambda: ItemState.objects.update(best_score=0.5),
        lambda: ItemState.objects.update(last_passed_at=None, last_at=None),
        lambda: ItemState.objects.update(cycle=2),
        lambda: TestedLevel.objects.filter(kind="CONFIRMED").delete(),
        lambda: TestedLevel.objects.filter(kind="PRIOR").update(level=5),
        lambda: Correction.objects.filter(kind="REGRADE").delete(),
    ],
)
def test_drift_of_corrections_and_confirmations_is_reported_and_put_right(
    wrong_key, trainer, damage
):
    activity, *_ = wrong_key
    regrade(activity=activity, at=LEARNT_AT + HOUR)
    user, skill = PersonFactory(), Skill.objects.get(code="welcome")
    mark_activity(user=user, activity=activity, is_passed=True, word=word(trainer))
    confirm_level(user=user, skill_id=skill.pk, level=3, kind="CONFIRMED", word=word(trainer))
    confirm_level(user=user, skill_id=skill.pk, level=2, kind="PRIOR", word=word(trainer))
    assert check_progress() == []
    damage()
    assert check_progress()
    call_command("rebuild_progress", verbosity=0)
    assert check_progress() == []


def test_erasing_the_person_or_the_trainer_leaves_rows_and_no_names(wrong_key, trainer):
    activity, _, favoured = wrong_key
    regrade(activity=activity, at=LEARNT_AT, lowering=word(trainer, "Anna had misread it"))
    user, skill = PersonFactory(display_name="Anna"), Skill.objects.get(code="welcome")
    mark_activity(user=user, activity=activity, is_passed=True, word=word(trainer, "Anna can it"))
    confirm_level(user=user, skill_id=skill.pk, level=3, kind="PRIOR", word=word(trainer, "Anna"))
    before = [Correction.objects.count(), LevelConfirmation.objects.count()]
    for erased in (user.pk, favoured.user_id, trainer.pk):
        person_erased.send(sender=None, user_id=erased, at=LEARNT_AT)
    assert [Correction.objects.count(), LevelConfirmation.objects.count()] == before
    rows = str([list(model.objects.values()) for model in (Correction, LevelConfirmation)])
    assert "Anna" not in rows
    assert "Tora" not in rows
    assert check_progress() == []


def test_a_person_is_told_what_was_said_of_them(trainer):
    course = add_course(lessons=1)
    user, _ = learn(course)
    mark_course(user=user, course_key=course.translation_key, is_passed=False, word=word(trainer))
    answers = dict(one for _, one in personal_data_requested.send(sender=None, user_id=user.pk))
    told = answers["courses"]["corrections"][0]
    assert (told["kind"], told["by"], told["reason"]) == (
        "OVERRIDE",
        "Tora Trainer",
        "Seen at work",
    )
    assert list_lessons(course)
