"""What businesses need: said in three minutes, used at once, and in sum the city's."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from skills_gap.models import CityNeed, Response
from skills_gap.selectors.checks import read_check
from skills_gap.selectors.city_needs import get_needed_job
from skills_gap.selectors.needs import MOST_SKILLS, list_need_skills
from skills_gap.selectors.readiness import Readiness, get_readiness
from skills_gap.services.city_needs import may_publish, publish_city_needs
from skills_gap.tasks import publish_needs
from tests.factories.ecosystem import (
    AdministratorFactory,
    ApprovedOrganisationFactory,
    MembershipFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    OrganisationFactory,
    PersonFactory,
)
from tests.factories.skills_gap import begin_check, take_check
from uprest.accounts.types import Learner
from uprest.ecosystem.models import Membership, OrganisationRequirement, RequirementOverride
from uprest.ecosystem.selectors import get_required_levels
from uprest.ecosystem.services.needs import StatedNeed, forget_needs, state_needs
from uprest.skills.models import Occupation, Requirement, Skill

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OWNER, MANAGER = Membership.Role.OWNER, Membership.Role.MANAGER


def job(code="receptionist"):
    return Occupation.objects.get(code=code)


def skill(code="welcome"):
    return Skill.objects.get(code=code)


def say(business, level, *, code="welcome", importance=3, work="receptionist", at=NOW):
    state_needs(
        organisation=business,
        occupation=job(work),
        needs=[StatedNeed(skill(code).pk, level, importance)],
        at=at,
    )


def level_of(business, code="welcome", **kwargs):
    levels = get_required_levels(
        occupation=job(),
        municipality=business.municipality,
        organisation=business,
        **kwargs,
    )
    return next((row.level for row in levels if row.code == code), 0)


def address(name, *args):
    with translation.override("en"):
        return reverse(f"skills_gap:{name}", args=args)


@pytest.fixture
def business(client):
    organisation = ApprovedOrganisationFactory()
    client.force_login(MembershipFactory(organisation=organisation, role=OWNER).user)
    return organisation


# --- Whose levels hold ----------------------------------------------------------------------------


def test_the_business_goes_before_the_city_and_the_city_before_what_is_shipped(business):
    shipped = Requirement.objects.get(occupation=job(), skill=skill()).level
    assert level_of(business) == shipped
    RequirementOverride.objects.create(
        municipality=business.municipality, occupation=job(), skill=skill(), level=1, importance=2
    )
    assert level_of(business) == 1
    say(business, 5)
    assert level_of(business) == 5
    other = OrganisationFactory(municipality=business.municipality)
    assert level_of(other) == 1
    say(business, 0)
    assert level_of(business) == 0
    forget_needs(organisation=business, occupation=job())
    assert level_of(business) == 1


def test_a_check_for_the_business_compares_with_its_levels(business, survey):
    say(business, 0)
    learner = Learner(user_id=PersonFactory().pk)
    response = begin_check(learner=learner, organisation=business)
    assert "welcome" not in read_check(response=Response.objects.get(pk=response.pk)).levels
    elsewhere = begin_check(learner=learner, municipality=business.municipality)
    assert "welcome" in read_check(response=Response.objects.get(pk=elsewhere.pk)).levels


def test_the_same_need_twice_is_one_and_odd_levels_are_refused(business):
    for at in (NOW, NOW + timedelta(days=1)):
        say(business, 4, at=at)
    assert OrganisationRequirement.objects.get().stated_at == NOW + timedelta(days=1)
    for level, importance in ((6, 3), (-1, 1), (3, 0), (3, 4)):
        with pytest.raises(ValueError):
            say(business, level, importance=importance)


def state_of(business):
    return get_readiness(organisation=business)[0].state


def test_an_owner_who_turns_the_levels_sees_nobodys_state_move(business, survey):
    user = MembershipFactory(organisation=business, shares_readiness=True).user
    take_check(learner=Learner(user_id=user.pk), organisation=business, default=3)
    before = state_of(business)
    for level in range(6):
        for code in Skill.objects.values_list("code", flat=True)[:12]:
            say(business, level, code=code)
        assert state_of(business) == before


def test_own_levels_hold_for_readiness_from_the_next_check_on(business, survey):
    user = MembershipFactory(organisation=business, shares_readiness=True).user
    needs = {row.code: row.level for row in get_required_levels(
        occupation=job(), municipality=business.municipality)}  # fmt: skip
    take_check(learner=Learner(user_id=user.pk), organisation=business, answers=needs)
    assert state_of(business) == Readiness.READY
    say(business, 5)
    assert state_of(business) == Readiness.READY
    take_check(learner=Learner(user_id=user.pk), organisation=business, answers=needs, at=NOW)
    assert state_of(business) == (
        Readiness.READY if needs["welcome"] == 5 else Readiness.ON_THE_WAY
    )


def test_a_job_cut_down_to_one_skill_is_judged_by_the_citys_levels(business, survey):
    """Else "ready" would tell of one skill whether somebody reaches what the owner chose."""
    user = MembershipFactory(organisation=business, shares_readiness=True).user
    for row in get_required_levels(occupation=job(), municipality=business.municipality):
        say(business, 0 if row.code != "welcome" else 1, code=row.code)
    take_check(learner=Learner(user_id=user.pk), organisation=business, default=2)
    assert state_of(business) == Readiness.ON_THE_WAY


# --- The owner's three minutes --------------------------------------------------------------------


def sign_in_stranger(client, kind, business):
    person = PersonFactory()
    if kind == "nobody":
        client.logout()
        return
    if kind == "staff":
        MembershipFactory(user=person, organisation=business)
    if kind == "owner of another":
        MembershipFactory(user=person, role=OWNER)
    if kind == "officer":
        OfficerRoleFactory(user=person, municipality=business.municipality)
    client.force_login(person)


@pytest.mark.parametrize("kind", ["nobody", "learner", "staff", "owner of another", "officer"])
def test_only_who_leads_the_business_says_what_it_needs(client, business, kind):
    sign_in_stranger(client, kind, business)
    expected = 302 if kind == "nobody" else 403
    assert client.get(address("needs", business.pk)).status_code == expected
    assert client.get(address("needs_of_job", business.pk, "receptionist")).status_code == expected
    for name in ("needs_of_job", "need_of_skill", "forget_needs"):
        url = address(name, business.pk, "receptionist")
        assert client.post(url, {f"level_{skill().pk}": 5}).status_code == expected
    assert not OrganisationRequirement.objects.exists()


def test_a_round_of_two_jobs_takes_three_buttons_where_nothing_differs(client, business):
    """Taps: two jobs, go on, right, right. Each difference is two taps more."""
    url = address("needs", business.pk)
    assert client.post(url, {}).status_code == 422
    four = ["receptionist", "guide", "host", "restaurant"]
    assert client.post(url, {"jobs": four}).status_code == 422
    answer = client.post(url, {"jobs": ["receptionist", "guide"]})
    for code in ("receptionist", "guide"):
        assert code in answer.url
        page = client.get(answer.url)
        rows = page.context["skills"]
        assert 8 <= len(rows) <= MOST_SKILLS
        given = {f"level_{row['skill'].skill_id}": row["level"] for row in rows}
        given |= {f"importance_{row['skill'].skill_id}": row["importance"] for row in rows}
        answer = client.post(answer.url, given)
    assert answer.url == url
    stated = OrganisationRequirement.objects.filter(organisation=business)
    assert stated.values("occupation").distinct().count() == 2
    page = client.get(url).content.decode()
    assert "Said on" in page


def test_one_skill_is_kept_as_soon_as_it_is_said_and_the_others_are_not(client, business):
    url = address("need_of_skill", business.pk, "receptionist")
    pk = skill().pk
    assert client.post(url, {f"level_{pk}": 5, f"importance_{pk}": 2}).status_code == 204
    assert OrganisationRequirement.objects.get().level == 5
    assert client.post(url, {f"level_{pk}": 9, f"importance_{pk}": 2}).status_code == 422
    assert client.post(url, {}).status_code == 422
    foreign = Skill.objects.exclude(
        pk__in=[row.skill_id for row in list_need_skills(organisation=business, occupation=job())]
    ).first()
    data = {f"level_{foreign.pk}": 5, f"importance_{foreign.pk}": 2}
    assert client.post(url, data).status_code == 422
    assert OrganisationRequirement.objects.count() == 1


def test_a_mistake_keeps_what_was_chosen(client, business):
    url = address("needs_of_job", business.pk, "receptionist")
    page = client.post(url, {f"level_{skill().pk}": "0"})
    assert page.status_code == 422
    row = next(one for one in page.context["skills"] if one["skill"].skill_id == skill().pk)
    assert row["level"] == "0"


def test_own_levels_can_be_taken_back(client, business):
    say(business, 5)
    client.post(address("forget_needs", business.pk, "receptionist"))
    assert not OrganisationRequirement.objects.exists()
    assert client.get(address("needs_of_job", business.pk, "astronaut")).status_code == 403


def test_managers_may_and_a_page_costs_few_queries(client, business, django_assert_max_num_queries):
    client.force_login(MembershipFactory(organisation=business, role=MANAGER).user)
    for code in ("welcome", "complaints"):
        say(business, 3, code=code)
    with django_assert_max_num_queries(15):
        client.get(address("needs_of_job", business.pk, "receptionist"))


# --- In sum ---------------------------------------------------------------------------------------


@pytest.fixture
def city():
    return MunicipalityFactory(slug="ystad", name="Ystad")


@pytest.fixture
def officer(client, city):
    person = OfficerRoleFactory(municipality=city).user
    client.force_login(person)
    return person


def make_businesses(city, levels):
    businesses = []
    for level in levels:
        business = ApprovedOrganisationFactory(municipality=city)
        say(business, level)
        businesses.append(business)
    return businesses


def need_of(city):
    found = get_needed_job(municipality=city, code="receptionist")
    return found and (found.skills[0].level, found.skills[0].businesses)


def test_four_businesses_show_nothing_and_five_the_middle(city):
    make_businesses(city, [5, 5, 1, 2])
    ApprovedOrganisationFactory()  # of another city
    say(OrganisationFactory(municipality=city), 0)  # nobody vouches for it
    assert publish_city_needs(municipality=city, at=NOW) == 0
    make_businesses(city, [4])
    assert publish_city_needs(municipality=city, at=NOW) == 1
    assert need_of(city) == (4, 5)
    assert publish_needs() == 0


def test_it_is_published_anew_only_when_five_said_something_else(city):
    businesses = make_businesses(city, [3] * 6)
    publish_city_needs(municipality=city, at=NOW)
    for number, business in enumerate(businesses[:5], start=1):
        say(business, 5)
        publish_city_needs(municipality=city, at=NOW + timedelta(days=number))
        assert need_of(city) == ((5, 6) if number == 5 else (3, 6))
    # back to the first statements but one: compared is with every publication
    for business in businesses[:4]:
        say(business, 3)
    assert publish_city_needs(municipality=city, at=NOW + timedelta(days=9)) == 0


def test_the_rule_counts_who_joined_left_or_changed():
    first = {str(number): "3/3" for number in range(8)}
    assert may_publish(first, earlier=[])
    assert not may_publish({**first, "0": "4/3"}, earlier=[first])
    assert may_publish({**first, **{str(n): "4/3" for n in range(5)}}, earlier=[first])
    assert may_publish({str(number): "3/3" for number in range(3, 13)}, earlier=[first])


@pytest.mark.parametrize("kind", ["nobody", "learner", "other officer", "owner"])
def test_only_its_officers_see_and_use_what_businesses_need(client, city, kind):
    make_businesses(city, [5] * 5)
    publish_city_needs(municipality=city, at=NOW)
    person = PersonFactory()
    if kind == "other officer":
        OfficerRoleFactory(user=person)
    if kind == "owner":
        business = city.organisations.first()
        MembershipFactory(user=person, organisation=business, role=OWNER)
    if kind != "nobody":
        client.force_login(person)
    expected = 302 if kind == "nobody" else 403
    assert client.get(address("city_needs", "ystad")).status_code == expected
    url = address("use_city_needs", "ystad", "receptionist")
    assert client.get(url).status_code == expected
    newest = CityNeed.objects.get().pk
    assert client.post(url, {"newest": newest}).status_code == expected
    assert not RequirementOverride.objects.exists()


def test_an_officer_uses_the_levels_once_and_the_log_knows(client, city, officer):
    make_businesses(city, [1] * 5)
    publish_city_needs(municipality=city, at=NOW)
    page = client.get(address("city_needs", "ystad")).content.decode()
    assert "Businesses need less than the city asks for" in page
    url = address("use_city_needs", "ystad", "receptionist")
    assert "What changes" in client.get(url).content.decode()
    newest = CityNeed.objects.get().pk
    assert client.post(url, {"newest": newest + 1}).status_code == 409
    for _ in range(2):
        assert client.post(url, {"newest": newest}).status_code == 302
    override = RequirementOverride.objects.get()
    assert (override.level, override.importance) == (1, 3)
    entry = ModelLogEntry.objects.get(action="skills_gap.use_needed_levels")
    assert entry.user == officer
    assert entry.data["skills"][0]["after"] == [1, 3]
    assert client.get(address("use_city_needs", "ystad", "guide")).status_code == 404


def test_administrators_may_as_well(client, city):
    client.force_login(AdministratorFactory())
    page = client.get(address("city_needs", "ystad"))
    assert "Nothing to show yet" in page.content.decode()


def test_no_business_is_named_or_told_apart(client, city, officer, django_assert_max_num_queries):
    businesses = make_businesses(city, [1, 2, 3, 4, 5])
    publish_city_needs(municipality=city, at=NOW)
    with django_assert_max_num_queries(14):
        page = client.get(address("city_needs", "ystad")).content.decode()
    assert not any(one.name in page for one in businesses)
