"""The demo goes from a finding to a measured change, and has something in each state."""

import re
from html import unescape

import pytest

from uprest.accounts.models import User
from uprest.campaigns.changes import Outcome, compare, thaw_row
from uprest.campaigns.models import Action, Campaign, Need
from uprest.demo.samples import read_people
from uprest.reporting.selectors.releases import get_newest_release

# In parallel runs (--dist loadgroup) one worker builds the site, once.
pytestmark = pytest.mark.xdist_group("demo")
PEOPLE = read_people()


def sign_in(client, account):
    client.force_login(
        User.objects.get(email=account.email),
        backend="django.contrib.auth.backends.ModelBackend",
    )


def words(response):
    html = response.content.decode()
    html = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_a_campaign_of_the_season_before_is_measured(demo, client):
    campaign = Campaign.objects.get(municipality__slug="vanersborg", state="ENDED")
    assert campaign.release.as_of < campaign.starts_on
    count = campaign.counts.filter(kind="BUSINESSES").latest("counted_at")
    assert count.figures["yes"] >= 5
    people = campaign.counts.filter(kind="PEOPLE").latest("counted_at")
    assert people.figures["began"] >= 20
    assert people.figures["finished"] >= 10
    newest = get_newest_release(municipality=campaign.municipality)
    changes = compare(
        then=[thaw_row(row) for row in campaign.figures],
        now=[one.row for one in newest.rows],
        since=campaign.starts_on,
    )
    assert {change.outcome for change in changes} == {Outcome.SMALLER, Outcome.WITHIN}
    sign_in(client, PEOPLE.officers[0].account)
    page = words(client.get(f"/en/city/vanersborg/campaigns/{campaign.pk}/"))
    assert "Then and now" in page
    assert "Not a proof of effect." in page


def test_one_runs_and_the_owner_is_asked(demo, client):
    campaign = Campaign.objects.get(municipality__slug="vanersborg", state="RUNNING")
    sign_in(client, PEOPLE.team.owner)
    page = client.get("/en/from-the-city/", follow=True)
    assert campaign.texts.get(language="en").title in words(page)
    assert "Take part" in words(page)


def test_needs_and_actions_stand_in_each_state(demo):
    needs = Need.objects.filter(municipality__slug="vanersborg")
    assert {need.state for need in needs} == set(Need.State.values)
    actions = Action.objects.filter(municipality__slug="vanersborg")
    assert {action.state for action in actions} == set(Action.State.values)
