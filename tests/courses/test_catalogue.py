"""The catalogue: modules for the path, search and facets for readers."""

import re

import pytest
from django.core.cache import cache
from wagtail.search.index import insert_or_update_object

from courses.models import CourseOccupation, CoursePage, CoursePrerequisite
from courses.selectors import get_progress, list_enrolled_courses, list_modules
from courses.types import Teaches
from tests.factories.courses import (
    LEARNT_AT,
    EnrolmentFactory,
    PersonFactory,
    add_course,
    add_lesson,
    list_lessons,
    publish,
    set_up_index,
    translate,
    translate_index,
)
from uprest.accounts.types import Learner
from uprest.skills.models import Occupation

pytestmark = pytest.mark.django_db


def titles(client, query="", language="en"):
    page = client.get(f"/{language}/courses/{query}").content.decode()
    return re.findall(r"<h2><a [^>]*>([^<]+)</a></h2>", page)


# --- Modules ------------------------------------------------------------------------------------


def test_a_module_says_what_the_path_needs():
    before = add_course(lessons=1, title="Before")
    course = add_course(lessons=0, teaches=[("allergies", 2, 4), ("welcome", 0, 1)])
    course.occupations = [CourseOccupation(occupation=Occupation.objects.get(code="receptionist"))]
    course.prerequisites = [CoursePrerequisite(course=before)]
    course = publish(course)
    add_lesson(course, minutes=4)
    add_lesson(course, minutes=6)
    add_lesson(course, live=False, minutes=50)
    module = {one.course_key: one for one in list_modules(language="en")}[course.translation_key]
    assert (module.title, module.url) == ("Food allergies", course.url)
    assert (module.minutes, module.lessons) == (10, 2)
    assert (module.language, module.languages) == ("en", ("en",))
    assert module.teaches == (Teaches("allergies", 2, 4), Teaches("welcome", 0, 1))
    assert module.requires == (before.translation_key,)
    assert module.occupations == ("receptionist",)


def test_a_course_is_one_whatever_its_languages():
    course = add_course(lessons=2)
    translate(course, "sv", title="Matallergier")
    translate(list_lessons(course)[0], "sv")
    (swedish,), (italian,) = list_modules(language="sv"), list_modules(language="it")
    assert (swedish.title, swedish.language) == ("Matallergier", "sv")
    assert swedish.url == f"/sv{course.url[3:]}"
    assert (italian.title, italian.language) == ("Food allergies", "en")
    assert swedish.languages == italian.languages == ("en", "sv")
    assert swedish.minutes == italian.minutes == 10


def test_only_live_courses_are_modules():
    course = add_course(lessons=1)
    assert len(list_modules(language="en")) == 1
    course.unpublish()
    assert list_modules(language="en") == []


@pytest.mark.parametrize("change", ["publish", "lesson", "delete", "move"])
def test_modules_are_never_stale(change):
    course, other = add_course(lessons=1, title="A"), add_course(lessons=1, title="B")
    before = list_modules(language="en")
    if change == "publish":
        course.title = "Changed"
        publish(course)
    elif change == "lesson":
        list_lessons(course)[0].unpublish()
    elif change == "delete":
        other.delete()
    else:
        other.refresh_from_db()
        other.move(type(course).objects.get(pk=course.pk), "left")
    after = list_modules(language="en")
    assert after != before
    cache.clear()
    assert list_modules(language="en") == after


@pytest.mark.parametrize("courses", [1, 6])
def test_modules_cost_the_same_however_many(courses, at_most):
    for number in range(courses):
        add_course(lessons=1, title=f"Course {number}")
    list_modules(language="en")
    with at_most(1):
        list_modules(language="en")
    with at_most(6):
        list_modules(language="sv")


@pytest.mark.parametrize("courses", [1, 6])
def test_progress_costs_the_same_however_many(courses, at_most):
    user = PersonFactory()
    keys = [add_course(lessons=2, exercises=1).translation_key for _ in range(courses)]
    for key in keys:
        EnrolmentFactory(user=user, course_key=key)
    get_progress(learner=Learner(user_id=user.pk), course_keys=keys)
    with at_most(3):
        found = get_progress(learner=Learner(user_id=user.pk), course_keys=keys)
    assert [one.next_lesson.number for one in found.values()] == [1] * courses


def test_progress_of_nobody_is_not_started():
    course = add_course(lessons=1)
    found = get_progress(learner=None, course_keys=[course.translation_key])
    assert found[course.translation_key].state == "NOT_STARTED"


def test_courses_are_listed_last_used_first():
    user = PersonFactory()
    first = EnrolmentFactory(user=user)
    second = EnrolmentFactory(user=user, last_seen_at=LEARNT_AT)
    assert list_enrolled_courses(user_id=user.pk) == [second.course_key, first.course_key]


# --- The page -----------------------------------------------------------------------------------


@pytest.fixture
def courses():
    add_course(lessons=2, title="Food allergies")
    add_course(
        lessons=1, title="Answering reviews", summary="Calm replies.", teaches=[("reviews", 1, 3)]
    )
    swedish = add_course(lessons=0, title="Car-free", teaches=[("car-free", 1, 3)])
    lesson = add_lesson(swedish, minutes=40)
    translate(swedish, "sv", title="Utan bil")
    translate(lesson, "sv")
    for page in CoursePage.objects.all():  # done after commit by a background task
        insert_or_update_object(page)


def test_courses_are_found_by_words_and_facets(client, courses):
    assert titles(client) == ["Food allergies", "Answering reviews", "Car-free"]
    assert titles(client, "?q=calm") == ["Answering reviews"]
    assert titles(client, "?q=bil") == ["Car-free"]
    assert titles(client, "?q=allerg") == ["Food allergies"]
    assert titles(client, "?skill=reviews") == ["Answering reviews"]
    assert titles(client, "?skill=reviews&skill=allergies") == [
        "Food allergies",
        "Answering reviews",
    ]
    assert titles(client, "?length=long") == ["Car-free"]
    assert titles(client, "?language=sv") == ["Car-free"]
    assert titles(client, "?language=sv&skill=reviews") == []


def test_unknown_values_are_ignored(client, courses):
    assert len(titles(client, "?skill=nothing&length=7&page=99&language=xx")) == 3


def test_counts_say_what_a_value_leaves(client, courses):
    page = client.get("/en/courses/?language=sv").content.decode()
    boxes = dict(
        re.findall(r'name="\w+" value="([\w-]+)"[^>]*>.*?</span>(\d+)</span></label>', page)
    )
    assert boxes["sv"] == "1"
    assert boxes["en"] == "3"
    assert boxes["car-free"] == "1"
    assert "reviews" not in boxes


def test_nothing_found_says_what_to_do(client, courses):
    page = client.get("/en/courses/?q=zzzz").content.decode()
    assert "No course fits all of that" in page
    assert 'href="/en/courses/"' in page


def test_an_empty_catalogue_says_so(client):
    set_up_index()
    assert "No courses yet" in client.get("/en/courses/").content.decode()


def test_a_course_in_another_language_has_a_chip_and_opens_there(client, courses):
    translate_index("it")
    page = client.get("/it/courses/").content.decode()
    assert 'lang="en" hreflang="en">Food allergies</a>' in page
    assert page.count("English") >= 3
    url = re.search(r'<h2><a href="([^"]+)"', page)[1]
    assert url.startswith("/en/")
    assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    "typed",
    [
        '"><script>',
        "'",
        '"',
        "*",
        "AND",
        "calm OR",
        "NEAR(",
        "title:calm",
        "-",
        "()",
        "a\\",
        "_",
        "%",
    ],
)
def test_what_is_typed_is_shown_and_harmless(client, typed):
    add_course(lessons=0, title="Answering reviews")
    response = client.get("/en/courses/", {"q": typed})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_many_courses_come_in_pages(client):
    for number in range(13):
        add_course(lessons=0, title=f"Course {number:02}")
    assert len(titles(client)) == 12
    assert titles(client, "?page=2") == ["Course 12"]
    assert "Page 1 of 2" in client.get("/en/courses/").content.decode()


@pytest.mark.parametrize("number", [1, 5])
def test_the_catalogue_costs_at_most_15_queries(client, at_most, number):
    user = PersonFactory()
    client.force_login(user)
    for _ in range(number):
        course = add_course(lessons=1)
        EnrolmentFactory(user=user, course_key=course.translation_key)
    client.get("/en/courses/?q=food")
    with at_most(15):
        assert client.get("/en/courses/?q=food").status_code == 200
