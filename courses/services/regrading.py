"""Scoring stored answers again after an answer key was wrong.

Whoever gains by it gains without more ado. Whoever would lose, loses only by the word of a named
person with a reason. The attempts stay as they were; corrections are added.
"""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from courses.models import Activity, Correction
from courses.selectors.log import Place
from courses.selectors.regrades import Verdict, judge_again
from courses.services.overriding import Word
from courses.services.rebuilding import recompute_course
from courses.services.rewriting import write_state

CHUNK = 500


def regrade(
    *,
    activity: Activity,
    at: datetime,
    lowering: Word | None = None,
    report: Callable[[int], None] = lambda judged: None,
) -> int:
    """Score the stored answers by the present key; return how many attempts count differently.

    Without ``lowering`` it only raises. It may complete people, and never un-completes; levels
    once shown stay. Run again, it changes nothing more. ``report`` is told after each attempt how
    many were judged.
    """
    changed = []
    for judged, one in enumerate(judge_again(activity), start=1):
        if one.rises or (lowering is not None and one.falls):
            changed.append(one)
        report(judged)
    deed = uuid.uuid4()
    for start in range(0, len(changed), CHUNK):
        _correct(changed[start : start + CHUNK], activity, deed, at, lowering)
    if changed:
        recompute_course(course_key=activity.course_key, at=at)
    return len(changed)


@transaction.atomic
def _correct(
    verdicts: Iterable[Verdict],
    activity: Activity,
    deed: uuid.UUID,
    at: datetime,
    lowering: Word | None,
) -> None:
    rows = [_build(one, activity, deed, at, lowering) for one in verdicts]
    Correction.objects.bulk_create(rows)
    places = {Place(row.user_id, row.visitor_id, row.activity_id, row.cycle) for row in rows}
    for place in sorted(places, key=str):
        write_state(place)


def _build(
    verdict: Verdict, activity: Activity, deed: uuid.UUID, at: datetime, lowering: Word | None
) -> Correction:
    attempt, word = verdict.attempt, lowering if verdict.falls else None
    score, is_passed = verdict.score or 0.0, verdict.is_passed
    if verdict.rises:  # what counted before stays where the new key gives less of it
        score = max(score, verdict.score_before)
        is_passed = is_passed or verdict.passed_before
    return Correction(
        kind=Correction.Kind.REGRADE,
        deed=deed,
        user_id=attempt.user_id,
        visitor_id=attempt.visitor_id,
        activity_id=attempt.activity_id,
        cycle=attempt.cycle,
        attempt=attempt,
        rule_version=activity.rule_version,
        score=score,
        is_passed=is_passed,
        by=word.by if word else None,
        by_name=word.by.display_name if word else "",
        reason=word.reason.strip() if word else "",
        corrected_at=at,
    )
