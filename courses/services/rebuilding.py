"""Working out anew what the log of attempts says: after a change of a course, and to check.

The log is the truth. States are made from it; levels and completions that are missing are added,
and those that are there stay, whatever a course asks for now.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from courses.completion import Evidence, find_shown_level
from courses.models import Activity, Attempt, CompletionRecord, Enrolment, ItemState, TestedLevel
from courses.selectors.records import read_rows
from courses.services.raising import complete_course, raise_tested_level
from uprest.accounts.types import Learner

CHUNK = 200
Place = tuple[int | None, UUID | None, int]


@dataclass(frozen=True, slots=True)
class StateValues:
    """What one learner's attempts at one activity come to."""

    tries: int
    best_score: float
    done_at: datetime | None
    passed_at: datetime | None


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
    finished = (
        ItemState.objects.filter(user__isnull=False, done_at__isnull=False, activity__in=required)
        .values("user_id")
        .annotate(done=Count("id"))
        .filter(done=count)
        .values("user_id")
    )
    recorded = CompletionRecord.objects.filter(
        user_id=OuterRef("user_id"), course_key=course_key, cycle=OuterRef("cycle")
    )
    enrolments = Enrolment.objects.filter(course_key=course_key, user_id__in=finished)
    yield from enrolments.exclude(Exists(recorded)).select_related("user")


def find_missing_levels(*, course_key: UUID) -> Iterator[MissingLevel]:
    """Yield the levels that passed exercises of the course show and no tested level says."""
    exercises = list(
        Activity.objects.filter(
            course_key=course_key, is_live=True, is_required=True, skill__isnull=False
        ).values_list("pk", "skill_id", "level", "is_taught")
    )
    ids = [pk for pk, *_ in exercises]
    states = (
        ItemState.objects.filter(activity_id__in=ids, passed_at__isnull=False)
        .order_by("user_id", "visitor_id")
        .values_list("user_id", "visitor_id", "activity_id")
    )
    known = _read_known_levels({skill_id for _, skill_id, *_ in exercises})
    for owner, group in groupby(states.iterator(), key=lambda state: (state[0], state[1])):
        passed = {activity_id for *_, activity_id in group}
        for skill_id in sorted({skill_id for pk, skill_id, *_ in exercises if pk in passed}):
            level = find_shown_level(
                Evidence(level, is_taught, pk in passed)
                for pk, skill, level, is_taught in exercises
                if skill == skill_id and level is not None
            )
            if level is not None and level > known.get((*owner, skill_id), 0):
                yield MissingLevel(Learner(*owner), skill_id, level)


def _read_known_levels(skill_ids: set[int]) -> dict[Place, int]:
    rows = TestedLevel.objects.filter(skill_id__in=skill_ids, kind=TestedLevel.Kind.TESTED)
    return {
        (user_id, visitor_id, skill_id): level
        for user_id, visitor_id, skill_id, level in rows.values_list(
            "user_id", "visitor_id", "skill_id", "level"
        ).iterator()
    }


def check_progress() -> list[str]:
    """Return one line for each row that does not say what the log of attempts says."""
    drift = [line for line, *_ in _compare_states()]
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
    for _line, learner, activity_id in list(_compare_states()):
        _write_state(learner, activity_id)
        changed += 1
    return changed + sum(recompute_course(course_key=key, at=at) for key in _list_courses())


def _list_courses() -> list[UUID]:
    courses = Activity.objects.order_by("course_key").values_list("course_key", flat=True)
    return list(courses.distinct())


def _compare_states() -> Iterator[tuple[str, Learner, int]]:
    """Yield what differs: a line about it, and whose and which it is."""
    ids = list(Activity.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        logged = _summarise(Attempt.objects.filter(activity_id__in=chunk))
        stored = _read_states(chunk)
        for place in sorted(logged.keys() | stored.keys(), key=str):
            if logged.get(place) != stored.get(place):
                user_id, visitor_id, activity_id = place
                learner = Learner(user_id, visitor_id)
                line = (
                    f"{_name(learner)}, activity {activity_id}: "
                    f"{stored.get(place) or 'no state'}, the log says {logged.get(place) or 'none'}"
                )
                yield line, learner, activity_id


def _summarise(log: QuerySet[Attempt]) -> dict[Place, StateValues]:
    rows = log.values("user_id", "visitor_id", "activity_id").annotate(
        tries=Count("id"),
        best_score=Max("score"),
        done_at=Min("happened_at"),
        passed_at=Min("happened_at", filter=Q(is_passed=True)),
    )
    return _index(rows.order_by())


def _read_states(activity_ids: list[int]) -> dict[Place, StateValues]:
    states = ItemState.objects.filter(activity_id__in=activity_ids).values(
        "user_id", "visitor_id", "activity_id", "tries", "best_score", "done_at", "passed_at"
    )
    return _index(states)


def _index(rows: Any) -> dict[Place, StateValues]:
    return {
        (row["user_id"], row["visitor_id"], row["activity_id"]): StateValues(
            row["tries"], row["best_score"], row["done_at"], row["passed_at"]
        )
        for row in rows
    }


@transaction.atomic
def _write_state(learner: Learner, activity_id: int) -> None:
    states = ItemState.objects.filter(**learner.owner, activity_id=activity_id)
    list(states.select_for_update())  # who answers just now waits, and is in the log afterwards
    log = Attempt.objects.filter(**learner.owner, activity_id=activity_id)
    values = next(iter(_summarise(log).values()), None)
    if values is None:
        states.delete()
    elif not states.update(**asdict(values)):
        ItemState.objects.create(**learner.owner, activity_id=activity_id, **asdict(values))


def _name(learner: Learner) -> str:
    return f"user {learner.user_id}" if learner.user_id else f"visitor {learner.visitor_id}"
