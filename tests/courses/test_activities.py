"""What a course asks for follows its live pages."""

import json
import uuid

import pytest
from wagtail.models import Page, PageViewRestriction

from courses.models import Activity, LessonPage
from courses.selectors.access import get_lesson_access
from tests.factories.courses import (
    add_course,
    add_lesson,
    choice,
    list_lessons,
    publish,
    statement,
    text,
    translate,
)

pytestmark = pytest.mark.django_db


def required(course):
    return Activity.objects.filter(
        course_key=course.translation_key, is_live=True, is_required=True
    ).order_by("position")


def body(*blocks):
    return json.dumps(blocks)


def test_publishing_a_lesson_makes_its_activities():
    course = add_course(lessons=0)
    block = choice(level=3)
    lesson = add_lesson(course, blocks=[text(), block])
    read, answered = required(course)
    assert read.key == lesson.translation_key
    assert read.kind == "LESSON"
    assert answered.key == uuid.UUID(block["id"])
    assert (answered.kind, answered.skill.code, answered.level) == ("EXERCISE", "allergies", 3)
    assert answered.is_taught


def test_a_draft_does_not_count():
    course = add_course(lessons=1)
    add_lesson(course, live=False, blocks=[choice()])
    assert required(course).count() == 1


def test_a_draft_of_a_live_lesson_changes_nothing():
    course = add_course(lessons=1)
    lesson = list_lessons(course)[0]
    lesson.body = body(choice())
    lesson.save_revision()
    assert required(course).count() == 1


def test_unpublishing_and_deleting_take_activities_out_and_keep_them():
    course = add_course(lessons=3, exercises=1)
    _first, second, third = list_lessons(course)
    second.unpublish()
    assert required(course).count() == 4
    third.delete()
    assert required(course).count() == 2
    assert Activity.objects.filter(course_key=course.translation_key).count() == 6
    publish(LessonPage.objects.get(pk=second.pk))
    assert required(course).count() == 4


def test_unpublishing_the_course_takes_everything_out():
    course = add_course(lessons=2)
    course.unpublish()
    assert not required(course).exists()


def test_deleting_the_course_takes_everything_out():
    course = add_course(lessons=2, exercises=1)
    course.delete()
    assert not required(course).exists()
    assert Activity.objects.count() == 4


def test_a_translation_never_makes_a_second_activity():
    course = add_course(lessons=2, exercises=1)
    translate(course, "sv", title="Matallergier")
    for lesson in list_lessons(course):
        translate(lesson, "sv", title="Fråga köket")
    assert Activity.objects.count() == 4
    assert required(course).count() == 4


def test_an_exercise_that_only_a_translation_has_can_be_done_and_does_not_count():
    course = add_course(lessons=1)
    extra = choice()
    translate(course, "sv")
    translate(list_lessons(course)[0], "sv", body=body(text(), extra))
    activity = Activity.objects.get(key=extra["id"])
    assert activity.is_live
    assert not activity.is_required


def test_a_lesson_that_is_only_in_the_source_language_counts_for_all():
    course = add_course(lessons=2)
    translate(course, "sv")
    translate(list_lessons(course)[0], "sv")
    assert required(course).count() == 2


def test_when_the_source_goes_the_oldest_translation_takes_its_place():
    course = add_course(lessons=2)
    translate(course, "sv")
    translate(list_lessons(course)[0], "sv")
    course.unpublish()
    assert required(course).count() == 1


def test_rewording_keeps_the_rule_and_changes_the_hash():
    course = add_course(lessons=0)
    block = choice()
    lesson = add_lesson(course, blocks=[block])
    before = Activity.objects.get(key=block["id"])
    block["value"]["question"] = "What do you do first?"
    lesson.body = body(block)
    publish(lesson)
    after = Activity.objects.get(key=block["id"])
    assert after.rule_version == before.rule_version == 1
    assert after.content_hash != before.content_hash


@pytest.mark.parametrize("change", ["key", "level", "skill"])
def test_a_change_of_what_counts_raises_the_rule_version(change):
    course = add_course(lessons=0)
    block = choice()
    lesson = add_lesson(course, blocks=[block])
    if change == "key":
        for option in block["value"]["options"]:
            option["value"]["is_correct"] = not option["value"]["is_correct"]
    else:
        block["value"][change] = {"level": "4", "skill": "welcome"}[change]
    lesson.body = body(block)
    publish(lesson)
    assert Activity.objects.get(key=block["id"]).rule_version == 2


def test_publishing_again_unchanged_changes_nothing():
    course = add_course(lessons=1, exercises=2)
    before = list(Activity.objects.values())
    publish(list_lessons(course)[0])
    publish(course)
    assert list(Activity.objects.values()) == before


def test_words_of_the_interface_do_not_change_the_hash_of_a_statement(settings):
    from django.utils.translation import override

    course = add_course(lessons=0)
    block = statement()
    lesson = add_lesson(course, blocks=[block])
    before = Activity.objects.get(key=block["id"]).content_hash
    with override("sv"):
        publish(lesson)
    assert Activity.objects.get(key=block["id"]).content_hash == before


def test_a_copied_lesson_has_activities_of_its_own():
    course = add_course(lessons=1, exercises=1)
    lesson = list_lessons(course)[0]
    lesson.copy(update_attrs={"slug": "copied", "title": "Copied"})
    assert required(course).count() == 4
    assert len(set(required(course).values_list("key"))) == 4


def test_a_moved_lesson_brings_its_activities_along():
    course, other = add_course(lessons=2, exercises=1), add_course(lessons=1)
    lesson = list_lessons(course)[1]
    lesson.move(Page.objects.get(pk=other.pk), "last-child")
    assert required(course).count() == 2
    assert required(other).count() == 3


def test_the_order_follows_the_lessons():
    course = add_course(lessons=3)
    first, second, third = list_lessons(course)
    third.move(Page.objects.get(pk=first.pk), "left")
    assert [row.lesson_key for row in required(course)] == [
        third.translation_key,
        first.translation_key,
        second.translation_key,
    ]


def test_a_lesson_that_only_some_may_read_does_not_count():
    course = add_course(lessons=2)
    lesson = list_lessons(course)[1]
    restriction = PageViewRestriction.objects.create(
        page=lesson, restriction_type="password", password="for the course in May"
    )
    assert required(course).count() == 1
    restriction.delete()
    assert required(course).count() == 2


def test_the_first_lesson_is_the_one_that_is_open(django_user_model):
    from django.contrib.auth.models import AnonymousUser

    course = add_course(lessons=2)
    access = [
        get_lesson_access(lesson=lesson, user=AnonymousUser()).access
        for lesson in list_lessons(course)
    ]
    assert access == ["OPEN", "SIGN_IN"]


def test_an_exercise_beyond_what_the_course_teaches_is_no_evidence():
    course = add_course(lessons=0, teaches=[("allergies", 2, 3)])
    add_lesson(course, blocks=[choice(level=2), choice(level=3), choice(level=4)])
    taught = required(course).filter(kind="EXERCISE").values_list("level", "is_taught")
    assert list(taught) == [(2, False), (3, True), (4, False)]
