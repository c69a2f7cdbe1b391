"""People come and go: claiming a visit, handing out and erasing what is kept of somebody."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from courses.models import Attempt, CompletionRecord, Enrolment, ItemState, TestedLevel
from courses.selectors.records import read_enrolments
from courses.services.attempts import raise_state
from courses.services.raising import raise_tested_level, settle
from uprest.accounts.models import User
from uprest.accounts.types import Learner


@transaction.atomic
def claim_visit(*, user_id: int, visitor_id: UUID, at: datetime) -> None:
    """Move what a visitor did to the user who has claimed the visit. Nothing is ever lowered.

    A second call finds nothing more to move.
    """
    learner = Learner(user_id=user_id)
    Attempt.objects.filter(visitor_id=visitor_id).update(user_id=user_id, visitor_id=None)
    course_keys = _merge_states(learner, visitor_id, at)
    _merge_levels(learner, visitor_id)
    if course_keys:
        enrolments = read_enrolments(user_id=user_id, course_keys=course_keys)
        settle(
            learner=learner,
            enrolments=enrolments.values(),
            course_keys=course_keys,
            language=User.objects.get(pk=user_id).language,
            at=at,
        )


def _merge_states(learner: Learner, visitor_id: UUID, at: datetime) -> set[UUID]:
    """Raise the learner's states by the visitor's; return the courses that they belong to."""
    states = ItemState.objects.filter(visitor_id=visitor_id).select_related("activity")
    merged = list(states.select_for_update(of=("self",)))
    for state in merged:
        raise_state(
            learner=learner,
            activity_id=state.activity_id,
            tries=state.tries,
            score=state.best_score,
            done_at=state.done_at or at,
            passed_at=state.passed_at,
        )
    ItemState.objects.filter(pk__in=[state.pk for state in merged]).delete()
    return {state.activity.course_key for state in merged}


def _merge_levels(learner: Learner, visitor_id: UUID) -> None:
    levels = list(TestedLevel.objects.filter(visitor_id=visitor_id).select_for_update())
    for level in levels:
        raise_tested_level(
            learner=learner,
            skill_id=level.skill_id,
            level=level.level,
            shown_by=level.shown_by,
            at=level.shown_at,
            kind=level.kind,
        )
    TestedLevel.objects.filter(pk__in=[level.pk for level in levels]).delete()


@transaction.atomic
def delete_unclaimed_visits(*, before: datetime) -> int:
    """Delete what visitors did whose last attempt or tested level is older than ``before``.

    Returns how many visits were deleted.
    """
    newest: dict[UUID, datetime] = {}
    for model, name in ((Attempt, "received_at"), (TestedLevel, "shown_at")):
        visits = model.objects.filter(visitor_id__isnull=False).values_list("visitor_id")
        for visitor_id, when in visits.annotate(newest=Max(name)):
            newest[visitor_id] = max(when, newest.get(visitor_id, when))
    over = [visitor_id for visitor_id, when in newest.items() if when < before]
    for owned in (Attempt, ItemState, TestedLevel):
        owned.objects.filter(visitor_id__in=over).delete()
    return len(over)


def erase_person(*, user_id: int) -> None:
    """Forget where an erased person was in their courses.

    Attempts, states, levels and completions hold no name and no free text. They stay with the
    nameless tombstone of the account, so that counts do not change.
    """
    Enrolment.objects.filter(user_id=user_id).update(last_lesson_key=None, last_seen_at=None)


def collect_personal_data(*, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return everything kept of somebody's learning, ready for JSON."""
    attempts = Attempt.objects.filter(user_id=user_id).order_by("received_at")
    return {
        "enrolments": [
            _row(course=row.course_key, source=row.source, enrolled_at=row.enrolled_at,
                 last_lesson=row.last_lesson_key, last_seen_at=row.last_seen_at)
            for row in Enrolment.objects.filter(user_id=user_id).order_by("enrolled_at")
        ],
        "attempts": [
            _row(id=row.pk, activity=row.activity.key, course=row.activity.course_key,
                 kind=row.activity.kind, answer=row.answer, score=row.score,
                 passed=row.is_passed, language=row.language, happened_at=row.happened_at,
                 received_at=row.received_at)
            for row in attempts.select_related("activity")
        ],
        "completions": [
            _row(course=row.course_key, title=row.course_title, language=row.language,
                 completed_at=row.completed_at, last_evidence_at=row.last_evidence_at)
            for row in CompletionRecord.objects.filter(user_id=user_id).order_by("completed_at")
        ],
        "tested_levels": [
            _row(skill=row.skill.code, level=row.level, kind=row.kind, shown_at=row.shown_at,
                 shown_by=row.shown_by)
            for row in TestedLevel.objects.filter(user_id=user_id).select_related("skill")
        ],
    }  # fmt: skip


def _row(**values: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime)
        else str(value) if isinstance(value, UUID) else value
        for name, value in values.items()
    }  # fmt: skip
