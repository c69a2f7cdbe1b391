"""What publishing a lesson again means: minor, major, new edition; and where credit came from."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from courses.models import Activity, CompletionRecord, ContentChange, LessonPage
from courses.services import enrol
from courses.services.rebuilding import check_progress
from tests.courses.learning import answer, change, learn, one_exercise, progress_of, read
from tests.factories.courses import (
    LEARNT_AT,
    PersonFactory,
    add_course,
    add_lesson,
    list_lessons,
    publish,
    stored_block,
    translate,
)
from uprest.accounts.signals import person_erased
from uprest.accounts.types import Learner

pytestmark = pytest.mark.django_db


def begun():
    """Return a course of two lessons, somebody who has done the first, and their page."""
    course = add_course(lessons=2, exercises=1)
    user, learner = learn(course)
    first = list_lessons(course)[0]
    read(learner, first)
    answer(learner, first, stored_block(first, 1))
    return course, first, user, learner


def test_a_minor_change_says_nothing(client):
    course, first, user, learner = begun()
    change(first, "MINOR")
    client.force_login(user)
    assert "Updated" not in client.get(course.url).content.decode()
    assert not ContentChange.objects.exists()
    assert progress_of(learner, course).done == 2


def test_a_major_change_shows_updated_to_those_who_still_take_the_course(client):
    course, first, user, learner = begun()
    trainer = PersonFactory(display_name="Tora Trainer")
    change(first, "MAJOR", by=trainer)
    client.force_login(user)
    page = client.get(course.url).content.decode()
    assert page.count("Updated") == 1
    assert "This lesson was updated on" in client.get(first.url).content.decode()
    assert progress_of(learner, course).done == 2
    logged = ContentChange.objects.get()
    assert (logged.kind, logged.by, logged.by_name) == ("MAJOR", trainer, "Tora Trainer")
    read(learner, first, at=timezone.now() + timedelta(minutes=1))
    assert "Updated" not in client.get(course.url).content.decode()
    assert "This lesson was updated on" not in client.get(first.url).content.decode()


def test_a_major_change_is_no_news_to_who_has_completed_or_not_begun(client):
    course, lesson, _block = one_exercise()
    done, learner = learn(course)
    new, _ = learn(course)
    read(learner, lesson)
    answer(learner, lesson, stored_block(lesson, 1))
    change(lesson, "MAJOR")
    for user in (done, new):
        client.force_login(user)
        assert "Updated" not in client.get(course.url).content.decode()
        assert "This lesson was updated on" not in client.get(lesson.url).content.decode()


def test_a_new_edition_has_new_activities_and_open_learners_do_them():
    course, first, _user, learner = begun()
    before = set(Activity.objects.filter(lesson_key=first.translation_key).values_list("key"))
    change(first, "NEW_EDITION")
    live = Activity.objects.filter(lesson_key=first.translation_key, is_live=True)
    assert {row.edition for row in live} == {2}
    assert not before & set(live.values_list("key"))
    assert progress_of(learner, course).done == 0
    first = list_lessons(course)[0]
    read(learner, first)
    answer(learner, first, stored_block(first, 1))
    assert progress_of(learner, course).done == 2
    assert check_progress() == []


def test_a_new_edition_takes_no_completion_back_and_is_told_as_new():
    course, lesson, block = one_exercise()
    _user, learner = learn(course)
    read(learner, lesson)
    answer(learner, lesson, block)
    change(lesson, "NEW_EDITION")
    found = progress_of(learner, course)
    assert (found.is_completed, found.percentage, found.new_since) == (True, 100, 1)
    assert found.text.endswith("1 new since")
    assert CompletionRecord.objects.count() == 1


def test_an_edition_stays_when_the_lesson_is_published_or_goes_and_comes_again():
    course, lesson, _block = one_exercise()
    lesson = change(lesson, "NEW_EDITION")
    keys = set(Activity.objects.filter(is_live=True).values_list("key"))
    publish(lesson)
    LessonPage.objects.get(pk=lesson.pk).unpublish()
    publish(LessonPage.objects.get(pk=lesson.pk))
    assert set(Activity.objects.filter(is_live=True).values_list("key")) == keys
    assert course.live


def test_the_choice_is_used_up():
    _course, lesson, _block = one_exercise()
    lesson = change(lesson, "MAJOR")
    assert lesson.change_kind == "MINOR"
    assert lesson.get_latest_revision_as_object().change_kind == "MINOR"
    lesson.get_latest_revision().publish()
    assert ContentChange.objects.count() == 1


def test_the_choice_waits_with_a_draft():
    _course, lesson, _block = one_exercise()
    lesson.change_kind = "MAJOR"
    revision = lesson.save_revision()
    assert not ContentChange.objects.exists()
    revision.publish()
    assert ContentChange.objects.count() == 1


def test_a_lesson_that_was_never_out_has_not_changed():
    course = add_course(lessons=0)
    add_lesson(course, change_kind="NEW_EDITION")
    assert not ContentChange.objects.exists()
    assert Activity.objects.get().edition == 1


def test_only_the_choice_in_the_source_language_counts():
    course, lesson, _block = one_exercise()
    translate(course, "sv")
    translate(lesson, "sv", change_kind="NEW_EDITION")
    swedish = translate(lesson, "sv", change_kind="NEW_EDITION")
    assert not ContentChange.objects.exists()
    assert swedish.change_kind == "MINOR"
    change(lesson, "NEW_EDITION")
    assert ContentChange.objects.count() == 1


def test_a_trainer_who_leaves_is_named_nowhere():
    _course, lesson, _block = one_exercise()
    trainer = PersonFactory(display_name="Tora Trainer")
    change(lesson, "MAJOR", by=trainer)
    person_erased.send(sender=None, user_id=trainer.pk, at=LEARNT_AT)
    assert "Tora" not in str(list(ContentChange.objects.values()))


# --- Credit -------------------------------------------------------------------------------------


def test_work_done_before_enrolling_shows_where_it_came_from(client):
    course = add_course(lessons=2)
    user = PersonFactory()
    read(Learner(user_id=user.pk), list_lessons(course)[0])
    enrol(user=user, course_key=course.translation_key, at=LEARNT_AT + timedelta(days=1))
    client.force_login(user)
    page = client.get(course.url).content.decode()
    assert page.count("Credited: done on") == 1
    assert "before you took this course" in page


def test_work_done_after_enrolling_is_not_called_credit(client):
    course = add_course(lessons=2)
    user, learner = learn(course)
    read(learner, list_lessons(course)[0], at=LEARNT_AT + timedelta(days=1))
    client.force_login(user)
    assert "Credited" not in client.get(course.url).content.decode()


def test_a_lesson_reused_in_another_course_is_credited_with_its_title(client):
    course, other = add_course(lessons=2, title="Old course"), add_course(lessons=1)
    user, learner = learn(course)
    lesson = list_lessons(course)[1]
    read(learner, lesson)
    lesson.move(Page.objects.get(pk=other.pk), "last-child")
    key = other.translation_key
    enrol(user=user, course_key=key, at=LEARNT_AT + timedelta(days=1))
    assert progress_of(learner, other).done == 1
    client.force_login(user)
    assert "in “Old course”" in client.get(other.url).content.decode()
