"""What a course asks for, materialised whenever one of its pages is published or goes away."""

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from wagtail.models import Page, PageViewRestriction

from courses.models import (
    Activity,
    ActivityRule,
    CatalogueVersion,
    CoursePage,
    EvidenceSource,
    LessonPage,
    RetakeRule,
    TaughtSkill,
)
from courses.selectors.editions import Changes, read_changes
from courses.selectors.exercises import Exercise, list_exercises
from courses.selectors.pages import live_lessons
from courses.types import LESSON_STEP
from uprest.skills.models import Skill


@dataclass(frozen=True, slots=True)
class Wanted:
    """An activity as the pages have it now."""

    lesson_key: UUID
    block_id: UUID | None
    kind: str
    position: int
    is_required: bool
    skill_code: str
    level: int | None
    is_taught: bool
    rule: str
    content_hash: str
    counts_latest: bool = False
    exercise_kind: str = ""
    source: str = EvidenceSource.SELF
    pass_mark: float = 1.0
    done_when: str = Activity.DoneWhen.ANSWERED
    attempt_limit: int | None = None


# What of an activity follows the pages; skill, key and rule version are worked out from it.
COPIED = [
    field.name for field in fields(Wanted) if field.name not in {"skill_code", "rule", "lesson_key"}
]


def renew_catalogue() -> None:
    """Make what is cached of the catalogue out of date."""
    CatalogueVersion.objects.update_or_create(pk=1, defaults={"token": uuid.uuid4()})


def find_course_keys(page: Page) -> set[UUID]:
    """Return the courses that a change of ``page`` concerns, which may just have been deleted."""
    if isinstance(page, CoursePage):
        return {page.translation_key}
    if not isinstance(page, LessonPage):
        return set()
    known = Activity.objects.filter(lesson_key=page.translation_key)
    keys = set(known.values_list("course_key", flat=True))
    parent = CoursePage.objects.filter(path=page.path[: -page.steplen]).first()
    return keys | {parent.translation_key} if parent else keys


@transaction.atomic
def refresh_activities(*, course_key: UUID, at: datetime) -> set[UUID]:
    """Bring the activities of a course in line with its live pages.

    An activity counts (``is_required``) if it is live in the course's source language, that is
    in the oldest of its live versions, and not behind a restriction of its own. Activities are
    never deleted: what is not live any more, or belongs to an edition before, is marked so. Where
    a rule changes, its new version holds from ``at`` on. Returns the keys of all courses whose
    people may be nearer to completing now; a background job looks at their enrolments.
    """
    renew_catalogue()
    wanted = _read_pages(course_key)
    lesson_keys = {want.lesson_key for want in wanted}
    changes = read_changes(lesson_keys=lesson_keys)
    known = {
        (row.lesson_key, row.block_id, row.edition): row
        for row in Activity.objects.filter(course_key=course_key)
        | Activity.objects.filter(lesson_key__in=lesson_keys)
    }
    codes = {want.skill_code for want in wanted}
    skills = {skill.code: skill for skill in Skill.objects.filter(code__in=codes)}
    touched = {row.course_key for row in known.values()} | {course_key}
    rules = []
    for want in wanted:
        change = changes[want.lesson_key]
        row = known.pop((want.lesson_key, want.block_id, change.edition), None) or Activity()
        before = _read(row)
        row.course_key, row.skill = course_key, skills.get(want.skill_code)
        has_new_rule = _bring_in_line(row, want, change)
        if before != _read(row):
            row.save()
        if has_new_rule:
            rules.append(_build_rule(row, at))
    ActivityRule.objects.bulk_create(rules)
    gone = [row.pk for row in known.values() if row.is_live]
    Activity.objects.filter(pk__in=gone).update(is_live=False)
    return touched


def _bring_in_line(row: Activity, want: Wanted, change: Changes) -> bool:
    """Bring a row in line, without saving it; return whether its rule has another version now."""
    is_new, rule = row.pk is None, (row.rule, row.pass_mark, row.done_when)
    for name in COPIED:
        setattr(row, name, getattr(want, name))
    row.rule, row.is_live, row.updated_at = want.rule, True, change.updated_at
    has_new_rule = rule != (want.rule, want.pass_mark, want.done_when)
    if is_new:
        row.lesson_key, row.edition = want.lesson_key, change.edition
        row.key = _choose_key(want, change.edition)
    elif has_new_rule:
        row.rule_version += 1
    return is_new or has_new_rule


def _read(row: Activity) -> dict[str, object]:
    return {name: row.__dict__.get(name) for name in _field_names()}


def _build_rule(row: Activity, at: datetime) -> ActivityRule:
    return ActivityRule(
        activity=row,
        version=row.rule_version,
        rule=row.rule,
        pass_mark=row.pass_mark,
        done_when=row.done_when,
        content_hash=row.content_hash,
        since=at,
    )


def _field_names() -> list[str]:
    return [field.attname for field in Activity._meta.concrete_fields]  # noqa: SLF001  # Django's API


def _choose_key(want: Wanted, edition: int) -> UUID:
    if edition > 1:
        return uuid.uuid5(want.lesson_key, f"edition {edition} {want.block_id or ''}")
    if want.block_id is None:
        return want.lesson_key
    if not Activity.objects.filter(key=want.block_id).exists():
        return want.block_id
    # a copied lesson has the ids of the blocks that it was copied from
    return uuid.uuid5(want.lesson_key, str(want.block_id))


def _read_pages(course_key: UUID) -> list[Wanted]:
    """Return what the live pages of a course ask for; the source language's come first."""
    courses = list(CoursePage.objects.live().filter(translation_key=course_key).order_by("pk"))
    lessons = [
        list(LessonPage.objects.live().child_of(course).order_by("path")) for course in courses
    ]
    moved = _find_moved([page for pages in lessons for page in pages], courses)
    hidden = _find_restricted(lessons[0]) if lessons else set()
    found: dict[tuple[UUID, UUID | None], Wanted] = {}
    for number, (course, pages) in enumerate(zip(courses, lessons, strict=True)):
        taught = {row.skill.code: row for row in course.taught_skills.select_related("skill")}
        for place, page in enumerate(pages):
            if page.translation_key not in moved:
                start = (number * LESSON_STEP + place + 1) * LESSON_STEP
                is_required = number == 0 and page.pk not in hidden
                for want in _read_lesson(page, start, taught, is_required=is_required):
                    found.setdefault((want.lesson_key, want.block_id), want)
    return [_apply_course(want, courses[0]) for want in found.values()]


def _apply_course(want: Wanted, source: CoursePage) -> Wanted:
    """Add what the course says in its source language about all its activities."""
    takes_latest = source.retake_rule == RetakeRule.LATEST and bool(source.validity_months)
    is_scored = want.source == EvidenceSource.SERVER
    return replace(
        want,
        counts_latest=takes_latest and is_scored,
        done_when=source.done_when if is_scored else Activity.DoneWhen.ANSWERED,
    )


def _find_moved(pages: list[LessonPage], courses: list[CoursePage]) -> set[UUID]:
    """Return the keys of lessons whose oldest live version lies in another course.

    While a lesson is moved in one language after the other, it lies in two courses for a moment.
    """
    paths = {course.path for course in courses}
    oldest: dict[UUID, str] = {}
    keys = {page.translation_key for page in pages}
    for page in live_lessons().filter(translation_key__in=keys).order_by("pk").defer("body"):
        oldest.setdefault(page.translation_key, page.path[: -page.steplen])
    return {key for key, path in oldest.items() if path not in paths}


def _find_restricted(lessons: Iterable[LessonPage]) -> set[int]:
    restricted = PageViewRestriction.objects.filter(page__in=[page.pk for page in lessons])
    return set(restricted.values_list("page_id", flat=True))


def _read_lesson(
    page: LessonPage, start: int, taught: dict[str, TaughtSkill], *, is_required: bool
) -> Iterable[Wanted]:
    content = [page.title, page.body.get_prep_value()]
    lesson = Wanted(
        lesson_key=page.translation_key,
        block_id=None,
        kind=Activity.Kind.LESSON,
        position=start,
        is_required=is_required,
        skill_code="",
        level=None,
        is_taught=False,
        rule="",
        content_hash=hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(),
    )
    yield lesson
    for place, exercise in enumerate(list_exercises(page.body), start=1):
        yield _read_exercise(lesson, exercise, place, taught.get(exercise.skill_code))


def _read_exercise(
    lesson: Wanted, exercise: Exercise, place: int, row: TaughtSkill | None
) -> Wanted:
    return Wanted(
        lesson_key=lesson.lesson_key,
        block_id=exercise.block_id,
        kind=Activity.Kind.EXERCISE,
        position=lesson.position + place,
        is_required=lesson.is_required,
        skill_code=exercise.skill_code,
        level=exercise.level or None,
        is_taught=bool(row and row.from_level < exercise.level <= row.to_level),
        rule=exercise.rule,
        content_hash=exercise.content_hash,
        exercise_kind=exercise.kind,
        source=exercise.source,
        pass_mark=exercise.pass_mark,
        attempt_limit=exercise.attempt_limit,
    )
