"""Asking people to learn something by a day, and what they make of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from courses.models import CoursePage, Enrolment
from courses.selectors import list_modules
from courses.services import enrol
from skills_gap.models import AssignedCourse, AssignedPerson, Assignment, GapProfile
from skills_gap.selectors.assignments import PlannedCourse, asked_people, find_completed
from uprest.accounts.models import User
from uprest.ecosystem.models import Membership, Organisation
from uprest.ecosystem.types import AccessDenied
from uprest.notifications.services import notify
from uprest.skills.models import Occupation

ASKED = "skills_gap.assigned"
DUE = "skills_gap.assignment_due"
REMIND_BEFORE = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAssignment:
    """What is asked of whom. ``id`` comes with the form; ``jobs`` and ``user_ids`` may be empty.

    ``occupation`` is set where the courses are what that job must have.
    """

    id: UUID
    user_ids: Collection[int]
    jobs: Sequence[Occupation]
    occupation: Occupation | None
    courses: Sequence[PlannedCourse]
    due_on: date


@transaction.atomic
def assign_path(
    *, organisation: Organisation, new: NewAssignment, by: User, at: datetime
) -> Assignment:
    """Ask members of a business to learn courses by a day, and tell them.

    Asked are the people chosen who belong to the business, and whoever did their newest check for
    one of the jobs; people who do it later are asked then. Nobody is enrolled: that they do
    themselves. Sent twice, it is one.

    :raises AccessDenied: if the id belongs to another business.
    """
    assignment, is_new = Assignment.objects.get_or_create(
        pk=new.id,
        defaults={
            "organisation": organisation,
            "occupation": new.occupation,
            "jobs": [job.pk for job in new.jobs],
            "due_on": new.due_on,
            "created_by": by,
            "created_at": at,
        },
    )
    if assignment.organisation_id != organisation.pk:
        raise AccessDenied
    if not is_new:
        return assignment
    AssignedCourse.objects.bulk_create(
        AssignedCourse(
            assignment=assignment,
            position=position,
            course_key=course.course_key,
            minutes=course.minutes,
        )
        for position, course in enumerate(new.courses)
    )
    members = set(
        Membership.objects.filter(organisation=organisation, left_at=None).values_list(
            "user_id", flat=True
        )
    )
    chosen = members & set(new.user_ids)
    chosen |= _find_by_job(members, jobs={job.pk for job in new.jobs})
    _ask(assignment, sorted(chosen), at)
    return assignment


def _find_by_job(user_ids: Collection[int], *, jobs: Collection[int]) -> set[int]:
    """Return whose newest check was about one of the jobs (one query, none without jobs)."""
    if not jobs:
        return set()
    newest = (
        GapProfile.objects.filter(response__user_id__in=user_ids)
        .values("response__user_id")
        .annotate(newest=Max("pk"))
        .values("newest")
    )
    found = GapProfile.objects.filter(pk__in=newest, response__occupation_id__in=jobs)
    return {pk for pk in found.values_list("response__user_id", flat=True) if pk is not None}


def _ask(assignment: Assignment, user_ids: Collection[int], at: datetime) -> None:
    AssignedPerson.objects.bulk_create(
        [AssignedPerson(assignment=assignment, user_id=pk, asked_at=at) for pk in user_ids],
        ignore_conflicts=True,
    )
    notify(
        user_ids=list(user_ids),
        kind=ASKED,
        key=f"{ASKED}:{assignment.pk}",
        context={"business": assignment.organisation.name, "due_on": assignment.due_on},
        to=("skills_gap:home",),
        at=at,
    )


@transaction.atomic
def ask_after_check(*, user_id: int, organisation_id: int, occupation_id: int, at: datetime) -> int:
    """Ask a member who has done the check for a job what the business asks of that job.

    Return how many paths that were. Asked already, nothing happens, also where they declined.
    """
    member = Membership.objects.filter(
        user_id=user_id, organisation_id=organisation_id, left_at=None
    )
    if not member.exists():
        return 0
    open_ones = (
        Assignment.objects.filter(
            organisation_id=organisation_id, withdrawn_at=None, due_on__gte=localdate(at)
        )
        .exclude(people__user_id=user_id)
        .select_related("organisation")
    )
    fitting = [one for one in open_ones if occupation_id in one.jobs]
    for assignment in fitting:
        _ask(assignment, [user_id], at)
    return len(fitting)


@transaction.atomic
def change_due_day(*, assignment: Assignment, due_on: date) -> None:
    """Set another day for an assigned path that came through the gate."""
    Assignment.objects.filter(pk=assignment.pk).update(due_on=due_on)


@transaction.atomic
def withdraw_assignment(*, assignment: Assignment, at: datetime) -> None:
    """Ask no longer. Courses that somebody has started stay theirs. Done twice, it is once."""
    Assignment.objects.filter(pk=assignment.pk, withdrawn_at=None).update(withdrawn_at=at)


@transaction.atomic
def start_assignment(*, user: User, assignment_id: UUID, at: datetime) -> None:
    """Enrol somebody who is asked in the courses, as assigned ones. Done twice, it is once.

    :raises AccessDenied: if they are not asked, or not any more.
    """
    asked = _get_own(user, assignment_id)
    for course in asked.assignment.courses.order_by("position"):
        try:
            enrol(user=user, course_key=course.course_key, at=at, source=Enrolment.Source.ASSIGNED)
        except CoursePage.DoesNotExist:
            continue  # it went out of the catalogue meanwhile
    AssignedPerson.objects.filter(pk=asked.pk, started_at=None).update(
        started_at=at, declined_at=None
    )


@transaction.atomic
def decline_assignment(*, user: User, assignment_id: UUID, at: datetime) -> None:
    """Take an assigned path off somebody's home. Nobody else learns of it.

    :raises AccessDenied: if they are not asked, or not any more.
    """
    asked = _get_own(user, assignment_id)
    AssignedPerson.objects.filter(pk=asked.pk, declined_at=None).update(declined_at=at)


def _get_own(user: User, assignment_id: UUID) -> AssignedPerson:
    asked = asked_people().filter(user=user, assignment_id=assignment_id)
    found = asked.select_related("assignment").first()
    if found is None:
        raise AccessDenied
    return found


def remind_people(*, at: datetime) -> int:
    """Remind once, in the week before the day, who has not finished; return how many were told.

    Nobody is reminded of what they declined. The same path never reminds the same person twice.
    """
    today = localdate(at)
    asked = list(
        asked_people()
        .filter(
            declined_at=None,
            assignment__due_on__gt=today,
            assignment__due_on__lte=today + REMIND_BEFORE,
        )
        .select_related("assignment__organisation")
        .prefetch_related("assignment__courses")
        .order_by("assignment_id", "pk")
    )
    keys = {course.course_key for one in asked for course in one.assignment.courses.all()}
    done = find_completed(user_ids={one.user_id for one in asked}, course_keys=keys, at=at)
    told: dict[UUID, tuple[Assignment, list[int]]] = {}
    # nobody is reminded of a course that has left the catalogue
    live = {module.course_key for module in list_modules(language=settings.LANGUAGE_CODE)}
    for one in asked:
        wanted = live & {course.course_key for course in one.assignment.courses.all()}
        if wanted - done[one.user_id]:
            told.setdefault(one.assignment_id, (one.assignment, []))[1].append(one.user_id)
    return sum(_remind(assignment, user_ids, at) for assignment, user_ids in told.values())


@transaction.atomic
def _remind(assignment: Assignment, user_ids: list[int], at: datetime) -> int:
    return notify(
        user_ids=user_ids,
        kind=DUE,
        key=f"{DUE}:{assignment.pk}",
        context={"business": assignment.organisation.name, "due_on": assignment.due_on},
        to=("skills_gap:home",),
        at=at,
    )


def erase_assignments(*, user_id: int) -> None:
    """Delete what was asked of somebody, and their name from what they asked of others."""
    AssignedPerson.objects.filter(user_id=user_id).delete()
    Assignment.objects.filter(created_by_id=user_id).update(created_by=None)
