"""What follows from states: tested levels, and completed courses. Nothing here lowers anything."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction

from courses.completion import State, find_shown_level, judge_course
from courses.expiry import add_months
from courses.models import Activity, CompletionRecord, Enrolment, TestedLevel
from courses.selectors.pages import find_course
from courses.selectors.records import (
    ActivityRow,
    list_evidence,
    list_items,
    read_evidence,
    read_rows,
)
from courses.signals import course_completed, learning_recorded
from courses.types import RaisedLevel
from uprest.accounts.types import Learner


def raise_tested_level(
    *,
    learner: Learner,
    skill_id: int,
    level: int,
    shown_by: str,
    at: datetime,
    kind: str = TestedLevel.Kind.TESTED,
) -> bool:
    """Raise the level (1 to 5) that the learner has shown in a skill; return whether it rose.

    ``shown_by`` says what showed it, for example ``course:<key>``. At most 2 queries, or 3 when
    two devices show a first level at once.
    """
    levels = TestedLevel.objects.filter(**learner.owner, skill_id=skill_id, kind=kind)
    known = levels.values_list("level", flat=True).first()
    if known is None:
        try:
            with transaction.atomic():
                TestedLevel.objects.create(
                    **learner.owner,
                    skill_id=skill_id,
                    kind=kind,
                    level=level,
                    shown_by=shown_by,
                    shown_at=at,
                )
        except IntegrityError:  # another device was quicker
            known = 0
        else:
            return True
    if known >= level:
        return False
    return bool(levels.filter(level__lt=level).update(level=level, shown_by=shown_by, shown_at=at))


def raise_shown_levels(
    *, learner: Learner, activity: Activity, cycle: int, at: datetime
) -> RaisedLevel | None:
    """Raise the tested level of the skill of ``activity`` to what its course's exercises show.

    They count as passed in ``cycle``. At most 5 queries.
    """
    skill_id, course_key = activity.skill_id, activity.course_key
    if skill_id is None:
        return None
    level = find_shown_level(
        read_evidence(course_key=course_key, skill_id=skill_id, learner=learner, cycle=cycle)
    )
    if level is None:
        return None
    is_raised = raise_tested_level(
        learner=learner, skill_id=skill_id, level=level, shown_by=f"course:{course_key}", at=at
    )
    if not is_raised or activity.skill is None:
        return None
    return RaisedLevel(activity.skill.name, level)


def complete_course(
    *, enrolment: Enrolment, rows: Sequence[ActivityRow], language: str, at: datetime
) -> bool:
    """Record that the course is completed if it is, and was not; return whether it was recorded.

    It is valid from the last evidence on, for as long as the course says. Announces
    ``course_completed`` after commit. At most 2 queries.
    """
    items = list_items(rows)
    if judge_course(items=items).state is not State.COMPLETED:
        return False
    found = find_course(course_key=enrolment.course_key, language=language)
    if found is None:
        return False
    page, validity_months = found.page, found.source.validity_months
    last_evidence_at = max(item.done_at for item in items if item.done_at is not None)
    record = CompletionRecord(
        user_id=enrolment.user_id,
        course_key=enrolment.course_key,
        cycle=enrolment.cycle,
        course_title=page.title,
        language=page.locale.language_code,
        rule_version=max(row.rule_version for row in rows if row.is_required),
        content_hash=hash_content(rows),
        last_evidence_at=last_evidence_at,
        completed_at=at,
        expires_at=add_months(last_evidence_at, validity_months) if validity_months else None,
    )
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:  # completed before; something was added since
        return False
    announce(user_id=enrolment.user_id, course_key=enrolment.course_key, at=at)
    return True


def hash_content(rows: Collection[ActivityRow]) -> str:
    """Return one hash of everything that counts among ``rows``."""
    parts = sorted(
        f"{row.key} {row.rule_version} {row.content_hash}" for row in rows if row.is_required
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def announce(*, user_id: int, course_key: UUID, at: datetime) -> None:
    """Send ``course_completed`` once the present transaction is committed."""
    transaction.on_commit(
        partial(
            course_completed.send,
            sender=CompletionRecord,
            user_id=user_id,
            course_key=course_key,
            at=at,
        )
    )


def announce_learning(learner: Learner) -> None:
    """Send ``learning_recorded`` for a user once the present transaction is committed.

    What was recorded stays recorded also where the queue of background work cannot be reached.
    """
    if learner.user_id is not None:
        send = partial(learning_recorded.send, sender=Learner, user_id=learner.user_id)
        transaction.on_commit(send, robust=True)


def settle(
    *,
    learner: Learner,
    enrolments: Collection[Enrolment],
    course_keys: Collection[UUID],
    language: str,
    at: datetime,
) -> int:
    """Raise every level and complete every course that the learner's states allow.

    For what becomes true without an attempt: enrolling after the work, claiming a visit, a lesson
    that goes away, rebuilding. Returns how many rows were raised or added.
    """
    by_course = read_rows(course_keys=course_keys, learner=learner)
    raised = 0
    for rows in by_course.values():
        skill_ids = {row.skill_id for row in rows if row.tested_at and row.skill_id}
        for skill_id in sorted(skill_ids):
            level = find_shown_level(list_evidence(rows, skill_id))
            raised += level is not None and raise_tested_level(
                learner=learner,
                skill_id=skill_id,
                level=level,
                shown_by=f"course:{rows[0].course_key}",
                at=at,
            )
    for enrolment in enrolments:
        rows = by_course[enrolment.course_key]
        raised += complete_course(enrolment=enrolment, rows=rows, language=language, at=at)
    return raised
