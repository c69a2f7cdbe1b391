"""Who is ready: only members who share, never a level."""

from dataclasses import asdict

import pytest
from django.utils import timezone

from courses.models import CompletionRecord
from courses.services import raise_tested_level
from skills_gap.measuring import NoLevel
from skills_gap.selectors.readiness import Readiness, get_readiness
from tests.factories.courses import add_course
from tests.factories.ecosystem import MembershipFactory, OrganisationFactory, PersonFactory
from tests.factories.skills_gap import take_check
from uprest.accounts.types import Learner
from uprest.ecosystem.models import RequirementOverride
from uprest.skills.models import Occupation, Requirement, Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def business(survey):
    return OrganisationFactory()


def member(business, *, name="Alma", shares=True, left=None):
    return MembershipFactory(
        organisation=business,
        user=PersonFactory(display_name=name),
        shares_readiness=shares,
        left_at=left,
    ).user


def check(user, business, **about):
    return take_check(learner=Learner(user_id=user.pk), organisation=business, **about)


def state_of(business):
    return get_readiness(organisation=business)[0].state


def must_have():
    return Requirement.objects.filter(occupation__code="receptionist", importance=3)


def test_only_present_members_who_share_are_named(business):
    member(business, name="Alma")
    member(business, name="Bo", shares=False)
    member(business, name="Cia", left=timezone.now())
    member(OrganisationFactory(), name="Dag")
    assert [person.name for person in get_readiness(organisation=business)] == ["Alma"]


def test_nothing_about_levels_or_answers_leaves(business):
    check(member(business), business, default=5)
    shared = asdict(get_readiness(organisation=business)[0])
    assert set(shared) == {"user_id", "name", "occupation", "state", "courses"}


def test_not_begun_on_the_way_and_ready(business):
    user = member(business)
    assert state_of(business) == Readiness.NOT_BEGUN
    check(user, business, default=1)
    assert state_of(business) == Readiness.ON_THE_WAY
    check(user, business, default=5, at=timezone.now())
    assert state_of(business) == Readiness.READY
    assert get_readiness(organisation=business)[0].occupation == "Receptionist"


def test_a_tested_level_counts_as_well_as_a_rating(business):
    user = member(business)
    needed = {row.skill.code: row.level for row in must_have().select_related("skill")}
    check(user, business, answers={**needed, "welcome": 0}, default=0)
    assert state_of(business) == Readiness.ON_THE_WAY
    raise_tested_level(
        learner=Learner(user_id=user.pk),
        skill_id=Skill.objects.get(code="welcome").pk,
        level=needed["welcome"],
        shown_by="test",
        at=timezone.now(),
    )
    assert state_of(business) == Readiness.READY


def test_what_is_not_part_of_the_job_is_left_out_and_the_unknown_is_not(business):
    user = member(business)
    check(user, business, answers={"welcome": NoLevel.NOT_MY_JOB}, default=5)
    assert state_of(business) == Readiness.READY
    check(user, business, answers={"welcome": NoLevel.UNKNOWN}, default=5, at=timezone.now())
    assert state_of(business) == Readiness.ON_THE_WAY


def test_calling_everything_not_my_job_makes_nobody_ready(business):
    check(member(business), business, default=NoLevel.NOT_MY_JOB)
    assert state_of(business) == Readiness.ON_THE_WAY


def test_the_citys_own_levels_hold(business):
    needed = {row.skill.code: row.level for row in must_have().select_related("skill")}
    check(member(business), business, answers=needed, default=0)
    assert state_of(business) == Readiness.READY
    RequirementOverride.objects.create(
        municipality=business.municipality,
        occupation=Occupation.objects.get(code="receptionist"),
        skill=Skill.objects.get(code=next(code for code, level in needed.items() if level < 5)),
        level=5,
        importance=3,
    )
    assert state_of(business) == Readiness.ON_THE_WAY


def test_finished_courses_are_named_once(business):
    user = member(business)
    for cycle in (1, 2):
        CompletionRecord.objects.create(
            user=user,
            course_key="5f1b6a0e-8ad7-4c8c-9f68-0c4ad1a4a111",
            cycle=cycle,
            course_title="Food allergies",
            language="en",
            rule_version=1,
            content_hash="x",
            last_evidence_at=timezone.now(),
            completed_at=timezone.now(),
        )
    assert get_readiness(organisation=business)[0].courses == ("Food allergies",)


def test_a_finished_course_is_called_as_the_reader_calls_it(business):
    user = member(business)
    course = add_course(title="Food allergies")
    CompletionRecord.objects.create(
        user=user,
        course_key=course.translation_key,
        course_title="Hrana i alergije",
        language="hr",
        rule_version=1,
        content_hash="x",
        last_evidence_at=timezone.now(),
        completed_at=timezone.now(),
    )
    assert get_readiness(organisation=business)[0].courses == ("Food allergies",)


def test_a_large_team_takes_as_many_queries_as_a_small_one(business, django_assert_max_num_queries):
    works = ("receptionist", "guide", "host", "housekeeping")
    for number in range(8):
        user = member(business, name=f"Person {number}")
        check(user, business, work=works[number % 4])
    with django_assert_max_num_queries(10):
        assert len(get_readiness(organisation=business)) == 8
