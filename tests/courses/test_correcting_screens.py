"""The screens in Wagtail on which records are corrected."""

import json

import pytest
from django.contrib.auth.models import Group, Permission
from django.template import engines
from django.test import TestCase
from django.urls import reverse

from courses.models import (
    Activity,
    CompletionRecord,
    Correction,
    LevelConfirmation,
    RegradeOrder,
)
from courses.services.overriding import Word
from courses.services.regrade_orders import carry_out_regrade, order_regrade
from courses.services.roles import set_up_trainers
from tests.courses.learning import answer, learn, one_exercise
from tests.factories.courses import LEARNT_AT, PersonFactory, publish, set_up_index, wrong_answers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _lenient(settings, monkeypatch):
    settings.ZEAL_RAISE = False  # Wagtail's own menu and header
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


@pytest.fixture
def trainer(client):
    set_up_index()
    user = PersonFactory(display_name="Tora Trainer")
    user.groups.add(set_up_trainers())
    client.force_login(user)
    return user


@pytest.fixture
def changed():
    course, lesson, block = one_exercise(options=(True, False))
    user, learner = learn(course)
    answer(learner, lesson, block, wrong_answers(block))
    for option in block["value"]["options"]:
        option["value"]["is_correct"] = not option["value"]["is_correct"]
    lesson.body = json.dumps([block])
    publish(lesson)
    return Activity.objects.get(block_id=block["id"]), user


def test_a_trainer_previews_and_confirms_a_regrade_without_names(client, trainer, changed):
    activity, user = changed
    listed = client.get(reverse("courses_regrades")).content.decode()
    address = reverse("courses_regrade", args=[activity.key])
    assert address in listed
    page = client.get(address).content.decode()
    assert "would count for more" in page
    assert user.display_name not in listed + page
    assert user.email not in listed + page
    assert not Correction.objects.exists()
    with TestCase.captureOnCommitCallbacks(execute=True):
        begun = client.post(address, {"raise": "1"})
    assert Correction.objects.get().score == 1
    assert "1 attempt counts differently now." in client.get(begun.url).content.decode()
    assert client.get(f"{begun.url}state/").json() == {"progress": 100, "is_done": True}


def test_scoring_again_shows_how_far_it_is_and_runs_once(client, trainer, changed):
    activity, _ = changed
    address = reverse("courses_regrade", args=[activity.key])
    first, second = (client.post(address, {"raise": "1"}).url for _ in range(2))
    assert first == second
    assert 'id="progress"' in client.get(first).content.decode()
    assert client.get(f"{first}state/").json() == {"progress": 0, "is_done": False}
    order = RegradeOrder.objects.get()
    for _ in range(2):
        carry_out_regrade(order_id=order.pk, at=LEARNT_AT)
    assert Correction.objects.count() == 1

    stranger = PersonFactory()
    stranger.groups.add(*trainer.groups.all())
    client.force_login(stranger)
    assert client.get(first).status_code in (302, 403)


def test_nobody_loses_by_the_word_of_somebody_who_is_gone(trainer, changed):
    activity, _ = changed
    word = Word(by=trainer, reason="The key was wrong", at=LEARNT_AT)
    order, _ = order_regrade(activity=activity, by=trainer, at=LEARNT_AT, lowering=word)
    RegradeOrder.objects.update(ordered_by=None)
    assert carry_out_regrade(order_id=order.pk, at=LEARNT_AT).state == "FAILED"
    assert not Correction.objects.exists()


def test_who_may_not_publish_the_lesson_may_not_score_it_again(client, changed):
    activity, _ = changed
    group = Group.objects.create(name="Trainers of other courses")
    group.permissions.add(*Permission.objects.filter(codename__in=["access_admin", "regrade"]))
    user = PersonFactory()
    user.groups.add(group)
    client.force_login(user)
    address = reverse("courses_regrade", args=[activity.key])
    assert address not in client.get(reverse("courses_regrades")).content.decode()
    for answer_to in (client.get(address), client.post(address, {"raise": "1"})):
        assert answer_to.status_code in (302, 403)
    assert not Correction.objects.exists()


def test_lowering_asks_for_a_reason(client, trainer, changed):
    activity, _ = changed
    address = reverse("courses_regrade", args=[activity.key])
    assert client.post(address, {"lower": "1", "reason": " "}).status_code == 200
    assert not Correction.objects.exists()
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(address, {"lower": "1", "reason": "The key was wrong"})
    assert Correction.objects.count() == 1


def open_person(client, email):
    response = client.post(reverse("courses_choose_person"), {"email": email})
    return response.url if response.status_code == 302 else None


def test_a_trainer_marks_for_a_person_whose_address_they_know(client, trainer):
    course, *_ = one_exercise()
    user = PersonFactory()
    address = open_person(client, user.email.upper())
    assert client.get(address).status_code == 200
    data = {
        "deed": "mark",
        "mark-what": f"course:{course.translation_key}",
        "mark-is_passed": "passed",
        "mark-reason": "Seen at work",
    }
    assert client.post(address, {**data, "mark-reason": ""}).status_code == 200
    assert client.post(address, data).status_code == 302
    assert CompletionRecord.objects.get().user == user
    assert {row.by_name for row in Correction.objects.all()} == {"Tora Trainer"}
    deed = Correction.objects.first().deed
    client.post(
        address, {"deed": "take_back", "row": f"deed:{deed}", "back-reason": "Another person"}
    )
    assert Correction.objects.exclude(takes_back=None).exists()


def test_a_trainer_confirms_a_level(client, trainer):
    user = PersonFactory()
    address = open_person(client, user.email)
    client.post(
        address,
        {
            "deed": "level",
            "level-skill": "allergies",
            "level-level": "3",
            "level-kind": "PRIOR",
            "level-reason": "A diploma of 2019",
        },
    )
    row = LevelConfirmation.objects.get()
    assert (row.user, row.level, row.kind, row.by) == (user, 3, "PRIOR", trainer)
    assert "A diploma of 2019" in client.get(address).content.decode()


def test_nobody_is_found_by_less_than_the_whole_address(client, trainer):
    user = PersonFactory(display_name="Anna Andersson")
    page = client.get(reverse("courses_choose_person")).content.decode()
    assert user.email not in page
    for part in (user.email[:-1], user.display_name, "@example.org", "%"):
        assert open_person(client, part) is None
    assert client.get(reverse("courses_person", args=["1"])).status_code == 404


@pytest.mark.parametrize("name", ["courses_regrades", "courses_choose_person"])
def test_who_lacks_the_permission_sees_none_of_it(client, trainer, name):
    trainer.groups.get().permissions.filter(codename__in=("regrade", "override")).delete()
    assert client.get(reverse(name)).status_code in (302, 403)
    client.force_login(PersonFactory())
    assert client.get(reverse(name)).status_code in (302, 403)
