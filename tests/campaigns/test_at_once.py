"""Officers who start campaigns at one moment (on PostgreSQL: SQLite lets one write at a time)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from tests.factories.campaigns import AT, CampaignFactory, make_business
from tests.factories.courses import add_course
from tests.factories.ecosystem import MunicipalityFactory, OfficerRoleFactory
from uprest.campaigns.models import Campaign, Participation
from uprest.campaigns.services.campaigns import start_campaign
from uprest.campaigns.types import NotReadyError

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="NEEDS POSTGRESQL: SQLite ignores row locks"
    ),
]
THREADS = 6


def start_at_once(campaigns, officer):
    """Start the campaigns in threads that begin together; return each one's value or error."""
    barrier = Barrier(len(campaigns))

    def run(campaign):
        barrier.wait()
        try:
            return start_campaign(campaign=campaign, by=officer, at=AT)
        except NotReadyError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(campaigns)) as pool:
        return list(pool.map(run, campaigns))


@pytest.fixture
def city(db):
    city = MunicipalityFactory(slug="ystad", name="Ystad")
    make_business(city)
    return city


@pytest.fixture
def officer(city):
    return OfficerRoleFactory(municipality=city).user


@pytest.fixture
def key(city):
    return str(add_course(lessons=1).translation_key)


def test_of_campaigns_that_start_at_once_with_one_course_one_runs(city, officer, key):
    drafts = [CampaignFactory(municipality=city, courses=[key]) for _ in range(THREADS)]
    found = start_at_once(drafts, officer)
    running = Campaign.objects.filter(state="RUNNING")
    assert [one.pk for one in found if isinstance(one, Campaign)] == [running.get().pk]
    refusals = [str(one) for one in found if isinstance(one, NotReadyError)]
    assert len(refusals) == THREADS - 1
    assert all("one at a time" in one for one in refusals)
    assert Participation.objects.get().campaign == running.get()


def test_one_campaign_that_is_started_by_many_at_once_starts_once(city, officer, key):
    draft = CampaignFactory(municipality=city, courses=[key])
    found = start_at_once([draft] * THREADS, officer)
    assert {one.pk for one in found} == {draft.pk}
    assert Participation.objects.count() == 1


def test_campaigns_of_different_courses_start_at_once(city, officer, key):
    other = str(add_course(lessons=1).translation_key)
    drafts = [CampaignFactory(municipality=city, courses=[one]) for one in (key, other)]
    assert {one.pk for one in start_at_once(drafts, officer)} == {one.pk for one in drafts}
    assert Campaign.objects.filter(state="RUNNING").count() == 2
