"""Campaigns over HTTP: what officers, owners, people and everybody see."""

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from tests.factories.campaigns import (
    AT,
    CampaignFactory,
    ParticipationFactory,
    RunningCampaignFactory,
    make_business,
)
from tests.factories.courses import add_course
from tests.factories.ecosystem import MembershipFactory, MunicipalityFactory, OfficerRoleFactory
from tests.factories.reporting import answer, make_city
from uprest.accounts.services.privacy import collect_personal_data, erase_person
from uprest.campaigns.changes import freeze_row
from uprest.campaigns.models import Campaign, CampaignCount, Participation
from uprest.campaigns.services.campaigns import create_campaign, start_campaign
from uprest.campaigns.types import CampaignContent
from uprest.reporting.models import ReleasedRow
from uprest.reporting.reports.formats import write_share
from uprest.reporting.selectors.releases import get_newest_release, read_row
from uprest.reporting.services.releases import take_release
from uprest.reporting.types import Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return MunicipalityFactory(slug="ystad", name="Ystad")


@pytest.fixture
def officer(client, city):
    person = OfficerRoleFactory(municipality=city).user
    client.force_login(person)
    return person


@pytest.fixture
def course(db):
    return add_course(lessons=1, title="The unhappy guest", teaches=(("complaints", 1, 4),))


def text_of(response):
    html = response.content.decode()
    html = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def fields(course, **changes):
    today = localdate()
    return {
        "token": str(uuid.uuid4()),
        "skills": ["complaints"],
        "courses": [str(course.translation_key)],
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=30)).isoformat(),
        "title_sv": "Missnöjda gäster",
        "text_sv": "Tio minuter i veckan.",
        **changes,
    }


# --- The form -------------------------------------------------------------------------------------


def test_a_findings_link_fills_in_the_form(client, officer, course):
    other = add_course(lessons=1, title="Waste", teaches=(("food-waste", 1, 3),))
    page = client.get("/en/city/ystad/campaigns/new/?skill=complaints&sector=food").content.decode()
    boxes = re.findall(r'<input type="checkbox"[^>]*>', page)
    ticked = [re.search(r'value="([^"]+)"', box)[1] for box in boxes if "checked" in box]
    assert ticked == ["complaints", str(course.translation_key)]
    assert '<option value="food" selected>' in page
    assert page.index(str(course.translation_key)) < page.index(str(other.translation_key))


def test_nonsense_in_the_address_is_left_out(client, officer, course):
    url = "/en/city/ystad/campaigns/new/?skill=nothing&sector=nowhere&release=x&area=y"
    assert client.get(url).status_code == 200


def test_what_is_missing_is_said_and_nothing_is_lost(client, officer, course):
    response = client.post(
        "/en/city/ystad/campaigns/new/",
        fields(course, skills=[], courses=[], ends_on="2020-01-01", title_sv="", title_en="",
               text_en="Only a text"),
    )  # fmt: skip
    assert response.status_code == 422
    page = text_of(response)
    for words in (
        "Choose the skills, or a whole area below.",
        "Choose at least one course.",
        "The last day lies before the first one.",
        "Give this text a title too.",
    ):
        assert words in page
    assert "Only a text" in response.content.decode()
    assert not Campaign.objects.exists()


def test_sent_twice_it_is_one(client, officer, course):
    data = fields(course)
    for _ in range(2):
        response = client.post("/en/city/ystad/campaigns/new/", data)
        assert response.status_code == 302
    assert Campaign.objects.count() == 1


def test_a_draft_is_changed_by_its_form(client, officer, course):
    client.post("/en/city/ystad/campaigns/new/", fields(course))
    found = Campaign.objects.get()
    url = f"/en/city/ystad/campaigns/{found.pk}/edit/"
    assert "Missnöjda gäster" in client.get(url).content.decode()
    response = client.post(url, fields(course, title_sv="Nytt namn"))
    assert response.status_code == 302
    assert "Nytt namn" in text_of(client.get(response.url))
    client.post(f"/en/city/ystad/campaigns/{found.pk}/cancel/", {"reason": "Not now"})
    assert client.post(url, fields(course)).status_code == 409


def test_what_cannot_start_says_why(client, officer, course):
    client.post("/en/city/ystad/campaigns/new/", fields(course))
    found = Campaign.objects.get()
    response = client.post(f"/en/city/ystad/campaigns/{found.pk}/start/")
    assert response.status_code == 409
    assert "There is no business to invite" in text_of(response)


def test_ending_asks_for_a_reason(client, officer, city, course):
    found = RunningCampaignFactory(municipality=city)
    url = f"/en/city/ystad/campaigns/{found.pk}/end/"
    assert client.post(url, {"reason": ""}).status_code == 422
    for _ in range(2):
        assert client.post(url, {"reason": "Season is over"}).status_code == 302
    page = text_of(client.get(f"/en/city/ystad/campaigns/{found.pk}/"))
    assert "Season is over" in page
    assert client.post(url.replace("/end/", "/cancel/"), {"reason": "x"}).status_code == 409


# --- The officer's page ---------------------------------------------------------------------------


def test_before_five_businesses_take_part_no_number_is_shown(client, officer, city):
    found = RunningCampaignFactory(municipality=city)
    for _ in range(4):
        business, _ = make_business(city, name=f"Hotell Hemligt {_}")
        ParticipationFactory(campaign=found, organisation=business, answer="YES")
    page = text_of(client.get(f"/en/city/ystad/campaigns/{found.pk}/"))
    assert "fewer than five" in page
    assert "too few to show" in page
    assert "Hemligt" not in page


def test_counts_are_shown_with_their_day(client, officer, city):
    found = RunningCampaignFactory(municipality=city)
    for days, figures, nearly in (
        (0, {"invited": 30, "yes": 12}, []),
        (9, {"invited": 30}, ["yes"]),
    ):
        CampaignCount.objects.create(
            campaign=found, kind="BUSINESSES", counted_at=AT + timedelta(days=days),
            figures=figures, nearly=nearly,
        )  # fmt: skip
    page = text_of(client.get(f"/en/city/ystad/campaigns/{found.pk}/"))
    assert "nearly all of them" in page
    assert "20 May 2026" in page
    assert "29 May 2026" in page


def measure(city, **now):
    """Take two releases and return a campaign between them about complaints."""
    first = take_release(municipality=city, at=AT - timedelta(days=30), by=None)
    row = next(
        read_row(one)
        for one in ReleasedRow.objects.filter(release=first, table="SKILLS")
        if "complaints" in one.units
    )
    frozen = freeze_row(row) | {"mean_gap": 2.0, "mean_gap_interval": [1.8, 2.2]}
    second = take_release_anew(city)
    ReleasedRow.objects.filter(release=second, table="SKILLS").update(**now)
    return RunningCampaignFactory(municipality=city, release=first, figures=[frozen])


def take_release_anew(city):
    for business in city.organisations.all():
        answer(
            organisation=business,
            people=2,
            level=3,
            answered_on=AT.date() + timedelta(days=20),
            start=10,
        )
    return take_release(municipality=city, at=AT + timedelta(days=40), by=None)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ({"mean_gap": 1.0, "intervals": {"mean_gap": [0.8, 1.2]}}, "has become smaller"),
        ({"mean_gap": 3.0, "intervals": {"mean_gap": [2.8, 3.2]}}, "has become larger"),
        (
            {"mean_gap": 1.9, "intervals": {"mean_gap": [1.7, 2.1]}},
            "not larger than the uncertainty",
        ),
        ({"mean_gap": 1.0, "intervals": {}}, "has no interval"),
        ({"published_on": AT.date() - timedelta(days=30)}, "Not measured anew yet"),
        ({"units": ["complaints", "welcome"]}, "merged with others differently"),
        ({"measured": {"needs": "other"}}, "the levels that jobs need are others now"),
        ({"measured": {"method": "raked-2"}}, "calculated in another way"),
    ],
)
def test_a_later_release_shows_then_and_now(client, now, words):
    city = make_city(businesses=6, people=2, slug="ystad", name="Ystad")
    client.force_login(OfficerRoleFactory(municipality=city).user)
    found = measure(city, **now)
    page = text_of(client.get(f"/en/city/ystad/campaigns/{found.pk}/"))
    assert words in page
    assert "Not a proof of effect." in page
    assert "before the campaign was over" in page
    assert "between 1.8 and 2.2" in page


def start_for_an_area(city, officer, course):
    """Start a campaign about an area by the services, from a release of the city."""
    take_release(municipality=city, at=AT - timedelta(days=30), by=None)
    draft = create_campaign(
        municipality=city,
        content=CampaignContent(
            skills=(),
            area="care",
            sector="",
            courses=(course.translation_key,),
            starts_on=AT.date(),
            ends_on=AT.date() + timedelta(days=60),
            release_id=None,
            texts={"en": ("Kind to guests", "Ten minutes a week.")},
        ),
        token=uuid.uuid4(),
        by=officer,
        at=AT,
    )
    return start_campaign(campaign=draft, by=officer, at=AT)


def read_table(client, campaign, heading):
    """Return the cells of the area in the table below a heading of the campaign's page."""
    html = client.get(f"/en/city/ystad/campaigns/{campaign.pk}/").content.decode()
    table = html[html.index(f'id="{heading}"') :]
    row = table[table.index("Share of people with an important skill") :].split("</tr>")[0]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", one)).strip()
            for one in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)]  # fmt: skip


def test_an_area_is_followed_by_the_share_that_is_published(client, course):
    city = make_city(businesses=8, people=3, slug="ystad", name="Ystad")
    officer = OfficerRoleFactory(municipality=city).user
    client.force_login(officer)
    found = start_for_an_area(city, officer, course)
    kept = next(one for one in found.figures if one["table"] == "AREAS")
    row = next(
        row
        for row in get_newest_release(municipality=city).list_rows(Table.AREAS)
        if "care" in row.units
    )
    assert (kept["important_low"], kept["units"]) == (row.important_low, list(row.units))
    share = write_share(row.important_low).text
    gap, below, _ = read_table(client, found, "figures")
    assert gap == "–"
    assert below.startswith(share)
    second = take_release_anew(city)
    for then, now, ends, words, change in (
        ([0.7, 0.9], 0.3, [0.2, 0.4], "The share has become smaller", "−50 percentage points"),
        ([0.7, 0.9], 0.78, [0.68, 0.88], "not larger than the uncertainty", "−2 percentage points"),
        ([0.1, 0.9], None, None, "has no interval", "–"),
    ):
        kept |= {"important_low": 0.8, "important_low_interval": then}
        Campaign.objects.filter(pk=found.pk).update(figures=[kept])
        ReleasedRow.objects.filter(release=second, table="AREAS", units=kept["units"]).update(
            important_low=now or 0.995,
            intervals={"important_low": ends} if ends else {},
            published_on=second.as_of,
        )
        assert words in text_of(client.get(f"/en/city/ystad/campaigns/{found.pk}/"))
        cells = read_table(client, found, "effect")
        assert cells[0].startswith("80 %")
        assert cells[1].startswith(f"{round(100 * now)} %" if now else "nearly all")
        assert cells[2] == change


# --- Business and people --------------------------------------------------------------------------


def test_an_owner_takes_part_and_the_staff_find_the_courses(client, city, course):
    found = RunningCampaignFactory(municipality=city, courses=[str(course.translation_key)])
    business, (owner, worker) = make_business(city, people=1)
    ParticipationFactory(campaign=found, organisation=business)
    client.force_login(owner)
    url = f"/en/team/{business.pk}/"
    page = client.get(f"{url}from-the-city/")
    assert "Take part" in text_of(page)
    assert "From the city" in client.get(url).content.decode()
    for _ in range(2):
        client.post(f"{url}campaigns/{found.pk}/answer/", {"answer": "yes"})
    row = Participation.objects.get()
    assert (row.answer, row.answered_by) == ("YES", owner)
    assert client.post(f"{url}campaigns/{found.pk}/answer/", {"answer": "?"}).status_code == 422
    client.force_login(worker)
    home = client.get("/en/home/")
    assert "Unhappy guests" in text_of(home)
    assert "The unhappy guest" in text_of(home)
    client.force_login(owner)
    client.post(f"{url}campaigns/{found.pk}/answer/", {"answer": "no"})
    client.force_login(worker)
    assert "Unhappy guests" not in text_of(client.get("/en/home/"))


def test_an_answer_after_the_end_says_so(client, city):
    found = RunningCampaignFactory(municipality=city, state="ENDED", over_at=AT)
    business, (owner,) = make_business(city)
    ParticipationFactory(campaign=found, organisation=business)
    client.force_login(owner)
    response = client.post(
        f"/en/team/{business.pk}/campaigns/{found.pk}/answer/", {"answer": "yes"}
    )
    assert response.status_code == 409
    assert "that cannot be done any more" in text_of(response)


def test_who_left_finds_nothing_on_the_home(client, city, course):
    found = RunningCampaignFactory(municipality=city, courses=[str(course.translation_key)])
    business, _ = make_business(city)
    ParticipationFactory(campaign=found, organisation=business, answer="YES")
    gone = MembershipFactory(organisation=business, left_at=timezone.now()).user
    client.force_login(gone)
    assert "Unhappy guests" not in text_of(client.get("/en/home/"))


def test_everybody_sees_the_page_of_a_campaign_in_their_language(client, city, course):
    found = RunningCampaignFactory(
        municipality=city, courses=[str(course.translation_key)], title="Missnöjda gäster"
    )
    found.texts.create(language="it", title="Ospiti scontenti", text="Dieci minuti.")
    assert "Ospiti scontenti" in text_of(client.get(f"/it/campaigns/{found.pk}/"))
    english = client.get(f"/en/campaigns/{found.pk}/")
    assert "Missnöjda gäster" in text_of(english)
    assert '<h1 lang="sv">' in english.content.decode()
    assert "The unhappy guest" in text_of(english)


# --- Queries --------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [2, 12])
def test_pages_take_a_fixed_number_of_queries(
    client, city, course, number, django_assert_max_num_queries
):
    business, (owner,) = make_business(city)
    for _ in range(number):
        found = RunningCampaignFactory(municipality=city, courses=[str(course.translation_key)])
        CampaignFactory(municipality=city)
        ParticipationFactory(campaign=found, organisation=business, answer="YES")
        CampaignCount.objects.create(
            campaign=found, kind="BUSINESSES", counted_at=AT, figures={"invited": 9}
        )
    client.force_login(OfficerRoleFactory(municipality=city).user)
    client.get("/en/courses/")
    budgets = {
        "city/ystad/campaigns/": 12,
        f"city/ystad/campaigns/{found.pk}/": 16,
        "city/ystad/campaigns/new/": 14,
        f"campaigns/{found.pk}/": 12,
    }
    for path, most in budgets.items():
        client.get(f"/en/{path}")
        with django_assert_max_num_queries(most):
            assert client.get(f"/en/{path}").status_code == 200
    client.force_login(owner)
    client.get(f"/en/team/{business.pk}/from-the-city/")
    with django_assert_max_num_queries(13):
        assert client.get(f"/en/team/{business.pk}/from-the-city/").status_code == 200


# --- The person's own data ------------------------------------------------------------------------


def test_what_somebody_did_is_in_their_data_and_loses_their_name(city):
    business, (owner,) = make_business(city, name="Strandhotellet")
    officer = OfficerRoleFactory(municipality=city).user
    found = RunningCampaignFactory(municipality=city, created_by=officer, started_by=officer)
    ParticipationFactory(
        campaign=found, organisation=business, answer="YES", answered_by=owner, answered_at=AT
    )
    mine = collect_personal_data(user=owner, at=AT)["campaigns"]
    assert mine["answers_for_a_business"][0]["business"] == "Strandhotellet"
    theirs = collect_personal_data(user=officer, at=AT)["campaigns"]
    assert theirs["campaigns_written"][0]["city"] == "Ystad"
    for person in (owner, officer):
        erase_person(user_id=person.pk, at=AT)
        data = collect_personal_data(user=person, at=AT)["campaigns"]
        assert not any(data.values())
    found.refresh_from_db()
    assert found.created_by is None
    assert Participation.objects.get().answer == "YES"
