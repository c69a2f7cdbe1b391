"""Working out anew what the log of attempts says: after a change of a course, and to check.

The log is the truth. States are made from it; levels and completions that are missing are added,
and those that are there stay, whatever a course asks for now.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef

from courses.completion import Evidence, find_shown_level
from courses.models import Activity, CompletionRecord, Enrolment, ItemState, TestedLevel
from courses.selectors.log import StateDrift, find_confirmed_drift, find_state_drift
from courses.selectors.records import IS_DONE, IS_TESTED, list_proofs, read_rows
from courses.services.raising import complete_course, raise_tested_level
from courses.services.rewriting import write_confirmed_level, write_state
from uprest.accounts.types import Learner


@dataclass(frozen=True, slots=True)
class MissingLevel:
    """A level that a learner's states show and no tested level says."""

    learner: Learner
    skill_id: int
    level: int


def recompute_course(*, course_key: UUID, at: datetime) -> int:
    """Add the completions and raise the levels that a changed course allows; return how many.

    May complete people, never takes anything back. Work grows with those who change, not with
    the course's people.
    """
    changed = 0
    for enrolment in list(find_missing_completions(course_key=course_key)):
        with transaction.atomic():
            learner = Learner(user_id=enrolment.user_id)
            rows = read_rows(course_keys=[course_key], learner=learner)[course_key]
            language = enrolment.user.language
            changed += complete_course(enrolment=enrolment, rows=rows, language=language, at=at)
    for missing in list(find_missing_levels(course_key=course_key)):
        changed += raise_tested_level(
            learner=missing.learner,
            skill_id=missing.skill_id,
            level=missing.level,
            shown_by=f"course:{course_key}",
            at=at,
        )
    return changed


def find_missing_completions(*, course_key: UUID) -> Iterator[Enrolment]:
    """Yield the enrolments that have done all that the course requires and have no record."""
    required = Activity.objects.filter(course_key=course_key, is_live=True, is_required=True)
    count = required.count()
    if not count:
        return
    mine = {"user_id": OuterRef("user_id"), "cycle": OuterRef("cycle"), "course_key": course_key}
    finished = (
        ItemState.objects.filter(IS_DONE, user__isnull=False, activity__in=required)
        .filter(Exists(Enrolment.objects.filter(**mine)))
        .exclude(Exists(CompletionRecord.objects.filter(**mine)))
        .values("user_id", "cycle")
        .annotate(done=Count("id"))
        .filter(done=count)
        .order_by("user_id", "cycle")
    )
    for user_id, cycle in finished.values_list("user_id", "cycle"):
        enrolments = Enrolment.objects.filter(user_id=user_id, course_key=course_key, cycle=cycle)
        yield enrolments.select_related("user").get()


def find_missing_levels(*, course_key: UUID) -> Iterator[MissingLevel]:
    """Yield the levels that passed exercises of the course show and no tested level says."""
    exercises = list(
        list_proofs(course_key=course_key).values_list("pk", "skill_id", "level", "is_taught")
    )
    ids = [pk for pk, *_ in exercises]
    states = (
        ItemState.objects.filter(IS_TESTED, activity_id__in=ids)
        .order_by("user_id", "visitor_id", "cycle")
        .values_list("user_id", "visitor_id", "cycle", "activity_id")
    )
    known = _read_known_levels({skill_id for _, skill_id, *_ in exercises if skill_id})
    for (*owner, _cycle), group in groupby(states.iterator(), key=lambda state: state[:3]):
        passed = {activity_id for *_, activity_id in group}
        for skill_id in sorted({skill_id for pk, skill_id, *_ in exercises if pk in passed}):
            level = find_shown_level(
                Evidence(level, is_taught, pk in passed)
                for pk, skill, level, is_taught in exercises
                if skill == skill_id and level is not None
            )
            if level is not None and level > known.get((*owner, skill_id), 0):
                known[(*owner, skill_id)] = level
                yield MissingLevel(Learner(*owner), skill_id, level)


def _read_known_levels(skill_ids: set[int]) -> dict[tuple[int | None, UUID | None, int], int]:
    rows = TestedLevel.objects.filter(skill_id__in=skill_ids, kind=TestedLevel.Kind.TESTED)
    return {
        (user_id, visitor_id, skill_id): level
        for user_id, visitor_id, skill_id, level in rows.values_list(
            "user_id", "visitor_id", "skill_id", "level"
        ).iterator()
    }


def check_progress() -> list[str]:
    """Return one line for each row that does not say what the log says."""
    drift = [_describe(one) for one in find_state_drift()]
    drift += [
        f"user {one.user_id}: {one.kind.lower()} level {one.stored or 'none'} "
        f"of skill {one.skill_id}, the log says {one.logged or 'none'}"
        for one in find_confirmed_drift()
    ]
    for course_key in _list_courses():
        drift += [
            f"user {row.user_id}, course {course_key}: completed, without a record"
            for row in find_missing_completions(course_key=course_key)
        ]
        drift += [
            f"{_name(row.learner)}, course {course_key}: "
            f"shows level {row.level} of skill {row.skill_id}, without a tested level"
            for row in find_missing_levels(course_key=course_key)
        ]
    return drift


def rebuild_progress(*, at: datetime) -> int:
    """Make states what the log says, and add missing levels and completions; return how many."""
    changed = 0
    for one in list(find_state_drift()):
        write_state(one.place)
        changed += 1
    for level in find_confirmed_drift():
        write_confirmed_level(user_id=level.user_id, skill_id=level.skill_id, kind=level.kind)
        changed += 1
    return changed + sum(recompute_course(course_key=key, at=at) for key in _list_courses())


def _list_courses() -> list[UUID]:
    courses = Activity.objects.order_by("course_key").values_list("course_key", flat=True)
    return list(courses.distinct())


def _describe(drift: StateDrift) -> str:
    place = drift.place
    return (
        f"{_name(place.learner)}, activity {place.activity_id}, cycle {place.cycle}: "
        f"{drift.stored or 'no state'}, the log says {drift.logged or 'none'}"
    )


def _name(learner: Learner) -> str:
    return f"user {learner.user_id}" if learner.user_id else f"visitor {learner.visitor_id}"
