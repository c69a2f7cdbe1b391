"""What others say of a person: done, passed, attended, a level confirmed, prior learning.

Each says who, when and why, and nobody says it of themselves: whatever is done here raises
``OwnRecordError`` then. Nothing is deleted: what was said in error is taken back by another row.
What follows from it is worked out anew from the log. A completion that came of it stays.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from courses.models import Activity, Correction, Enrolment, LevelConfirmation
from courses.selectors.log import Place
from courses.selectors.records import ActivityRow, read_rows
from courses.services.enrolments import enrol, take_enrolments
from courses.services.raising import settle
from courses.services.rewriting import write_confirmed_level, write_state
from courses.types import MissingReasonError, OwnRecordError
from uprest.accounts.models import User
from uprest.accounts.types import Learner


@dataclass(frozen=True, slots=True)
class Word:
    """Who says it, why, and when.

    :raises MissingReasonError: if no reason is given.
    """

    by: User
    reason: str
    at: datetime

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise MissingReasonError

    def check(self, user: User) -> None:
        """Check that it is said of somebody else.

        :raises OwnRecordError: if it is not: certificates say that a trainer has confirmed it.
        """
        if self.by.pk == user.pk:
            raise OwnRecordError


@transaction.atomic
def mark_activity(*, user: User, activity: Activity, is_passed: bool, word: Word) -> UUID:
    """Mark an activity as done, or as passed too, for a person; return the deed."""
    word.check(user)
    keys = [activity.course_key]
    enrolments = take_enrolments(user_id=user.pk, course_keys=keys, at=word.at)
    enrolment = enrolments.get(activity.course_key)
    deed = uuid.uuid4()
    cycle = enrolment.cycle if enrolment else 1
    place = Place(user.pk, None, activity.pk, cycle)
    _mark([place], deed=deed, is_passed=is_passed, word=word)
    _settle(user, enrolments.values(), activity.course_key, word.at)
    return deed


@transaction.atomic
def mark_course(*, user: User, course_key: UUID, is_passed: bool, word: Word) -> UUID:
    """Mark all that is left of a course as done, or as passed too; return the deed.

    Somebody who does not take it is enrolled.

    :raises CoursePage.DoesNotExist: if the course is live in no language.
    """
    word.check(user)
    source = Enrolment.Source.ASSIGNED
    enrolment = enrol(user=user, course_key=course_key, at=word.at, source=source)
    learner, deed = Learner(user_id=user.pk), uuid.uuid4()
    rows = read_rows(course_keys=[course_key], learner=learner)[course_key]
    left = [row for row in rows if row.is_required and _is_left(row, is_passed=is_passed)]
    places = [Place(user.pk, None, row.id, enrolment.cycle) for row in left]
    _mark(places, deed=deed, is_passed=is_passed, word=word)
    _settle(user, [enrolment], course_key, word.at)
    return deed


def _is_left(row: ActivityRow, *, is_passed: bool) -> bool:
    return row.done_at is None or (is_passed and row.passed_at is None)


@transaction.atomic
def mark_attended(*, user: User, lesson_keys: Collection[UUID], word: Word) -> UUID | None:
    """Mark lessons as attended for a person; return the deed, or nothing where none is live.

    The lesson counts as read to the end. Its exercises stay to be done: attending proves nothing.
    """
    word.check(user)
    lessons = list(
        Activity.objects.filter(
            lesson_key__in=lesson_keys, kind=Activity.Kind.LESSON, is_live=True
        ).order_by("pk")
    )
    if not lessons:
        return None
    course_keys = {lesson.course_key for lesson in lessons}
    enrolments = take_enrolments(user_id=user.pk, course_keys=course_keys, at=word.at)
    cycles = {key: enrolment.cycle for key, enrolment in enrolments.items()}
    places = [
        Place(user.pk, None, lesson.pk, cycles.get(lesson.course_key, 1)) for lesson in lessons
    ]
    deed, kind = uuid.uuid4(), Correction.Kind.ATTENDANCE
    _mark(places, deed=deed, is_passed=False, word=word, kind=kind)
    for course_key in sorted(course_keys):
        taken = [enrolments[course_key]] if course_key in enrolments else []
        _settle(user, taken, course_key, word.at)
    return deed


def _mark(
    places: Collection[Place],
    *,
    deed: UUID,
    is_passed: bool,
    word: Word,
    kind: str = Correction.Kind.OVERRIDE,
) -> None:
    Correction.objects.bulk_create(
        Correction(
            kind=kind,
            deed=deed,
            **place.filters,
            is_passed=is_passed,
            by=word.by,
            by_name=word.by.display_name,
            reason=word.reason.strip(),
            corrected_at=word.at,
        )
        for place in places
    )
    for place in places:
        write_state(place)


def _settle(user: User, enrolments: Iterable[Enrolment], course_key: UUID, at: datetime) -> None:
    settle(
        learner=Learner(user_id=user.pk),
        enrolments=list(enrolments),
        course_keys=[course_key],
        language=user.language,
        at=at,
    )


@transaction.atomic
def take_back(*, user: User, deed: UUID, word: Word, kind: str = Correction.Kind.OVERRIDE) -> int:
    """Take back what was marked for a person by one deed of a kind; return how many rows.

    A second time, nothing is left to take back. Completions stay: they are never taken back.
    """
    word.check(user)
    standing = Correction.objects.filter(
        user=user, deed=deed, kind=kind, takes_back=None, taken_back_by=None
    )
    rows = list(standing.select_for_update(of=("self",)))
    own = uuid.uuid4()
    for row in rows:
        Correction.objects.create(
            kind=row.kind,
            deed=own,
            user_id=row.user_id,
            activity_id=row.activity_id,
            cycle=row.cycle,
            takes_back=row,
            is_passed=False,
            by=word.by,
            by_name=word.by.display_name,
            reason=word.reason.strip(),
            corrected_at=word.at,
        )
        write_state(Place(row.user_id, None, row.activity_id, row.cycle))
    return len(rows)


@transaction.atomic
def confirm_level(*, user: User, skill_id: int, level: int, kind: str, word: Word) -> None:
    """Confirm that somebody has a level (1 to 5), or recognise it as prior learning.

    The level kept is the highest that was confirmed: a lower word later lowers nothing.
    """
    word.check(user)
    LevelConfirmation.objects.create(
        user=user,
        skill_id=skill_id,
        kind=kind,
        level=level,
        by=word.by,
        by_name=word.by.display_name,
        reason=word.reason.strip(),
        confirmed_at=word.at,
    )
    write_confirmed_level(user_id=user.pk, skill_id=skill_id, kind=kind)


@transaction.atomic
def take_back_level(*, user: User, confirmation_id: int, word: Word) -> bool:
    """Take back a confirmation; return whether it stood. The level is what else was confirmed."""
    word.check(user)
    standing = LevelConfirmation.objects.filter(
        pk=confirmation_id, user=user, takes_back=None, taken_back_by=None
    )
    row = standing.select_for_update(of=("self",)).first()
    if row is None:
        return False
    LevelConfirmation.objects.create(
        user=user,
        skill_id=row.skill_id,
        kind=row.kind,
        level=row.level,
        takes_back=row,
        by=word.by,
        by_name=word.by.display_name,
        reason=word.reason.strip(),
        confirmed_at=word.at,
    )
    write_confirmed_level(user_id=user.pk, skill_id=row.skill_id, kind=row.kind)
    return True
