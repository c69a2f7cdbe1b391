"""What scoring stored answers again would change: counts alone, no names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef

from courses.exercises.kinds import BOUND_TO_LANGUAGE
from courses.models import Activity, ActivityRule, Attempt, Correction, LessonPage
from courses.scoring import is_pass
from courses.selectors.exercises import Exercise, find_exercise
from courses.selectors.pages import find_lessons, live_lessons
from courses.types import UnknownAnswerError

UNREADABLE = (UnknownAnswerError, ValueError, KeyError, TypeError, IndexError, AttributeError)
"""What an answer may raise that was given to the exercise as it was before."""
SOURCE = ""
"""Stands for the source language, whichever it is."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An attempt by the present answer key, beside what it counts as now.

    ``score`` is empty where the answer does not fit the exercise any more.
    """

    attempt: Attempt
    score_before: float
    passed_before: bool
    score: float | None
    is_passed: bool

    @property
    def rises(self) -> bool:
        """Whether it is worth more now."""
        if self.score is None:
            return False
        return self.score > self.score_before or (self.is_passed and not self.passed_before)

    @property
    def falls(self) -> bool:
        """Whether it is worth less now."""
        if self.score is None or self.rises:
            return False
        return self.score < self.score_before or (self.passed_before and not self.is_passed)


@dataclass(frozen=True, slots=True)
class RegradePreview:
    """What would change: of how many ``attempts`` so many rise, fall, stay; the rest are unfit."""

    attempts: int
    rise: int
    fall: int
    same: int
    unfit: int


@dataclass(frozen=True, slots=True)
class Regradable:
    """An exercise whose answer key has changed since somebody answered it."""

    activity_key: UUID
    lesson: LessonPage
    lesson_title: str
    lesson_url: str
    changed_at: datetime
    attempts: int


def judge_again(activity: Activity) -> Iterator[Verdict]:
    """Yield every attempt at an exercise by its present key; nothing where it is not live.

    A pass is judged by the mark of its time, or by the present one where that asks for less.
    """
    versions = _read_versions(activity)
    if not versions:
        return
    rules = ActivityRule.objects.filter(activity=activity)
    marks = dict(rules.values_list("version", "pass_mark"))
    corrections = {
        row.attempt_id: row
        for row in Correction.objects.filter(
            activity=activity, kind=Correction.Kind.REGRADE, takes_back=None, taken_back_by=None
        ).order_by("corrected_at", "pk")
    }
    attempts = Attempt.objects.filter(activity=activity, source=Attempt.Source.SERVER)
    for attempt in attempts.order_by("received_at", "pk").iterator():
        present = corrections.get(attempt.pk) or attempt
        score = _score(_choose(versions, attempt), attempt)
        mark = min(marks.get(attempt.rule_version, activity.pass_mark), activity.pass_mark)
        yield Verdict(
            attempt=attempt,
            score_before=present.score or 0.0,
            passed_before=present.is_passed,
            score=score,
            is_passed=score is not None and is_pass(score, mark=mark),
        )


def _choose(versions: Mapping[str, Exercise], attempt: Attempt) -> Exercise | None:
    """Return the exercise to score an answer by: where it lies in words, that of its language."""
    source = versions[SOURCE]
    return versions.get(attempt.language) if source.kind in BOUND_TO_LANGUAGE else source


def _score(exercise: Exercise | None, attempt: Attempt) -> float | None:
    if exercise is None:
        return None
    try:
        return exercise.spec.score(attempt.answer)
    except UNREADABLE:
        return None


def _read_versions(activity: Activity) -> dict[str, Exercise]:
    """Return the exercise as it is live, by language; the source language also under SOURCE."""
    if activity.block_id is None or not activity.is_live:
        return {}
    lessons = live_lessons().filter(translation_key=activity.lesson_key)
    versions: dict[str, Exercise] = {}
    for place, lesson in enumerate(lessons.select_related("locale").order_by("pk")):
        exercise = find_exercise(lesson.body, activity.block_id)
        if exercise is None and place == 0:
            return {}
        if exercise is not None:
            versions[lesson.locale.language_code] = exercise
            versions.setdefault(SOURCE, exercise)
    return versions


def find_source_lesson(*, lesson_key: UUID) -> LessonPage | None:
    """Return the live lesson in the language that it was written in, if it is live."""
    return live_lessons().filter(translation_key=lesson_key).order_by("pk").first()


def preview_regrade(activity: Activity) -> RegradePreview:
    """Return what a regrade would change, in counts."""
    verdicts = list(judge_again(activity))
    rise, fall = sum(one.rises for one in verdicts), sum(one.falls for one in verdicts)
    unfit = sum(one.score is None for one in verdicts)
    return RegradePreview(len(verdicts), rise, fall, len(verdicts) - rise - fall - unfit, unfit)


def list_regradable(*, language: str) -> list[Regradable]:
    """Return the live exercises that were answered under an earlier key, newest change first."""
    older = Attempt.objects.filter(
        activity=OuterRef("pk"), rule_version__lt=OuterRef("rule_version")
    )
    activities = list(
        Activity.objects.filter(Exists(older), is_live=True, source=Attempt.Source.SERVER)
        .annotate(changed_at=Max("rules__since"))
        .order_by("-changed_at")
    )
    pages = find_lessons(lesson_keys={row.lesson_key for row in activities}, language=language)
    counts: dict[int, int] = {}
    for pk in Attempt.objects.filter(
        activity__in=activities, rule_version__lt=F("activity__rule_version")
    ).values_list("activity_id", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    return [
        Regradable(
            activity_key=row.key,
            lesson=pages[row.lesson_key],
            lesson_title=pages[row.lesson_key].title,
            lesson_url=pages[row.lesson_key].get_url() or "",
            changed_at=row.changed_at,
            attempts=counts.get(row.pk, 0),
        )
        for row in activities
        if row.lesson_key in pages
    ]
