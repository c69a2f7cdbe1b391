"""Ways round the rule that who reads a city's figures does not decide what counts in them."""

import pytest
from django.test import Client

from tests.factories.ecosystem import (
    MembershipFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    OrganisationFactory,
    PersonFactory,
)
from uprest.ecosystem.services.administrators import set_up_administrators

# Wagtail's own templates ask for variables that are not there.
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def administrator():
    user = PersonFactory()
    user.groups.add(set_up_administrators())
    return user


def move(administrator, business, city):
    client = Client()
    client.force_login(administrator)
    values = {
        "municipality": city.pk,
        "name": business.name,
        "sector": business.sector,
        "size_class": business.size_class,
        "season_starts_on": "",
    }
    answer = client.post(f"/admin/organisation/edit/{business.pk}/", values)
    business.refresh_from_db()
    return answer


@pytest.mark.parametrize("reads", ["old", "new"])
def test_an_officer_moves_no_business_that_counts_into_or_out_of_their_city(administrator, reads):
    old, new = MunicipalityFactory(), MunicipalityFactory()
    business = OrganisationFactory(municipality=old, approved_at="2026-03-02T09:00Z")
    OfficerRoleFactory(user=administrator, municipality=old if reads == "old" else new)
    assert move(administrator, business, new).status_code == 200
    assert business.municipality == old


def test_any_other_administrator_does(administrator):
    business = OrganisationFactory(approved_at="2026-03-02T09:00Z")
    city = MunicipalityFactory()
    assert move(administrator, business, city).status_code == 302
    assert business.municipality == city


@pytest.mark.parametrize("entry", ["9" * 30, "9" * 5000, "-1", "\x00"], ids=range(4))
def test_a_register_entry_that_cannot_be_is_refused(administrator, entry):
    business = OrganisationFactory(approved_at=None)
    client = Client()
    client.force_login(administrator)
    url = f"/admin/waiting_businesses/{business.pk}/match/"
    assert client.post(url, {"entry": entry}).status_code == 302
    business.refresh_from_db()
    assert business.approved_at is None


def test_a_business_never_sees_the_address_of_somebody_without_a_name(client):
    member = MembershipFactory(user__display_name="", user__email="alma.berg@example.org")
    owner = MembershipFactory(organisation=member.organisation, role="OWNER")
    client.force_login(owner.user, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get(f"/en/team/{member.organisation.pk}/members/").content.decode()

    assert "alma.berg" in page
    assert "alma.berg@example.org" not in page
