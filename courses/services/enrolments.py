"""Taking a course, and keeping one's place in it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from courses.models import CoursePage, Enrolment, LessonPage
from courses.services.raising import settle
from uprest.accounts.models import User
from uprest.accounts.types import Learner


@transaction.atomic
def enrol(
    *, user: User, course_key: UUID, at: datetime, source: str = Enrolment.Source.OWN
) -> Enrolment:
    """Enrol ``user`` in a course, or return their present enrolment.

    Work done before counts: if all of it is done, the course is completed at once.

    :raises CoursePage.DoesNotExist: if the course is live in no language.
    """
    known = Enrolment.objects.filter(user=user, course_key=course_key)
    enrolment = known.order_by("-cycle").first()
    if enrolment is not None:
        return enrolment
    if not CoursePage.objects.live().filter(translation_key=course_key).exists():
        raise CoursePage.DoesNotExist
    enrolment, _is_new = Enrolment.objects.get_or_create(
        user=user,
        course_key=course_key,
        cycle=1,
        defaults={"source": source, "enrolled_at": at},
    )
    settle(
        learner=Learner(user_id=user.pk),
        enrolments=[enrolment],
        course_keys=[course_key],
        language=user.language,
        at=at,
    )
    return enrolment


def keep_place(*, enrolment: Enrolment, lesson: LessonPage, at: datetime) -> None:
    """Remember that ``lesson`` was opened last; one update, and none when it is so already."""
    key = lesson.translation_key
    if enrolment.last_lesson_key != key:
        Enrolment.objects.filter(
            Q(last_lesson_key__isnull=True) | ~Q(last_lesson_key=key), pk=enrolment.pk
        ).update(last_lesson_key=key, last_seen_at=at)
