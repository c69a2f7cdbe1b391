"""What the sample business asks of its people, and what businesses of its city need."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localdate

from courses.models import CoursePage
from skills_gap.selectors.assignments import list_chosen_courses, list_must_have_courses
from skills_gap.services.assignments import NewAssignment, assign_path, start_assignment
from skills_gap.services.city_needs import publish_city_needs
from uprest.demo.building.accounts import find_user, get_team_business
from uprest.demo.samples import read_people
from uprest.ecosystem.models import Membership, Organisation
from uprest.ecosystem.services.needs import StatedNeed, state_needs
from uprest.reporting.services.teams import renew_team_figures
from uprest.skills.selectors import get_occupation, get_required_levels
from uprest.skills.types import HIGHEST_LEVEL

ASKED = timedelta(days=6)
STATED = timedelta(days=9)
RESTAURANT_DUE = timedelta(days=45)
MUST_HAVE = UUID("6f0c9f9c-7d0b-4d3e-9f0e-3f4a5f6b7c01")
CHOSEN = UUID("6f0c9f9c-7d0b-4d3e-9f0e-3f4a5f6b7c02")
STATING = 7
"""So many other businesses say what they need: more than the five that a line takes."""
JOBS = ("receptionist", "restaurant")
MOST = 10

MORE = {"reviews": 1, "ai-writing": 1, "green-claims": 1, "languages": 1}
"""By how many levels most businesses need more of a skill than the vocabulary asks for."""


def plan_the_season(*, at: datetime) -> None:
    """Let owners say what they need, the city see it in sum, and one owner ask for paths."""
    business = get_team_business()
    others = Organisation.objects.filter(
        municipality=business.municipality, register_entry__isnull=False
    ).exclude(pk=business.pk)
    _say(business, JOBS[0], spread=0, at=at - STATED)
    for number, other in enumerate(others.order_by("register_entry__number")[:STATING]):
        for job in JOBS:
            _say(other, job, spread=number % 3 - 1, at=at - STATED)
    publish_city_needs(municipality=business.municipality, at=at - STATED)
    _ask(business, at - ASKED)
    renew_team_figures(organisation=business, at=at - ASKED)


def _say(business: Organisation, job: str, *, spread: int, at: datetime) -> None:
    """State the needs of a job: what is shipped, a little more, and a difference from others."""
    occupation = get_occupation(code=job)
    rows = sorted(
        get_required_levels(occupation=occupation), key=lambda row: (-row.importance, -row.level)
    )
    state_needs(
        organisation=business,
        occupation=occupation,
        needs=[
            StatedNeed(
                row.skill_id,
                _choose(row.level + MORE.get(row.code, 0), spread if index % 3 == 0 else 0),
                row.importance,
            )
            for index, row in enumerate(rows[:MOST])
        ],
        at=at,
    )


def _choose(level: int, spread: int) -> int:
    return max(0, min(HIGHEST_LEVEL, level + spread))


def _ask(business: Organisation, at: datetime) -> None:
    """Ask receptionists for what the job must have, and two people for a course."""
    owner = business.memberships.get(role=Membership.Role.OWNER, left_at=None).user
    season = business.season_starts_on or localdate(at) + RESTAURANT_DUE
    job = get_occupation(code=JOBS[0])
    assign_path(
        organisation=business,
        new=NewAssignment(
            id=MUST_HAVE,
            user_ids=[],
            jobs=[job],
            occupation=job,
            courses=list_must_have_courses(
                organisation=business, occupation=job, language=owner.language
            ),
            due_on=season,
        ),
        by=owner,
        at=at,
    )
    course = CoursePage.objects.filter(slug="unhappy-guest").first()
    if course is None:
        return
    team = {member.account.name.split()[0]: member for member in read_people().team.members}
    asked = [find_user(team[name].account) for name in ("Omar", "Jonas", "Sara")]
    assign_path(
        organisation=business,
        new=NewAssignment(
            id=CHOSEN,
            user_ids=[user.pk for user in asked],
            jobs=[],
            occupation=None,
            courses=list_chosen_courses(
                course_keys=[course.translation_key], language=owner.language
            ),
            due_on=season,
        ),
        by=owner,
        at=at,
    )
    start_assignment(user=asked[0], assignment_id=CHOSEN, at=at)
