"""Levels that exercises show, and what happens to the record of visitors and leavers."""

import json
import uuid
from datetime import timedelta

import pytest

from courses.models import (
    Attempt,
    CompletionRecord,
    ItemState,
    TestedLevel,
)
from courses.selectors import get_tested_levels
from courses.services import (
    claim_visit,
    delete_unclaimed_visits,
    raise_tested_level,
)
from tests.courses.learning import answer, learn, one_exercise, read
from tests.factories.courses import (
    LEARNT_AT,
    PersonFactory,
    add_course,
    add_lesson,
    choice,
    list_lessons,
    wrong_answers,
)
from uprest.accounts.signals import personal_data_requested, visit_claimed
from uprest.accounts.types import Learner
from uprest.skills.models import Skill

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


# --- Tested levels ------------------------------------------------------------------------------


def test_a_level_is_shown_when_all_exercises_up_to_it_are_passed():
    course = add_course(lessons=0)
    blocks = [choice(level=3), choice(level=3), choice(level=4)]
    lesson = add_lesson(course, blocks=blocks)
    _user, learner = learn(course)
    assert answer(learner, lesson, blocks[2]).raised is None
    assert answer(learner, lesson, blocks[0]).raised is None
    raised = answer(learner, lesson, blocks[1]).raised
    assert (raised.level, raised.skill_name) == (4, "Allergies and special diets")
    found = get_tested_levels(learner=learner)
    assert [(one.level, one.kind) for one in found.values()] == [(4, "TESTED")]


def test_finishing_alone_proves_no_level():
    course, lesson, block = one_exercise()
    _user, learner = learn(course)
    read(learner, lesson)
    answer(learner, lesson, block, wrong_answers(block))
    assert CompletionRecord.objects.exists()
    assert not TestedLevel.objects.exists()


def test_a_tested_level_is_only_raised():
    learner = Learner(user_id=PersonFactory().pk)
    skill = Skill.objects.get(code="allergies")
    rises = [
        raise_tested_level(
            learner=learner, skill_id=skill.pk, level=level, shown_by="test", at=LEARNT_AT
        )
        for level in (3, 2, 3, 4)
    ]
    assert rises == [True, False, False, True]
    assert TestedLevel.objects.get().level == 4


def test_confirmed_by_a_trainer_wins_at_the_same_level():
    learner = Learner(user_id=PersonFactory().pk)
    skill = Skill.objects.get(code="allergies")
    for kind in ("CONFIRMED", "TESTED"):
        raise_tested_level(
            learner=learner, skill_id=skill.pk, level=3, shown_by="x", at=LEARNT_AT, kind=kind
        )
    assert get_tested_levels(learner=learner)[skill.pk].kind == "CONFIRMED"


# --- Visitors -----------------------------------------------------------------------------------


def test_claiming_a_visit_raises_and_never_lowers():
    course = add_course(lessons=0)
    one, other = choice(), choice()
    lesson = add_lesson(course, blocks=[one, other])
    user = PersonFactory()
    learner, visitor = Learner(user_id=user.pk), Learner(visitor_id=uuid.uuid4())
    answer(learner, lesson, one)
    answer(visitor, lesson, one, wrong_answers(one), at=LEARNT_AT - HOUR)
    answer(visitor, lesson, other, at=LEARNT_AT - HOUR)
    for _ in range(2):
        visit_claimed.send(
            sender=None, user_id=user.pk, visitor_id=visitor.visitor_id, at=LEARNT_AT
        )
    states = {str(state.activity.block_id): state for state in ItemState.objects.all()}
    assert states[one["id"]].best_score == 1
    assert states[one["id"]].tries == 2
    assert states[one["id"]].passed_at == LEARNT_AT
    assert states[one["id"]].done_at == LEARNT_AT - HOUR
    assert Attempt.objects.filter(user=user).count() == 3
    assert not ItemState.objects.filter(user=None).exists()
    assert get_tested_levels(learner=learner)[Skill.objects.get(code="allergies").pk].level == 3


def test_claiming_may_complete_a_course():
    course = add_course(lessons=1)
    user, _learner = learn(course)
    visitor = Learner(visitor_id=uuid.uuid4())
    read(visitor, list_lessons(course)[0])
    claim_visit(user_id=user.pk, visitor_id=visitor.visitor_id, at=LEARNT_AT)
    assert CompletionRecord.objects.filter(user=user).exists()


def test_unclaimed_visits_go_and_others_stay():
    course, lesson, block = one_exercise()
    old, new = Learner(visitor_id=uuid.uuid4()), Learner(visitor_id=uuid.uuid4())
    _user, learner = learn(course)
    answer(old, lesson, block, at=LEARNT_AT - timedelta(days=8))
    answer(new, lesson, block)
    answer(learner, lesson, block, at=LEARNT_AT - timedelta(days=30))
    assert delete_unclaimed_visits(before=LEARNT_AT - timedelta(days=7)) == 1
    assert Attempt.objects.count() == ItemState.objects.count() == TestedLevel.objects.count() == 2


def test_personal_data_can_be_written_as_json():
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    answer(learner, lesson, block)
    read(learner, lesson)
    answers = dict(
        found for _, found in personal_data_requested.send(sender=None, user_id=user.pk) if found
    )
    data = json.loads(json.dumps(answers["courses"]))
    assert {name: len(rows) for name, rows in data.items()} == {
        "enrolments": 1,
        "attempts": 2,
        "texts": 0,
        "recaps": 0,
        "places_in_modules": 0,
        "corrections": 0,
        "completions": 1,
        "tested_levels": 1,
        "confirmations": 0,
        "certificates": 0,
    }
