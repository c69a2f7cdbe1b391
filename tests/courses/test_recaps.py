"""Being asked again after 3, 14 and 60 days, over HTTP."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from courses.models import Activity, Attempt, ItemState, RecapAnswer, TestedLevel
from courses.selectors.recaps import count_due, list_due
from courses.services import collect_personal_data
from courses.services.rebuilding import check_progress
from tests.courses.learning import answer, learn, read
from tests.factories.courses import (
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
from tests.factories.ecosystem import PersonFactory
from uprest.accounts.services import claim_visit as claim
from uprest.accounts.types import Learner

pytestmark = pytest.mark.django_db

RECAP = "/en/learning/recap/"
SOME_DAYS = timedelta(days=4)


class Case:
    """Somebody who passed one exercise some days ago and read its lesson."""

    def __init__(self, client, *, ago=SOME_DAYS, block=None):
        self.client, self.now = client, timezone.now()
        self.course = add_course(lessons=0)
        self.block = block or choice()
        self.lesson = add_lesson(self.course, blocks=[self.block])
        self.user, self.learner = learn(self.course)
        self.passed_at = self.now - ago
        answer(self.learner, self.lesson, self.block, at=self.passed_at)
        read(self.learner, self.lesson, at=self.passed_at)
        client.force_login(self.user)

    @property
    def activity(self):
        return Activity.objects.get(key=self.block["id"])

    def hand_in(self, chosen, *, attempt_id=None, page_id=None):
        url = reverse("courses:answer_recap", args=[page_id or self.lesson.pk, self.block["id"]])
        return self.client.post(
            url,
            {"attempt": attempt_id or str(uuid.uuid4()), "answer": sorted(chosen)},
            follow=True,
        )

    def due(self, **later):
        return [
            one.stage for one in list_due(user_id=self.user.pk, at=self.now + timedelta(**later))
        ]

    def keep(self, *, stage, is_right, at, **fields):
        """Keep an answer as if it had been given ``at``."""
        return RecapAnswer.objects.create(
            user=self.user, activity=self.activity, stage=stage, rule_version=1, score=is_right,
            is_right=is_right, language="en", asked_at=at, answered_at=at, **fields,
        )  # fmt: skip


@pytest.fixture
def case(client):
    return Case(client)


def text_of(page):
    return page.content.decode()


# --- What is asked, and when ----------------------------------------------------------------


def test_a_question_waits_on_the_home_page_and_is_asked(case):
    home = text_of(case.client.get("/en/home/"))
    assert "Do you still know it?" in home
    assert "1 question from what you have learned, half a minute" in home
    page = text_of(case.client.get(RECAP))
    assert "What do you do?" in page
    assert case.lesson.title in page
    assert "1 question waits." in page
    assert "Feedback" not in page, "nothing is told before the answer"


@pytest.mark.parametrize("ago", [timedelta(days=2, hours=23), timedelta(0)])
def test_not_before_three_days(client, ago):
    case = Case(client, ago=ago)
    assert "Do you still know it?" not in text_of(client.get("/en/home/"))
    assert "No question waits for you just now." in text_of(client.get(RECAP))
    assert case.due(days=3) == [3]


def test_the_stages_one_after_the_other(case):
    at = case.passed_at
    for stage, day, following in ((3, 3, 14), (14, 14, 60)):
        case.keep(stage=stage, is_right=True, at=at + timedelta(days=day))
        waiting = list_due(user_id=case.user.pk, at=at + timedelta(days=following, hours=-1))
        assert waiting == []
        (due,) = list_due(user_id=case.user.pk, at=at + timedelta(days=following))
        assert due.stage == following
    case.keep(stage=60, is_right=True, at=at + timedelta(days=60))
    assert count_due(user_id=case.user.pk, at=at + timedelta(days=900)) == 0


def test_whoever_was_wrong_is_asked_the_same_after_three_days(case):
    page = text_of(case.hand_in(wrong_answers(case.block)))
    assert "Worth another look" in page
    assert case.lesson.url in page
    assert case.due(days=2, hours=23) == []
    assert case.due(days=3, minutes=1) == [3]


@pytest.mark.parametrize("kind", ["branching", "quiz", "video_questions"])
def test_long_kinds_are_not_asked_again(case, kind):
    Activity.objects.filter(pk=case.activity.pk).update(exercise_kind=kind)
    assert case.due() == []


def test_what_was_never_passed_is_not_asked(client):
    case = Case(client, block=(block := choice()))
    assert case.due() == [3]
    other = add_lesson(case.course, blocks=[missed := choice()])
    answer(case.learner, other, missed, chosen=wrong_answers(missed), at=case.passed_at)
    read(case.learner, other, at=case.passed_at)
    assert [one.block_id for one in list_due(user_id=case.user.pk, at=case.now)] == [
        uuid.UUID(block["id"])
    ]


def test_only_of_lessons_that_were_read(case):
    ItemState.objects.filter(user=case.user, activity__kind="LESSON").delete()
    assert case.due() == []


def test_what_a_browser_reported_is_not_asked(case):
    Attempt.objects.filter(activity=case.activity).update(source=Attempt.Source.SELF)
    assert case.due() == []


def test_an_exercise_that_goes_away_drops_out(case):
    case.lesson.unpublish()
    assert case.due() == []
    assert "No question waits" in text_of(case.client.get(RECAP))


def test_a_changed_rule_drops_out_until_it_is_passed_again(case):
    changed = {**case.block, "value": {**case.block["value"], "level": "4"}}
    case.lesson.body = json.dumps([changed])
    case.lesson = publish(case.lesson)
    assert case.activity.rule_version == 2
    assert case.due() == []
    answer(case.learner, case.lesson, changed, at=case.now - timedelta(days=1))
    assert case.due() == [3]


def test_a_lesson_that_is_closed_by_now_is_left_out(case):
    PageViewRestriction.objects.create(page=case.lesson, restriction_type="login")
    assert case.due() == [], "it counts no more"
    PageViewRestriction.objects.all().delete()
    PageViewRestriction.objects.create(
        page=case.course, restriction_type=PageViewRestriction.PASSWORD, password="secret"
    )
    assert "What do you do?" not in text_of(case.client.get(RECAP))
    assert case.hand_in(right_answers(case.block)).status_code == 403
    assert not RecapAnswer.objects.exists()


# --- Answering ------------------------------------------------------------------------------


def test_a_right_answer_is_kept_and_moves_nothing_else(case):
    before = list(ItemState.objects.values()), list(TestedLevel.objects.values())
    page = text_of(case.hand_in(right_answers(case.block)))
    assert "You still know it" in page
    assert "Feedback 0" in page
    assert "Back to my page" in page
    kept = RecapAnswer.objects.get()
    assert (kept.user, kept.stage, kept.is_right, kept.score) == (case.user, 3, True, 1)
    assert kept.answer == sorted(right_answers(case.block))
    assert (list(ItemState.objects.values()), list(TestedLevel.objects.values())) == before
    assert Attempt.objects.filter(activity=case.activity).count() == 1
    assert check_progress() == []


def test_a_wrong_answer_lowers_nothing(case):
    before = list(ItemState.objects.values())
    page = text_of(case.hand_in(wrong_answers(case.block)))
    assert "What you had reached stays." in page
    assert "Feedback 1" in page
    assert "Feedback 0" not in page, "the right answer is asked again, not told"
    assert list(ItemState.objects.values()) == before
    assert case.lesson.url in page


def test_sent_twice_is_one_answer(case):
    attempt_id = str(uuid.uuid4())
    for chosen in (right_answers(case.block), wrong_answers(case.block)):
        assert "You still know it" in text_of(case.hand_in(chosen, attempt_id=attempt_id))
    assert RecapAnswer.objects.count() == 1


def test_two_tabs_are_one_stage(case):
    case.hand_in(right_answers(case.block))
    page = text_of(case.hand_in(right_answers(case.block)))
    assert "You have answered this question already." in page
    assert RecapAnswer.objects.count() == 1


def test_nothing_chosen_asks_again(case):
    page = text_of(case.hand_in([]))
    assert "Choose an answer first." in page
    assert "What do you do?" in page
    assert not RecapAnswer.objects.exists()


def test_an_answer_that_is_none_of_it(case):
    assert "has just been changed" in text_of(case.hand_in(["something"]))
    assert not RecapAnswer.objects.exists()


def test_the_key_of_a_copied_lesson_does_not_judge(case):
    twin = add_course(lessons=0)
    value = {**case.block["value"]}
    value["options"] = [
        {**one, "value": {**one["value"], "is_correct": not one["value"]["is_correct"]}}
        for one in value["options"]
    ]
    copy = add_lesson(twin, blocks=[{**case.block, "value": value}])
    case.hand_in(wrong_answers(case.block), page_id=copy.pk)
    assert not RecapAnswer.objects.exists()


def test_a_question_that_waits_for_nobody(client):
    case = Case(client, ago=timedelta(days=1))
    assert "already" in text_of(case.hand_in(right_answers(case.block)))
    assert not RecapAnswer.objects.exists()


def test_the_answer_of_somebody_else_is_not_shown(case):
    kept = case.keep(stage=3, is_right=True, at=case.now)
    case.client.force_login(PersonFactory())
    page = text_of(case.client.get(f"{RECAP}?answered={kept.pk}"))
    assert "You still know it" not in page
    url = reverse("courses:answer_recap", args=[case.lesson.pk, case.block["id"]])
    taken = case.client.post(url, {"attempt": kept.pk, "answer": ["x"]})
    assert taken.status_code == 403


NOBODYS = uuid.UUID(int=7)


@pytest.mark.parametrize("query", ["answered=x", "question=1&skip=2", f"skip={NOBODYS}"])
def test_strange_addresses_do_no_harm(case, query):
    assert case.client.get(f"{RECAP}?{query}").status_code == 200


def test_visitors_are_not_asked(client):
    assert client.get(RECAP).status_code == 302
    url = reverse("courses:answer_recap", args=[1, uuid.uuid4()])
    assert client.post(url).status_code == 302


# --- One after the other, and later -----------------------------------------------------------


def test_not_now_leads_to_the_next_and_nothing_is_kept(case):
    second = statement()
    case.lesson = add_lesson(case.course, blocks=[second])
    answer(case.learner, case.lesson, second, at=case.passed_at + timedelta(minutes=1))
    read(case.learner, case.lesson, at=case.passed_at)
    page = text_of(case.client.get(RECAP))
    assert "2 questions wait." in page
    assert "What do you do?" in page
    later = re.search(r'href="([^"]+skip=[^"]+)"', page)[1]
    page = text_of(case.client.get(later.replace("&amp;", "&")))
    assert "Traces can be enough." in page
    later = re.search(r'href="([^"]+skip=[^"]+)"', page)[1]
    page = text_of(case.client.get(later.replace("&amp;", "&")))
    assert "No question waits for you just now." in page
    assert case.due() == [3, 3], "they wait quietly"


def test_in_the_readers_language_or_else_the_source(case):
    swedish_course = translate(case.course, "sv", title="Matallergier")
    assert swedish_course
    block = {**case.block, "value": {**case.block["value"], "question": "Vad gör du?"}}
    translate(case.lesson, "sv", title="Fråga köket", body=json.dumps([block]))
    assert "Vad gör du?" in text_of(case.client.get("/sv/learning/recap/"))
    page = text_of(case.client.get("/it/learning/recap/"))
    assert "What do you do?" in page
    assert 'lang="en"' in page


# --- Whose it is ------------------------------------------------------------------------------


def test_what_a_visitor_passed_is_asked_once_it_is_theirs(client):
    course = add_course(lessons=0)
    lesson = add_lesson(course, blocks=[block := choice()])
    visitor = Learner(visitor_id=uuid.uuid4())
    long_ago = timezone.now() - SOME_DAYS
    answer(visitor, lesson, block, at=long_ago)
    read(visitor, lesson, at=long_ago)
    user = PersonFactory()
    claim(user=user, visitor_id=visitor.visitor_id, at=timezone.now())
    assert count_due(user_id=user.pk, at=timezone.now()) == 1


def test_it_is_handed_out_to_its_owner(case):
    case.hand_in(right_answers(case.block))
    (row,) = collect_personal_data(user_id=case.user.pk)["recaps"]
    assert (row["activity"], row["stage"], row["right"]) == (case.block["id"], 3, True)


# --- Bounds -----------------------------------------------------------------------------------


@pytest.mark.parametrize("exercises", [1, 40])
def test_queries_do_not_grow_with_what_was_passed(client, exercises, at_most):
    case = Case(client)
    blocks = [choice() for _ in range(exercises - 1)]
    for start in range(0, len(blocks), 10):
        lesson = add_lesson(case.course, blocks=blocks[start : start + 10])
        for block in blocks[start : start + 10]:
            answer(case.learner, lesson, block, at=case.passed_at)
        read(case.learner, lesson, at=case.passed_at)
    with at_most(1):
        assert count_due(user_id=case.user.pk, at=case.now) == min(exercises, 5)
    with at_most(12):
        assert case.client.get(RECAP).status_code == 200
    with at_most(12):
        case.client.post(
            reverse("courses:answer_recap", args=[case.lesson.pk, case.block["id"]]),
            {"attempt": str(uuid.uuid4()), "answer": sorted(right_answers(case.block))},
        )
    assert RecapAnswer.objects.count() == 1
    assert len(list_lessons(case.course)) >= 1
