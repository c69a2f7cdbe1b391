"""Two people who press at the same moment (on PostgreSQL: SQLite lets one write at a time)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, connections
from wagtail.models import ModelLogEntry

from tests.factories.ecosystem import (
    JOINED,
    AdministratorFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    PersonFactory,
    RegisterEntryFactory,
)
from uprest.ecosystem.models import Invitation, Membership, Organisation
from uprest.ecosystem.services.businesses import (
    approve_organisation,
    match_organisation,
    register_organisation,
)
from uprest.ecosystem.services.invitations import make_invitation
from uprest.ecosystem.services.memberships import join_organisation, leave_organisation
from uprest.ecosystem.types import EntryTakenError, LastOwnerError, NameTakenError

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="NEEDS POSTGRESQL: SQLite ignores row locks"
    ),
]
AT = JOINED + timedelta(days=1)


def at_once(*calls):
    """Run the calls in threads that start together; return each one's value or error."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except Exception as error:  # noqa: BLE001  # the test looks at it
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_a_business_is_approved_once():
    business = OrganisationFactory()
    results = at_once(
        *(
            partial(
                approve_organisation,
                organisation_id=business.pk,
                administrator=AdministratorFactory(),
                at=AT,
            )
            for _ in range(4)
        )
    )
    assert sorted(results) == [False, False, False, True]
    assert ModelLogEntry.objects.filter(action="ecosystem.approve").count() == 1


def test_an_entry_is_given_to_one_business():
    entry = RegisterEntryFactory()
    results = at_once(
        *(
            partial(
                match_organisation,
                organisation_id=OrganisationFactory(municipality=entry.municipality).pk,
                register_entry_id=entry.pk,
                administrator=AdministratorFactory(),
                at=AT,
            )
            for _ in range(3)
        )
    )
    assert results.count(True) == 1
    assert sum(isinstance(result, EntryTakenError) for result in results) == 2
    assert Organisation.objects.filter(register_entry=entry).count() == 1


def test_one_of_two_owners_stays():
    first = MembershipFactory(role="OWNER")
    second = MembershipFactory(role="OWNER", organisation=first.organisation)
    results = at_once(
        *(
            partial(
                leave_organisation,
                user=owner.user,
                organisation_id=owner.organisation_id,
                at=AT,
            )
            for owner in (first, second)
        )
    )
    assert sum(isinstance(result, LastOwnerError) for result in results) == 1
    assert Membership.objects.filter(left_at=None).count() == 1


def test_a_name_is_registered_once():
    city = MunicipalityFactory()
    results = at_once(
        *(
            partial(
                register_organisation,
                user=PersonFactory(),
                municipality=city,
                name=name,
                sector="food",
                size_class="1-9",
                season_starts_on=None,
                at=AT,
            )
            for name in ("Café Älg", "café  älg", "CAFÉ ÄLG")
        )
    )
    assert sum(isinstance(result, NameTakenError) for result in results) == 2
    assert Organisation.objects.count() == 1


def test_one_link_and_one_membership_however_often_it_is_clicked():
    owner = MembershipFactory(role="OWNER")
    links = at_once(
        *[partial(make_invitation, organisation=owner.organisation, user=owner.user, at=AT)] * 4
    )
    assert len({link.pk for link in links}) == 1
    invitation, user = Invitation.objects.get(), PersonFactory()
    joined = at_once(*[partial(join_organisation, user=user, invitation=invitation, at=AT)] * 4)
    assert len({membership.pk for membership in joined}) == 1
