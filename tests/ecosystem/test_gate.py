"""The one way to other people's data."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.factories.ecosystem import (
    JOINED,
    AdministratorFactory,
    MembershipFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    OrganisationFactory,
    PersonFactory,
    TrainerFactory,
)
from uprest.ecosystem.models import Membership
from uprest.ecosystem.selectors import access_municipality, access_organisation, get_roles
from uprest.ecosystem.types import NO_ROLES, AccessDenied

pytestmark = pytest.mark.django_db
OWNER, MANAGER, STAFF = Membership.Role.OWNER, Membership.Role.MANAGER, Membership.Role.STAFF


@pytest.mark.parametrize("role", [OWNER, MANAGER])
def test_who_leads_a_business_reaches_it_in_one_query(role, django_assert_num_queries):
    membership = MembershipFactory(role=role)
    with django_assert_num_queries(1):
        found = access_organisation(
            user=membership.user, organisation_id=membership.organisation_id
        )
        assert found.municipality.name
    assert found == membership.organisation


def test_only_owners_reach_what_is_for_owners():
    owner = MembershipFactory(role=OWNER)
    manager = MembershipFactory(role=MANAGER, organisation=owner.organisation)
    place = owner.organisation_id
    assert access_organisation(user=owner.user, organisation_id=place, owner_only=True)
    with pytest.raises(AccessDenied):
        access_organisation(user=manager.user, organisation_id=place, owner_only=True)


def _staff(organisation):
    return MembershipFactory(organisation=organisation, role=STAFF).user


def _owner_of_another(organisation):
    other = OrganisationFactory(municipality=organisation.municipality)
    return MembershipFactory(organisation=other, role=OWNER).user


def _owner_who_left(organisation):
    left = JOINED + timedelta(days=90)
    return MembershipFactory(organisation=organisation, role=OWNER, left_at=left).user


def _officer(organisation):
    return OfficerRoleFactory(municipality=organisation.municipality).user


def _inactive_owner(organisation):
    user = MembershipFactory(organisation=organisation, role=OWNER).user
    user.is_active = False
    user.save()
    return user


def _inactive_administrator(organisation):
    return AdministratorFactory(is_active=False)


def _trainer(organisation):
    return TrainerFactory()


def _learner(organisation):
    return PersonFactory()


def _nobody(organisation):
    return AnonymousUser()


STRANGERS = [
    _staff, _owner_of_another, _owner_who_left, _officer, _inactive_owner,
    _inactive_administrator, _trainer, _learner, _nobody,
]  # fmt: skip


@pytest.mark.parametrize("make", STRANGERS)
def test_nobody_else_reaches_a_business(make):
    organisation = OrganisationFactory()
    with pytest.raises(AccessDenied):
        access_organisation(user=make(organisation), organisation_id=organisation.pk)


def test_owner_who_came_back_reaches_the_business_again():
    gone = MembershipFactory(role=OWNER, left_at=JOINED)
    MembershipFactory(user=gone.user, organisation=gone.organisation, role=MANAGER)
    assert access_organisation(user=gone.user, organisation_id=gone.organisation_id)


def test_owner_with_a_past_as_staff_is_denied_after_becoming_staff():
    gone = MembershipFactory(role=OWNER, left_at=JOINED)
    MembershipFactory(user=gone.user, organisation=gone.organisation, role=STAFF)
    with pytest.raises(AccessDenied):
        access_organisation(user=gone.user, organisation_id=gone.organisation_id)


@pytest.mark.parametrize("make", [AdministratorFactory, lambda: PersonFactory(is_superuser=True)])
def test_administrators_reach_every_business_and_city(make):
    organisation, user = OrganisationFactory(), make()
    city = organisation.municipality
    assert access_organisation(user=user, organisation_id=organisation.pk) == organisation
    assert access_municipality(user=user, slug=city.slug) == city


def test_a_business_that_does_not_exist_is_refused_like_any_other():
    with pytest.raises(AccessDenied):
        access_organisation(user=AdministratorFactory(), organisation_id=10_000)
    with pytest.raises(AccessDenied):
        access_municipality(user=AdministratorFactory(), slug="nowhere")


def test_an_officer_reaches_their_city_in_one_query(django_assert_num_queries):
    role = OfficerRoleFactory()
    with django_assert_num_queries(1):
        assert access_municipality(user=role.user, slug=role.municipality.slug)


@pytest.mark.parametrize(
    "make",
    [
        lambda city: OfficerRoleFactory(municipality=MunicipalityFactory()).user,
        lambda city: (
            MembershipFactory(organisation=OrganisationFactory(municipality=city), role=OWNER).user
        ),
        lambda city: (
            OfficerRoleFactory(municipality=city, user=PersonFactory(is_active=False)).user
        ),
        lambda city: TrainerFactory(),
        lambda city: PersonFactory(),
        lambda city: AnonymousUser(),
    ],
)
def test_nobody_else_reaches_a_city(make):
    city = MunicipalityFactory()
    with pytest.raises(AccessDenied):
        access_municipality(user=make(city), slug=city.slug)


def test_roles_take_three_queries_however_many_there_are(django_assert_num_queries):
    user = TrainerFactory()
    for number in range(4):
        MembershipFactory(user=user, role=OWNER if number else STAFF)
        OfficerRoleFactory(user=user)
    MembershipFactory(user=user, left_at=JOINED)
    with django_assert_num_queries(3):
        roles = get_roles(user)
    assert len(roles.organisations) == 4
    assert len(roles.led_organisations) == 3
    assert len(roles.municipalities) == 4
    assert roles.is_trainer
    assert not roles.is_administrator


def test_nobody_and_the_inactive_have_no_roles(django_assert_num_queries):
    user = MembershipFactory(role=OWNER, user=PersonFactory(is_active=False)).user
    with django_assert_num_queries(0):
        assert get_roles(AnonymousUser()) == NO_ROLES
        assert get_roles(user) == NO_ROLES


def test_administrators_are_known_by_their_group_or_as_superusers():
    assert get_roles(AdministratorFactory()).is_administrator
    assert get_roles(PersonFactory(is_superuser=True)).is_administrator
    assert not get_roles(PersonFactory()).is_administrator
