"""What is learnt becomes statements: valid, once, and without a name or an answer."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import (
    Activity,
    Attempt,
    Certificate,
    CompletionRecord,
    Correction,
    Enrolment,
    LevelConfirmation,
)
from courses.selectors.events import SOURCES
from courses.services import claim_visit
from courses.services.statements import CHUNK, project_everybody, project_person
from courses.tasks import project_person_soon, project_statements
from tests.courses.certifying import earn
from tests.courses.learning import answer, learn, one_exercise, read
from tests.factories.courses import (
    LEARNT_AT,
    PersonFactory,
    add_course,
    add_lesson,
    choice,
    list_lessons,
    statement,
    translate,
    wrong_answers,
)
from tests.xapi.test_statements import SCHEMA
from uprest.accounts.services import erase_person
from uprest.accounts.signals import visit_claimed
from uprest.accounts.types import Learner
from uprest.skills.models import Skill
from uprest.xapi.models import Actor, Statement
from uprest.xapi.statements import make_id
from uprest.xapi.validating import find_problems

pytestmark = pytest.mark.django_db
NOW = LEARNT_AT + timedelta(hours=1)
ALL_VERBS = ["registered", "answered", "passed", "failed", "completed", "mastered", "earned"]


def bodies(**filters):
    return list(
        Statement.objects.filter(**filters).order_by("stored").values_list("body", flat=True)
    )


def shorten(body):
    """Return a statement as verb, kind of thing and score."""
    thing = body["object"]
    return (
        body["verb"]["id"].rsplit("/", 1)[1],
        thing["id"].split("/")[-2] if thing["objectType"] == "Activity" else thing["objectType"],
        body.get("result", {}).get("score", {}).get("scaled"),
    )


def test_a_course_taken_is_told_in_valid_statements(settings):
    settings.UPREST_XAPI_VERBS = ALL_VERBS
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    answer(learner, lesson, block, wrong_answers(block))
    answer(learner, lesson, block, at=LEARNT_AT + timedelta(minutes=1))
    read(learner, lesson, at=LEARNT_AT + timedelta(minutes=2))
    assert project_person(user_id=user.pk, at=NOW) == 6
    found = bodies()
    assert [shorten(body) for body in found] == [
        ("answered", "exercise", 0),
        ("answered", "exercise", 1),
        ("completed", "lesson", None),
        ("registered", "course", None),
        ("completed", "course", None),
        ("mastered", "allergies", None),
    ]
    for body in found:
        assert find_problems(body) == []
        assert not list(SCHEMA.iter_errors(body))


def test_a_statement_says_which_course_and_which_run():
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    recorded = answer(learner, lesson, block)
    project_person(user_id=user.pk, at=NOW)
    body = Statement.objects.get(pk=make_id(f"attempt:{recorded.attempt_id}")).body
    home = "http://localhost:8000/xapi/activities"
    assert body["object"]["id"] == f"{home}/exercise/{block['id']}"
    assert body["object"]["definition"]["interactionType"] == "choice"
    around = body["context"]["contextActivities"]
    assert around["parent"][0]["id"] == f"{home}/lesson/{lesson.translation_key}"
    assert around["grouping"][0]["id"] == f"{home}/course/{course.translation_key}"
    completion = bodies(verb="completed", activity=Statement.objects.get(pk=body["id"]).grouping)
    assert not completion, "the lesson is not read yet"
    read(learner, lesson)
    project_person(user_id=user.pk, at=NOW)
    registrations = set(Statement.objects.values_list("registration", flat=True))
    assert len(registrations - {None}) == 1
    assert body["timestamp"] == "2026-05-04T10:00:00.000000Z"
    assert body["stored"] > body["timestamp"]


def test_no_statement_has_a_name_an_address_or_an_answer():
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    answer(learner, lesson, block)
    read(learner, lesson)
    project_person(user_id=user.pk, at=NOW)
    text = json.dumps(bodies())
    for hidden in (user.email, user.display_name, f'"{user.pk}"'):
        assert hidden not in text
    assert not any(option["id"] in text for option in block["value"]["options"])
    assert "correctResponsesPattern" not in text
    assert "response" not in text


def test_titles_are_in_all_languages_that_the_pages_are_live_in():
    course, lesson, block = one_exercise()
    translate(course, "sv", title="Matallergier")
    translate(lesson, "sv", title="Fråga köket")
    translate(course, "it", title="Allergie alimentari")
    translate(lesson, "it", title="Bozza").unpublish()
    user, learner = learn(course)
    answer(learner, lesson, block)
    project_person(user_id=user.pk, at=NOW)
    body = bodies(verb="answered")[0]
    assert body["object"]["definition"]["name"] == {
        "en": "Ask the kitchen first · 1",
        "sv": "Fråga köket · 1",
    }
    grouping = body["context"]["contextActivities"]["grouping"][0]
    assert grouping["definition"]["name"] == {
        "en": "Food allergies",
        "sv": "Matallergier",
        "it": "Allergie alimentari",
    }


def test_what_is_gone_keeps_its_title():
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    answer(learner, lesson, block)
    lesson.unpublish()
    project_person(user_id=user.pk, at=NOW)
    assert bodies()[0]["object"]["definition"]["name"] == {"en": "Ask the kitchen first · 1"}


def test_everything_again_changes_nothing():
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    answer(learner, lesson, block)
    assert project_person(user_id=user.pk, at=NOW)
    before = bodies()
    later = NOW + timedelta(days=1)
    assert project_person(user_id=user.pk, at=later) == 0
    assert project_everybody(at=later) == 0
    Actor.objects.update(read_through=None)
    assert project_person(user_id=user.pk, at=later) == 0
    assert bodies() == before


def test_verbs_on_the_way_are_kept_on_request_only(settings):
    course, lesson, _block = one_exercise()
    user, learner = learn(course)
    read(learner, lesson)
    project_person(user_id=user.pk, at=NOW)
    assert {shorten(body)[0] for body in bodies()} == {"completed"}
    settings.UPREST_XAPI_VERBS = [*settings.UPREST_XAPI_VERBS, "registered"]
    Actor.objects.update(read_through=None)
    assert project_person(user_id=user.pk, at=NOW) == 1
    assert {shorten(body)[0] for body in bodies()} == {"completed", "registered"}


def test_a_true_false_is_told_as_one():
    course = add_course(lessons=0)
    block = statement()
    lesson = add_lesson(course, blocks=[block])
    user, learner = learn(course)
    answer(learner, lesson, block)
    project_person(user_id=user.pk, at=NOW)
    assert bodies()[0]["object"]["definition"]["interactionType"] == "true-false"


@pytest.mark.parametrize(
    ("kind", "source", "score", "verb", "result"),
    [
        ("quiz", "SERVER", 0.5, "failed",
         {"score": {"scaled": 0.5}, "success": False, "completion": True}),
        ("h5p", "SELF", 1.0, "passed",
         {"score": {"scaled": 1.0}, "success": True, "completion": True}),
        ("reflection", "SELF", 1.0, "completed", {"completion": True}),
    ],
)  # fmt: skip
def test_other_kinds_of_exercises(kind, source, score, verb, result):
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    recorded = answer(learner, lesson, block)
    Attempt.objects.filter(pk=recorded.attempt_id).update(
        source=source, score=score, is_passed=score == 1
    )
    attempt = Attempt.objects.get(pk=recorded.attempt_id)
    attempt.activity.exercise_kind = kind
    attempt.activity.save()
    project_person(user_id=user.pk, at=NOW)
    body = bodies(pk=make_id(f"attempt:{attempt.pk}"))[0]
    assert body["verb"]["id"].endswith(verb)
    assert body["result"] == result
    assert "interactionType" not in body["object"]["definition"]
    assert find_problems(body) == []


# --- What was said about it later ---------------------------------------------------------------


def regrade(attempt, score, at, **fields):
    return Correction.objects.create(
        kind="REGRADE", deed=uuid.uuid4(), user=attempt.user, activity=attempt.activity,
        attempt=attempt, score=score, is_passed=score == 1, rule_version=2, corrected_at=at,
        by_name="Vera Ek", reason="The key was wrong.", **fields,
    )  # fmt: skip


def test_a_regrade_voids_what_was_said_and_says_it_anew():
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    recorded = answer(learner, lesson, block, wrong_answers(block))
    project_person(user_id=user.pk, at=NOW)
    attempt = Attempt.objects.get(pk=recorded.attempt_id)
    first = regrade(attempt, 0.5, NOW)
    project_person(user_id=user.pk, at=NOW)
    second = regrade(attempt, 1, NOW + timedelta(minutes=1))
    project_person(user_id=user.pk, at=NOW + timedelta(minutes=2))
    holds = bodies(is_voided=False, verb="answered")
    assert [shorten(body)[2] for body in holds] == [1]
    assert holds[0]["id"] == str(make_id(f"correction:{second.pk}"))
    voided = set(Statement.objects.filter(is_voided=True).values_list("pk", flat=True))
    assert voided == {make_id(f"attempt:{attempt.pk}"), make_id(f"correction:{first.pk}")}
    for body in bodies():
        assert find_problems(body) == []
    text = json.dumps(bodies())
    assert "Vera Ek" not in text
    assert "key was wrong" not in text


def test_what_a_trainer_marks_and_takes_back():
    course, lesson, _block = one_exercise()
    user, _learner = learn(course)
    activity = lesson.translation_key
    row = Correction.objects.create(
        kind="OVERRIDE", deed=uuid.uuid4(), user=user, is_passed=False, corrected_at=NOW,
        activity=Activity.objects.get(key=activity), by_name="Vera Ek",
    )  # fmt: skip
    project_person(user_id=user.pk, at=NOW)
    assert [shorten(body) for body in bodies()] == [("completed", "lesson", None)]
    Correction.objects.create(
        kind="OVERRIDE", deed=uuid.uuid4(), user=user, is_passed=False, corrected_at=NOW,
        activity=row.activity, takes_back=row,
    )  # fmt: skip
    project_person(user_id=user.pk, at=NOW)
    assert Statement.objects.get(pk=make_id(f"correction:{row.pk}")).is_voided
    assert [shorten(body)[0] for body in bodies(is_voided=False)] == ["voided"]


def test_a_level_confirmed_and_taken_back():
    user = PersonFactory()
    skill = Skill.objects.get(code="allergies")
    row = LevelConfirmation.objects.create(
        user=user, skill=skill, kind="CONFIRMED", level=3, by_name="Vera Ek", confirmed_at=NOW
    )
    project_person(user_id=user.pk, at=NOW)
    body = bodies(is_voided=False)[0]
    assert body["object"]["id"].endswith("/skill/allergies/3")
    assert body["object"]["definition"]["name"]["en"] == "Allergies and special diets · 3"
    LevelConfirmation.objects.create(
        user=user, skill=skill, kind="CONFIRMED", level=3, confirmed_at=NOW, takes_back=row
    )
    project_person(user_id=user.pk, at=NOW)
    assert [shorten(body)[0] for body in bodies(is_voided=False)] == ["voided"]


# --- Whose it is --------------------------------------------------------------------------------


def test_a_visitor_is_told_of_once_they_are_somebody_and_with_their_own_times():
    _course, lesson, block = one_exercise()
    visitor_id = uuid.uuid4()
    answer(Learner(visitor_id=visitor_id), lesson, block)
    assert project_everybody(at=NOW) == 0
    user = PersonFactory()
    later = NOW + timedelta(days=5)
    read(Learner(user_id=user.pk), lesson, at=later)
    assert project_person(user_id=user.pk, at=later) == 1
    visit_claimed.send(sender=None, user_id=user.pk, visitor_id=visitor_id, at=later)
    project_person(user_id=user.pk, at=later)
    found = bodies(verb="answered")
    assert [body["timestamp"] for body in found] == ["2026-05-04T10:00:00.000000Z"]


def test_a_claim_that_no_task_was_made_for_is_found_later():
    _course, lesson, block = one_exercise()
    visitor_id = uuid.uuid4()
    answer(Learner(visitor_id=visitor_id), lesson, block)
    other = PersonFactory()
    read(Learner(user_id=other.pk), lesson, at=NOW)
    project_everybody(at=NOW)
    claim_visit(user_id=PersonFactory().pk, visitor_id=visitor_id, at=NOW)
    project_everybody(at=NOW)
    assert not Statement.objects.filter(verb="answered").exists()
    project_statements(late=True)
    assert Statement.objects.filter(verb="answered").exists()


def test_an_erased_person_is_a_count_without_a_link():
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    answer(learner, lesson, block)
    project_person(user_id=user.pk, at=NOW)
    account = Actor.objects.get().account
    count = Statement.objects.count()
    name = user.display_name
    erase_person(user_id=user.pk, at=NOW)
    assert not Actor.objects.exists()
    assert Statement.objects.filter(account=account).count() == count
    assert name not in json.dumps(bodies())
    project_person(user_id=user.pk, at=NOW)
    project_everybody(at=NOW)
    assert not Actor.objects.exists(), "nobody is told of anew"
    assert Statement.objects.count() == count


# --- Reading in batches -------------------------------------------------------------------------


def test_many_rows_are_read_in_batches_and_none_is_left_out(at_most):
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    first = answer(learner, lesson, block)
    model = Attempt.objects.get(pk=first.attempt_id)
    ids = [uuid.uuid4() for _ in range(2 * CHUNK)]
    Attempt.objects.bulk_create(
        Attempt(
            id=pk, user=user, activity=model.activity, rule_version=1, score=1, is_passed=True,
            source="SERVER", language="en", happened_at=LEARNT_AT, received_at=LEARNT_AT,
        )
        for pk in ids
    )  # fmt: skip
    with at_most(80):
        stored = project_everybody(at=NOW)
    assert stored == 2 * CHUNK + 2
    times = list(Statement.objects.order_by("stored").values_list("stored", flat=True))
    assert len(set(times)) == len(times)


def test_a_backlog_is_worked_off_part_by_part():
    course, lesson, block = one_exercise()
    people = [learn(course) for _ in range(3)]
    for _user, learner in people:
        answer(learner, lesson, block)
    project_everybody(at=NOW, limit=1)
    assert Statement.objects.filter(verb="mastered").count() == 0
    project_everybody(at=NOW)
    assert Statement.objects.filter(verb="mastered").count() == 3


def test_nothing_new_costs_little(at_most):
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    answer(learner, lesson, block)
    project_person(user_id=user.pk, at=NOW)
    with at_most(3 + len(SOURCES)):
        project_person(user_id=user.pk, at=NOW + timedelta(hours=1))


def test_a_level_that_rises_again_is_told_again():
    course = add_course(lessons=0)
    blocks = [choice(level=3), choice(level=4)]
    lesson = add_lesson(course, blocks=blocks)
    user, learner = learn(course)
    answer(learner, lesson, blocks[0], at=LEARNT_AT)
    project_person(user_id=user.pk, at=NOW)
    answer(learner, lesson, blocks[1], at=NOW)
    project_person(user_id=user.pk, at=NOW)
    levels = [body["object"]["id"].rsplit("/", 1)[1] for body in bodies(verb="mastered")]
    assert levels == ["3", "4"]


# --- The request that answers -------------------------------------------------------------------


def test_answering_enqueues_once_and_stores_nothing_itself(
    at_most, django_capture_on_commit_callbacks
):
    course, lesson, block = one_exercise()
    _user, learner = learn(course)
    with at_most(7), django_capture_on_commit_callbacks() as callbacks:
        answer(learner, lesson, block, wrong_answers(block))
    assert len(callbacks) == 1
    assert not Statement.objects.exists()


def test_one_task_stands_for_all_that_somebody_does_in_a_while():
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    answer(learner, lesson, block)
    project_person_soon(user.pk)
    count = Statement.objects.count()
    assert count
    answer(learner, lesson, block, at=timezone.now())
    with CaptureQueriesContext(connection) as captured:
        project_person_soon(user.pk)
    assert len(captured) == 0
    assert Statement.objects.count() == count
    cache.clear()  # the while is over
    project_person_soon(user.pk)
    assert Statement.objects.count() == count + 1


def test_a_queue_out_of_reach_loses_no_answer(
    django_capture_on_commit_callbacks, monkeypatch, client
):
    course, lesson, block = one_exercise()
    user, learner = learn(course)

    class BrokenCache:
        def add(self, *args, **kwargs):
            raise ConnectionError

    monkeypatch.setattr("courses.tasks.cache", BrokenCache())
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        answer(learner, lesson, block)
    assert callbacks
    assert Attempt.objects.filter(user=user).count() == 1
    assert project_everybody(at=timezone.now()) > 0


def test_reading_alone_completes(settings):
    course = add_course(lessons=2)
    user, learner = learn(course)
    for lesson in list_lessons(course):
        read(learner, lesson)
    assert CompletionRecord.objects.filter(user=user).exists()
    assert Enrolment.objects.filter(user=user).exists()
    project_person(user_id=user.pk, at=NOW)
    assert [shorten(body)[:2] for body in bodies()] == [
        ("completed", "lesson"),
        ("completed", "lesson"),
        ("completed", "course"),
    ]


def test_the_command_tells_all_and_again(settings, capsys):
    course = add_course(lessons=1)
    _user, learner = learn(course)
    read(learner, list_lessons(course)[0])
    call_command("project_statements")
    settings.UPREST_XAPI_VERBS = [*settings.UPREST_XAPI_VERBS, "registered"]
    call_command("project_statements", "--again")
    call_command("project_statements", "--again")
    stored = [line.split(": ")[1] for line in capsys.readouterr().out.splitlines()]
    assert stored == ["2.", "1.", "0."]


def test_a_certificate_is_told_without_what_would_lead_to_its_name():
    user, certificate = earn(name="Åsa Öberg")
    project_person(user_id=user.pk, at=NOW)
    body = bodies(verb="earned")[0]
    key = certificate.completion.course_key
    assert body["object"]["id"] == f"http://localhost:8000/xapi/activities/certificate/{key}"
    assert find_problems(body) == []
    text = json.dumps(body)
    assert str(certificate.pk) not in text
    assert certificate.number not in text
    assert "Öberg" not in text
    assert body["id"] != str(make_id(f"certificate:{certificate.pk}"))


def test_a_certificate_revoked_is_voided():
    user, certificate = earn()
    project_person(user_id=user.pk, at=NOW)
    Certificate.objects.filter(pk=certificate.pk).update(
        revoked_at=NOW, reason=Certificate.Reason.IN_ERROR, note="The wrong person."
    )
    assert project_person(user_id=user.pk, at=NOW) == 1
    assert Statement.objects.get(verb="earned").is_voided
    assert "wrong person" not in json.dumps(bodies())
