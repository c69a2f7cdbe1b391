"""What the page of a course shows about its reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language_info

from courses.completion import State
from courses.models import CoursePage, Enrolment, LessonPage
from courses.selectors.catalogue import list_modules
from courses.selectors.credits import Credit, Validity, build_validity, find_credits
from courses.selectors.pages import find_lessons
from courses.selectors.progress import (
    CourseProgress,
    LessonState,
    NextLesson,
    build_progress,
    find_next_lesson,
    judge,
    list_lesson_states,
)
from courses.selectors.records import ActivityRow, read_enrolments, read_rows
from uprest.accounts.types import Learner
from uprest.core.progress import Progress, progress


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson in the list. ``language`` is set where it is not in the page's language.

    ``state`` is "DONE", "NOW" (the one to go on with) or "TODO". ``is_updated`` says that it had
    a major change since its reader did something in it, ``is_new`` that it came after they
    completed the course. ``credit`` says where what is done in it came from.
    """

    number: int
    title: str
    summary: str
    url: str
    minutes: int
    exercises_left: int
    language: str
    language_code: str
    state: str
    is_open: bool
    is_updated: bool
    is_new: bool
    credit: Credit | None


@dataclass(frozen=True, slots=True)
class TaughtSkillRow:
    """A skill and the levels that the course leads from and to."""

    name: str
    icon: str
    from_level: int
    to_level: int
    behaviour: str


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A course to take before."""

    title: str
    url: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course for one reader."""

    course_key: UUID
    minutes: int
    lessons: tuple[LessonRow, ...]
    skills: tuple[TaughtSkillRow, ...]
    prerequisites: tuple[Prerequisite, ...]
    progress: CourseProgress
    segments: Progress | None
    is_signed_in: bool
    validity: Validity | None


def get_course(*, course: CoursePage, learner: Learner | None, at: datetime) -> CourseView:
    """Return what the page shows at ``at``; at most 7 queries, and one where credit is shown."""
    key, language = course.translation_key, course.locale.language_code
    required = [row.course.translation_key for row in course.prerequisites.select_related("course")]
    rows = read_rows(course_keys=[key, *required], learner=learner)
    user_id = learner.user_id if learner else None
    enrolments = read_enrolments(user_id=user_id, course_keys=[key, *required]) if user_id else {}
    states = list_lesson_states(rows[key])
    pages = find_lessons(lesson_keys=[state.lesson_key for state in states], language=language)
    shown = [state for state in states if state.lesson_key in pages]
    following = find_next_lesson(shown, enrolments.get(key))
    enrolment = enrolments.get(key)
    found = build_progress(
        course_key=key,
        rows=rows[key],
        lessons=shown,
        enrolment=enrolment,
        next_lesson=_build_next(shown, pages, following),
    )
    credits_ = find_credits(rows=rows[key], enrolment=enrolment, language=language)
    lessons = _list_lessons(shown, pages, following, language, found, credits_)
    done = _find_completed(required, rows, enrolments)
    return CourseView(
        course_key=key,
        minutes=sum(lesson.minutes for lesson in lessons),
        lessons=tuple(lessons),
        skills=_list_skills(course),
        prerequisites=_list_prerequisites(required, done, language),
        progress=found,
        segments=_build_bar(found),
        is_signed_in=user_id is not None,
        validity=build_validity(enrolment, at=at),
    )


def _find_completed(
    course_keys: Sequence[UUID],
    rows: dict[UUID, list[ActivityRow]],
    enrolments: dict[UUID, Enrolment],
) -> set[UUID]:
    verdicts = {key: judge(rows=rows[key], enrolment=enrolments.get(key)) for key in course_keys}
    return {key for key, verdict in verdicts.items() if verdict.state is State.COMPLETED}


def _build_bar(found: CourseProgress) -> Progress | None:
    if not found.is_begun or not found.lessons:
        return None
    return progress(total=found.lessons, done=found.lessons_done)


def _list_lessons(
    states: Sequence[LessonState],
    pages: dict[UUID, LessonPage],
    following: LessonState | None,
    language: str,
    found: CourseProgress,
    credits_: dict[UUID, Credit],
) -> list[LessonRow]:
    rows = []
    for index, state in enumerate(states):
        page = pages[state.lesson_key]
        code = page.locale.language_code
        name = str(get_language_info(code)["name_local"]).capitalize()
        rows.append(
            LessonRow(
                number=index + 1,
                title=page.title,
                summary=page.summary,
                url=page.get_url() or "",
                minutes=page.minutes,
                exercises_left=state.exercises_left if state.is_read else 0,
                language="" if code == language else name,
                language_code=code,
                state="DONE" if state.is_done else "NOW" if state == following else "TODO",
                is_open=found.is_enrolled or index == 0,
                is_updated=(
                    state.updated_at is not None and found.is_enrolled and not found.is_completed
                ),
                is_new=found.is_completed and state.is_required and not state.is_done,
                credit=credits_.get(state.lesson_key),
            )
        )
    return rows


def _build_next(
    states: Sequence[LessonState], pages: dict[UUID, LessonPage], following: LessonState | None
) -> NextLesson | None:
    if following is None:
        return None
    page = pages[following.lesson_key]
    return NextLesson(
        lesson_key=following.lesson_key,
        number=states.index(following) + 1,
        title=page.title,
        url=page.get_url() or "",
        minutes=page.minutes,
        language=page.locale.language_code,
    )


def _list_skills(course: CoursePage) -> tuple[TaughtSkillRow, ...]:
    return tuple(
        TaughtSkillRow(
            name=row.skill.name,
            icon=row.skill.icon,
            from_level=row.from_level,
            to_level=row.to_level,
            behaviour=row.skill.levels[row.to_level],
        )
        for row in course.taught_skills.select_related("skill")
    )


def _list_prerequisites(
    required: Sequence[UUID], done: set[UUID], language: str
) -> tuple[Prerequisite, ...]:
    if not required:
        return ()
    modules = {module.course_key: module for module in list_modules(language=language)}
    return tuple(
        Prerequisite(modules[key].title, modules[key].url, key in done)
        for key in required
        if key in modules
    )
