"""What the page of a lesson shows about its reader."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language_info
from wagtail.blocks import StreamValue

from courses.models import Activity, Attempt, CoursePage, LessonPage
from courses.scoring import is_pass
from courses.selectors.exercises import Exercise, list_exercises, read_block, read_exercise
from courses.selectors.pages import find_lessons
from courses.selectors.progress import LessonState, list_lesson_states
from courses.selectors.records import ActivityRow, read_rows
from uprest.accounts.types import Learner
from uprest.core.progress import MAX_SEGMENTS, Progress


@dataclass(frozen=True, slots=True)
class OptionView:
    """An answer as the page shows it. ``is_right`` is known only of what was chosen."""

    id: str
    text: str
    is_chosen: bool
    is_right: bool | None
    feedback: str


@dataclass(frozen=True, slots=True)
class ExerciseView:
    """An exercise as the page shows it: the answer key stays on the server.

    ``attempt_id`` is the id that the next attempt will have, so that a form sent twice is one
    attempt. ``has_changed`` says that it was changed since it was answered.
    """

    block_id: UUID
    attempt_id: UUID
    question: str
    is_statement: bool
    allows_many: bool
    options: tuple[OptionView, ...]
    is_answered: bool
    is_passed: bool
    is_partly_right: bool
    has_changed: bool
    tries: int

    @property
    def input_type(self) -> str:
        """The kind of input for its answers."""
        return "checkbox" if self.allows_many else "radio"

    @property
    def feedback(self) -> tuple[OptionView, ...]:
        """The answers that were chosen, each with its feedback."""
        return tuple(option for option in self.options if option.is_chosen)


@dataclass(frozen=True, slots=True)
class LessonBlock:
    """A block of the body: an exercise, or anything else, which draws itself."""

    block: StreamValue.StreamChild
    exercise: ExerciseView | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The lesson before or after."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Exercises of this lesson that this translation does not have yet, and where they are."""

    count: int
    language: str
    url: str


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson for one reader. ``number`` counts from 1."""

    page_id: int
    course_title: str
    course_url: str
    number: int
    total: int
    progress: Progress
    blocks: tuple[LessonBlock, ...]
    is_done: bool
    is_read: bool
    exercises_left: int
    attempt_id: UUID
    previous: Neighbour | None
    next: Neighbour | None
    elsewhere: Elsewhere | None


def get_lesson(*, lesson: LessonPage, course: CoursePage, learner: Learner | None) -> LessonView:
    """Return what the page shows; at most 4 queries, whatever the size of the course."""
    course_key = course.translation_key
    rows = read_rows(course_keys=[course_key], learner=learner)[course_key]
    states = list_lesson_states(rows)
    pages = find_lessons(
        lesson_keys=[state.lesson_key for state in states], language=lesson.locale.language_code
    )
    shown = [state for state in states if state.lesson_key in pages]
    keys = [state.lesson_key for state in shown]
    place = keys.index(lesson.translation_key) if lesson.translation_key in keys else 0
    own = next((state for state in shown if state.lesson_key == lesson.translation_key), None)
    return LessonView(
        page_id=lesson.pk or 0,
        course_title=course.title,
        course_url=course.get_url() or "",
        number=place + 1,
        total=max(len(shown), 1),
        progress=build_segments(shown, place),
        blocks=_build_blocks(lesson, rows, learner),
        is_done=bool(own and own.is_done),
        is_read=bool(own and own.is_read),
        exercises_left=own.exercises_left if own else 0,
        attempt_id=uuid.uuid4(),
        previous=_find_neighbour(keys, place - 1, pages),
        next=_find_neighbour(keys, place + 1, pages),
        elsewhere=_find_elsewhere(lesson, rows),
    )


def build_segments(states: Sequence[LessonState], place: int) -> Progress:
    """Return the bar of a course's lessons, in the one at ``place`` (from 0)."""
    marks = tuple(
        "NOW" if index == place else "DONE" if state.is_done else "TODO"
        for index, state in enumerate(states)
    )
    done = sum(state.is_done for state in states)
    return Progress(
        total=max(len(states), 1),
        done=done,
        current=place + 1,
        states=marks if len(marks) <= MAX_SEGMENTS else (),
        width=str(round(100 * done / max(len(states), 1))),
    )


def _find_neighbour(
    keys: Sequence[UUID], place: int, pages: dict[UUID, LessonPage]
) -> Neighbour | None:
    if not 0 <= place < len(keys):
        return None
    page = pages[keys[place]]
    return Neighbour(page.title, page.get_url() or "")


def _build_blocks(
    lesson: LessonPage, rows: Sequence[ActivityRow], learner: Learner | None
) -> tuple[LessonBlock, ...]:
    own = {row.block_id: row for row in rows if row.lesson_key == lesson.translation_key}
    attempts: dict[int, Attempt] = {}
    if learner is not None and any(row.tries for row in own.values() if row.block_id):
        attempts = _read_last_attempts(learner, lesson.translation_key)
    blocks = []
    for block in lesson.body:
        exercise = read_block(block)
        view = None
        if exercise is not None:
            row = own.get(exercise.block_id)
            view = build_exercise(exercise, row, attempts.get(row.id) if row else None)
        blocks.append(LessonBlock(block, view))
    return tuple(blocks)


def _read_last_attempts(learner: Learner, lesson_key: UUID) -> dict[int, Attempt]:
    """Return the newest attempt at each exercise of a lesson."""
    mine = Attempt.objects.filter(**learner.owner)
    newer = mine.filter(
        activity_id=OuterRef("activity_id"), received_at__gt=OuterRef("received_at")
    )
    newest = mine.filter(
        activity__lesson_key=lesson_key, activity__kind=Activity.Kind.EXERCISE
    ).exclude(Exists(newer))
    return {attempt.activity_id: attempt for attempt in newest}


def build_exercise(
    exercise: Exercise, row: ActivityRow | None = None, attempt: Attempt | None = None
) -> ExerciseView:
    """Return an exercise for the page, with the learner's newest attempt at it if there is one."""
    has_changed = bool(row and attempt and attempt.content_hash != row.content_hash)
    chosen = set(attempt.answer) if attempt and not has_changed else set()
    score = attempt.score if attempt and chosen else 0.0
    return ExerciseView(
        block_id=exercise.block_id,
        attempt_id=uuid.uuid4(),
        question=exercise.question,
        is_statement=exercise.kind == "true_false",
        allows_many=exercise.allows_many,
        options=tuple(
            OptionView(
                id=option.id,
                text=option.text,
                is_chosen=option.id in chosen,
                is_right=option.is_right if option.id in chosen else None,
                feedback=option.feedback if option.id in chosen else "",
            )
            for option in exercise.options
        ),
        is_answered=bool(chosen),
        is_passed=is_pass(score),
        is_partly_right=0 < score < 1 or (bool(chosen & exercise.right) and not is_pass(score)),
        has_changed=has_changed,
        tries=row.tries if row else 0,
    )


def _find_elsewhere(lesson: LessonPage, rows: Sequence[ActivityRow]) -> Elsewhere | None:
    """Return what counts in this lesson and is only in its source language."""
    here = {exercise.block_id for exercise in list_exercises(lesson.body)}
    missing = [
        row
        for row in rows
        if row.lesson_key == lesson.translation_key
        and row.is_required
        and row.block_id is not None
        and row.block_id not in here
    ]
    if not missing:
        return None
    source = find_lessons(lesson_keys=[lesson.translation_key], language="")
    page = source.get(lesson.translation_key)
    if page is None or page.pk == lesson.pk:
        return None
    name = get_language_info(page.locale.language_code)["name_translated"]
    return Elsewhere(len(missing), str(name), page.get_url() or "")


def get_sample_exercise(*, kind: str, value: object) -> ExerciseView:
    """Return an exercise that nobody has answered, for the editor's previews."""
    return build_exercise(read_exercise(uuid.uuid4(), kind, value))
