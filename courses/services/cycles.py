"""Rounds of a course that expires: the next begins at nothing done, and the old ones stay."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from courses.expiry import may_renew
from courses.models import CompletionRecord, Enrolment
from uprest.accounts.models import User


@transaction.atomic
def begin_cycle(*, user: User, course_key: UUID, at: datetime) -> Enrolment:
    """Begin the next cycle, from 60 days before the present completion expires on.

    Returns the newest enrolment: the present one, where there is nothing to renew yet. Asked
    twice, one cycle begins. The completion before, and all attempts, stay.

    :raises Enrolment.DoesNotExist: if the user does not take the course.
    """
    enrolments = Enrolment.objects.filter(user=user, course_key=course_key)
    present = enrolments.select_for_update().latest("cycle")
    completion = CompletionRecord.objects.filter(
        user=user, course_key=course_key, cycle=present.cycle
    ).first()
    if completion is None or not may_renew(completion.expires_at, at=at):
        return present
    enrolment, _is_new = Enrolment.objects.get_or_create(
        user=user,
        course_key=course_key,
        cycle=present.cycle + 1,
        defaults={"source": present.source, "enrolled_at": at},
    )
    return enrolment
