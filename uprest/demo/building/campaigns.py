"""Campaigns of the sample cities: one over and measured, one that runs, one draft."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.utils.timezone import localdate

from courses.exercises.base import Handed
from courses.models import CoursePage, LessonPage
from courses.selectors.exercises import list_exercises
from courses.services.attempts import hand_in, mark_lesson_done
from courses.services.enrolments import enrol
from uprest.accounts.models import User
from uprest.accounts.types import Learner
from uprest.campaigns.models import Campaign
from uprest.campaigns.services.campaigns import (
    answer_invitation,
    create_campaign,
    end_campaign,
    start_campaign,
)
from uprest.campaigns.services.counting import count_campaign
from uprest.campaigns.types import CampaignContent
from uprest.core.loading import read_json
from uprest.demo.building.calendar import find_release_moment
from uprest.demo.building.cities import get_sample_city
from uprest.demo.population import LAST_BEFORE
from uprest.demo.samples import DATA, read_people
from uprest.ecosystem.models import Membership, Municipality, Organisation

FILE = DATA / "campaigns.json"
AN_EXERCISE = 45
FIRST, SECOND, THIRD = timedelta(days=3), timedelta(days=20), timedelta(days=60)
FINISHED = timedelta(days=40)
EARLY = 6
NOW_TAKING_PART = 7
MOMENT = timedelta(seconds=1)


def campaign_after_the_season_before(*, at: datetime) -> None:
    """Run a campaign from the figures of the season before to its end."""
    sample = read_json(FILE)["before"]
    taken = find_release_moment(season=LAST_BEFORE, today=localdate(at))
    began = taken + timedelta(days=sample["begins_after_days"])
    city = get_sample_city(sample["city"])
    campaign = write_campaign(city, sample, began)
    teams = _make_teams(city, began)
    start_campaign(campaign=campaign, by=find_officer(city), at=began)
    _answer(campaign, teams[:EARLY], began + FIRST)
    count_campaign(campaign=campaign, at=began + FIRST)
    _answer(campaign, teams[EARLY:], began + SECOND)
    _learn(sample["course"], [staff for _business, (_owner, staff) in teams], began + FIRST)
    count_campaign(campaign=campaign, at=began + SECOND)
    key = find_course(sample["course"], "sv").translation_key
    for _business, (owner, _staff) in teams:
        enrol(user=owner, course_key=key, at=began + FINISHED)
    _finish(sample["course"], [staff for _business, (_owner, staff) in teams], began + FINISHED)
    count_campaign(campaign=campaign, at=began + THIRD)
    end_campaign(
        campaign=campaign, reason="", by=None, at=began + timedelta(days=sample["days"] + 1)
    )


def campaign_now(*, at: datetime) -> None:
    """Start a campaign from the figures of today, and keep another one as a draft."""
    samples = read_json(FILE)
    city = get_sample_city(samples["now"]["city"])
    campaign = write_campaign(city, samples["now"], at)
    start_campaign(campaign=campaign, by=find_officer(city), at=at)
    teams = list_teams(city)[:NOW_TAKING_PART]
    _answer(campaign, teams, at + MOMENT)
    count_campaign(campaign=campaign, at=at + MOMENT)
    write_campaign(get_sample_city(samples["draft"]["city"]), samples["draft"], at)


def write_campaign(city: Municipality, sample: dict[str, Any], at: datetime) -> Campaign:
    """Write a draft from the newest figures of the city."""
    return create_campaign(
        municipality=city,
        content=CampaignContent(
            skills=tuple(sample["skills"]),
            area="",
            sector=sample["sector"],
            courses=(find_course(sample["course"], city.language).translation_key,),
            starts_on=localdate(at),
            ends_on=localdate(at) + timedelta(days=sample["days"]),
            release_id=None,
            texts={code: (title, text) for code, (title, text) in sample["texts"].items()},
        ),
        token=uuid4(),
        by=find_officer(city),
        at=at,
    )


def find_officer(city: Municipality) -> User:
    """Return the officer of a sample city.

    :raises User.DoesNotExist: if there is none.
    """
    return User.objects.filter(officer_roles__municipality=city).order_by("pk")[:1].get()


def find_course(slug: str, language: str) -> CoursePage:
    """Return a sample course in one language."""
    course: CoursePage = CoursePage.objects.live().get(slug=slug, locale__language_code=language)
    return course


# --- Who takes part -------------------------------------------------------------------------------

Team = tuple[Organisation, tuple[User, User]]


def _make_teams(city: Municipality, at: datetime) -> list[Team]:
    """Give an owner and one of the staff to as many businesses as there are pairs."""
    people = [_make_user(account.email, account.language, at) for account in
              read_people().participants]  # fmt: skip
    pairs = list(zip(people[::2], people[1::2], strict=True))
    businesses = (
        Organisation.objects.filter(municipality=city, memberships=None)
        .exclude(register_entry=None)
        .order_by("register_entry__number")[: len(pairs)]
    )
    for business, (owner, staff) in zip(businesses, pairs, strict=True):
        for user, role in ((owner, Membership.Role.OWNER), (staff, Membership.Role.STAFF)):
            Membership.objects.create(user=user, organisation=business, role=role, joined_at=at)
    return list_teams(city)


def list_teams(city: Municipality) -> list[Team]:
    """Return the businesses of the participants with their owner and staff."""
    emails = [account.email for account in read_people().participants]
    rows = Membership.objects.filter(
        organisation__municipality=city, user__email__in=emails
    ).select_related("organisation", "user")
    teams: dict[Organisation, dict[str, User]] = {}
    for row in rows.order_by("organisation__register_entry__number"):
        teams.setdefault(row.organisation, {})[row.role] = row.user
    return [
        (business, (people[Membership.Role.OWNER], people[Membership.Role.STAFF]))
        for business, people in teams.items()
    ]


def _make_user(email: str, language: str, at: datetime) -> User:
    user, _is_new = User.objects.get_or_create(
        email=email,
        defaults={"language": language, "date_joined": at, "password": make_password(None)},
    )
    return user


def _answer(campaign: Campaign, teams: Sequence[Team], at: datetime) -> None:
    for business, (owner, _staff) in teams:
        answer_invitation(
            campaign_id=campaign.pk, organisation=business, takes_part=True, by=owner, at=at
        )


# --- What they learn ------------------------------------------------------------------------------


def _learn(slug: str, people: Sequence[User], at: datetime) -> None:
    """Let people take a course and do its first lesson."""
    course = find_course(slug, "sv")
    for user in people:
        enrol(user=user, course_key=course.translation_key, at=at)
        _do_lessons(user, _list_lessons(course)[:1], at)


def _finish(slug: str, people: Sequence[User], at: datetime) -> None:
    """Let people do the rest of a course, one lesson a day."""
    lessons = _list_lessons(find_course(slug, "sv"))[1:]
    for user in people:
        _do_lessons(user, lessons, at)


def _list_lessons(course: CoursePage) -> list[LessonPage]:
    return list(LessonPage.objects.live().child_of(course).order_by("path"))


def _do_lessons(user: User, lessons: Sequence[LessonPage], at: datetime) -> None:
    learner = Learner(user_id=user.pk)
    for day, lesson in enumerate(lessons):
        when = at + timedelta(days=day)
        for exercise in list_exercises(lesson.body):
            hand_in(
                learner=learner,
                lesson=lesson,
                exercise=exercise,
                handed=Handed(exercise.spec.solution),
                attempt_id=uuid4(),
                at=when,
                seconds=AN_EXERCISE,
            )
        mark_lesson_done(learner=learner, lesson=lesson, attempt_id=uuid4(), at=when)
