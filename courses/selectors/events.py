"""The learning record as events that become statements: one reader for each kind of row.

To have another kind of row told, add its reader and name it in ``SOURCES``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from courses.models import (
    Activity,
    Attempt,
    Certificate,
    CompletionRecord,
    Correction,
    Enrolment,
    LevelConfirmation,
    RecapAnswer,
    TestedLevel,
)
from courses.selectors.things import ASSESSMENTS, Titles, name_level, read_titles
from uprest.xapi.types import Event, Outcome

Accounts = Mapping[int, UUID]
OfActivity = Attempt | Correction | RecapAnswer


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of row. ``moment`` is the field that says when the server took a row in.

    ``rows`` are all that belong to users; ``keys`` are those of the pages that a row is about;
    ``tell`` makes events of a row, given titles and the account of whose it is.
    """

    name: str
    rows: Callable[[], QuerySet[Any]]
    moment: str
    keys: Callable[[Any], Sequence[UUID | None]]
    tell: Callable[[Any, Titles, UUID], Iterator[Event]]


@dataclass(frozen=True, slots=True)
class Place:
    """How far a source has been read: the moment and the key of the last row."""

    moment: datetime
    pk: Any = None


def read_rows_after(
    source: Source, *, place: Place | None, user_id: int | None, limit: int
) -> list[Any]:
    """Return the next rows of a source, of one user or of all, oldest first; one query."""
    rows = source.rows().filter(**({} if user_id is None else {"user_id": user_id}))
    if place is not None:
        later = Q(**{f"{source.moment}__gt": place.moment})
        if place.pk is not None:
            later |= Q(**{source.moment: place.moment, "pk__gt": place.pk})
        # said twice, so that an index is of use
        rows = rows.filter(later, **{f"{source.moment}__gte": place.moment})
    return list(rows.order_by(source.moment, "pk")[:limit])


def tell_rows(source: Source, rows: Sequence[Any], accounts: Accounts) -> list[Event]:
    """Return the events of ``rows``; one query. Whoever has no account is passed over."""
    own = [row for row in rows if row.user_id in accounts]
    if not own:
        return []
    titles = read_titles([key for row in own for key in source.keys(row) if key])
    return [event for row in own for event in source.tell(row, titles, accounts[row.user_id])]


# --- Attempts, and what was said about them later -----------------------------------------------


def _attempts() -> QuerySet[Attempt]:
    return Attempt.objects.filter(user__isnull=False).select_related("activity").defer("answer")


def _keys_of_activity(row: OfActivity) -> tuple[UUID | None, ...]:
    return row.activity.lesson_key, _find_course(row)


def _find_course(row: OfActivity) -> UUID:
    return getattr(row, "course_key", None) or row.activity.course_key


def _tell_attempt(attempt: Attempt, titles: Titles, account: UUID) -> Iterator[Event]:
    """Tell a lesson read or an exercise answered, and never what the answer was."""
    activity = attempt.activity
    facts: dict[str, str | int | bool] = {
        "rule-version": attempt.rule_version,
        "content-hash": attempt.content_hash,
        "evidence": attempt.source,
        "cycle": attempt.cycle,
    }
    yield replace(
        _tell_activity(attempt, titles, account, happened_at=attempt.happened_at),
        row=f"attempt:{attempt.pk}",
        verb=_choose_verb(activity, attempt.source, is_passed=attempt.is_passed),
        outcome=replace(
            _judge(activity, attempt.source, attempt.score, is_passed=attempt.is_passed),
            seconds=attempt.seconds,
        ),
        language=attempt.language,
        facts={name: value for name, value in facts.items() if value != ""},
    )


def _tell_activity(
    row: OfActivity, titles: Titles, account: UUID, *, happened_at: datetime
) -> Event:
    """Return what all events about an activity share."""
    activity, course_key = row.activity, _find_course(row)
    course = titles.name_course(course_key)
    is_lesson = activity.kind == Activity.Kind.LESSON
    return Event(
        row=f"correction:{row.pk}",
        account=account,
        verb="completed",
        happened_at=happened_at,
        thing=titles.name_activity(activity),
        parent=course if is_lesson else titles.name_lesson(activity.lesson_key),
        grouping=course,
        course_key=course_key,
        cycle=getattr(row, "cycle", 1),
    )


def _is_judged(activity: Activity, source: str) -> bool:
    """Return whether there is a score: what UPREST scored, or what a module says of itself."""
    return activity.kind == Activity.Kind.EXERCISE and (
        source == Attempt.Source.SERVER or activity.exercise_kind == "h5p"
    )


def _choose_verb(activity: Activity, source: str, *, is_passed: bool) -> str:
    if not _is_judged(activity, source):
        return "completed"
    if activity.exercise_kind in ASSESSMENTS or activity.exercise_kind == "h5p":
        return "passed" if is_passed else "failed"
    return "answered"


def _judge(activity: Activity, source: str, score: float, *, is_passed: bool) -> Outcome:
    if not _is_judged(activity, source):
        return Outcome(completion=True)
    return Outcome(score=score, success=is_passed, completion=True)


def _corrections() -> QuerySet[Correction]:
    rows = Correction.objects.filter(user__isnull=False).select_related("activity", "attempt")
    return rows.prefetch_related("attempt__corrections")


def _tell_correction(row: Correction, titles: Titles, account: UUID) -> Iterator[Event]:
    """Tell that an attempt was scored again, or that a trainer marked an activity.

    What was said before no longer holds, and is voided. Who did it and why is not told.
    """
    event = _tell_activity(row, titles, account, happened_at=row.corrected_at)
    for target in _find_superseded(row):
        yield replace(event, row=f"void:{row.pk}:{target}", verb="voided", voids=target)
    facts: dict[str, str | int | bool] = {"cycle": row.cycle, "correction": row.kind}
    attempt = row.attempt
    if attempt is not None and row.score is not None:
        facts["rule-version"] = row.rule_version or attempt.rule_version
        facts["evidence"] = attempt.source
        yield replace(
            event,
            verb=_choose_verb(row.activity, attempt.source, is_passed=row.is_passed),
            outcome=_judge(row.activity, attempt.source, row.score, is_passed=row.is_passed),
            happened_at=attempt.happened_at,
            language=attempt.language,
            facts=facts,
        )
    elif row.takes_back_id is None:
        verb = "passed" if row.is_passed else "completed"
        outcome = Outcome(success=row.is_passed or None, completion=True)
        yield replace(event, verb=verb, outcome=outcome, facts=facts)


def _find_superseded(row: Correction) -> list[str]:
    """Return the rows that a correction puts something else in the place of."""
    if row.attempt is None:
        return [] if row.takes_back_id is None else [f"correction:{row.takes_back_id}"]
    earlier = [other for other in row.attempt.corrections.all() if other.pk < row.pk]
    return [f"attempt:{row.attempt.pk}", *(f"correction:{other.pk}" for other in earlier)]


# --- Questions asked again -----------------------------------------------------------------------


def _recaps() -> QuerySet[RecapAnswer]:
    return RecapAnswer.objects.select_related("activity").defer("answer")


def _tell_recap(row: RecapAnswer, titles: Titles, account: UUID) -> Iterator[Event]:
    """Tell that a question was answered again, days after it was learned."""
    facts: dict[str, str | int | bool] = {
        "rule-version": row.rule_version,
        "content-hash": row.content_hash,
        "evidence": Attempt.Source.SERVER,
        "recap": row.stage,
    }
    yield replace(
        _tell_activity(row, titles, account, happened_at=row.answered_at),
        row=f"recap:{row.pk}",
        verb="answered",
        outcome=Outcome(score=row.score, success=row.is_right, completion=True),
        language=row.language,
        facts={name: value for name, value in facts.items() if value != ""},
    )


# --- Courses ------------------------------------------------------------------------------------


def _enrolments() -> QuerySet[Enrolment]:
    return Enrolment.objects.all()


def _completions() -> QuerySet[CompletionRecord]:
    return CompletionRecord.objects.all()


def _keys_of_course(row: Enrolment | CompletionRecord) -> tuple[UUID]:
    return (row.course_key,)


def _tell_enrolment(row: Enrolment, titles: Titles, account: UUID) -> Iterator[Event]:
    yield Event(
        row=f"enrolment:{row.pk}",
        account=account,
        verb="registered",
        happened_at=row.enrolled_at,
        thing=titles.name_course(row.course_key),
        course_key=row.course_key,
        cycle=row.cycle,
        facts={"cycle": row.cycle},
    )


def _tell_completion(row: CompletionRecord, titles: Titles, account: UUID) -> Iterator[Event]:
    yield Event(
        row=f"completion:{row.pk}",
        account=account,
        verb="completed",
        happened_at=row.last_evidence_at,
        thing=titles.name_course(row.course_key),
        outcome=Outcome(completion=True),
        course_key=row.course_key,
        cycle=row.cycle,
        language=row.language,
        facts={
            "rule-version": row.rule_version,
            "content-hash": row.content_hash,
            "cycle": row.cycle,
        },
    )


# --- Certificates -------------------------------------------------------------------------------


def _certificates() -> QuerySet[Certificate]:
    rows = Certificate.objects.annotate(user_id=F("completion__user_id"))
    return rows.select_related("completion")


def _revoked_certificates() -> QuerySet[Certificate]:
    return _certificates().filter(revoked_at__isnull=False)


def _keys_of_certificate(row: Certificate) -> tuple[UUID]:
    return (row.completion.course_key,)


def _tell_certificate(row: Certificate, titles: Titles, account: UUID) -> Iterator[Event]:
    """Tell that a certificate was earned.

    Its own id is left out, also from the statement's: a certificate is public and has a name on it,
    and would say whose the account is.
    """
    completion = row.completion
    yield Event(
        row=f"certificate:{completion.pk}:{row.issued_at.isoformat()}",
        account=account,
        verb="earned",
        happened_at=row.issued_at,
        thing=titles.name_certificate(completion.course_key),
        parent=titles.name_course(completion.course_key),
        grouping=titles.name_course(completion.course_key),
        course_key=completion.course_key,
        cycle=completion.cycle,
        language=row.language,
        facts={"cycle": completion.cycle},
    )


def _tell_revoked(row: Certificate, titles: Titles, account: UUID) -> Iterator[Event]:
    """Tell that a certificate stands no more. Who revoked it, and why, is not told."""
    for earned in _tell_certificate(row, titles, account):
        yield replace(
            earned,
            row=f"void:{earned.row}",
            verb="voided",
            voids=earned.row,
            happened_at=row.revoked_at or row.issued_at,
        )


# --- Levels -------------------------------------------------------------------------------------


def _levels() -> QuerySet[TestedLevel]:
    """Return what exercises have shown; what a trainer said has rows of its own, see below."""
    tested = TestedLevel.objects.filter(user__isnull=False, kind=TestedLevel.Kind.TESTED)
    return tested.select_related("skill")


def _confirmations() -> QuerySet[LevelConfirmation]:
    return LevelConfirmation.objects.select_related("skill")


def _no_keys(row: TestedLevel | LevelConfirmation) -> tuple[()]:
    return ()


def _tell_level(row: TestedLevel, titles: Titles, account: UUID) -> Iterator[Event]:
    """Tell a level that has risen. The row is raised in place: its level is part of its name."""
    yield Event(
        row=f"level:{row.pk}:{row.level}",
        account=account,
        verb="mastered",
        happened_at=row.shown_at,
        thing=name_level(row.skill, row.level),
        outcome=Outcome(success=True),
        facts={"level": row.level, "evidence": row.kind},
    )


def _tell_confirmation(row: LevelConfirmation, titles: Titles, account: UUID) -> Iterator[Event]:
    """Tell a level that a trainer confirmed, or took back. Who, and why, is not told."""
    event = Event(
        row=f"confirmation:{row.pk}",
        account=account,
        verb="mastered",
        happened_at=row.confirmed_at,
        thing=name_level(row.skill, row.level),
        outcome=Outcome(success=True),
        facts={"level": row.level, "evidence": row.kind},
    )
    if row.takes_back_id is None:
        yield event
    else:
        target = f"confirmation:{row.takes_back_id}"
        yield replace(
            event, row=f"void:{row.pk}:{target}", verb="voided", outcome=Outcome(), voids=target
        )


SOURCES = (
    Source("attempts", _attempts, "received_at", _keys_of_activity, _tell_attempt),
    # after what they are about
    Source("corrections", _corrections, "corrected_at", _keys_of_activity, _tell_correction),
    Source("recaps", _recaps, "answered_at", _keys_of_activity, _tell_recap),
    Source("enrolments", _enrolments, "enrolled_at", _keys_of_course, _tell_enrolment),
    Source("completions", _completions, "completed_at", _keys_of_course, _tell_completion),
    Source("certificates", _certificates, "issued_at", _keys_of_certificate, _tell_certificate),
    Source("revoked", _revoked_certificates, "revoked_at", _keys_of_certificate, _tell_revoked),
    Source("levels", _levels, "shown_at", _no_keys, _tell_level),
    Source("confirmations", _confirmations, "confirmed_at", _no_keys, _tell_confirmation),
)
