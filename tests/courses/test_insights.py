"""What trainers see of how people get on: in the editor, the report and on Wagtail's first page."""

import csv
import io
import json
import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.template import engines
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission
from wagtail.users.models import UserProfile

from courses.forms import LONGEST
from courses.models import Activity, Attempt, ItemState, RecapAnswer
from courses.selectors.drop_off import get_drop_off
from courses.selectors.insights import get_lesson_figures, get_report
from courses.services.roles import set_up_trainers
from tests.courses.learning import answer, learn, read
from tests.factories.courses import (
    EnrolmentFactory,
    add_course,
    add_lesson,
    choice,
    list_lessons,
    publish,
    right_answers,
    statement,
    text,
    translate,
    wrong_answers,
)
from tests.factories.ecosystem import OfficerRoleFactory, PersonFactory
from uprest.accounts.services import erase_person
from uprest.accounts.types import Learner
from uprest.celery import app

# Wagtail's own templates are not ours to mend.
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

REPORT = "/admin/reports/most-wrong/"
FEW = "fewer than 5 people so far"


@pytest.fixture(autouse=True)
def _lenient(settings, monkeypatch):
    settings.ZEAL_RAISE = False
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    monkeypatch.setattr(app.conf, "task_eager_propagates", False)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def yesterday(now):
    return now - timedelta(days=1)


@pytest.fixture
def course(db):
    return add_course(lessons=0, title="Food allergies")


def make_trainer():
    user = PersonFactory()
    user.groups.add(set_up_trainers())
    return user


@pytest.fixture
def trainer(course, client):
    user = make_trainer()
    client.force_login(user)
    return user


def people(course, number):
    return [learn(course)[1] for _ in range(number)]


def try_all(learners, lesson, block, *, wrong=(), at):
    """Let each of ``learners`` answer rightly, those at the places ``wrong`` wrongly first."""
    for place, learner in enumerate(learners):
        if place in wrong:
            answer(learner, lesson, block, chosen=wrong_answers(block), at=at)
        answer(learner, lesson, block, at=at + timedelta(minutes=1))


def words(page):
    body = re.sub(r"<(script|style|template)[^>]*>.*?</\1>", "", page.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def edit(client, page):
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def figures_of(lesson, now):
    (figures,) = get_lesson_figures(lesson=lesson, at=now)
    return figures


# --- Beside the block -------------------------------------------------------------------------


def test_the_editor_shows_how_it_went(course, trainer, client, yesterday):
    block = choice(question="Is it safe?")
    lesson = add_lesson(course, blocks=[text(), block])
    try_all(people(course, 8), lesson, block, wrong=(0, 1, 2), at=yesterday)
    page = edit(client, lesson)
    shown = words(page)
    assert "How it went" in shown
    assert "Have tried it 8 people" in shown
    assert "Right at first 63 % (5 of 8)" in shown
    assert "Right in the end 100 % (8 of 8)" in shown
    assert "Answer 1 · 3 of 8" in shown
    assert "Tries until right (median) 1" in shown
    assert f'href="#block-{block["id"]}-section"' in page.content.decode()


def test_nothing_is_told_of_four_people_nor_of_a_wrong_answer_of_two(course, now, yesterday):
    block = choice()
    lesson = add_lesson(course, blocks=[block])
    learners = people(course, 4)
    try_all(learners, lesson, block, wrong=(0, 1, 2, 3), at=yesterday)
    figures = figures_of(lesson, now)
    assert (figures.people, figures.right_at_first, figures.wrong) == (None, None, None)
    other = choice()
    lesson = add_lesson(course, blocks=[other])
    try_all(people(course, 6), lesson, other, wrong=(0, 1), at=yesterday)
    figures = figures_of(lesson, now)
    assert (figures.people, figures.right_at_first.part) == (6, 4)
    assert figures.wrong is None


def test_too_few_people_are_said_in_words(course, trainer, client, yesterday):
    lesson = add_lesson(course, blocks=[block := choice()])
    try_all(people(course, 4), lesson, block, at=yesterday)
    shown = words(edit(client, lesson))
    assert FEW in shown
    assert "%" not in shown.split("How it went")[-1].split("Toggle")[0]


def test_today_does_not_count_until_tomorrow(course, now):
    lesson = add_lesson(course, blocks=[block := choice()])
    try_all(people(course, 6), lesson, block, at=now)
    assert figures_of(lesson, now).people is None
    assert figures_of(lesson, now + timedelta(days=1)).people == 6


def test_who_counts(course, now, yesterday):
    """Erased people do; visitors and those who write courses do not."""
    lesson = add_lesson(course, blocks=[block := choice()])
    learners = people(course, 5)
    try_all(learners, lesson, block, at=yesterday)
    try_all([Learner(visitor_id=uuid.uuid4()) for _ in range(3)], lesson, block, at=yesterday)
    trainer, boss = make_trainer(), PersonFactory(is_superuser=True)
    try_all([Learner(user_id=one.pk) for one in (trainer, boss)], lesson, block, at=yesterday)
    assert figures_of(lesson, now).people == 5
    erase_person(user_id=learners[0].user_id, at=now)
    assert figures_of(lesson, now + timedelta(days=1)).people == 5


def test_only_the_first_try_says_what_was_believed(course, now, yesterday):
    block = choice(options=(True, False, False))
    first, second = (frozenset([o["id"]]) for o in block["value"]["options"][1:])
    lesson = add_lesson(course, blocks=[block])
    for number, learner in enumerate(people(course, 8)):
        answer(learner, lesson, block, chosen=first if number < 3 else second, at=yesterday)
        for minute in range(1, 5):
            later = yesterday + timedelta(minutes=minute)
            answer(learner, lesson, block, chosen=first, at=later)
    figures = figures_of(lesson, now)
    assert (figures.wrong.words, figures.wrong.share.part) == ("Answer 2", 5)
    assert (figures.right_at_first.part, figures.right_at_last.part) == (0, 0)
    assert figures.median_tries is None


def test_an_older_version_of_the_rule_is_counted_apart(course, trainer, client, now, yesterday):
    block = choice()
    lesson = add_lesson(course, blocks=[block])
    try_all(people(course, 6), lesson, block, wrong=range(6), at=yesterday)
    changed = {**block, "value": {**block["value"], "level": "4"}}
    lesson.body = json.dumps([changed])
    lesson = publish(lesson)
    figures = figures_of(lesson, now)
    assert (figures.people, figures.older_people) == (None, 6)
    assert "6 people have answered an older version of it" in words(edit(client, lesson))
    try_all(people(course, 5), lesson, changed, at=yesterday)
    assert figures_of(lesson, now + timedelta(days=1)).right_at_first.whole == 5


def test_the_words_are_those_of_the_page(course, now, yesterday):
    block = choice()
    lesson = add_lesson(course, blocks=[block])
    try_all(people(course, 5), lesson, block, wrong=(0, 1, 2), at=yesterday)
    translate(course, "sv", title="Matallergier")
    options = [
        {**o, "value": {**o["value"], "text": f"Svar {number}"}}
        for number, o in enumerate(block["value"]["options"])
    ]
    body = [{**block, "value": {**block["value"], "question": "Vad gör du?", "options": options}}]
    swedish = translate(lesson, "sv", title="Fråga köket", body=json.dumps(body))
    assert figures_of(swedish, now).question == "Vad gör du?"
    assert figures_of(swedish, now).wrong.words == "Svar 1"
    assert figures_of(lesson, now).wrong.words == "Answer 1"


def test_a_statement_in_words(course, now, yesterday):
    lesson = add_lesson(course, blocks=[block := statement(is_true=True)])
    try_all(people(course, 5), lesson, block, wrong=(0, 1, 2), at=yesterday)
    assert figures_of(lesson, now).wrong.words == "False"


def test_the_median_time_is_of_first_tries(course, now, yesterday):
    lesson = add_lesson(course, blocks=[block := choice()])
    for number, learner in enumerate(people(course, 5)):
        seconds = (20, 40, 95, 300, LONGEST)[number]
        answer(learner, lesson, block, at=yesterday, seconds=seconds)
        answer(learner, lesson, block, at=yesterday + timedelta(minutes=1), seconds=1)
    assert figures_of(lesson, now).time == "1 min 35 s"


def test_still_known_after_two_weeks(course, trainer, client, now, yesterday):
    lesson = add_lesson(course, blocks=[block := choice()])
    learners = people(course, 5)
    try_all(learners, lesson, block, at=yesterday)
    activity = Activity.objects.get(key=block["id"])
    given = [(learner, True) for learner in learners]
    given[0:1] = [(learners[0], False), (learners[0], True)]  # wrong, and right three days later
    for minute, (learner, is_right) in enumerate(given):
        RecapAnswer.objects.create(
            user_id=learner.user_id, activity=activity, stage=14, rule_version=1, score=is_right,
            is_right=is_right, language="en", asked_at=yesterday,
            answered_at=yesterday + timedelta(minutes=minute),
        )  # fmt: skip
    figures = figures_of(lesson, now)
    assert (figures.known.part, figures.known.whole) == (4, 5)
    assert "Still known after 14 days 80 % (4 of 5)" in words(edit(client, lesson))


def test_a_draft_has_no_figures_yet(course, trainer, client):
    lesson = add_lesson(course, blocks=[choice()], live=False)
    assert "Figures come once the lesson is published" in words(edit(client, lesson))


# --- How far people get -------------------------------------------------------------------------


def test_drop_off_lesson_by_lesson(course, trainer, client, now, yesterday):
    blocks = [choice() for _ in range(3)]
    lessons = [add_lesson(course, blocks=[block], title=f"L{n}") for n, block in enumerate(blocks)]
    for number, learner in enumerate(people(course, 9)):
        read(learner, lessons[0], at=yesterday)
        if number < 7:
            answer(learner, lessons[0], blocks[0], at=yesterday)
        if number < 6:
            answer(learner, lessons[1], blocks[1], at=yesterday)
    found = get_drop_off(course=course, at=now)
    assert found.began == 9
    assert [lesson.title for lesson in found.lessons] == ["L0", "L1", "L2"]
    steps = [(one.step.reached, one.step.read, one.step.finished) for one in found.lessons]
    assert steps == [(9, 9, 7), (6, None, None), (None, None, None)]
    shown = words(edit(client, course))
    assert "9 people have begun this course." in shown
    assert "1. L0 9 9 7" in shown
    assert "2. L1 6 – –" in shown


def test_opening_a_lesson_is_reaching_it(course, now, client, yesterday):
    lessons = [add_lesson(course) for _ in range(2)]
    for _ in range(5):
        EnrolmentFactory(
            course_key=course.translation_key,
            last_lesson_key=lessons[1].translation_key,
            last_seen_at=yesterday,
        )
    steps = [one.step for one in get_drop_off(course=course, at=now).lessons]
    assert [(step.reached, step.read) for step in steps] == [(5, None), (5, None)]


def test_a_course_that_nobody_has_begun(course, trainer, client, now):
    assert get_drop_off(course=course, at=now).lessons == ()
    assert "Fewer than 5 people have begun this course so far." in words(edit(client, course))


# --- The report ---------------------------------------------------------------------------------


@pytest.fixture
def two_questions(course, yesterday):
    """An easy question, and one that most people get wrong."""
    easy, hard = choice(question="Easy?"), choice(question="Hard?")
    lesson = add_lesson(course, blocks=[easy, hard])
    learners = people(course, 12)
    try_all(learners, lesson, easy, wrong=(0,), at=yesterday)
    try_all(learners, lesson, hard, wrong=range(10), at=yesterday)
    return lesson


def test_the_worst_comes_first(two_questions, trainer, client):
    page = client.get(REPORT)
    shown = words(page)
    assert shown.index("Hard?") < shown.index("Easy?")
    assert "17 % (2 of 12)" in shown
    assert "5 to 45 %" in shown
    link = re.search(r'href="(/admin/pages/\d+/edit/#:w:contentpath=body\.[^"]+)"', page.text)[1]
    hard = Activity.objects.order_by("position").last()
    assert link == f"/admin/pages/{two_questions.pk}/edit/#:w:contentpath=body.{hard.block_id}"


def test_narrowed_down_to_a_course(two_questions, trainer, client, yesterday):
    other = add_course(lessons=0, title="Another")
    block = choice(question="Elsewhere?")
    lesson = add_lesson(other, blocks=[block])
    try_all(people(other, 6), lesson, block, at=yesterday)
    assert "Elsewhere?" in words(client.get(REPORT))
    shown = words(client.get(REPORT, {"course": str(other.translation_key)}))
    assert "Elsewhere?" in shown
    assert "Hard?" not in shown
    assert client.get(REPORT, {"course": "x", "language": "xx"}).status_code == 200


def test_one_language_is_told_where_the_rest_cannot_be_found(course, now, yesterday):
    block = choice()
    lesson = add_lesson(course, blocks=[block])
    translate(course, "sv", title="Matallergier")
    swedish = translate(lesson, "sv", title="Fråga köket")
    try_all(people(course, 6), lesson, block, wrong=(0, 1, 2), at=yesterday)
    try_all(people(course, 3), swedish, block, at=yesterday)
    user = make_trainer()

    def report(language, at):
        return get_report(user=user, interface="en", at=at, language=language)

    assert report("", now).rows[0].figures.people == 9
    assert report("en", now).rows == (), "the three others could be found"
    assert report("sv", now).rows == ()
    assert report("en", now).hidden == 1
    try_all(people(course, 2), swedish, block, at=yesterday)
    tomorrow = now + timedelta(days=1)
    (row,) = report("sv", tomorrow).rows
    assert (row.figures.people, row.language, row.figures.wrong) == (5, "sv", None)
    (row,) = report("en", tomorrow).rows
    assert (row.figures.people, row.figures.wrong.share.part) == (6, 3)


def test_as_a_file(two_questions, trainer, client):
    answered = client.get(REPORT, {"export": "csv"})
    assert answered["Content-Type"] == "text/csv; charset=utf-8"
    hard, easy = csv.DictReader(io.StringIO(answered.content.decode()))
    assert (hard["question"], hard["people"], hard["right_at_first_percent"]) == (
        "Hard?",
        "12",
        "17",
    )
    assert (hard["most_chosen_wrong"], hard["most_chosen_wrong_people"]) == ("Answer 1", "10")
    assert (easy["right_at_first_percent"], easy["most_chosen_wrong"]) == ("92", "")
    assert hard["address"].startswith("http://testserver/admin/pages/")


def test_a_question_is_no_formula(course, trainer, client, yesterday):
    lesson = add_lesson(course, blocks=[block := choice(question="=1+1")])
    try_all(people(course, 5), lesson, block, at=yesterday)
    (row,) = csv.DictReader(io.StringIO(client.get(REPORT, {"export": "csv"}).content.decode()))
    assert row["question"] == "'=1+1"


@pytest.mark.parametrize("language", ["sv", "it", "hr"])
def test_in_the_languages_of_the_interface(two_questions, trainer, client, language):
    profile = UserProfile.get_for_user(trainer)
    profile.preferred_language = language
    profile.save()
    assert client.get(REPORT).status_code == 200
    assert edit(client, two_questions).status_code == 200
    assert client.get("/admin/").status_code == 200


# --- What is next -------------------------------------------------------------------------------


def test_the_first_page_of_the_editor_says_what_is_next(two_questions, course, trainer, client):
    draft = list_lessons(course)[0]
    draft.title = "Half done"
    draft.save_revision(user=trainer)
    translate(course, "sv", title="Matallergier")
    shown = words(client.get("/admin/"))
    assert "Next for you" in shown
    assert shown.index("Hard?") < shown.index("Easy?")
    assert "17 % right at first, of 12 people" in shown
    assert "Half done" in shown
    assert "1 lesson waits for a translation: Swedish" in shown


def test_nothing_waits(trainer, client):
    assert "Nothing waits for you." in words(client.get("/admin/"))


# --- Who sees it --------------------------------------------------------------------------------


def sign_in(client, role):
    if role == "nobody":
        return
    user = OfficerRoleFactory().user if role == "officer" else PersonFactory()
    client.force_login(user)


@pytest.mark.parametrize("role", ["nobody", "learner", "officer"])
def test_others_see_nothing(two_questions, client, role):
    sign_in(client, role)
    for url in (REPORT, f"{REPORT}?export=csv", "/admin/",
                reverse("wagtailadmin_pages:edit", args=[two_questions.pk])):  # fmt: skip
        answered = client.get(url)
        assert answered.status_code in (302, 403)
        assert b"Hard?" not in answered.content


def test_an_author_of_other_pages_sees_nothing_of_these(two_questions, client, yesterday):
    """Permission is for the pages one may change."""
    other = add_course(lessons=0, title="Another")
    block = choice(question="Elsewhere?")
    lesson = add_lesson(other, blocks=[block])
    try_all(people(other, 6), lesson, block, at=yesterday)
    group = set_up_trainers()
    group.page_permissions.all().delete()
    for name in ("change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=group, page=other.page_ptr, permission=_permission(name)
        )
    user = PersonFactory()
    user.groups.add(group)
    client.force_login(user)
    for shown in (words(client.get(REPORT)), words(client.get("/admin/"))):
        assert "Elsewhere?" in shown or "Next for you" in shown
        assert "Hard?" not in shown
    assert edit(client, two_questions).status_code == 302


def _permission(codename):
    return Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)


# --- Bounds -------------------------------------------------------------------------------------


def fill(lesson, block, tries, at):
    """Add many tries of many people at once, as the service would have added them."""
    activity = Activity.objects.get(key=block["id"])
    users = [PersonFactory.build(email=f"n{n}@example.org") for n in range(tries // 2)]
    users = type(users[0]).objects.bulk_create(users)
    chosen = [sorted(right_answers(block)), sorted(wrong_answers(block))]
    Attempt.objects.bulk_create(
        Attempt(
            user=users[n // 2], activity=activity, rule_version=1, answer=chosen[n % 2 - 1],
            score=n % 2, is_passed=n % 2, source="SERVER", language="en", seconds=n % 50,
            happened_at=at, received_at=at + timedelta(seconds=n),
        )
        for n in range(tries)
    )  # fmt: skip
    ItemState.objects.bulk_create(
        ItemState(user=user, activity=activity, best_score=1, tries=2, done_at=at, passed_at=at)
        for user in users
    )


@pytest.mark.parametrize("tries", [10, 1000])
def test_queries_do_not_grow_with_tries(course, trainer, client, at_most, now, yesterday, tries):
    block = choice()
    lesson = add_lesson(course, blocks=[block])
    fill(lesson, block, tries, yesterday - timedelta(hours=1))
    with at_most(7):
        figures = figures_of(lesson, now)
    assert (figures.people, figures.right_at_last.percentage) == (tries // 2, 100)
    assert figures.right_at_first.part == 0
    with at_most(2):
        assert figures_of(lesson, now) == figures
    with at_most(4):
        assert get_drop_off(course=course, at=now).began == tries // 2
    with at_most(12):
        report = get_report(user=trainer, interface="en", at=now + timedelta(days=1))
    assert len(report.rows) == 1
