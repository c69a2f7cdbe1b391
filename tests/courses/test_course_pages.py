"""The page of a course over HTTP."""

import uuid

import pytest
from wagtail.models import PageViewRestriction

from courses.models import CompletionRecord, CoursePrerequisite
from courses.services import mark_lesson_done
from tests.factories.courses import (
    LEARNT_AT,
    EnrolmentFactory,
    PersonFactory,
    add_course,
    add_lesson,
    list_lessons,
    publish,
    translate,
)
from uprest.accounts.types import Learner

pytestmark = pytest.mark.django_db


def read(user, lesson):
    learner = Learner(user_id=user.pk)
    mark_lesson_done(learner=learner, lesson=lesson, attempt_id=uuid.uuid4(), at=LEARNT_AT)


def test_a_visitor_sees_what_it_is_about_and_starts_the_first_lesson(client):
    course = add_course(
        lessons=2, outcomes="<ul><li>Ask the kitchen.</li></ul>", audience="For the desk."
    )
    page = client.get(course.url).content.decode()
    for words in (
        "What you can do after",
        "For the desk.",
        "Allergies and special diets",
        "From level 2 to level 4",
        "10 minutes",
        "2 lessons",
        "Start the first lesson",
        "Opens when you take the course",
    ):
        assert words in page
    assert "Take this course" not in page
    assert list_lessons(course)[0].url in page


def test_somebody_signed_in_can_take_it(client):
    course = add_course(lessons=1)
    client.force_login(PersonFactory())
    page = client.get(course.url).content.decode()
    assert "Take this course" in page


def test_a_learner_sees_progress_and_goes_on(client):
    course = add_course(lessons=3)
    user = EnrolmentFactory(course_key=course.translation_key).user
    client.force_login(user)
    read(user, list_lessons(course)[0])
    page = client.get(course.url).content.decode()
    assert "1 of 3 lessons done" in page
    assert "Go on: Lesson 2" in page
    assert "Take this course" not in page


def test_the_lesson_left_open_is_the_one_to_go_on_with(client):
    course = add_course(lessons=3)
    client.force_login(EnrolmentFactory(course_key=course.translation_key).user)
    client.get(list_lessons(course)[2].url)
    assert list_lessons(course)[2].url in client.get(course.url).content.decode().split("btn")[0]
    read_page = client.get(course.url).content.decode()
    assert f'class="button" href="{list_lessons(course)[2].url}"' in read_page


def test_completed_with_something_new_since(client):
    course = add_course(lessons=1)
    user = EnrolmentFactory(course_key=course.translation_key).user
    client.force_login(user)
    read(user, list_lessons(course)[0])
    assert CompletionRecord.objects.exists()
    add_lesson(course, title="New")
    page = client.get(course.url).content.decode()
    assert "1 new since" in page
    assert "Your completion stays." in page


def test_prerequisites_are_done_or_not(client):
    done, open_one = add_course(lessons=1, title="Done"), add_course(lessons=1, title="Open")
    course = add_course(lessons=1)
    course.prerequisites = [CoursePrerequisite(course=done), CoursePrerequisite(course=open_one)]
    course = publish(course)
    user = EnrolmentFactory(course_key=done.translation_key).user
    client.force_login(user)
    read(user, list_lessons(done)[0])
    page = client.get(course.url).content.decode()
    assert page.count("You have done it") == 1
    assert page.count("Not done yet.") == 1


def test_a_lesson_without_translation_opens_in_the_source_language(client):
    course = add_course(lessons=2)
    first, second = list_lessons(course)
    swedish = translate(course, "sv", title="Matallergier")
    translated = translate(first, "sv", title="Fråga köket")
    page = client.get(swedish.url).content.decode()
    assert translated.url in page
    assert f'href="{second.url}" lang="en" hreflang="en"' in page


def test_a_draft_is_not_found(client):
    course = add_course(lessons=1)
    url = course.url
    course.unpublish()
    assert client.get(url).status_code == 404
    assert client.get(f"{url}nothing/").status_code == 404


def test_a_restricted_course_is_not_shown(client):
    course = add_course(lessons=1)
    PageViewRestriction.objects.create(page=course, restriction_type="login")
    assert client.get(course.url).status_code == 302


@pytest.mark.parametrize("lessons", [2, 12])
def test_a_course_costs_at_most_15_queries(client, at_most, lessons):
    course = add_course(lessons=lessons, exercises=1)
    course.prerequisites = [CoursePrerequisite(course=add_course(lessons=1))]
    publish(course)
    client.force_login(EnrolmentFactory(course_key=course.translation_key).user)
    client.get(course.url)
    with at_most(15):
        assert client.get(course.url).status_code == 200
