"""Somebody earns a certificate: what the tests of certificates share."""

from datetime import timedelta

from courses.models import Certificate, CompletionRecord, Enrolment
from courses.services.certificates import issue_certificate
from tests.courses.learning import answer, learn, read
from tests.factories.courses import LEARNT_AT, add_course, add_lesson, choice, text

ISSUED_AT = LEARNT_AT + timedelta(minutes=1)


def add_provable_course(**fields):
    """Return a course of one lesson with one exercise that we score, the lesson and the block."""
    course = add_course(lessons=0, **fields)
    block = choice()
    return course, add_lesson(course, blocks=[text(), block]), block


def issue(user, course, at=ISSUED_AT):
    return issue_certificate(user_id=user.pk, course_key=course.translation_key, at=at)


def earn(name="Åsa Öberg", **fields):
    """Return somebody who has earned a certificate, and the certificate."""
    course, lesson, block = add_provable_course(**fields)
    user, learner = learn(course)
    user.display_name = name
    user.save()
    answer(learner, lesson, block)
    read(learner, lesson)
    certificate = issue(user, course)
    assert certificate is not None
    return user, certificate


def complete_again(user, course, *, expires_at=None, at=LEARNT_AT + timedelta(days=400)):
    """Complete a second cycle of a course."""
    Enrolment.objects.create(user=user, course_key=course.translation_key, cycle=2, enrolled_at=at)
    return CompletionRecord.objects.create(
        user=user, course_key=course.translation_key, cycle=2, course_title=course.title,
        language="en", rule_version=1, content_hash="b" * 64, last_evidence_at=at,
        completed_at=at, expires_at=expires_at,
    )  # fmt: skip


def count_certificates():
    return Certificate.objects.count()
