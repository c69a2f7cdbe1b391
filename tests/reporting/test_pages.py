import csv
import io
import json
import re
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from skills_gap.models import CountedResponse
from tests.factories.ecosystem import (
    AdministratorFactory,
    ApprovedOrganisationFactory,
    MembershipFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    OrganisationFactory,
    PersonFactory,
    RegisterEntryFactory,
)
from tests.factories.reporting import (
    NOW,
    CountedResponseFactory,
    ReleaseOrderFactory,
    answer,
    make_city,
)
from uprest.ecosystem.models import Membership, Organisation
from uprest.reporting.models import Release, ReleaseOrder
from uprest.reporting.reports.city import build_city_report
from uprest.reporting.reports.formats import round_level, write_level, write_share
from uprest.reporting.reports.team import build_team_report
from uprest.reporting.selectors.releases import get_newest_release
from uprest.reporting.services.releases import compute, take_release
from uprest.reporting.types import LEVEL_ENDS, Table
from uprest.skills.selectors import list_skills

pytestmark = pytest.mark.django_db
STRANGERS = ["nobody", "learner", "other officer", "owner of a business in the city"]


@pytest.fixture
def city():
    return make_city(slug="ystad", name="Ystad")


@pytest.fixture
def officer(client, city):
    person = OfficerRoleFactory(municipality=city).user
    client.force_login(person)
    return person


def text_of(response):
    html = response.content.decode()
    html = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def share_of(row):
    share = write_share(row.share_with_gap)
    return share.text if share else ""


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"reporting:{name}", args=args)


# --- Who may read --------------------------------------------------------------------------------


def sign_in_stranger(client, kind, city):
    if kind == "nobody":
        return
    person = PersonFactory()
    if kind == "other officer":
        OfficerRoleFactory(user=person)
    if kind == "owner of a business in the city":
        organisation = Organisation.objects.filter(municipality=city).first()
        MembershipFactory(user=person, organisation=organisation, role=Membership.Role.OWNER)
    client.force_login(person)


@pytest.mark.parametrize("kind", STRANGERS)
@pytest.mark.parametrize("page", ["city", "city_csv", "take_snapshot"])
def test_only_its_officers_read_a_city(client, city, kind, page):
    take_release(municipality=city, at=NOW, by=None)
    sign_in_stranger(client, kind, city)
    call = client.post if page == "take_snapshot" else client.get
    response = call(address(page, "ystad"))
    assert response.status_code == (302 if kind == "nobody" else 403)
    if kind == "nobody":
        assert "/login/" in response.url
    assert Release.objects.count() == 1
    assert not ReleaseOrder.objects.exists()


def test_a_city_that_is_not_there_answers_like_a_foreign_one(client, officer):
    assert client.get(address("city", "nowhere")).status_code == 403


def test_administrators_read_every_city(client, city):
    client.force_login(AdministratorFactory())
    assert client.get(address("city", "ystad")).status_code == 200


@pytest.mark.parametrize("kind", ["nobody", "learner", "officer", "staff", "owner of another"])
def test_only_its_owner_reads_a_team(client, city, kind):
    organisation = Organisation.objects.filter(municipality=city).first()
    person = PersonFactory()
    if kind == "officer":
        OfficerRoleFactory(user=person, municipality=city)
    if kind == "staff":
        MembershipFactory(user=person, organisation=organisation)
    if kind == "owner of another":
        MembershipFactory(user=person, role=Membership.Role.OWNER)
    if kind != "nobody":
        client.force_login(person)
    response = client.get(address("team", organisation.pk))
    assert response.status_code == (302 if kind == "nobody" else 403)


def test_who_reads_no_city_has_no_list_of_cities(client):
    client.force_login(PersonFactory())
    assert client.get(address("cities")).status_code == 403


def test_officers_of_one_city_go_straight_to_it(client, officer):
    assert client.get(address("cities")).url == address("city", "ystad")


def test_officers_of_several_cities_choose(client, officer):
    other = OfficerRoleFactory(user=officer, municipality=MunicipalityFactory(name="Ravenna"))
    assert "Ravenna" in text_of(client.get(address("cities")))
    page = client.get(address("city", "ystad"))
    assert address("city", other.municipality.slug) in page.content.decode()


# --- The city's page ------------------------------------------------------------------------------


def test_a_city_without_a_snapshot_says_what_to_do_first(client, officer):
    page = text_of(client.get(address("city", "ystad")))
    assert "No figures yet" in page
    assert "five businesses and ten people" in page


def test_the_page_shows_the_stored_figures(client, officer, city):
    RegisterEntryFactory.create_batch(15, municipality=city)
    take_release(municipality=city, at=NOW, by=None)
    response = client.get(address("city", "ystad"))
    page = text_of(response)
    stored = get_newest_release(municipality=city)
    assert "36 people in 12 businesses" in page
    assert "of 15 in the register" in page
    assert write_level(stored.total.mean_gap) in page
    assert response.context["report"].findings
    assert "as of" not in page
    # newer answers change nothing until there is a new snapshot
    for organisation in Organisation.objects.filter(municipality=city):
        answer(organisation=organisation, people=2, level=0, start=500)
    assert "36 people in 12 businesses" in text_of(client.get(address("city", "ystad")))


def test_rows_that_repeat_an_older_value_say_so(client, officer):
    city = make_city(slug="lund", businesses=20)
    OfficerRoleFactory(user=officer, municipality=city)
    take_release(municipality=city, at=NOW, by=None)
    for organisation in Organisation.objects.filter(municipality=city).order_by("pk")[:6]:
        job = CountedResponse.objects.filter(organisation=organisation).first().occupation.code
        answer(organisation=organisation, people=1, occupation=job, level=5, start=1000)
    take_release(municipality=city, at=NOW.replace(month=8), by=None)
    page = text_of(client.get(address("city", "lund")))
    assert "All of it as of 12 May 2026" in page
    assert "Snapshot of 12 August 2026" in page


def test_sample_data_is_marked(client, officer, city):
    city.is_sample = True
    city.save()
    assert "sample data" in client.get(address("city", "ystad")).content.decode()


@pytest.mark.parametrize("language", ["en", "sv", "it", "hr"])
def test_screen_csv_and_command_show_the_same_figures(client, officer, language, capsys):
    city = make_city(slug="same", businesses=14, jobs=("receptionist", "restaurant", "guide"))
    OfficerRoleFactory(user=officer, municipality=city)
    CountedResponse.objects.update(answered_on=timezone.localdate())
    take_release(municipality=city, at=timezone.now(), by=None)
    report = compute(municipality=city, at=timezone.now()).report

    page = client.get(address("city", "same", language=language)).context["report"]
    answer_ = client.get(address("city_csv", "same", language=language))
    download = answer_.getvalue().decode("utf-8-sig")
    with translation.override(language):
        shown = [(row.now, row.needed, row.gap, row.share) for row in page.skills]
        assert shown == [
            (
                write_level(row.mean_level),
                write_level(row.mean_required),
                write_level(row.mean_gap),
                share_of(row),
            )
            for row in report.skills
        ]
        assert [[cell.figure for cell in row.cells] for row in page.jobs] == [
            [write_level(cell.mean_gap) for cell in row.cells] for row in report.occupations
        ]
        assert [row.figure for row in page.sectors] == [
            write_level(row.mean_gap) for row in report.sectors
        ]
        call_command("gap_report", "--municipality", "same", "--format", "csv")
    # changes are told of what is stored alone
    told = [line for line in download.splitlines() if not line.startswith("changes,")]
    assert told == capsys.readouterr().out.splitlines()
    lines = list(csv.DictReader(io.StringIO(download)))
    gaps = [line for line in lines if line["statistic"] == "mean_gap"]
    call_command("gap_report", "--municipality", "same", "--format", "json")
    printed = json.loads(capsys.readouterr().out)
    assert [line["value"] for line in gaps if line["table"] == "skill"] == [
        f"{round_level(gap):.1f}" if LEVEL_ENDS[0] < gap < LEVEL_ENDS[1] else ""
        for row in printed["skills"]
        if (gap := row["mean_gap"]) is not None
    ]
    assert len([line for line in gaps if line["table"] == "sector"]) == len(report.sectors)


def test_all_and_nobody_are_said_in_words(client, officer, city):
    with translation.override("en"):
        words = {write_share(value).text for value in (1.0, 0.995, 0.0, 0.005)}
        assert words == {"nearly all", "almost none"}
        assert write_share(0.994).text == "99 %"
    take_release(municipality=city, at=NOW, by=None)
    for name in ("city", "city_csv"):
        text = client.get(address(name, "ystad")).getvalue().decode()
        assert not re.search(r"\b(100|0) ?%", re.sub(r'"[0-9.]+%"', "", text))
        assert not re.search(r",(1\.00|0\.00),", text)


def test_names_in_the_file_are_no_formulas(client, officer, city):
    take_release(municipality=city, at=NOW, by=None)
    response = client.get(address("city_csv", "ystad"))
    assert response["Content-Disposition"] == 'attachment; filename="uprest-ystad-2026-05-12.csv"'
    rows = csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")))
    assert not [field for row in rows for field in row if field.startswith(("=", "@", "+", "-"))]


def test_the_file_before_the_first_snapshot_has_only_its_head(client, officer):
    text = client.get(address("city_csv", "ystad")).getvalue().decode("utf-8-sig")
    assert len(text.splitlines()) == 1


# --- A new snapshot -------------------------------------------------------------------------------


def test_officers_take_a_snapshot_and_a_second_click_makes_none(
    client, officer, django_capture_on_commit_callbacks
):
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address("take_snapshot", "ystad"))
    assert Release.objects.get().taken_by == officer
    assert "no figure could be renewed" in text_of(client.get(address("city", "ystad")))
    states = list(ReleaseOrder.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["DONE", "NOTHING_NEW"]


def test_a_second_click_while_the_first_is_computed_orders_nothing(client, officer, city):
    ReleaseOrderFactory(municipality=city, ordered_at=timezone.now())
    page = client.post(address("take_snapshot", "ystad"), follow=True)
    assert ReleaseOrder.objects.count() == 1
    assert "being computed" in text_of(page)
    assert "Take a new snapshot" not in text_of(page)


def test_a_city_that_is_too_small_is_told_so_without_numbers(
    client, officer, city, django_capture_on_commit_callbacks
):
    CountedResponse.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("take_snapshot", "ystad"))
    page = text_of(client.get(address("city", "ystad")))
    assert "too few answers for a first snapshot" in page


def test_a_snapshot_is_ordered_by_post_with_a_token_only(client, officer, city):
    assert client.get(address("take_snapshot", "ystad")).status_code == 405
    client.handler.enforce_csrf_checks = True
    assert client.post(address("take_snapshot", "ystad")).status_code == 403
    assert not ReleaseOrder.objects.exists()


# --- The team's page ------------------------------------------------------------------------------


@pytest.fixture
def business(client):
    organisation = OrganisationFactory(season_starts_on=NOW.date().replace(month=6, day=15))
    owner = MembershipFactory(organisation=organisation, role=Membership.Role.OWNER).user
    client.force_login(owner)
    return organisation


def test_a_team_in_which_nobody_shares(client, business):
    MembershipFactory.create_batch(2, organisation=business)
    page = text_of(client.get(address("team", business.pk)))
    assert "Nobody shares yet" in page
    assert "3 people keep it to themselves." in page


def test_a_team_shows_those_who_share_and_counts_the_others(client, business):
    quiet = MembershipFactory(organisation=business)
    open_ones = MembershipFactory.create_batch(2, organisation=business, shares_readiness=True)
    response = client.get(address("team", business.pk))
    page = text_of(response)
    assert "0 of 2 ready for 15 June" in page
    assert "2 people keep it to themselves." in page
    assert quiet.user.display_name not in page
    for membership in open_ones:
        assert membership.user.display_name in page
    assert reverse("ecosystem:invite", args=(business.pk,)) in response.content.decode()


def test_a_team_report_knows_no_levels(business):
    MembershipFactory(organisation=business, shares_readiness=True)
    report = build_team_report(organisation=business, reader_id=0)
    fields = {name for job in report.jobs for one in job.members for name in one.__slots__}
    assert fields == {"name", "state", "tone", "icon", "courses"}


# --- Queries --------------------------------------------------------------------------------------


@pytest.mark.parametrize("businesses", [8, 40])
def test_a_city_costs_at_most_fifteen_queries_and_its_figures_ten(
    client, django_assert_max_num_queries, businesses
):
    city = make_city(slug="large", businesses=businesses)
    client.force_login(OfficerRoleFactory(municipality=city).user)
    take_release(municipality=city, at=NOW, by=None)
    with django_assert_max_num_queries(15):
        client.get(address("city", "large"))
    # the page without who asks for it: session, person, and what they may see
    with django_assert_max_num_queries(10):
        report = build_city_report(municipality=city)
    assert report.skills
    assert report.findings


@pytest.mark.parametrize("people", [3, 60])
def test_a_team_costs_at_most_fifteen_queries(
    client, business, django_assert_max_num_queries, people
):
    MembershipFactory.create_batch(people, organisation=business, shares_readiness=True)
    with django_assert_max_num_queries(15):
        client.get(address("team", business.pk))


def test_figures_stand_with_their_intervals_and_say_what_they_are_weighted_to(
    client, officer, city
):
    register = [("food", "1-9", 9), ("accommodation", "10-49", 14), ("accommodation", "1-9", 4)]
    for sector, size, count in register:
        RegisterEntryFactory.create_batch(count, municipality=city, sector=sector, size_class=size)
    release = take_release(municipality=city, at=NOW, by=None)
    assert release.register_size == 27
    page = text_of(client.get(address("city", "ystad")))
    stored = get_newest_release(municipality=city)
    total, interval = stored.total, stored.total.mean_gap_interval
    assert f"between {interval.low:.1f} and {interval.high:.1f}" in page
    assert interval.low < total.mean_gap < interval.high
    assert "Weighted: the 12 businesses that answered stand for the 27 in the register" in page
    assert "Weights cannot mend reasons" in page
    assert total.effective <= 12


def test_without_a_register_the_page_says_so(client, officer, city):
    release = take_release(municipality=city, at=NOW, by=None)
    assert release.register_size == 0
    assert release.method == "raked-1"
    page = text_of(client.get(address("city", "ystad")))
    assert "Unweighted: no register." in page


def test_sizes_and_important_skills_have_tables_with_a_sentence_above(client, officer):
    city = make_city(slug="kinds", businesses=24)
    OfficerRoleFactory(user=officer, municipality=city)
    for number, organisation in enumerate(Organisation.objects.filter(municipality=city)):
        organisation.size_class = ("1-9", "10-49")[number % 2]
        organisation.save()
    take_release(municipality=city, at=NOW, by=None)
    response = client.get(address("city", "kinds"))
    report, page = response.context["report"], text_of(response)
    stored = get_newest_release(municipality=city)
    assert [row.name for row in report.sizes] == [
        "1–9 people",
        "10–49 people and 50 people or more",
    ]
    assert len(report.important) == len(stored.list_rows(Table.AREAS)) == 6
    for text in (report.sizes_finding, report.important_finding, report.important[0].figure):
        assert text
        assert text in page


def test_the_page_says_how_far_a_snapshot_is(client, officer, city):
    ReleaseOrderFactory(municipality=city, ordered_at=timezone.now(), step=2)
    page = text_of(client.get(address("city", "ystad")))
    assert "Step 2 of 4: working out the figures" in page


def test_nothing_at_the_ends_of_the_scale_is_shown(client, officer):
    city = make_city(slug="ends", businesses=0)
    OfficerRoleFactory(user=officer, municipality=city)
    for _ in range(6):
        organisation = ApprovedOrganisationFactory(municipality=city)
        CountedResponseFactory.create_batch(
            2,
            organisation=organisation,
            levels={skill.code: 5 for skill in list_skills()},
            answered_on=timezone.localdate(),
        )
    take_release(municipality=city, at=timezone.now(), by=None)
    report = client.get(address("city", "ends")).context["report"]
    assert {row.now for row in report.skills} == {">4.9"}
    assert {row.gap for row in report.skills if row.gap} == {"<0.1"}
    assert {row.share for row in report.skills if row.share} == {"almost none"}
    assert not report.findings
    call = StringIO()
    call_command("gap_report", "--municipality", "ends", stdout=call)
    for row in json.loads(call.getvalue())["skills"]:
        assert 0 < row["mean_level"] < 5
        assert row["share_with_gap"] in (None, 0.005)
        assert row["share_interval"] is None


def test_every_table_of_a_release_is_on_the_page(client, officer, city):
    take_release(municipality=city, at=NOW, by=None)
    report = client.get(address("city", "ystad")).context["report"]
    stored = get_newest_release(municipality=city)
    assert len(report.jobs) == len(stored.list_rows(Table.OCCUPATIONS))
    assert len(report.skills) == len(stored.list_rows(Table.SKILLS))
    assert len(report.areas) == 6
