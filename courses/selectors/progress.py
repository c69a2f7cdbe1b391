"""How far somebody is in courses, for every screen alike."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from courses.completion import Reason, State, Verdict, judge_course
from courses.models import Activity, Enrolment
from courses.selectors.pages import find_lessons
from courses.selectors.records import ActivityRow, list_items, read_enrolments, read_rows
from uprest.accounts.types import Learner


@dataclass(frozen=True, slots=True)
class NextLesson:
    """The lesson to go on with. ``number`` counts from 1 among the course's lessons."""

    lesson_key: UUID
    number: int
    title: str
    url: str
    minutes: int
    language: str


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """How far somebody is in one course.

    ``percentage`` is empty where nothing is tracked. A lesson is done when it was read to the end
    and its exercises are answered. ``next_lesson`` is empty once everything is done.
    """

    course_key: UUID
    state: State
    percentage: int | None
    reason: Reason
    done: int
    required: int
    new_since: int
    completed_at: datetime | None
    lessons: int
    lessons_done: int
    is_enrolled: bool
    next_lesson: NextLesson | None

    @property
    def is_completed(self) -> bool:
        """Whether the course is completed."""
        return self.state is State.COMPLETED

    @property
    def is_begun(self) -> bool:
        """Whether something is done in it, and not all."""
        return self.state is State.IN_PROGRESS

    @property
    def text(self) -> str:
        """The same in a few words of the present language."""
        return describe_progress(self)


@dataclass(frozen=True, slots=True)
class LessonState:
    """One lesson of a course, with what is left to do in it.

    ``updated_at`` is when it had a major change since the learner last did something in it.
    """

    lesson_key: UUID
    is_required: bool
    is_read: bool
    exercises_left: int
    updated_at: datetime | None = None

    @property
    def is_done(self) -> bool:
        """Whether it was read to the end and its exercises are answered."""
        return self.is_read and not self.exercises_left


def get_progress(
    *,
    learner: Learner | None,
    course_keys: Collection[UUID],
    language: str | None = None,
    finds_next: bool = True,
) -> dict[UUID, CourseProgress]:
    """Return how far ``learner`` is in each course; 3 queries, however many there are.

    Titles and addresses of the next lessons are in ``language``, by default the present one;
    where nobody shows them, ``finds_next`` saves a query.
    """
    rows = read_rows(course_keys=course_keys, learner=learner)
    enrolments: dict[UUID, Enrolment] = {}
    if learner is not None and learner.user_id is not None:
        enrolments = read_enrolments(user_id=learner.user_id, course_keys=course_keys)
    lessons = {key: list_lesson_states(found) for key, found in rows.items()}
    following = {
        key: find_next_lesson(found, enrolments.get(key)) for key, found in lessons.items()
    }
    next_lessons = (
        _read_next_lessons(following, lessons, language or get_language() or "en")
        if finds_next
        else {}
    )
    return {
        key: build_progress(
            course_key=key,
            rows=found,
            lessons=lessons[key],
            enrolment=enrolments.get(key),
            next_lesson=next_lessons.get(key),
        )
        for key, found in rows.items()
    }


def build_progress(
    *,
    course_key: UUID,
    rows: Sequence[ActivityRow],
    lessons: Sequence[LessonState],
    enrolment: Enrolment | None,
    next_lesson: NextLesson | None,
) -> CourseProgress:
    """Put together what the rows of one course say."""
    verdict = judge(rows=rows, enrolment=enrolment)
    counted = [lesson for lesson in lessons if lesson.is_required]
    return CourseProgress(
        course_key=course_key,
        state=verdict.state,
        percentage=verdict.percentage,
        reason=verdict.reason,
        done=verdict.done,
        required=verdict.required,
        new_since=verdict.new_since,
        completed_at=verdict.completed_at,
        lessons=len(counted),
        lessons_done=sum(lesson.is_done for lesson in counted),
        is_enrolled=enrolment is not None,
        next_lesson=next_lesson,
    )


def judge(*, rows: Sequence[ActivityRow], enrolment: Enrolment | None) -> Verdict:
    """Return the verdict of the one function on one course (see ``courses.completion``)."""
    completed_at = getattr(enrolment, "completed_at", None)
    return judge_course(items=list_items(rows), completed_at=completed_at)


def list_lesson_states(rows: Iterable[ActivityRow]) -> list[LessonState]:
    """Return the lessons in ``rows``, which come in order, with what is left in each."""
    by_lesson: dict[UUID, list[ActivityRow]] = {}
    for row in rows:
        by_lesson.setdefault(row.lesson_key, []).append(row)
    return [
        LessonState(
            lesson_key=key,
            is_required=any(row.is_required for row in found if _is_lesson(row)),
            is_read=all(row.done_at is not None for row in found if _is_lesson(row)),
            exercises_left=sum(
                row.done_at is None for row in found if row.is_required and not _is_lesson(row)
            ),
            updated_at=_find_update(found),
        )
        for key, found in by_lesson.items()
    ]


def _find_update(rows: Sequence[ActivityRow]) -> datetime | None:
    last = max((row.last_at for row in rows if row.last_at is not None), default=None)
    updated = max((row.updated_at for row in rows if row.updated_at is not None), default=None)
    return updated if last is not None and updated is not None and last < updated else None


def _is_lesson(row: ActivityRow) -> bool:
    return row.kind == Activity.Kind.LESSON


def find_next_lesson(
    lessons: Sequence[LessonState], enrolment: Enrolment | None
) -> LessonState | None:
    """Return the lesson to go on with: the one left open last, else the next that is not done."""
    last = enrolment.last_lesson_key if enrolment else None
    start = next((i for i, lesson in enumerate(lessons) if lesson.lesson_key == last), 0)
    in_turn = [*lessons[start:], *lessons[:start]]
    return next((lesson for lesson in in_turn if lesson.is_required and not lesson.is_done), None)


def _read_next_lessons(
    following: dict[UUID, LessonState | None],
    lessons: dict[UUID, list[LessonState]],
    language: str,
) -> dict[UUID, NextLesson]:
    keys = {lesson.lesson_key for lesson in following.values() if lesson}
    pages = find_lessons(lesson_keys=keys, language=language) if keys else {}
    found = {}
    for course_key, lesson in following.items():
        page = pages.get(lesson.lesson_key) if lesson else None
        if page is not None:
            order = [state.lesson_key for state in lessons[course_key] if state.is_required]
            found[course_key] = NextLesson(
                lesson_key=page.translation_key,
                number=order.index(page.translation_key) + 1,
                title=page.title,
                url=page.get_url() or "",
                minutes=page.minutes,
                language=page.locale.language_code,
            )
    return found


def describe_progress(progress: CourseProgress) -> str:
    """Return how far it is in a few words, for example "2 of 5 lessons done"."""
    if progress.state is State.COMPLETED:
        return _describe_completed(progress)
    if progress.state is State.NO_TRACKED_CONTENT:
        return _("Nothing to tick off here")
    if progress.state is State.NOT_STARTED:
        return _("Not started yet")
    if progress.lessons and progress.lessons_done == progress.lessons:
        return _("All lessons read")
    return ngettext(
        "%(done)d of %(total)d lesson done", "%(done)d of %(total)d lessons done", progress.lessons
    ) % {"done": progress.lessons_done, "total": progress.lessons}


def _describe_completed(progress: CourseProgress) -> str:
    assert progress.completed_at is not None  # noqa: S101  # for the type checker: completed
    day = formats.date_format(timezone.localtime(progress.completed_at), "DATE_FORMAT")
    if not progress.new_since:
        return _("Completed %(date)s") % {"date": day}
    return ngettext(
        "Completed %(date)s · %(count)d new since",
        "Completed %(date)s · %(count)d new since",
        progress.new_since,
    ) % {"date": day, "count": progress.new_since}
