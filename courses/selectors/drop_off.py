"""How far people get in a course, lesson by lesson."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.cache import cache
from django.db.models import F, OuterRef, Subquery

from courses.insights import Step, find_steps, may_tell
from courses.models import Activity, CoursePage, Enrolment, ItemState
from courses.selectors.pages import find_lessons
from courses.selectors.summaries import DAY, find_day, list_staff, run_over

FURTHEST = """
    SELECT furthest, COUNT(*)
    FROM (
        SELECT user_id, MAX(place) AS furthest FROM ({0}) AS places GROUP BY user_id
    ) AS people
    WHERE furthest IS NOT NULL
    GROUP BY furthest
"""
DONE = """
    SELECT lesson_key, items, has_read, COUNT(*)
    FROM (
        SELECT
            user_id, lesson_key, COUNT(DISTINCT activity_id) AS items,
            MAX(CASE WHEN kind = 'LESSON' THEN 1 ELSE 0 END) AS has_read
        FROM ({0}) AS done
        GROUP BY user_id, lesson_key
    ) AS people
    GROUP BY lesson_key, items, has_read
"""


@dataclass(frozen=True, slots=True)
class LessonSteps:
    """A lesson of a course, and how many got to it. ``number`` counts from 1."""

    number: int
    title: str
    step: Step


@dataclass(frozen=True, slots=True)
class DropOff:
    """How far those who began a course got; ``began`` is nothing where it is fewer than five."""

    began: int | None
    lessons: tuple[LessonSteps, ...]


@dataclass(frozen=True, slots=True)
class _Outline:
    """The lessons that count, in order: position, and how much there is to do in each."""

    keys: list[UUID]
    positions: list[int]
    items: Counter[UUID]
    activity_ids: list[int]


def get_drop_off(*, course: CoursePage, at: datetime) -> DropOff:
    """Return how many of those who began a course got to each lesson, read it, finished it.

    Who has begun has done something in it or opened a lesson while enrolled. Visitors do not
    count, nor trainers and administrators (see courses.selectors.summaries). At most 4 queries.
    """
    key, day = course.translation_key, find_day(at)
    outline = _read_outline(key)
    name = f"courses.steps.{key}.{hash(tuple(outline.activity_ids))}.{day:%Y-%m-%d}"
    counted: tuple[int, list[Step]] | None = cache.get(name)
    if counted is None:
        counted = _count(key, outline, day)
        cache.set(name, counted, DAY)
    began, steps = counted
    pages = find_lessons(lesson_keys=outline.keys, language=course.locale.language_code)
    return DropOff(
        began=began if may_tell(began) else None,
        lessons=tuple(
            LessonSteps(number, pages[lesson_key].title, step)
            for number, (lesson_key, step) in enumerate(zip(outline.keys, steps, strict=True), 1)
            if lesson_key in pages
        ),
    )


def _read_outline(course_key: UUID) -> _Outline:
    rows = list(
        Activity.objects.filter(course_key=course_key, is_live=True, is_required=True)
        .order_by("position")
        .values_list("pk", "kind", "lesson_key", "position")
    )
    lessons = [row for row in rows if row[1] == Activity.Kind.LESSON]
    return _Outline(
        keys=[row[2] for row in lessons],
        positions=[row[3] for row in lessons],
        items=Counter(row[2] for row in rows),
        activity_ids=[row[0] for row in rows],
    )


def _count(course_key: UUID, outline: _Outline, before: datetime) -> tuple[int, list[Step]]:
    states = ItemState.objects.filter(
        activity__in=outline.activity_ids, user__isnull=False, done_at__lt=before
    ).exclude(user__in=list_staff())
    opened = Activity.objects.filter(
        pk__in=outline.activity_ids,
        lesson_key=OuterRef("last_lesson_key"),
        kind=Activity.Kind.LESSON,
    )
    enrolled = Enrolment.objects.filter(
        course_key=course_key, last_lesson_key__isnull=False, last_seen_at__lt=before
    ).exclude(user__in=list_staff())
    if not outline.keys:
        return 0, []
    places = states.annotate(place=F("activity__position"))
    last = enrolled.annotate(place=Subquery(opened.values("position")[:1]))
    everywhere = (
        places.order_by()
        .values_list("user_id", "place")
        .union(last.order_by().values_list("user_id", "place"), all=True)
    )
    furthest: Counter[int] = Counter()
    for position, people in run_over(FURTHEST, everywhere):
        furthest[max(0, bisect_right(outline.positions, position) - 1)] += people
    read: Counter[UUID] = Counter()
    finished: Counter[UUID] = Counter()
    done = states.order_by().values(
        "user_id", "activity_id", lesson_key=F("activity__lesson_key"), kind=F("activity__kind")
    )
    for stored_key, items, has_read, people in run_over(DONE, done):
        lesson_key = UUID(str(stored_key))
        read[lesson_key] += people * has_read
        finished[lesson_key] += people * (items == outline.items[lesson_key])
    steps = find_steps(
        furthest=furthest,
        read=[read[key] for key in outline.keys],
        finished=[finished[key] for key in outline.keys],
    )
    return sum(furthest.values()), steps
