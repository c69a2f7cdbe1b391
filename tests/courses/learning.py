"""Somebody learns: what the tests of the record share."""

import uuid

from courses.models import LessonPage
from courses.selectors import get_progress
from courses.services import answer_exercise, mark_lesson_done
from tests.factories.courses import (
    LEARNT_AT,
    EnrolmentFactory,
    add_course,
    add_lesson,
    choice,
    right_answers,
    text,
)
from uprest.accounts.types import Learner


def learn(course):
    """Return somebody who is enrolled in ``course``."""
    user = EnrolmentFactory(course_key=course.translation_key).user
    return user, Learner(user_id=user.pk)


def read(learner, lesson, at=LEARNT_AT):
    return mark_lesson_done(learner=learner, lesson=lesson, attempt_id=uuid.uuid4(), at=at)


def answer(learner, lesson, block, chosen=None, at=LEARNT_AT, attempt_id=None, **kwargs):
    return answer_exercise(
        learner=learner,
        lesson=lesson,
        block_id=uuid.UUID(block["id"]),
        attempt_id=attempt_id or uuid.uuid4(),
        form={"answer": sorted(right_answers(block) if chosen is None else chosen)},
        at=at,
        **kwargs,
    )


def change(lesson, kind, by=None):
    """Publish a lesson as its author does who has chosen ``kind``."""
    lesson = LessonPage.objects.get(pk=lesson.pk)
    lesson.change_kind = kind
    lesson.save_revision(user=by).publish()
    return LessonPage.objects.get(pk=lesson.pk)


def begin_round(user, course, cycle=2):
    """Let somebody take a course again, as after a completion that has expired."""
    EnrolmentFactory(user=user, course_key=course.translation_key, cycle=cycle)


def progress_of(learner, course):
    return get_progress(learner=learner, course_keys=[course.translation_key])[
        course.translation_key
    ]


def one_exercise(**kwargs):
    """Return a course of one lesson with one multiple choice."""
    course = add_course(lessons=0)
    block = choice(**kwargs)
    return course, add_lesson(course, blocks=[text(), block]), block
