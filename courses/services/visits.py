"""People come and go: claiming a visit, handing out and erasing what is kept of somebody."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from courses.models import (
    Attempt,
    Certificate,
    CompletionRecord,
    ContentChange,
    Correction,
    Enrolment,
    ItemState,
    LearnerText,
    LevelConfirmation,
    RecapAnswer,
    TestedLevel,
)
from courses.selectors.playing import VISITOR, name_learner
from courses.services.enrolments import take_enrolments
from courses.services.forgetting import forget_typed_words
from courses.services.raising import raise_tested_level, settle
from courses.services.states import Proof, raise_state
from uprest.accounts.models import User
from uprest.accounts.types import Learner
from uprest.h5p.selectors.states import collect_states
from uprest.h5p.services.states import delete_old_states, delete_states, move_states


@transaction.atomic
def claim_visit(*, user_id: int, visitor_id: UUID, at: datetime) -> None:
    """Move what a visitor did to the user who has claimed the visit. Nothing is ever lowered.

    A second call finds nothing more to move.
    """
    learner = Learner(user_id=user_id)
    keys = set(
        Attempt.objects.filter(visitor_id=visitor_id).values_list("activity__course_key", flat=True)
    )
    enrolments = take_enrolments(user_id=user_id, course_keys=keys, at=at)
    cycles = {key: enrolments[key].cycle if key in enrolments else 1 for key in keys}
    _merge_states(learner, visitor_id, cycles)
    _move_log(user_id, visitor_id, cycles)
    _merge_texts(user_id, visitor_id)
    move_states(learner=name_learner(Learner(visitor_id=visitor_id)), to=name_learner(learner))
    _merge_levels(learner, visitor_id)
    if keys:
        settle(
            learner=learner,
            enrolments=enrolments.values(),
            course_keys=keys,
            language=User.objects.get(pk=user_id).language,
            at=at,
        )


def _move_log(user_id: int, visitor_id: UUID, cycles: dict[UUID, int]) -> None:
    """Give attempts and corrections to the user, in the cycle that the user is in."""
    for model in (Attempt, Correction):
        for course_key, cycle in cycles.items():
            model.objects.filter(visitor_id=visitor_id, activity__course_key=course_key).update(
                user_id=user_id, visitor_id=None, cycle=cycle
            )


def _merge_states(learner: Learner, visitor_id: UUID, cycles: dict[UUID, int]) -> None:
    """Raise the learner's states by the visitor's."""
    states = ItemState.objects.filter(visitor_id=visitor_id).select_related("activity")
    merged = list(states.select_for_update(of=("self",)))
    for state in merged:
        raise_state(
            learner=learner,
            activity_id=state.activity_id,
            cycle=cycles.get(state.activity.course_key, 1),
            proof=Proof.read_state(state),
        )
    ItemState.objects.filter(pk__in=[state.pk for state in merged]).delete()


def _merge_texts(user_id: int, visitor_id: UUID) -> None:
    """Give texts to the user; of two in one activity the newer stays."""
    for text in LearnerText.objects.filter(visitor_id=visitor_id):
        own = LearnerText.objects.filter(user_id=user_id, activity_id=text.activity_id)
        own.filter(written_at__lte=text.written_at).delete()
        if own.exists():
            text.delete()
        else:
            LearnerText.objects.filter(pk=text.pk).update(user_id=user_id, visitor_id=None)


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
    for owned in (Correction, LearnerText, Attempt, ItemState, TestedLevel):
        owned.objects.filter(visitor_id__in=over).delete()
    # a visit is over within the same days, whatever else was done in it
    delete_old_states(prefix=VISITOR, before=before)
    return len(over)


def erase_person(*, user_id: int) -> None:
    """Forget where an erased person was in their courses, what they wrote, and why they are named.

    Attempts, recap answers, states, levels and completions hold no name. They stay with the
    nameless tombstone of the account, so that counts do not change; of answers that were typed,
    the words of the exercise itself stay, and others go. Corrections stay without the reasons,
    which may speak of the person; where the person made one of somebody else's, their name goes.
    """
    forget_typed_words(user_id=user_id)
    Enrolment.objects.filter(user_id=user_id).update(last_lesson_key=None, last_seen_at=None)
    LearnerText.objects.filter(user_id=user_id).delete()
    for model in (Correction, LevelConfirmation):
        model.objects.filter(user_id=user_id).update(reason="")
        model.objects.filter(by_id=user_id).update(by=None, by_name="", reason="")
    ContentChange.objects.filter(by_id=user_id).update(by=None, by_name="")
    delete_states(learner=name_learner(Learner(user_id=user_id)))


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
                 kind=row.activity.kind, cycle=row.cycle, answer=row.answer, score=row.score,
                 passed=row.is_passed, rule_version=row.rule_version, language=row.language,
                 happened_at=row.happened_at, received_at=row.received_at,
                 seconds=row.seconds)
            for row in attempts.select_related("activity")
        ],
        "texts": [
            _row(activity=row.activity.key, text=row.text, written_at=row.written_at)
            for row in LearnerText.objects.filter(user_id=user_id).select_related("activity")
        ],
        "corrections": [
            _row(kind=row.kind, activity=row.activity.key, attempt=row.attempt_id, score=row.score,
                 passed=row.is_passed, by=row.by_name, reason=row.reason, at=row.corrected_at,
                 takes_back_another=row.takes_back_id is not None)
            for row in Correction.objects.filter(user_id=user_id)
            .select_related("activity").order_by("pk")
        ],
        "recaps": [
            _row(id=row.pk, activity=row.activity.key, stage=row.stage, answer=row.answer,
                 score=row.score, right=row.is_right, language=row.language,
                 asked_at=row.asked_at, answered_at=row.answered_at)
            for row in RecapAnswer.objects.filter(user_id=user_id)
            .select_related("activity").order_by("answered_at")
        ],
        "completions": [
            _row(course=row.course_key, title=row.course_title, language=row.language,
                 cycle=row.cycle, completed_at=row.completed_at,
                 last_evidence_at=row.last_evidence_at, expires_at=row.expires_at)
            for row in CompletionRecord.objects.filter(user_id=user_id).order_by("completed_at")
        ],
        "tested_levels": [
            _row(skill=row.skill.code, level=row.level, kind=row.kind, shown_at=row.shown_at,
                 shown_by=row.shown_by)
            for row in TestedLevel.objects.filter(user_id=user_id).select_related("skill")
        ],
        "confirmations": [
            _row(skill=row.skill.code, level=row.level, kind=row.kind, by=row.by_name,
                 reason=row.reason, at=row.confirmed_at,
                 takes_back_another=row.takes_back_id is not None)
            for row in LevelConfirmation.objects.filter(user_id=user_id)
            .select_related("skill").order_by("pk")
        ],
        "places_in_modules": collect_states(learner=name_learner(Learner(user_id=user_id))),
        "certificates": [
            _row(number=row.number, title=row.title, name=row.holder, skills=row.skills,
                 issued_at=row.issued_at, expires_at=row.expires_at, revoked_at=row.revoked_at,
                 reason=row.reason)
            for row in Certificate.objects.filter(completion__user_id=user_id).order_by("issued_at")
        ],
    }  # fmt: skip


def _row(**values: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime)
        else str(value) if isinstance(value, UUID) else value
        for name, value in values.items()
    }  # fmt: skip
