"""Taking a course, and keeping one's place in it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from courses.expiry import is_expired
from courses.models import CoursePage, Enrolment, LessonPage
from courses.selectors.records import read_enrolments
from courses.services.cycles import begin_cycle
from courses.services.raising import settle
from uprest.accounts.models import User
from uprest.accounts.types import Learner


@transaction.atomic
def enrol(
    *, user: User, course_key: UUID, at: datetime, source: str = Enrolment.Source.OWN
) -> Enrolment:
    """Enrol ``user`` in a course, or return their present enrolment.

    Work done before counts: if all of it is done, the course is completed at once. Where their
    completion has expired, the next cycle begins.

    :raises CoursePage.DoesNotExist: if the course is live in no language.
    """
    enrolment = read_enrolments(user_id=user.pk, course_keys=[course_key]).get(course_key)
    if enrolment is not None:
        return _renew_expired(enrolment, at)
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


def take_enrolments(
    *, user_id: int, course_keys: Collection[UUID], at: datetime
) -> dict[UUID, Enrolment]:
    """Return the enrolment in each course that the user takes, for what is to count from now on.

    Where their completion has expired, the next cycle begins: what was put into the one before
    would be nowhere once it is renewed.
    """
    found = read_enrolments(user_id=user_id, course_keys=course_keys)
    return {key: _renew_expired(enrolment, at) for key, enrolment in found.items()}


def _renew_expired(enrolment: Enrolment, at: datetime) -> Enrolment:
    """Begin the next cycle where the completion of ``enrolment``, as it was read, has expired."""
    if not is_expired(getattr(enrolment, "expires_at", None), at=at):
        return enrolment
    return begin_cycle(user=enrolment.user, course_key=enrolment.course_key, at=at)


def keep_place(*, enrolment: Enrolment, lesson: LessonPage, at: datetime) -> None:
    """Remember that ``lesson`` was opened last; one update, and none when it is so already.

    ``enrolment`` is as ``get_lesson_access`` found it. Whoever comes back after their
    completion has expired begins the next cycle.
    """
    enrolment = _renew_expired(enrolment, at)
    key = lesson.translation_key
    if enrolment.last_lesson_key != key:
        Enrolment.objects.filter(
            Q(last_lesson_key__isnull=True) | ~Q(last_lesson_key=key), pk=enrolment.pk
        ).update(last_lesson_key=key, last_seen_at=at)
