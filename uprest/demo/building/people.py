"""What the sample business's people do: the check, the path, the first lessons.

All of it through the same services that a browser's clicks reach.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from courses.exercises.base import Handed
from courses.models import CoursePage, LessonPage
from courses.selectors.exercises import list_exercises
from courses.services.attempts import hand_in, mark_lesson_done
from courses.services.enrolments import enrol
from skills_gap.models import Response, Survey
from skills_gap.selectors.checks import CheckState, read_check
from skills_gap.services.paths import accept_path
from skills_gap.services.responses import record_answer, start_response, submit_response
from uprest.accounts.models import User
from uprest.accounts.types import Learner
from uprest.demo.building.accounts import find_user, get_team_business
from uprest.demo.samples import SampleMember, read_people
from uprest.ecosystem.models import Organisation
from uprest.skills.selectors import get_occupation
from uprest.skills.types import HIGHEST_LEVEL

AN_EXERCISE = 45
A_QUESTION = timedelta(seconds=14)
BETWEEN_LESSONS = timedelta(days=3)
SEED = 20


def live_through_the_weeks(*, at: datetime) -> None:
    """Let the people of the sample business take the check, take on a path, and learn."""
    organisation = get_team_business()
    for member in read_people().team.members:
        if member.days_ago is not None:
            user = find_user(member.account)
            took_at = at - timedelta(days=member.days_ago)
            _take_check(user, member, organisation, took_at)
            accept_path(user=user, at=took_at)
            _learn(user, member, took_at)


def _take_check(user: User, member: SampleMember, organisation: Organisation, at: datetime) -> None:
    """Answer every question that is asked, some seconds after each other, and hand in."""
    learner = Learner(user_id=user.pk)
    response = start_response(
        learner=learner,
        survey=Survey.objects.get(status=Survey.Status.PUBLISHED),
        occupation=get_occupation(code=member.occupation),
        organisation=organisation,
        municipality=organisation.municipality,
        sector=organisation.sector,
        counts=True,
        language=user.language,
        seed=SEED,
        at=at,
    )
    state = _read(response.pk)
    while state.check.following is not None:
        at += A_QUESTION
        skill = state.check.following.skill
        record_answer(
            learner=learner,
            response_id=response.pk,
            skill=skill,
            given=_choose_level(member, state, skill),
            at=at,
        )
        state = _read(response.pk)
    submit_response(learner=learner, response_id=response.pk, at=at)


def _learn(user: User, member: SampleMember, at: datetime) -> None:
    """Take a course and do its first lessons, one every few days, with every exercise right."""
    learner = Learner(user_id=user.pk)
    lessons = _find_lessons(member)
    if lessons:
        enrol(user=user, course_key=lessons[0].get_parent().specific.translation_key, at=at)
    for lesson in lessons:
        at += BETWEEN_LESSONS
        for exercise in list_exercises(lesson.body):
            hand_in(
                learner=learner,
                lesson=lesson,
                exercise=exercise,
                handed=Handed(exercise.spec.solution),
                attempt_id=uuid4(),
                at=at,
                seconds=AN_EXERCISE,
            )
        mark_lesson_done(learner=learner, lesson=lesson, attempt_id=uuid4(), at=at)


def _find_lessons(member: SampleMember) -> list[LessonPage]:
    """Return the lessons that a member has done, in their language."""
    language = member.account.language
    course = CoursePage.objects.filter(slug=member.course, locale__language_code=language).first()
    if course is None:
        return []
    return list(LessonPage.objects.live().child_of(course).order_by("path")[: member.lessons])


def _read(response_id: UUID) -> CheckState:
    response = Response.objects.select_related("occupation", "municipality").get(pk=response_id)
    return read_check(response=response)


def _choose_level(member: SampleMember, state: CheckState, skill: str) -> int:
    level = member.levels.get(skill, state.levels[skill].level + member.from_need)
    return max(0, min(HIGHEST_LEVEL, level))
