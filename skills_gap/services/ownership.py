"""What happens to a learner's answers when they open an account, ask for their data, or leave."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from skills_gap.models import CountedResponse, KnowledgeAttempt, RecommendedPath, Response
from skills_gap.selectors.assignments import collect_assignments
from skills_gap.selectors.checks import COUNTING
from skills_gap.services.assignments import erase_assignments
from skills_gap.services.counted import (
    learner_key,
    rekey_counted_responses,
    remove_counted_response,
)
from uprest.accounts.types import Learner

OWNED = (Response, RecommendedPath, KnowledgeAttempt)


@transaction.atomic
def claim_visit(*, user_id: int, visitor_id: UUID, at: datetime) -> None:
    """Move everything that a visitor answered into an account.

    The copies that count for a business go on counting, once. Claiming twice changes nothing.
    """
    visitor, user = Learner(visitor_id=visitor_id), Learner(user_id=user_id)
    organisation_ids = set(
        Response.objects.filter(visitor_id=visitor_id, organisation__isnull=False)
        .exclude(submitted_at=None)
        .values_list("organisation_id", flat=True)
    )
    rekey_counted_responses(
        visitor=visitor, user=user, organisation_ids=[pk for pk in organisation_ids if pk]
    )
    for model in OWNED:
        model.objects.filter(visitor_id=visitor_id).update(user_id=user_id, visitor_id=None)


@transaction.atomic
def erase_answers(*, user_id: int) -> None:
    """Delete somebody's answers, profiles and paths.

    The copies that count stay, and nothing links them to the person any more: their key becomes
    a random one, which not even the site's secret key leads back to.
    """
    learner = Learner(user_id=user_id)
    organisations = Response.objects.filter(user_id=user_id, organisation__isnull=False)
    for organisation_id in set(organisations.values_list("organisation_id", flat=True)):
        if organisation_id is not None:
            key = learner_key(learner=learner, organisation_id=organisation_id)
            CountedResponse.objects.filter(organisation_id=organisation_id, person_key=key).update(
                person_key=secrets.token_hex(32)
            )
    for model in OWNED:
        model.objects.filter(user_id=user_id).delete()
    erase_assignments(user_id=user_id)


@transaction.atomic
def delete_visits(*, before: datetime) -> int:
    """Delete what visitors without an account began before a moment; return how many checks.

    The copies that count for businesses stay: they carry no identity.
    """
    old = Response.objects.filter(visitor_id__isnull=False, started_at__lt=before)
    count = old.count()
    old.delete()
    KnowledgeAttempt.objects.filter(visitor_id__isnull=False, answered_at__lt=before).delete()
    return count


def stop_counting(*, learner: Learner, code: str, subject_key: str) -> None:
    """Remove the copies of a learner's answers whose consent was taken back."""
    if code == COUNTING and subject_key.isdigit():
        remove_counted_response(learner=learner, organisation_id=int(subject_key))


def collect_everything(*, user_id: int) -> dict[str, Any]:
    """Return all that somebody answered and what was made of it, as JSON can hold it."""
    return {
        "checks": _collect_checks(user_id),
        "knowledge": _collect_knowledge(user_id),
        "paths": _collect_paths(user_id),
        "asked_by_businesses": collect_assignments(user_id=user_id),
    }


def _collect_checks(user_id: int) -> list[dict[str, Any]]:
    responses = (
        Response.objects.filter(user_id=user_id)
        .select_related("occupation", "organisation")
        .prefetch_related("answers__skill")
        .order_by("started_at")
    )
    return [
        {
            "work": response.occupation.name,
            "business": response.organisation.name if response.organisation else None,
            "language": response.language,
            "started_at": response.started_at.isoformat(),
            "handed_in_at": response.submitted_at and response.submitted_at.isoformat(),
            "answers": [
                {
                    "skill": answer.skill.name,
                    "answer": answer.kind if answer.level is None else answer.level,
                    "answered_at": answer.answered_at.isoformat(),
                }
                for answer in response.answers.all()
            ],
        }
        for response in responses
    ]


def _collect_knowledge(user_id: int) -> list[dict[str, Any]]:
    attempts = (
        KnowledgeAttempt.objects.filter(user_id=user_id)
        .select_related("item", "option")
        .order_by("answered_at")
    )
    return [
        {
            "question": attempt.item.question,
            "answer": attempt.option.text,
            "right": attempt.is_correct,
            "answered_at": attempt.answered_at.isoformat(),
        }
        for attempt in attempts
    ]


def _collect_paths(user_id: int) -> list[dict[str, Any]]:
    paths = (
        RecommendedPath.objects.filter(user_id=user_id)
        .prefetch_related("steps")
        .order_by("planned_at")
    )
    return [
        {
            "planned_at": path.planned_at.isoformat(),
            "minutes_a_week": path.minutes_a_week,
            "weeks": path.weeks,
            "languages": path.languages,
            "courses": [
                {"course": str(step.course_key), "minutes": step.minutes, "reasons": step.reasons}
                for step in path.steps.all()
            ],
        }
        for path in paths
    ]
