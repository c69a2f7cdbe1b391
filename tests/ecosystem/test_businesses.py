"""A business's life: registered, approved or matched by the right person, closed."""

from datetime import date, timedelta

import pytest
from wagtail.models import ModelLogEntry

from tests.factories.ecosystem import (
    JOINED,
    AdministratorFactory,
    ApprovedOrganisationFactory,
    InvitationFactory,
    MembershipFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    OrganisationFactory,
    PersonFactory,
    RegisterEntryFactory,
    TrainerFactory,
)
from uprest.ecosystem.models import Invitation, Membership, Organisation, Sector, SizeClass
from uprest.ecosystem.selectors import list_free_entries, list_waiting_businesses
from uprest.ecosystem.services.businesses import (
    approve_organisation,
    close_organisation,
    decline_organisation,
    match_organisation,
    register_organisation,
)
from uprest.ecosystem.types import (
    AccessDenied,
    EntryTakenError,
    NameTakenError,
    OfficerApprovalError,
)

pytestmark = pytest.mark.django_db
AT = JOINED + timedelta(days=1)


def register(user, city, name="Hotel Älven"):
    return register_organisation(
        user=user,
        municipality=city,
        name=name,
        sector=Sector.ACCOMMODATION,
        size_class=SizeClass.SMALL,
        season_starts_on=date(2026, 6, 15),
        at=AT,
    )


def test_whoever_registers_a_business_owns_it_and_it_waits():
    user, city = PersonFactory(), MunicipalityFactory()
    business = register(user, city, "  Hotel   Älven ")
    assert business.name == "Hotel Älven"
    assert not business.counts
    membership = Membership.objects.get(user=user)
    assert membership.role == Membership.Role.OWNER
    assert membership.joined_at == AT
    assert not membership.shares_readiness


def test_registering_twice_is_registering_once():
    user, city = PersonFactory(), MunicipalityFactory()
    assert register(user, city) == register(user, city)
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("name", ["Hotel Älven", "hotel älven", "HOTEL  ÄLVEN"])
def test_a_name_is_taken_once_in_a_city_whatever_its_capitals(name):
    city = MunicipalityFactory(name="Vänersborg")
    register(PersonFactory(display_name="Alma Berg"), city)
    with pytest.raises(NameTakenError) as refusal:
        register(PersonFactory(), city, name)
    assert "Vänersborg" in str(refusal.value)
    assert "Alma" not in str(refusal.value)
    assert register(PersonFactory(), MunicipalityFactory(), name)


def test_somebody_who_only_works_there_does_not_get_it_by_its_name():
    city = MunicipalityFactory()
    business = register(PersonFactory(), city)
    staff = MembershipFactory(organisation=business).user
    with pytest.raises(NameTakenError):
        register(staff, city)


def test_an_administrator_approves_once_and_it_is_logged():
    first, second = AdministratorFactory(), AdministratorFactory()
    business = OrganisationFactory()
    assert approve_organisation(organisation_id=business.pk, administrator=first, at=AT)
    again = approve_organisation(
        organisation_id=business.pk, administrator=second, at=AT + timedelta(hours=1)
    )
    assert not again
    business.refresh_from_db()
    assert business.counts
    assert (business.approved_at, business.approved_by) == (AT, first)
    entry = ModelLogEntry.objects.get(action="ecosystem.approve")
    assert (entry.object_id, entry.user) == (str(business.pk), first)


@pytest.mark.parametrize(
    "make",
    [
        AdministratorFactory,
        lambda: PersonFactory(is_superuser=True),
    ],
)
@pytest.mark.parametrize("decide", ["approve", "match", "decline"])
def test_an_officer_of_the_city_never_decides_even_as_administrator(make, decide):
    user, business = make(), OrganisationFactory()
    OfficerRoleFactory(user=user, municipality=business.municipality)
    with pytest.raises(OfficerApprovalError):
        do(decide, user, business)
    business.refresh_from_db()
    assert not business.counts
    assert business.declined_at is None
    assert not ModelLogEntry.objects.exists()


def do(decide, user, business):
    if decide == "match":
        entry = RegisterEntryFactory(municipality=business.municipality)
        return match_organisation(
            organisation_id=business.pk, register_entry_id=entry.pk, administrator=user, at=AT
        )
    service = approve_organisation if decide == "approve" else decline_organisation
    return service(organisation_id=business.pk, administrator=user, at=AT)


def test_an_officer_of_another_city_decides_as_administrator():
    role = OfficerRoleFactory(user=AdministratorFactory())
    assert do("approve", role.user, OrganisationFactory())


@pytest.mark.parametrize("decide", ["approve", "match", "decline"])
@pytest.mark.parametrize(
    "make",
    [
        lambda business: MembershipFactory(organisation=business, role="OWNER").user,
        lambda business: OfficerRoleFactory(municipality=MunicipalityFactory()).user,
        lambda business: TrainerFactory(),
        lambda business: AdministratorFactory(is_active=False),
    ],
)
def test_nobody_else_decides(make, decide):
    business = OrganisationFactory()
    with pytest.raises(AccessDenied):
        do(decide, make(business), business)


def test_a_business_that_does_not_exist_cannot_be_decided():
    with pytest.raises(AccessDenied):
        approve_organisation(organisation_id=10_000, administrator=AdministratorFactory(), at=AT)


def test_matching_counts_and_records_who_and_when():
    user, business = AdministratorFactory(), OrganisationFactory()
    entry = RegisterEntryFactory(municipality=business.municipality)
    call = {
        "organisation_id": business.pk,
        "register_entry_id": entry.pk,
        "administrator": user,
        "at": AT,
    }
    assert match_organisation(**call)
    assert not match_organisation(**call)
    business.refresh_from_db()
    assert business.register_entry == entry
    assert (business.approved_at, business.approved_by) == (AT, user)
    assert ModelLogEntry.objects.get(action="ecosystem.match").data == {"number": entry.number}


def test_an_approved_business_can_be_matched_later_and_keeps_its_approval():
    business = ApprovedOrganisationFactory()
    entry = RegisterEntryFactory(municipality=business.municipality)
    assert match_organisation(
        organisation_id=business.pk,
        register_entry_id=entry.pk,
        administrator=AdministratorFactory(),
        at=AT,
    )
    business.refresh_from_db()
    assert business.approved_at == JOINED


def test_an_entry_belongs_to_one_business_of_its_own_city():
    user, business = AdministratorFactory(), OrganisationFactory()
    taken = RegisterEntryFactory(municipality=business.municipality)
    OrganisationFactory(municipality=business.municipality, register_entry=taken)
    for entry in (taken, RegisterEntryFactory()):
        with pytest.raises(EntryTakenError):
            match_organisation(
                organisation_id=business.pk,
                register_entry_id=entry.pk,
                administrator=user,
                at=AT,
            )


def test_declining_stops_the_link_and_can_be_put_right():
    user, invitation = AdministratorFactory(), InvitationFactory()
    business = invitation.organisation
    assert do("decline", user, business)
    assert not do("decline", user, business)
    invitation.refresh_from_db()
    assert invitation.revoked_at == AT
    assert list_waiting_businesses() == []
    assert do("approve", user, business)
    business.refresh_from_db()
    assert business.declined_at is None


def test_a_business_that_counts_is_not_declined():
    assert not do("decline", AdministratorFactory(), ApprovedOrganisationFactory())


def test_closing_ends_memberships_and_link_twice_over():
    owner = MembershipFactory(role="OWNER", shares_readiness=True)
    MembershipFactory(organisation=owner.organisation)
    InvitationFactory(organisation=owner.organisation)
    close_organisation(organisation=owner.organisation, at=AT)
    close_organisation(organisation=owner.organisation, at=AT + timedelta(days=1))
    assert not Membership.objects.filter(left_at=None).exists()
    assert not Membership.objects.filter(shares_readiness=True).exists()
    assert not Invitation.objects.filter(revoked_at=None).exists()
    assert Organisation.objects.get().closed_at == AT


def test_one_free_entry_of_the_same_name_and_sector_is_suggested_and_no_more(
    django_assert_num_queries,
):
    city = MunicipalityFactory()
    entries = {
        name: RegisterEntryFactory(municipality=city, name=name)
        for name in ("One", "Taken", "Other sector", "Two")
    }
    RegisterEntryFactory(municipality=city, name="Two")
    RegisterEntryFactory(name="Elsewhere")
    OrganisationFactory(municipality=city, name="T.", register_entry=entries["Taken"])
    for name in ("One", "Taken", "Two", "Elsewhere"):
        OrganisationFactory(municipality=city, name=name)
    OrganisationFactory(municipality=city, name="Other sector", sector=Sector.FOOD)
    ApprovedOrganisationFactory(municipality=city)
    with django_assert_num_queries(2):
        waiting = list_waiting_businesses()
    suggested = {row.name: row.suggestion and row.suggestion.number for row in waiting}
    assert suggested == {
        "One": entries["One"].number,
        "Taken": None,
        "Two": None,
        "Elsewhere": None,
        "Other sector": None,
    }
    # suggested, never done
    assert not Organisation.objects.get(name="One").counts


def test_free_entries_are_found_by_name_or_number():
    entry = RegisterEntryFactory(name="Camping Ekudden", number="5567-1")
    RegisterEntryFactory(municipality=entry.municipality, name="Hotel")
    city = entry.municipality_id
    for words in ("ekudden", "5567-1"):
        found = list_free_entries(municipality_id=city, words=words)
        assert [row.number for row in found] == ["5567-1"]
    assert len(list_free_entries(municipality_id=city, words="")) == 2
    assert len(list_free_entries(municipality_id=city, words="", limit=1)) == 1
