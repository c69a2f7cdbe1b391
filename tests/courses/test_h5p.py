"""H5P modules in lessons: who may play them, what is kept of what they report, and for whom."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import PageViewRestriction

from courses.models import Activity, Attempt, CompletionRecord, Enrolment, ItemState, TestedLevel
from courses.selectors.insights import get_lesson_figures
from courses.selectors.playing import sign_stamp
from courses.services import claim_visit, collect_personal_data, delete_unclaimed_visits
from courses.services.playing import RESULTS_A_MINUTE, record_result
from courses.services.statements import project_person
from courses.services.visits import erase_person
from courses.views.playing import STATES_A_MINUTE
from tests.courses.learning import begin_round, change, learn, progress_of, read
from tests.factories.courses import LEARNT_AT, add_lesson, list_lessons, publish, text
from tests.factories.ecosystem import PersonFactory
from tests.factories.modules import add_content, module, one_module, statement
from uprest.h5p.models import SavedState

PART = "0f0e0d0c-0b0a-4908-8706-050403020100"


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def scene(client, db):
    return Scene(client)


class Scene:
    """A lesson with a module, and somebody who is enrolled and signed in."""

    def __init__(self, client, **kwargs):
        self.client = client
        self.course, self.lesson, self.block = one_module(**kwargs)
        self.user, self.learner = learn(self.course)
        client.force_login(self.user)

    @property
    def base(self):
        return f"/en/learning/lessons/{self.lesson.pk}/h5p/{self.block['id']}"

    def send(self, statement_=None, *, base=None, **fields):
        values = {"attempt": str(uuid.uuid4()), "content": self.block["value"]["content"]}
        if statement_ is not None:
            values["statement"] = json.dumps(statement_)
        return self.client.post(f"{base or self.base}/results/", values | fields)

    def keep(self, value='{"at":2}', *, base=None, **fields):
        values = {"content": self.block["value"]["content"], "type": "state", "part": "0"}
        return self.client.post(f"{base or self.base}/state/", values | {"value": value} | fields)

    def draw(self):
        return self.client.get(self.lesson.get_url())

    def find_player_url(self):
        return re.search(r'src="(/h5p/play/[^"]+)"', self.draw().content.decode())[1]

    @property
    def block_id(self):
        return uuid.UUID(self.block["id"])

    @property
    def activity(self):
        return Activity.objects.get(block_id=self.block["id"])


# --- the lesson -----------------------------------------------------------------------------------


def test_a_module_is_an_exercise_that_counts_and_proves_nothing(scene):
    activity = scene.activity
    assert (activity.kind, activity.is_required, activity.skill) == ("EXERCISE", True, None)
    assert not activity.is_taught
    assert scene.send(statement(raw=4)).json()["percent"] == 100
    attempt = Attempt.objects.get(activity=activity)
    assert (attempt.source, attempt.is_passed) == ("SELF", True)
    assert not TestedLevel.objects.exists()


def test_the_page_draws_a_frame_without_an_origin_and_says_what_one_needs(scene):
    page = scene.draw().content.decode()
    assert 'sandbox="allow-scripts"' in page
    assert "allow-same-origin" not in page
    assert 'title="Which guest first?"' in page
    assert "needs JavaScript" in page
    assert "you can skip it" not in page
    assert scene.client.get(scene.find_player_url()).status_code == 200


def test_what_is_only_in_a_restricted_lesson_can_be_skipped(scene):
    PageViewRestriction.objects.create(page=scene.lesson, restriction_type="login")
    publish(scene.lesson)
    assert "you can skip it" in scene.draw().content.decode()


def test_content_that_waits_for_approval_is_never_drawn(client, db):
    scene = Scene(client, content=add_content(may_install=False))
    page = scene.draw().content.decode()
    assert "waits for approval" in page
    assert "/h5p/play/" not in page


def test_a_module_is_not_answered_by_a_form(scene):
    url = f"/en/learning/lessons/{scene.lesson.pk}/answers/{scene.block['id']}/"
    scene.client.post(url, {"attempt": str(uuid.uuid4()), "answer": "completed", "score": "1"})
    assert not Attempt.objects.exists()


# --- who may --------------------------------------------------------------------------------------


def refuse_all(scene, player, files):
    """Assert that page, player, files, results and states refuse alike."""
    assert scene.client.get(player).status_code == 403
    for file in files:
        assert scene.client.get(file).status_code == 403
    assert scene.send(statement()).status_code in (403, 404)
    assert scene.keep().status_code in (403, 404)
    assert not Attempt.objects.exists()
    assert not SavedState.objects.exists()


def open_all(scene):
    player = scene.find_player_url()
    page = scene.client.get(player).content.decode()
    files = [re.search(r"http://testserver(/h5p/files/[^\"]+uprtest\.js)", page)[1]]
    assert [scene.client.get(file).status_code for file in files] == [200]
    return player, files


def test_who_is_not_enrolled_any_more_plays_no_more(scene):
    player, files = open_all(scene)
    Enrolment.objects.all().delete()
    refuse_all(scene, player, files)


def test_a_draft_is_not_played(scene):
    player, files = open_all(scene)
    scene.lesson.unpublish()
    refuse_all(scene, player, files)


def test_a_course_that_was_taken_down_is_not_played(scene):
    player, files = open_all(scene)
    scene.course.unpublish()
    refuse_all(scene, player, files)


@pytest.mark.parametrize("kind", ["groups", "password"])
def test_a_restriction_closes_the_player_too(scene, kind):
    player, files = open_all(scene)
    restriction = PageViewRestriction.objects.create(
        page=scene.lesson, restriction_type=kind, password="sesame"
    )
    restriction.groups.set([Group.objects.create(name="kitchen")])
    refuse_all(scene, player, files)


def test_a_password_that_was_given_goes_with_the_ticket(scene):
    restriction = PageViewRestriction.objects.create(
        page=scene.lesson, restriction_type="password", password="sesame"
    )
    given = {"password": "sesame", "return_url": scene.lesson.get_url()}
    scene.client.post(
        f"/en/_util/authenticate_with_password/{restriction.pk}/{scene.lesson.pk}/", given
    )
    player = scene.find_player_url()
    scene.client.cookies.clear()  # the frame sends none
    assert scene.client.get(player).status_code == 200
    PageViewRestriction.objects.create(
        page=scene.course, restriction_type="password", password="another"
    )
    assert scene.client.get(player).status_code == 403


def test_a_closed_account_plays_no_more(scene):
    player, files = open_all(scene)
    scene.user.is_active = False
    scene.user.save()
    assert scene.client.get(player).status_code == 403
    assert scene.client.get(files[0]).status_code == 403


def test_another_content_in_the_block_ends_the_ticket(scene):
    player, _ = open_all(scene)
    blocks = [dict(block) for block in scene.lesson.body.get_prep_value()]
    other = add_content(params={"text": "another"})
    blocks[1]["value"] = blocks[1]["value"] | {"content": other.pk}
    scene.lesson.body = json.dumps(blocks)
    publish(scene.lesson)
    assert scene.client.get(player).status_code == 403
    assert scene.send(statement()).status_code == 409
    assert scene.keep().status_code == 409


def move_to_first_lesson(scene):
    """Put a module into the first lesson, which is open to all, and sign out."""
    block = module(add_content())
    lesson = list_lessons(scene.course)[0]
    lesson.body = json.dumps([text(), block])
    scene.lesson, scene.block = publish(lesson), block
    scene.client.logout()


def test_the_first_lesson_is_open_to_all(client, db):
    scene = Scene(client)
    move_to_first_lesson(scene)
    assert client.get(scene.find_player_url()).status_code == 200
    assert scene.keep().json() == {"kept": True}
    assert scene.send(statement()).json()["recorded"]
    assert Attempt.objects.get().visitor_id is not None
    assert "at&quot" not in client.get(scene.find_player_url()).content.decode()
    assert '{\\"at\\":2}' in client.get(scene.find_player_url()).content.decode()


def test_a_preview_is_for_those_who_write_and_keeps_nothing(scene):
    editor = PersonFactory()
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    editor.is_superuser = True
    editor.save()
    scene.client.force_login(editor)
    url = f"/admin/pages/{scene.lesson.pk}/view_draft/"
    page = scene.client.get(url).content.decode()
    player = re.search(r'src="(/h5p/play/[^"]+)"', page)[1]
    assert "/results/" not in page
    assert "/state/" not in page
    assert scene.client.get(player).status_code == 200
    editor.is_superuser = False
    editor.save()
    editor.user_permissions.clear()
    assert scene.client.get(player).status_code == 403


# --- results --------------------------------------------------------------------------------------


def test_actor_activity_and_time_are_the_servers(scene):
    before = timezone.now()
    answer = scene.send(statement()).json()
    assert (answer["recorded"], answer["percent"]) == (True, 75)
    attempt = Attempt.objects.get()
    assert attempt.user == scene.user
    assert attempt.activity == scene.activity
    assert before <= attempt.happened_at <= timezone.now()
    assert attempt.answer == {
        "event": "completed",
        "score": 0.75,
        "raw": 3.0,
        "max": 4.0,
        "seconds": 7.0,
    }
    state = ItemState.objects.get(activity=scene.activity)
    assert (state.best_score, state.passed_at) == (0.75, None)
    assert state.done_at is not None


@pytest.mark.parametrize("verb", ["completed", "passed", "failed", "mastered", "answered"])
def test_terminal_verbs_count(scene, verb):
    assert scene.send(statement(verb)).json()["recorded"]


@pytest.mark.parametrize("verb", ["interacted", "attempted", "progressed", "experienced", "x"])
def test_other_verbs_do_not(scene, verb):
    assert scene.send(statement(verb)).json() == {"recorded": False}
    assert not Attempt.objects.exists()


def test_children_are_kept_out(scene):
    parent = {"contextActivities": {"parent": [{"id": "https://a.example"}]}}
    child = {"extensions": {"http://h5p.org/x-api/h5p-subContentId": PART}}
    assert not scene.send(statement("answered", context=parent)).json()["recorded"]
    said = statement("completed", object={"definition": child})
    assert not scene.send(said).json()["recorded"]


def test_points_below_zero_are_zero(scene):
    score = {"min": -4, "max": 4, "raw": -2, "scaled": -0.5}
    assert scene.send(statement(result={"score": score})).json()["score"] == 0


@pytest.mark.parametrize("score", [{"scaled": float("nan")}, {"scaled": 2}, {"raw": "3", "max": 4}])
def test_scores_that_are_none_are_refused(scene, score):
    answer = scene.send(statement(result={"score": score}))
    assert (answer.status_code, answer.json()["error"]) == (400, "malformed")
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    "text", ["{", "[]", "null", "7", '"x"', "[" * 5000, '{"verb": 1}', "x" * 70_000]
)
def test_what_is_no_statement_is_refused(scene, text):
    answer = scene.client.post(
        f"{scene.base}/results/",
        {
            "attempt": str(uuid.uuid4()),
            "content": scene.block["value"]["content"],
            "statement": text,
        },
    )
    assert answer.status_code in (400, 409)
    assert answer.json()["message"]
    assert not Attempt.objects.exists()


def test_sent_twice_it_is_one_attempt(scene):
    attempt = str(uuid.uuid4())
    first = scene.send(statement(), attempt=attempt).json()
    second = scene.send(statement(), attempt=attempt).json()
    assert (first["is_new"], second["is_new"]) == (True, False)
    assert Attempt.objects.count() == 1


def test_the_same_result_again_is_no_other_try(scene):
    assert scene.send(statement()).json()["is_new"]
    slower = statement()
    slower["result"]["duration"] = "PT55S"
    assert not scene.send(slower).json()["is_new"]
    assert scene.send(statement(raw=4)).json()["is_new"]
    assert Attempt.objects.count() == 2


def test_a_flood_is_stopped_in_words(scene):
    for number in range(RESULTS_A_MINUTE):
        assert scene.send(statement(raw=number, most=100)).status_code == 200
    answer = scene.send(statement(raw=99, most=100))
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert answer.json()["error"] == "too_many"
    assert Attempt.objects.count() == RESULTS_A_MINUTE


def test_nobody_reports_for_another_activity_of_the_lesson(scene):
    blocks = [dict(block) for block in scene.lesson.body.get_prep_value()]
    own = blocks[0]
    base = f"/en/learning/lessons/{scene.lesson.pk}/h5p/{own['id']}"
    assert scene.send(statement(), base=base).status_code == 409
    base = f"/en/learning/lessons/{scene.lesson.pk}/h5p/{uuid.uuid4()}"
    assert scene.send(statement(), base=base).status_code == 409
    assert scene.keep(base=base).status_code == 409


def test_an_attempt_of_somebody_else_is_not_touched(scene):
    attempt = str(uuid.uuid4())
    scene.send(statement(), attempt=attempt)
    other, _ = learn(scene.course)
    scene.client.force_login(other)
    assert scene.send(statement(raw=4), attempt=attempt).status_code == 403
    assert Attempt.objects.get().score == 0.75


def test_only_posts_with_a_token(scene, client):
    client.handler.enforce_csrf_checks = True
    assert scene.client.get(f"{scene.base}/results/").status_code == 405
    assert scene.send(statement()).status_code == 403
    assert scene.keep().status_code == 403


def test_figures_and_statements_take_it_as_what_it_is(scene):
    scene.send(statement())
    [figures] = get_lesson_figures(lesson=scene.lesson, at=timezone.now())
    assert not figures.is_scored
    assert project_person(user_id=scene.user.pk, at=timezone.now()) > 0


# --- done when ------------------------------------------------------------------------------------


def test_done_when_opened(client, db):
    scene = Scene(client, done_when="OPENED")
    stamp = sign_stamp(uuid.UUID(scene.block["id"]), at=timezone.now())
    assert scene.send(stamp=stamp).json()["recorded"]
    assert scene.send(stamp=stamp).json()["is_new"] is False
    assert Attempt.objects.get().answer == {"event": "opened", "score": 1.0}


def test_done_when_it_was_open_for_some_time(client, db):
    scene = Scene(client, done_when="STAYED", seconds=30)
    block_id = uuid.UUID(scene.block["id"])
    early = scene.send(stamp=sign_stamp(block_id, at=timezone.now() - timedelta(seconds=10)))
    assert (early.status_code, early.json()["error"]) == (409, "too_early")
    forged = scene.send(stamp="x" + sign_stamp(block_id, at=LEARNT_AT))
    assert forged.status_code == 409
    anothers = scene.send(stamp=sign_stamp(uuid.uuid4(), at=LEARNT_AT))
    assert anothers.status_code == 409
    assert not Attempt.objects.exists()
    stamp = sign_stamp(block_id, at=timezone.now() - timedelta(seconds=31))
    assert scene.send(stamp=stamp).json()["recorded"]


def test_opening_is_not_completing(scene):
    stamp = sign_stamp(uuid.UUID(scene.block["id"]), at=LEARNT_AT)
    assert scene.send(stamp=stamp).status_code == 409


# --- again -------------------------------------------------------------------------------------


def take_new_round(scene):
    begin_round(scene.user, scene.course)


def take_new_edition(scene):
    change(scene.lesson, "NEW_EDITION")


REPORTS = {
    "COMPLETED": lambda scene: scene.send(statement()),
    "OPENED": lambda scene: scene.send(stamp=sign_stamp(scene.block_id, at=LEARNT_AT)),
    "STAYED": lambda scene: scene.send(stamp=sign_stamp(scene.block_id, at=LEARNT_AT)),
}


@pytest.mark.parametrize("begin", [take_new_round, take_new_edition])
@pytest.mark.parametrize("done_when", REPORTS)
def test_a_module_is_done_anew_in_a_new_round_and_in_a_new_edition(client, db, begin, done_when):
    scene = Scene(client, done_when=done_when, seconds=30)
    assert REPORTS[done_when](scene).json()["is_new"]
    begin(scene)
    assert progress_of(scene.learner, scene.course).done == 0
    assert REPORTS[done_when](scene).json()["is_new"]
    assert not REPORTS[done_when](scene).json()["is_new"]
    assert progress_of(scene.learner, scene.course).done == 1
    assert Attempt.objects.count() == 2


def test_a_course_with_a_module_is_completed_in_every_round(client, db):
    scene = Scene(client, done_when="OPENED")
    for cycle in (1, 2):
        if cycle > 1:
            take_new_round(scene)
        for lesson in list_lessons(scene.course):
            read(scene.learner, lesson)
        assert REPORTS["OPENED"](scene).json()["course_completed"]
        assert CompletionRecord.objects.count() == cycle


@pytest.mark.parametrize("begin", [take_new_round, take_new_edition])
def test_a_new_round_and_a_new_edition_start_where_nobody_has_been(scene, begin):
    """What was finished before could not be finished again where it allows no second try."""
    scene.keep()
    assert '{\\"at\\":2}' in scene.client.get(scene.find_player_url()).content.decode()
    begin(scene)
    assert '{\\"at\\":2}' not in scene.client.get(scene.find_player_url()).content.decode()
    scene.keep('{"at":3}')
    assert '{\\"at\\":3}' in scene.client.get(scene.find_player_url()).content.decode()
    assert SavedState.objects.count() == 2


def test_the_same_result_of_another_content_is_another_try(scene):
    assert scene.send(statement()).json()["is_new"]
    blocks = [dict(block) for block in scene.lesson.body.get_prep_value()]
    other = add_content(params={"text": "another"})
    blocks[1]["value"] = blocks[1]["value"] | {"content": other.pk}
    scene.lesson.body = json.dumps(blocks)
    scene.lesson, scene.block = publish(scene.lesson), blocks[1]
    assert scene.send(statement()).json()["is_new"]


# --- states ---------------------------------------------------------------------------------------


def test_one_goes_on_where_one_was(scene):
    assert scene.keep().json() == {"kept": True}
    assert scene.keep('"part"', part=PART).json() == {"kept": True}
    page = scene.client.get(scene.find_player_url()).content.decode()
    assert '{\\"at\\":2}' in page
    assert PART in page
    assert scene.keep("0").json() == {"kept": True}
    assert SavedState.objects.count() == 1


@pytest.mark.parametrize(
    "fields", [{"part": "7"}, {"type": "a b"}, {"value": ""}, {"content": "x"}]
)
def test_states_that_are_none_are_refused(scene, fields):
    answer = scene.keep(**fields)
    assert (answer.status_code, answer.json()["error"]) == (400, "malformed")


def test_a_state_that_is_too_large_is_refused_in_words(scene):
    answer = scene.keep("x" * 300_000)
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")
    assert not SavedState.objects.exists()


def test_a_flood_of_states_is_stopped(scene):
    for _ in range(STATES_A_MINUTE):
        assert scene.keep().status_code == 200
    assert scene.keep().status_code == 429
    assert SavedState.objects.count() == 1


def test_dropping_the_cookie_is_no_way_round_the_limit(scene):
    move_to_first_lesson(scene)
    answers = []
    for _ in range(40):
        scene.client.cookies.clear()
        answers.append(scene.keep().status_code)
    assert answers == [200] * 30 + [429] * 10
    assert SavedState.objects.count() == 30


def test_a_copied_lesson_starts_anew(scene):
    scene.keep()
    blocks = [dict(block) for block in scene.lesson.body.get_prep_value()]
    scene.lesson = add_lesson(scene.course, blocks=blocks)
    assert '{\\"at\\":2}' not in scene.client.get(scene.find_player_url()).content.decode()


def test_what_was_kept_goes_with_its_owner(client, db):
    scene = Scene(client)
    visitor = uuid.uuid4()
    SavedState.objects.create(
        learner_key=f"v{visitor.hex}/place", content_id=scene.block["value"]["content"],
        data_type="state", data="visitor's", package_hash="x", saved_at=LEARNT_AT,
    )  # fmt: skip
    claim_visit(user_id=scene.user.pk, visitor_id=visitor, at=LEARNT_AT)
    assert SavedState.objects.get().learner_key == f"u{scene.user.pk}/place"
    handed_out = collect_personal_data(user_id=scene.user.pk)["places_in_modules"]
    assert [row["data"] for row in handed_out] == ["visitor's"]
    erase_person(user_id=scene.user.pk)
    assert not SavedState.objects.exists()


def test_what_an_unclaimed_visit_kept_is_deleted(client, db):
    scene = Scene(client)
    for visitor, at in (("a", LEARNT_AT), ("b", LEARNT_AT + timedelta(days=9))):
        SavedState.objects.create(
            learner_key=f"v{visitor}/place", content_id=scene.block["value"]["content"],
            data_type="state", data="x", package_hash="x", saved_at=at,
        )  # fmt: skip
    delete_unclaimed_visits(before=LEARNT_AT + timedelta(days=7))
    assert SavedState.objects.get().learner_key == "vb/place"


# --- bounds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 10])
def test_a_result_takes_a_fixed_number_of_queries(client, db, at_most, count):
    scene = Scene(client)
    for _ in range(count):
        add_lesson(scene.course)
    with at_most(12):
        record_result(
            learner=scene.learner,
            lesson=scene.lesson,
            block_id=uuid.UUID(scene.block["id"]),
            content_id=scene.block["value"]["content"],
            attempt_id=uuid.uuid4(),
            statement=statement(),
            at=LEARNT_AT,
        )


# --- writing --------------------------------------------------------------------------------------


@pytest.mark.ignore_template_errors
def test_the_editor_opens_with_a_module_and_its_preview_plays(scene):
    trainer = PersonFactory(is_superuser=True)
    scene.client.force_login(trainer)
    editor = scene.client.get(f"/admin/pages/{scene.lesson.pk}/edit/")
    assert editor.status_code == 200
    assert "h5p_content_chooser" in editor.content.decode()
    block = scene.lesson.body.stream_block.child_blocks["h5p"]
    preview = scene.client.get("/admin/block-preview/", {"id": block.definition_prefix})
    assert re.search(r'src="/h5p/play/[^"]+"', preview.content.decode())
