"""What somebody has done in courses, as the record has it: one query each."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from courses.completion import Evidence, Item, Shown, find_done, find_pass, find_test
from courses.models import (
    Activity,
    CompletionRecord,
    Enrolment,
    EvidenceSource,
    ItemState,
    TestedLevel,
)
from courses.types import NextTry, TestedSkill
from uprest.accounts.types import Learner

STRENGTH = {
    TestedLevel.Kind.PRIOR.value: 0,
    TestedLevel.Kind.TESTED.value: 1,
    TestedLevel.Kind.CONFIRMED.value: 2,
}
"""Which kind of evidence counts where several show the same level."""


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """A live activity of a course, with what one learner has done in it in their present cycle.

    ``done_at`` and ``passed_at`` are what counts, ``tested_at`` is when it was passed by attempts
    that count (a trainer's word is no test). ``granted_at`` is when a trainer marked it.
    """

    id: int
    key: UUID
    kind: str
    course_key: UUID
    lesson_key: UUID
    block_id: UUID | None
    edition: int
    is_required: bool
    skill_id: int | None
    level: int | None
    is_taught: bool
    source: str
    rule_version: int
    content_hash: str
    updated_at: datetime | None
    tries: int
    best_score: float
    done_at: datetime | None
    passed_at: datetime | None
    tested_at: datetime | None
    last_at: datetime | None
    granted_at: datetime | None
    cycle: int

    @property
    def next_try(self) -> NextTry:
        """Which try at it comes next."""
        return NextTry(self.edition, self.cycle, self.tries)


COLUMNS = (
    "id", "key", "kind", "course_key", "lesson_key", "block_id", "edition", "is_required",
    "skill_id", "level", "is_taught", "source", "rule_version", "content_hash", "updated_at",
)  # fmt: skip
RULE_COLUMNS = ("done_when", "counts_latest")
DATE_COLUMNS = tuple(field.name for field in fields(Shown))
STATE_COLUMNS = ("tries", "best_score", *DATE_COLUMNS)


def read_rows(
    *, course_keys: Collection[UUID], learner: Learner | None
) -> dict[UUID, list[ActivityRow]]:
    """Return the live activities of each course in order, with the learner's states; one query."""
    activities = Activity.objects.filter(course_key__in=course_keys, is_live=True)
    found: dict[UUID, dict[int, ActivityRow]] = {key: {} for key in course_keys}
    for row in _join_states(activities, learner).order_by("course_key", "position", "id"):
        rows = found[row["course_key"]]
        is_current = row.get("cycle") == row.get("present_cycle")
        if is_current or row["id"] not in rows:  # a state of another cycle counts for nothing
            rows[row["id"]] = _build_row(row, has_state=is_current)
    return {key: list(rows.values()) for key, rows in found.items()}


def _join_states(activities: QuerySet[Activity, Any], learner: Learner | None) -> Any:
    """Return the activities as dictionaries, once for each cycle with a state of the learner."""
    if learner is None:
        return activities.values(*COLUMNS, *RULE_COLUMNS)
    return activities.annotate(
        mine=FilteredRelation("states", condition=Q(**prefix_owner("states", learner))),
        present_cycle=find_cycle(learner, OuterRef("course_key")),
    ).values(
        *COLUMNS,
        *RULE_COLUMNS,
        "present_cycle",
        cycle=F("mine__cycle"),
        **{f"my_{name}": F(f"mine__{name}") for name in STATE_COLUMNS},
    )


def find_cycle(learner: Learner, course_key: Any) -> Any:
    """Return an expression for the cycle that the learner is in: that of the newest enrolment."""
    if learner.user_id is None:
        return Value(1)
    newest = (
        Enrolment.objects.filter(user_id=learner.user_id, course_key=course_key)
        .order_by("-cycle")
        .values("cycle")[:1]
    )
    return Coalesce(Subquery(newest), 1)


def _build_row(row: dict[str, Any], *, has_state: bool) -> ActivityRow:
    state = {name: row.get(f"my_{name}") if has_state else None for name in STATE_COLUMNS}
    shown = Shown(**{name: state[name] for name in DATE_COLUMNS})
    latest, must_pass = row["counts_latest"], row["done_when"] == Activity.DoneWhen.PASSED
    return ActivityRow(
        **{name: row[name] for name in COLUMNS},
        tries=state["tries"] or 0,
        best_score=state["best_score"] or 0.0,
        done_at=find_done(shown, must_pass=must_pass, counts_latest=latest),
        passed_at=find_pass(shown, counts_latest=latest),
        tested_at=find_test(shown, counts_latest=latest),
        last_at=shown.last_at,
        granted_at=shown.granted_at,
        cycle=row.get("present_cycle") or 1,
    )


def prefix_owner(relation: str, learner: Learner) -> dict[str, Any]:
    """Return the learner's ownership as a filter across ``relation``."""
    return {f"{relation}__{name}": value for name, value in learner.owner.items()}


IS_TESTED = Q(activity__counts_latest=False, passed_at__isnull=False) | Q(
    activity__counts_latest=True, last_passed_at__gte=F("last_at")
)
"""Of item states: passed by an attempt that counts (see ``courses.completion.find_test``)."""

IS_DONE = (
    Q(activity__done_when=Activity.DoneWhen.ANSWERED)
    & (Q(done_at__isnull=False) | Q(granted_at__isnull=False))
) | (
    Q(activity__done_when=Activity.DoneWhen.PASSED) & (IS_TESTED | Q(pass_granted_at__isnull=False))
)
"""Of item states: done (see ``courses.completion.find_done``)."""


def has_something_left(*, course_key: UUID, learner: Learner, cycle: int) -> bool:
    """Return whether the course requires something that is not done in ``cycle``; one query."""
    required = Activity.objects.filter(course_key=course_key, is_live=True, is_required=True)
    done = ItemState.objects.filter(
        IS_DONE, **learner.owner, cycle=cycle, activity_id=OuterRef("pk")
    )
    return required.exclude(Exists(done)).exists()


def read_evidence(
    *, course_key: UUID, skill_id: int, learner: Learner, cycle: int
) -> list[Evidence]:
    """Return the required exercises about one skill in a course; one query.

    Only what the server scores is evidence: a browser can report any score.
    """
    tested = ItemState.objects.filter(
        IS_TESTED, **learner.owner, cycle=cycle, activity_id=OuterRef("pk")
    )
    exercises = list_proofs(course_key=course_key).filter(skill_id=skill_id)
    rows = exercises.annotate(is_tested=Exists(tested)).values_list(
        "level", "is_taught", "is_tested"
    )
    return [Evidence(level or 0, is_taught, is_tested) for level, is_taught, is_tested in rows]


def list_proofs(*, course_key: UUID) -> QuerySet[Activity]:
    """Return the required exercises of a course that are evidence for a skill."""
    return Activity.objects.filter(
        course_key=course_key,
        is_live=True,
        is_required=True,
        source=EvidenceSource.SERVER,
        skill__isnull=False,
        level__isnull=False,
    )


def find_next_try(*, learner: Learner, lesson_key: UUID, block_id: UUID) -> NextTry | None:
    """Return which try at a live exercise comes next, or nothing where it is not live; one query.

    ``tries`` are those in the learner's present cycle.
    """
    state = ItemState.objects.filter(
        **learner.owner, activity=OuterRef("pk"), cycle=OuterRef("present_cycle")
    )
    live = (
        Activity.objects.filter(lesson_key=lesson_key, block_id=block_id, is_live=True)
        .annotate(present_cycle=find_cycle(learner, OuterRef("course_key")))
        .annotate(tries=Coalesce(Subquery(state.values("tries")), 0))
    )
    found = live.values_list("edition", "present_cycle", "tries").first()
    return NextTry(*found) if found else None


def list_items(rows: Collection[ActivityRow]) -> list[Item]:
    """Return what counts of ``rows`` for completing the course."""
    return [Item(row.done_at, row.lesson_key) for row in rows if row.is_required]


def list_evidence(rows: Collection[ActivityRow], skill_id: int) -> list[Evidence]:
    """Return the required exercises about one skill among ``rows`` that the server scores."""
    return [
        Evidence(row.level, row.is_taught, row.tested_at is not None)
        for row in rows
        if row.is_required
        and row.skill_id == skill_id
        and row.level is not None
        and row.source == EvidenceSource.SERVER
    ]


def read_enrolments(*, user_id: int, course_keys: Collection[UUID]) -> dict[UUID, Enrolment]:
    """Return the newest enrolment in each course that the user takes.

    Each has ``completed_at`` and ``expires_at``: those of the completion record of the same
    cycle, or nothing; and ``renewed_from``: when the completion of the cycle before expires, in
    a later cycle.
    """
    enrolments = annotate_completions(
        Enrolment.objects.filter(user_id=user_id, course_key__in=course_keys)
    ).order_by("cycle")
    return {enrolment.course_key: enrolment for enrolment in enrolments}


def find_enrolment(*, user_id: int, course_key: UUID) -> Enrolment | None:
    """Return the newest enrolment of a user in a course, with ``expires_at`` of its completion."""
    own = CompletionRecord.objects.filter(
        user_id=user_id, course_key=course_key, cycle=OuterRef("cycle")
    )
    enrolments = Enrolment.objects.filter(user_id=user_id, course_key=course_key)
    newest = enrolments.annotate(expires_at=Subquery(own.values("expires_at")))
    return newest.order_by("-cycle").first()


def annotate_completions(enrolments: QuerySet[Enrolment, Any]) -> QuerySet[Enrolment, Any]:
    """Add to each enrolment what its completion record says, if it has one."""
    mine = CompletionRecord.objects.filter(
        user_id=OuterRef("user_id"), course_key=OuterRef("course_key")
    )
    own, before = mine.filter(cycle=OuterRef("cycle")), mine.filter(cycle=OuterRef("cycle") - 1)
    return enrolments.annotate(
        completed_at=Subquery(own.values("completed_at")),
        expires_at=Subquery(own.values("expires_at")),
        renewed_from=Subquery(before.values("expires_at")),
    )


def list_enrolled_courses(*, user_id: int) -> list[UUID]:
    """Return the keys of the courses that a user takes, last used first."""
    enrolments = Enrolment.objects.filter(user_id=user_id).order_by(
        F("last_seen_at").desc(nulls_last=True), "-enrolled_at"
    )
    return list(dict.fromkeys(enrolments.values_list("course_key", flat=True)))


def get_tested_levels(*, learner: Learner) -> dict[int, TestedSkill]:
    """Return the highest level of each skill (by id) that the learner has shown by evidence.

    Where kinds of evidence show the same level, a trainer's confirmation counts before a test,
    and a test before prior learning.
    """
    best: dict[int, TestedSkill] = {}
    levels = TestedLevel.objects.filter(**learner.owner)
    for row in sorted(levels, key=lambda row: (row.level, STRENGTH[row.kind])):
        best[row.skill_id] = TestedSkill(row.level, row.kind, row.shown_at)
    return best
