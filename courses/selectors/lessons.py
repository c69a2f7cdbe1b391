"""What the page of a lesson shows about its reader."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language_info
from wagtail.blocks import StreamValue, StructValue

from courses.exercises.base import Part
from courses.exercises.free_texts import WRITE
from courses.exercises.kinds import (
    BOUND_TO_LANGUAGE,
    JUDGED_WHERE_CHOSEN,
    MOVED,
    SCENES,
    TELLS_BESIDE,
    TEXTS,
)
from courses.models import (
    Attempt,
    CoursePage,
    LearnerText,
    LessonPage,
    RecapAnswer,
)
from courses.selectors.exercises import (
    Exercise,
    list_exercises,
    make_turn,
    make_wire,
    read_block,
    read_sample,
)
from courses.selectors.pages import find_lessons
from courses.selectors.progress import LessonState, list_lesson_states
from courses.selectors.records import ActivityRow, read_enrolments, read_rows
from courses.types import NextTry, UnknownAnswerError
from uprest.accounts.types import Learner
from uprest.core.progress import MAX_SEGMENTS, Progress

STEPS = "at"
"""The name in the address that says where one is in an exercise of several steps."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """A text that could not be kept, and what is wrong with it: the page shows both again."""

    block_id: UUID
    text: str
    problem: str


@dataclass(frozen=True, slots=True)
class ExerciseView:
    """An exercise as the page shows it: the answer key stays on the server.

    ``attempt_id`` is the id that the next attempt will have, so that a form sent twice is one
    attempt. ``body`` is what its kind draws, ``parts`` are the judged parts of the newest answer.
    ``has_changed`` says that it was changed since it was answered. ``tries_left`` is empty where
    there is no limit. ``value`` is the block's, with its pictures and videos. ``is_elsewhere`` says
    that the answer was given in another language and says nothing in this one, ``problem`` why a
    text was not kept.
    """

    block_id: UUID
    attempt_id: UUID
    kind: str
    question: str
    body: object
    parts: tuple[Part, ...]
    value: StructValue
    steps: str
    is_scored: bool
    is_required: bool
    is_done: bool
    is_answered: bool
    is_passed: bool
    is_all_right: bool
    is_partly_right: bool
    has_changed: bool
    is_elsewhere: bool
    next_try: NextTry
    tries_left: int | None
    problem: str = ""

    @property
    def template(self) -> str:
        """The template of its kind."""
        return f"courses/exercises/{self.kind}.html"

    @property
    def has_moves(self) -> bool:
        """Whether script lets one move something in it."""
        return self.kind in MOVED

    @property
    def judged_parts(self) -> tuple[Part, ...]:
        """The parts that are right or wrong, where there are several that make up the whole."""
        judged = tuple(part for part in self.parts if part.is_right is not None)
        return judged if len(judged) > 1 and self.kind not in JUDGED_WHERE_CHOSEN else ()

    @property
    def right_parts(self) -> int:
        """How many of the judged parts are right."""
        return sum(bool(part.is_right) for part in self.judged_parts)

    @property
    def remarks(self) -> tuple[str, ...]:
        """The feedback, each once, but for what is shown beside its part."""
        told = self.kind in TELLS_BESIDE
        shown = (part.feedback for part in self.parts if not (told and part.prompt))
        return tuple(dict.fromkeys(text for text in shown if text))


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
    updated_at: datetime | None
    exercises_left: int
    attempt_id: UUID
    previous: Neighbour | None
    next: Neighbour | None
    elsewhere: Elsewhere | None

    @property
    def has_scenes(self) -> bool:
        """Whether script adds something to one of its exercises."""
        return any(part.exercise and part.exercise.kind in SCENES for part in self.blocks)

    @property
    def has_moves(self) -> bool:
        """Whether script lets one move something in one of its exercises."""
        return any(part.exercise and part.exercise.has_moves for part in self.blocks)


def get_lesson(
    *,
    lesson: LessonPage,
    course: CoursePage,
    learner: Learner | None,
    place: str = "",
    unsent: Unsent | None = None,
) -> LessonView:
    """Return what the page shows; at most 5 queries, whatever the size of the course.

    One more for whoever has not seen a major change yet. ``place`` says where one is in an
    exercise of several steps: the block's id, a dot, the steps.
    """
    course_key = course.translation_key
    rows = read_rows(course_keys=[course_key], learner=learner)[course_key]
    states = list_lesson_states(rows)
    pages = find_lessons(
        lesson_keys=[state.lesson_key for state in states], language=lesson.locale.language_code
    )
    shown = [state for state in states if state.lesson_key in pages]
    keys = [state.lesson_key for state in shown]
    number = keys.index(lesson.translation_key) if lesson.translation_key in keys else 0
    own = next((state for state in shown if state.lesson_key == lesson.translation_key), None)
    return LessonView(
        page_id=lesson.pk or 0,
        course_title=course.title,
        course_url=course.get_url() or "",
        number=number + 1,
        total=max(len(shown), 1),
        progress=build_segments(shown, number),
        blocks=_build_blocks(lesson, rows, learner, place, unsent),
        is_done=bool(own and own.is_done),
        is_read=bool(own and own.is_read),
        updated_at=_find_update(own, learner, course_key),
        exercises_left=own.exercises_left if own else 0,
        attempt_id=uuid.uuid4(),
        previous=_find_neighbour(keys, number - 1, pages),
        next=_find_neighbour(keys, number + 1, pages),
        elsewhere=_find_elsewhere(lesson, rows),
    )


def _find_update(
    own: LessonState | None, learner: Learner | None, course_key: UUID
) -> datetime | None:
    """Return the major change that somebody who still takes the course has not seen yet."""
    if own is None or own.updated_at is None or learner is None or learner.user_id is None:
        return None
    enrolments = read_enrolments(user_id=learner.user_id, course_keys=[course_key])
    enrolment = enrolments.get(course_key)
    is_open = enrolment is not None and getattr(enrolment, "completed_at", None) is None
    return own.updated_at if is_open else None


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
    lesson: LessonPage,
    rows: Sequence[ActivityRow],
    learner: Learner | None,
    place: str,
    unsent: Unsent | None,
) -> tuple[LessonBlock, ...]:
    own = {row.block_id: row for row in rows if row.lesson_key == lesson.translation_key}
    exercises = [read_block(stored) for stored in lesson.body.raw_data]
    attempts: dict[int, Attempt] = {}
    texts: dict[int, str] = {}
    tried = [row for row in own.values() if row.block_id and row.tries]
    if learner is not None and tried:
        attempts = _read_last_attempts(learner, tried)
    # one's own words are there to change also where a later cycle begins
    is_again = tried or any(row.cycle > 1 for row in own.values())
    has_texts = any(exercise and exercise.kind in TEXTS for exercise in exercises)
    if learner is not None and is_again and has_texts:
        texts = _read_texts(learner, lesson.translation_key)
    block_id, _, steps = place.partition(".")
    blocks = []
    for block, exercise in zip(lesson.body, exercises, strict=True):
        view = None
        if exercise is not None:
            row = own.get(exercise.block_id)
            view = build_exercise(
                exercise,
                block.value,
                row=row,
                attempt=attempts.get(row.id) if row else None,
                learner=learner,
                text=texts.get(row.id, "") if row else "",
                steps=steps if block_id == str(exercise.block_id) else "",
                unsent=unsent if unsent and unsent.block_id == exercise.block_id else None,
                language=lesson.locale.language_code,
            )
        blocks.append(LessonBlock(block, view))
    return tuple(blocks)


def _read_texts(learner: Learner, lesson_key: UUID) -> dict[int, str]:
    """Return what the learner wrote in a lesson, by activity."""
    texts = LearnerText.objects.filter(**learner.owner, activity__lesson_key=lesson_key)
    return dict(texts.values_list("activity_id", "text"))


def _read_last_attempts(learner: Learner, rows: Sequence[ActivityRow]) -> dict[int, Attempt]:
    """Return the newest attempt at each exercise of a lesson, of the learner's present cycle."""
    mine = Attempt.objects.filter(**learner.owner, cycle=rows[0].cycle)
    newer = mine.filter(
        activity_id=OuterRef("activity_id"), received_at__gt=OuterRef("received_at")
    )
    newest = mine.filter(activity_id__in=[row.id for row in rows]).exclude(Exists(newer))
    return {attempt.activity_id: attempt for attempt in newest}


def build_exercise(
    exercise: Exercise,
    value: StructValue,
    *,
    row: ActivityRow | None = None,
    attempt: Attempt | RecapAnswer | None = None,
    learner: Learner | None = None,
    text: str = "",
    steps: str = "",
    unsent: Unsent | None = None,
    language: str = "",
) -> ExerciseView:
    """Return an exercise for the page, with the learner's newest attempt at it if there is one."""
    spec, next_try = exercise.spec, row.next_try if row else NextTry()
    has_changed = bool(row and attempt and attempt.content_hash != row.content_hash)
    shown = attempt if attempt and not has_changed else None
    text, steps = (unsent.text, WRITE) if unsent else (text, steps)
    wire = make_wire(exercise.block_id, make_turn(learner, next_try) if spec.draws else "")
    parts = _judge_here(exercise, shown, language) if shown else None
    answer = shown.answer if shown and parts is not None else None
    limit = exercise.attempt_limit
    return ExerciseView(
        block_id=exercise.block_id,
        attempt_id=uuid.uuid4(),
        kind=exercise.kind,
        question=spec.question,
        body=spec.draw(wire, answer, text=text, steps=steps),
        parts=parts or (),
        value=value,
        steps=steps,
        is_scored=spec.is_scored,
        is_required=bool(row and row.is_required),
        is_done=bool(row and row.done_at),
        is_answered=shown is not None,
        is_passed=bool(shown and shown.is_passed),
        is_all_right=bool(shown and shown.score >= 1),
        is_partly_right=bool(
            shown and not shown.is_passed and any(p.is_right for p in parts or ())
        ),
        has_changed=has_changed,
        is_elsewhere=shown is not None and parts is None,
        next_try=next_try,
        tries_left=None if limit is None else max(0, limit - next_try.tries),
        problem=unsent.problem if unsent else "",
    )


def _judge_here(
    exercise: Exercise, attempt: Attempt | RecapAnswer, language: str
) -> tuple[Part, ...] | None:
    """Return the parts of an answer; nothing where it says nothing in ``language``.

    Words typed in another language do not, nor does an answer about something that this
    translation does not have.
    """
    if exercise.kind in BOUND_TO_LANGUAGE and attempt.language != language:
        return None
    try:
        return exercise.spec.judge(attempt.answer)
    except UnknownAnswerError:
        return None


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


def get_sample_exercise(*, kind: str, value: StructValue) -> ExerciseView:
    """Return an exercise that nobody has answered, for the editor's previews."""
    return build_exercise(read_sample(kind, value), value)
