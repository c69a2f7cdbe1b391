"""Whether somebody has proven what a course teaches, and which levels that shows.

Proof is an exercise that counted, was scored on the server and passed in that cycle, or the word
of a trainer. What a browser reports never is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import override

from courses.completion import Evidence, Shown, find_shown_level, find_test
from courses.models import Activity, EvidenceSource, ItemState, TaughtSkill, TestedLevel
from uprest.skills.models import Skill


@dataclass(frozen=True, slots=True)
class ProvenLevel:
    """A level of a skill, the kind of evidence (of TestedLevel), and since when it is shown."""

    skill: Skill
    level: int
    kind: str
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class Proof:
    """What there is. ``is_possible`` says that the course has an exercise that could prove it."""

    is_given: bool
    is_possible: bool
    levels: tuple[ProvenLevel, ...]


@dataclass(frozen=True, slots=True)
class _Scored:
    """An exercise that counts and is scored on the server, and when it was passed."""

    skill: Skill | None
    evidence: Evidence
    passed_at: datetime | None


def find_proof(*, user_id: int, course_key: UUID, cycle: int) -> Proof:
    """Return what somebody has proven in a cycle of a course, in 4 queries."""
    states = ItemState.objects.filter(
        user_id=user_id, cycle=cycle, activity__course_key=course_key, activity__is_required=True
    )
    passed: dict[int, datetime] = {}
    is_given = False
    for state in states.select_related("activity"):
        tested_at = _find_test(state)
        if tested_at is not None:
            passed[state.activity_id] = tested_at
        if _is_proof(state, tested_at):
            is_given = True
    scored = _list_exercises(course_key).select_related("skill")
    exercises = [_read(activity, passed) for activity in scored]
    confirmed = _list_confirmed(user_id, course_key)
    return Proof(
        is_given=is_given or bool(confirmed),
        is_possible=bool(exercises),
        levels=_choose_highest([*_list_tested(exercises), *confirmed]),
    )


def _choose_highest(levels: Iterable[ProvenLevel]) -> tuple[ProvenLevel, ...]:
    """Return one level a skill: the highest, and a trainer's word where a test shows the same."""
    best: dict[int, ProvenLevel] = {}
    for one in levels:
        if one.skill.pk not in best or one.level >= best[one.skill.pk].level:
            best[one.skill.pk] = one
    return tuple(sorted(best.values(), key=lambda one: one.skill.position))


def _find_test(state: ItemState) -> datetime | None:
    """Return when attempts that count passed an exercise on the server."""
    if state.activity.source != EvidenceSource.SERVER:
        return None
    shown = Shown(
        passed_at=state.passed_at, last_at=state.last_at, last_passed_at=state.last_passed_at
    )
    return find_test(shown, counts_latest=state.activity.counts_latest)


def _is_proof(state: ItemState, tested_at: datetime | None) -> bool:
    """Whether a state is proof: an exercise passed on the server, or given by a trainer."""
    if state.activity.kind != Activity.Kind.EXERCISE:
        return False
    return bool(state.granted_at or state.pass_granted_at or tested_at)


def has_scored_exercise(*, course_key: UUID) -> bool:
    """Return whether a course has an exercise that could prove something, in 1 query."""
    return _list_exercises(course_key).exists()


def _list_exercises(course_key: UUID) -> QuerySet[Activity]:
    return Activity.objects.filter(
        course_key=course_key,
        kind=Activity.Kind.EXERCISE,
        source=EvidenceSource.SERVER,
        is_required=True,
        is_live=True,
    )


def _read(activity: Activity, passed: dict[int, datetime]) -> _Scored:
    passed_at = passed.get(activity.pk)
    evidence = Evidence(activity.level or 0, activity.is_taught, passed_at is not None)
    return _Scored(activity.skill, evidence, passed_at)


def _list_tested(exercises: list[_Scored]) -> list[ProvenLevel]:
    found = []
    skills = {one.skill.pk: one.skill for one in exercises if one.skill}
    for skill in skills.values():
        mine = [one for one in exercises if one.skill == skill]
        level = find_shown_level(one.evidence for one in mine)
        if level is not None:
            dates = [one.passed_at for one in mine if one.passed_at and one.evidence.level <= level]
            found.append(ProvenLevel(skill, level, TestedLevel.Kind.TESTED, max(dates)))
    return found


def _list_confirmed(user_id: int, course_key: UUID) -> list[ProvenLevel]:
    """Return the levels that the course teaches and a trainer has confirmed."""
    taught = TaughtSkill.objects.filter(page__translation_key=course_key, page__live=True)
    floors = dict(taught.order_by("-from_level").values_list("skill_id", "from_level"))
    known = TestedLevel.objects.filter(
        user_id=user_id, kind=TestedLevel.Kind.CONFIRMED, skill_id__in=floors
    ).select_related("skill")
    return [
        ProvenLevel(row.skill, row.level, row.kind, row.shown_at)
        for row in known
        if row.level > floors[row.skill_id]
    ]


def describe_levels(levels: Iterable[ProvenLevel], *, language: str) -> list[dict[str, Any]]:
    """Return levels as a certificate keeps them, named in ``language``."""
    with override(language):
        return [
            {
                "code": one.skill.code,
                "name": one.skill.name,
                "level": one.level,
                "kind": str(one.kind),
                "shown_at": one.shown_at.isoformat(),
            }
            for one in levels
        ]
