"""A dozen learners without a face, so that trainers see figures.

They learn by the same services as a browser's clicks: some exercises are harder than others, most
people fall for the same wrong answer, fewer and fewer get to each lesson, and some come back to
their recap questions. Nobody signs in as one of them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from wagtail.models import Page

from courses.exercises.base import Handed, Json
from courses.exercises.choices import FALSE, TRUE, MultipleChoice, TrueFalse
from courses.models import CoursePage, LessonPage
from courses.selectors.exercises import Exercise, list_exercises
from courses.selectors.recaps import list_due
from courses.services.attempts import hand_in, mark_lesson_done
from courses.services.enrolments import enrol
from courses.services.recaps import hand_in_recap
from uprest.accounts.models import User
from uprest.accounts.types import Learner
from uprest.demo.samples import SampleAccount, read_people

SEED = 20
BEGAN = timedelta(days=42)
COURSES_EACH = 5
GOES_ON = 0.85
FALLS_FOR_THE_SAME = 0.7
RIGHT_AT_SECOND = 0.8
COMES_BACK = timedelta(days=4)
STILL_KNOWS = 0.85


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody who learns: with their own chance, the same at each building."""

    user: User
    chance: Random

    @property
    def learner(self) -> Learner:
        """The owner of what they do."""
        return Learner(user_id=self.user.pk)


def learn_a_little_of_all(*, at: datetime) -> None:
    """Let each learner begin some courses some weeks ago, and come back to what they learned."""
    courses = _read_courses()
    for number, account in enumerate(read_people().learners):
        person = _Person(_make_user(account, at - BEGAN), Random(f"{SEED}-{number}"))  # noqa: S311  # no secret
        taken = courses[account.language]
        learned: dict[UUID, tuple[LessonPage, Exercise]] = {}
        for place in range(min(COURSES_EACH, len(taken))):
            course, lessons = taken[(number + place) % len(taken)]
            began = at - BEGAN + timedelta(days=place, hours=number)
            enrol(user=person.user, course_key=course.translation_key, at=began)
            learned |= _take(person, lessons, began)
        if number % 6:
            _come_back(person, learned, at)


def _read_courses() -> dict[str, list[tuple[CoursePage, list[LessonPage]]]]:
    """Return the courses of each language with their lessons, in order."""
    lessons: dict[str, list[LessonPage]] = {}
    for lesson in LessonPage.objects.live().select_related("locale").order_by("path"):
        lessons.setdefault(lesson.path[: -Page.steplen], []).append(lesson)
    found: dict[str, list[tuple[CoursePage, list[LessonPage]]]] = {}
    for course in CoursePage.objects.live().select_related("locale").order_by("path"):
        found.setdefault(course.locale.language_code, []).append(
            (course, lessons.get(course.path, []))
        )
    return found


def _make_user(account: SampleAccount, at: datetime) -> User:
    user, _is_new = User.objects.get_or_create(
        email=account.email,
        defaults={
            "display_name": account.name,
            "language": account.language,
            "date_joined": at,
            "password": make_password(None),
        },
    )
    return user


def _take(
    person: _Person, lessons: list[LessonPage], at: datetime
) -> dict[UUID, tuple[LessonPage, Exercise]]:
    """Do lesson after lesson, a day apart, until it is enough; return what there was to learn."""
    learned = {}
    for day, lesson in enumerate(lessons):
        if person.chance.random() > GOES_ON:
            break
        when = at + timedelta(days=day)
        for exercise in list_exercises(lesson.body):
            when = _solve(person, lesson, exercise, when)
            learned[exercise.block_id] = (lesson, exercise)
        mark_lesson_done(
            learner=person.learner,
            lesson=lesson,
            attempt_id=uuid4(),
            at=when + timedelta(minutes=1),
        )
    return learned


def _solve(person: _Person, lesson: LessonPage, exercise: Exercise, at: datetime) -> datetime:
    """Try up to three times; return when it was over."""
    answers = _choose_answers(exercise, person.chance)
    for answer in answers:
        seconds = person.chance.randint(12, 150)
        at += timedelta(seconds=seconds)
        hand_in(
            learner=person.learner,
            lesson=lesson,
            exercise=exercise,
            handed=Handed(answer),
            attempt_id=uuid4(),
            at=at,
            seconds=seconds,
        )
    return at


def _choose_answers(exercise: Exercise, chance: Random) -> list[Json]:
    """Return the answers of one person: none, one or two wrong ones before the right one."""
    wrong = _list_wrong(exercise)
    is_easy = (35 + exercise.block_id.int % 60) / 100
    if not wrong or chance.random() < is_easy:
        return [exercise.spec.solution]
    favourite = wrong[exercise.block_id.int % len(wrong)]
    first = favourite if chance.random() < FALLS_FOR_THE_SAME else chance.choice(wrong)
    if chance.random() < RIGHT_AT_SECOND:
        return [first, exercise.spec.solution]
    return [first, chance.choice(wrong), exercise.spec.solution]


def _list_wrong(exercise: Exercise) -> list[Json]:
    """Return wrong answers to choices; other kinds are answered rightly."""
    spec = exercise.spec
    if isinstance(spec, MultipleChoice):
        return [[option.id] for option in spec.options if not option.is_right]
    if isinstance(spec, TrueFalse):
        return [[word] for word in (TRUE, FALSE) if word not in spec.solution]
    return []


def _come_back(
    person: _Person, learned: dict[UUID, tuple[LessonPage, Exercise]], now: datetime
) -> None:
    """Answer what is asked again, every few days until now."""
    at = now - BEGAN
    while (at := at + COMES_BACK) < now:
        for due in list_due(user_id=person.user.pk, at=at, limit=100):
            lesson, exercise = learned[due.block_id]
            wrong = _list_wrong(exercise)
            knows = not wrong or person.chance.random() < STILL_KNOWS
            hand_in_recap(
                user_id=person.user.pk,
                activity_key=due.activity_key,
                lesson=lesson,
                answer_id=uuid4(),
                answer=exercise.spec.solution if knows else person.chance.choice(wrong),
                at=at,
            )
