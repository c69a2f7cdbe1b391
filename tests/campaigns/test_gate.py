"""Nobody reaches another city's or business's campaigns, needs and actions."""

import uuid

import pytest

from tests.factories.campaigns import (
    ActionFactory,
    CampaignFactory,
    NeedFactory,
    ParticipationFactory,
    RunningCampaignFactory,
    make_business,
)
from tests.factories.ecosystem import (
    AdministratorFactory,
    MembershipFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    PersonFactory,
    TrainerFactory,
)
from uprest.campaigns.models import Action, Campaign, Need, NeedSupport, Participation
from uprest.ecosystem.models import Membership

pytestmark = pytest.mark.django_db

CITY_PAGES = [
    "campaigns/",
    "campaigns/new/",
    "campaigns/{draft}/",
    "campaigns/{draft}/edit/",
    "campaigns/{running}/end/",
    "campaigns/{draft}/cancel/",
    "needs/",
    "needs/new/",
    "actions/",
    "actions/new/",
    "actions/print/",
    "actions/actions.csv",
    "actions/{action}/",
    "actions/{action}/edit/",
]
CITY_POSTS = {
    "campaigns/new/": {"title_sv": "x"},
    "campaigns/{draft}/edit/": {"title_sv": "x"},
    "campaigns/{draft}/start/": {},
    "campaigns/{running}/end/": {"reason": "x"},
    "campaigns/{draft}/cancel/": {"reason": "x"},
    "needs/new/": {"why": "x", "words": "x", "language": "sv"},
    "needs/{need}/hide/": {"hide": "yes"},
    "actions/new/": {"title": "x"},
    "actions/{action}/": {"state": "DONE"},
    "actions/{action}/edit/": {"title": "x"},
}
TEAM_PAGES = ["from-the-city/", "board/", "board/new/"]
TEAM_POSTS = {
    "campaigns/{running}/answer/": {"answer": "yes"},
    "board/new/": {"why": "x", "words": "x", "language": "sv"},
    "board/{need}/support/": {"needs_it": "yes"},
}
TRAINER_PAGES = ["", "{need}/answer/", "{need}/decline/"]
TRAINER_POSTS = {
    "{need}/take/": {},
    "{need}/give-back/": {},
    "{need}/answer/": {},
    "{need}/decline/": {"reason": "x"},
}


@pytest.fixture
def place():
    """A city with one of each, and a business of it."""
    city = MunicipalityFactory(slug="ystad", name="Ystad")
    business, people = make_business(city, people=1)
    draft, running = (
        CampaignFactory(municipality=city),
        RunningCampaignFactory(municipality=city),
    )
    ParticipationFactory(campaign=running, organisation=business)
    return {
        "city": city,
        "business": business,
        "owner": people[0],
        "staff": people[1],
        "numbers": {
            "draft": draft.pk,
            "running": running.pk,
            "need": NeedFactory(municipality=city).pk,
            "action": ActionFactory(municipality=city).pk,
        },
    }


def read_everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Action, Campaign, Need, NeedSupport, Participation)
    ]


def make_stranger(kind, place):
    if kind == "nobody":
        return None
    known = {"staff": place["staff"], "owner": place["owner"]}
    person = known.get(kind) or (TrainerFactory() if kind == "trainer" else PersonFactory())
    if kind == "officer":
        OfficerRoleFactory(user=person, municipality=place["city"])
    elif kind == "officer elsewhere":
        OfficerRoleFactory(user=person)
    elif kind in ("owner elsewhere", "owner of another"):
        city = place["city"] if kind == "owner of another" else MunicipalityFactory()
        make_business(city, owner=person)
    return person


def assert_shut(client, kind, place, base, pages, posts):
    person = make_stranger(kind, place)
    if person:
        client.force_login(person)
    before = read_everything()
    for path in pages:
        response = client.get(f"/en/{base}/{path.format(**place['numbers'])}")
        assert response.status_code == (403 if person else 302), path
    for path, fields in posts.items():
        data = {"token": str(uuid.uuid4()), **fields}
        response = client.post(f"/en/{base}/{path.format(**place['numbers'])}", data)
        assert response.status_code == (403 if person else 302), path
        if not person:
            assert "/login/" in response.url
    assert read_everything() == before


@pytest.mark.parametrize(
    "kind", ["nobody", "learner", "staff", "owner", "trainer", "officer elsewhere"]
)
def test_a_citys_pages_are_for_its_officers(client, place, kind):
    assert_shut(client, kind, place, "city/ystad", CITY_PAGES, CITY_POSTS)


@pytest.mark.parametrize(
    "kind",
    ["nobody", "learner", "staff", "trainer", "officer", "owner elsewhere", "owner of another"],
)
def test_a_business_pages_are_for_those_who_lead_it(client, place, kind):
    base = f"team/{place['business'].pk}"
    assert_shut(client, kind, place, base, TEAM_PAGES, TEAM_POSTS)


@pytest.mark.parametrize("kind", ["nobody", "learner", "staff", "owner", "officer"])
def test_the_trainers_board_is_for_trainers(client, place, kind):
    assert_shut(client, kind, place, "need-board", TRAINER_PAGES, TRAINER_POSTS)


def test_numbers_of_another_city_open_nothing(client, place):
    """An officer of one city puts numbers of another into the addresses of their own."""
    officer = OfficerRoleFactory(municipality=MunicipalityFactory(slug="lund")).user
    client.force_login(officer)
    before = read_everything()
    for path in [one for one in CITY_PAGES if "{" in one]:
        assert client.get(f"/en/city/lund/{path.format(**place['numbers'])}").status_code == 403
    for path, fields in CITY_POSTS.items():
        if "{" in path:
            url = f"/en/city/lund/{path.format(**place['numbers'])}"
            assert client.post(url, fields).status_code == 403, path
    assert read_everything() == before


def test_an_owner_reaches_no_campaign_or_need_of_another_city(client, place):
    lund = MunicipalityFactory(slug="lund")
    business, people = make_business(lund)
    client.force_login(people[0])
    before = read_everything()
    for path in ("campaigns/{running}/answer/", "board/{need}/support/"):
        url = f"/en/team/{business.pk}/{path.format(**place['numbers'])}"
        assert client.post(url, {"answer": "yes", "needs_it": "yes"}).status_code == 403
    assert read_everything() == before
    board = client.get(f"/en/team/{business.pk}/board/").content.decode()
    assert "Guests shout." not in board


def test_a_manager_reads_but_only_the_owner_says_yes(client, place):
    manager = MembershipFactory(organisation=place["business"], role=Membership.Role.MANAGER).user
    client.force_login(manager)
    base = f"/en/team/{place['business'].pk}"
    page = client.get(f"{base}/from-the-city/")
    assert page.status_code == 200
    assert "The owner decides" in page.content.decode()
    url = f"{base}/campaigns/{place['numbers']['running']}/answer/"
    assert client.post(url, {"answer": "yes"}).status_code == 403
    assert Participation.objects.get().answer == "OPEN"


def test_administrators_reach_everything(client, place):
    client.force_login(AdministratorFactory())
    numbers = place["numbers"]
    pages = [f"city/ystad/{path.format(**numbers)}" for path in CITY_PAGES]
    pages += [f"team/{place['business'].pk}/{path}" for path in TEAM_PAGES]
    pages += [f"need-board/{path.format(**numbers)}" for path in TRAINER_PAGES]
    for path in pages:
        assert client.get(f"/en/{path}").status_code == 200, path


def test_drafts_and_cancelled_campaigns_have_no_public_page(client, place):
    numbers = place["numbers"]
    assert client.get(f"/en/campaigns/{numbers['running']}/").status_code == 200
    assert client.get(f"/en/campaigns/{numbers['draft']}/").status_code == 404
    Campaign.objects.filter(pk=numbers["running"]).update(state="CANCELLED")
    assert client.get(f"/en/campaigns/{numbers['running']}/").status_code == 404
    assert client.get("/en/campaigns/999999/").status_code == 404


def test_the_menu_of_editors_leads_trainers_to_the_board(client, place):
    trainer = TrainerFactory()
    client.force_login(trainer)
    assert client.get("/en/need-board/").status_code == 200


def test_changes_are_no_get(client, place):
    officer = OfficerRoleFactory(municipality=place["city"]).user
    client.force_login(officer)
    for path in ("campaigns/{draft}/start/", "needs/{need}/hide/"):
        url = f"/en/city/ystad/{path.format(**place['numbers'])}"
        assert client.get(url).status_code == 405


def test_a_message_leads_to_the_business_that_somebody_leads(client, place):
    assert client.get("/en/from-the-city/").status_code == 302
    client.force_login(place["staff"])
    for path in ("from-the-city/", "board/"):
        assert client.get(f"/en/{path}").status_code == 403
    client.force_login(place["owner"])
    number = place["business"].pk
    assert client.get("/en/from-the-city/").url == f"/en/team/{number}/from-the-city/"
    assert client.get("/en/board/").url == f"/en/team/{number}/board/"
    make_business(place["city"], owner=place["owner"])
    assert client.get("/en/board/").url == "/en/account/businesses/"
