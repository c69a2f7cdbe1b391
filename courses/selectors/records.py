"""What somebody has done in courses, as the record has it: one query each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from courses.completion import Evidence, Item
from courses.models import Activity, CompletionRecord, Enrolment, TestedLevel
from courses.types import TestedSkill
from uprest.accounts.types import Learner


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """A live activity of a course, with what one learner has done in it."""

    id: int
    key: UUID
    kind: str
    course_key: UUID
    lesson_key: UUID
    block_id: UUID | None
    is_required: bool
    skill_id: int | None
    level: int | None
    is_taught: bool
    rule_version: int
    content_hash: str
    tries: int
    best_score: float
    done_at: datetime | None
    passed_at: datetime | None


COLUMNS = (
    "id", "key", "kind", "course_key", "lesson_key", "block_id", "is_required", "skill_id", "level",
    "is_taught", "rule_version", "content_hash",
)  # fmt: skip
STATE_COLUMNS = {"tries": 0, "best_score": 0.0, "done_at": None, "passed_at": None}


def read_rows(
    *, course_keys: Collection[UUID], learner: Learner | None
) -> dict[UUID, list[ActivityRow]]:
    """Return the live activities of each course in order, with the learner's states."""
    rows: QuerySet[Activity, Any] = Activity.objects.filter(
        course_key__in=course_keys, is_live=True
    ).order_by("course_key", "position")
    names: dict[str, Any] = {}
    if learner is not None:
        rows = rows.annotate(
            mine=FilteredRelation("states", condition=Q(**prefix_owner("states", learner)))
        )
        names = {name: F(f"mine__{name}") for name in STATE_COLUMNS}
    found: dict[UUID, list[ActivityRow]] = {key: [] for key in course_keys}
    for row in rows.values(*COLUMNS, **names):
        state = {name: row.get(name) or empty for name, empty in STATE_COLUMNS.items()}
        found[row["course_key"]].append(ActivityRow(**{**row, **state}))
    return found


def prefix_owner(relation: str, learner: Learner) -> dict[str, Any]:
    """Return the learner's ownership as a filter across ``relation``."""
    return {f"{relation}__{name}": value for name, value in learner.owner.items()}


def list_items(rows: Collection[ActivityRow]) -> list[Item]:
    """Return what counts of ``rows`` for completing the course."""
    return [Item(row.done_at) for row in rows if row.is_required]


def list_evidence(rows: Collection[ActivityRow], skill_id: int) -> list[Evidence]:
    """Return the required exercises about one skill among ``rows``."""
    return [
        Evidence(row.level, row.is_taught, row.passed_at is not None)
        for row in rows
        if row.is_required and row.skill_id == skill_id and row.level is not None
    ]


def read_enrolments(*, user_id: int, course_keys: Collection[UUID]) -> dict[UUID, Enrolment]:
    """Return the newest enrolment in each course that the user takes.

    Each has ``completed_at``: the date of the completion record of the same cycle, or nothing.
    """
    completed = CompletionRecord.objects.filter(
        user_id=user_id, course_key=OuterRef("course_key"), cycle=OuterRef("cycle")
    ).values("completed_at")
    enrolments = (
        Enrolment.objects.filter(user_id=user_id, course_key__in=course_keys)
        .annotate(completed_at=Subquery(completed))
        .order_by("cycle")
    )
    return {enrolment.course_key: enrolment for enrolment in enrolments}


def list_enrolled_courses(*, user_id: int) -> list[UUID]:
    """Return the keys of the courses that a user takes, last used first."""
    enrolments = Enrolment.objects.filter(user_id=user_id).order_by(
        F("last_seen_at").desc(nulls_last=True), "-enrolled_at"
    )
    return list(dict.fromkeys(enrolments.values_list("course_key", flat=True)))


def get_tested_levels(*, learner: Learner) -> dict[int, TestedSkill]:
    """Return the highest level of each skill (by id) that the learner has shown by evidence.

    Where a trainer has confirmed the same level as a test has shown, it counts as confirmed.
    """
    best: dict[int, TestedSkill] = {}
    levels = TestedLevel.objects.filter(**learner.owner).order_by("level", "-kind")
    for row in levels:
        best[row.skill_id] = TestedSkill(row.level, row.kind, row.shown_at)
    return best
