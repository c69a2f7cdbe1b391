"""Files and open data for officers: who may, flat memory, and the same number everywhere."""

import csv
import io
import json
import re
import tracemalloc
from datetime import timedelta
from html import unescape
from itertools import pairwise
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from skills_gap.models import CountedAnswer
from tests.factories.ecosystem import (
    AdministratorFactory,
    MembershipFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    PersonFactory,
)
from tests.factories.reporting import (
    NOW,
    OpenDataFactory,
    ReleaseFactory,
    answer,
    make_city,
    make_long_release,
)
from uprest.accounts.services import collect_personal_data, erase_person
from uprest.ecosystem.models import Membership, Organisation
from uprest.reporting.exports.observations import Statistic, Status, Unit, list_lines
from uprest.reporting.models import OpenData, ReleasedRow, Withdrawal
from uprest.reporting.reports.city_files import write_city_csv, write_city_workbook
from uprest.reporting.reports.labels import read_labels
from uprest.reporting.reports.observed import write_ends, write_figure
from uprest.reporting.reports.open_files import write_open_cube
from uprest.reporting.selectors.open_data import get_open_release, iterate_lines
from uprest.reporting.selectors.releases import get_newest_release
from uprest.reporting.services.releases import take_release
from uprest.skills.models import Skill

pytestmark = pytest.mark.django_db
PAGES = ["exports", "city_csv", "city_xlsx", "council_page"]
ORDERS = ["order_report", "decide_open_data", "withdraw_release"]
TERMS = {
    "publisher": "Ystads kommun", "contact_email": "data@ystad.example", "licence": "CC_BY",
}  # fmt: skip


@pytest.fixture
def city(db):
    return make_city(slug="ystad", name="Ystad")


@pytest.fixture
def officer(client, city):
    person = OfficerRoleFactory(municipality=city).user
    client.force_login(person)
    return person


@pytest.fixture
def release(city):
    return take_release(municipality=city, at=NOW, by=None)


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"reporting:{name}", args=args)


def text_of(response):
    html = response.content.decode()
    html = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


# --- Who may --------------------------------------------------------------------------------------


def sign_in(client, kind, city):
    if kind == "nobody":
        return
    person = PersonFactory()
    if kind == "other officer":
        OfficerRoleFactory(user=person)
    if kind == "owner of a business in the city":
        organisation = Organisation.objects.filter(municipality=city).first()
        MembershipFactory(user=person, organisation=organisation, role=Membership.Role.OWNER)
    client.force_login(person)


@pytest.mark.parametrize(
    "kind", ["nobody", "learner", "other officer", "owner of a business in the city"]
)
def test_only_its_officers_reach_the_exports_of_a_city(client, city, release, kind):
    sign_in(client, kind, city)
    expected = 302 if kind == "nobody" else 403
    for page in PAGES:
        assert client.get(address(page, "ystad")).status_code == expected, page
    for page in ORDERS:
        data = {**TERMS, "is_open": "on", "release": release.pk, "wanted": "out"}
        assert client.post(address(page, "ystad"), data).status_code == expected, page
    for page in ("report_progress", "report_pdf"):
        assert client.get(address(page, "ystad", uuid4())).status_code == expected, page
    assert not OpenData.objects.exists()
    assert not Withdrawal.objects.exists()


def test_administrators_reach_them(client, release):
    client.force_login(AdministratorFactory())
    for page in PAGES:
        assert client.get(address(page, "ystad")).status_code == 200


@pytest.mark.parametrize("page", ORDERS)
def test_changes_are_posted(client, officer, release, page):
    assert client.get(address(page, "ystad")).status_code == 405


def test_an_officer_does_not_touch_the_releases_of_another_city(client, officer, release):
    other = ReleaseFactory()
    data = {"release": other.pk, "wanted": "out"}
    assert client.post(address("withdraw_release", "ystad"), data).status_code == 403
    assert not Withdrawal.objects.exists()


# --- The page -------------------------------------------------------------------------------------


def test_the_page_without_figures_says_when_there_will_be_some(client, city, officer):
    page = text_of(client.get(address("exports", "ystad")))
    assert "No figures yet" in page
    assert client.get(address("city_xlsx", "ystad")).status_code == 404
    assert "No figures yet" in text_of(client.get(address("council_page", "ystad")))


def test_the_page_takes_the_same_queries_however_much_there_is(
    client, city, officer, release, django_assert_max_num_queries
):
    for number in range(30):
        ReleaseFactory(municipality=city, taken_at=NOW - timedelta(days=number))
    with django_assert_max_num_queries(10):
        assert client.get(address("exports", "ystad")).status_code == 200


def test_an_officer_opens_the_data_and_closes_them_again(client, city, officer, release):
    decide = address("decide_open_data", "ystad")
    response = client.post(decide, {**TERMS, "is_open": "on"}, follow=True)
    assert "open data now" in text_of_messages(response)
    policy = OpenData.objects.get()
    assert (policy.is_open, policy.changed_by) == (True, officer)
    public = f"/data/ystad/{release.pk}/figures.csv"
    assert client.get(public).status_code == 200
    response = client.post(decide, TERMS, follow=True)
    assert "not public" in text_of_messages(response)
    assert client.get(public).status_code == 404


def text_of_messages(response):
    return unescape(response.content.decode())


def test_a_mistake_keeps_what_was_typed(client, officer, release):
    data = {**TERMS, "contact_email": "nobody", "is_open": "on"}
    response = client.post(address("decide_open_data", "ystad"), data)
    assert response.status_code == 422
    assert "Please look at this again" in text_of(response)
    assert 'value="nobody"' in response.content.decode()
    assert not OpenData.objects.exists()


def test_an_officer_takes_a_release_out_and_puts_it_back(client, city, officer, release):
    OpenDataFactory(municipality=city)
    url = address("withdraw_release", "ystad")
    client.post(url, {"release": release.pk, "wanted": "out"})
    client.post(url, {"release": release.pk, "wanted": "out"})
    assert Withdrawal.objects.get().withdrawn_by == officer
    assert "Taken out" in text_of(client.get(address("exports", "ystad")))
    client.post(url, {"release": release.pk, "wanted": "in"})
    assert not Withdrawal.objects.exists()


# --- One calculation for all channels -------------------------------------------------------------


def read_csv(client, language="en", *, changes=False):
    response = client.get(address("city_csv", "ystad"), {"language": language})
    text = response.getvalue().decode("utf-8-sig")
    lines = csv.DictReader(io.StringIO(text))
    return [line for line in lines if (line["table"] == "changes") == changes]


def observe(row):
    numbers = [float(row[one]) if row[one] else None for one in ("value", "low", "high")]
    return (row["table"], row["code"], row["area"], row["statistic"], *numbers, row["status"],
            int(row["businesses"]), int(row["people"]), row["published_on"])  # fmt: skip


def expected_observations(city):
    stored = get_newest_release(municipality=city)
    return {
        (line.table, line.code, line.area, str(figure.statistic), figure.value, figure.low,
         figure.high, str(figure.status), line.businesses, line.people,
         line.published_on.isoformat())
        for line in list_lines(one.row for one in stored.rows)
        for figure in line.figures
    }  # fmt: skip


def observe_api(client, release):
    answer_ = client.get(f"/api/v1/cities/ystad/releases/{release.pk}/lines").json()
    return {
        (line["table"], line["code"], "+".join(line["areas"]), figure["statistic"],
         figure["value"], figure["low"], figure["high"], figure["status"], line["businesses"],
         line["people"], line["published_on"])
        for line in answer_["items"]
        for figure in line["figures"]
    }  # fmt: skip


def observe_cube(client, release):
    """Return what the cube says, without the day of each figure, which it does not have."""
    cube = json.loads(client.get(f"/data/ystad/{release.pk}/figures.json").getvalue())
    measures = cube["dimension"]["measure"]["category"]["index"]
    width = len(measures)
    found = set()
    for place, key in enumerate(cube["dimension"]["line"]["category"]["index"]):
        values = dict(
            zip(measures, cube["value"][place * width : (place + 1) * width], strict=True)
        )
        table, code, *area = key.split(":")
        for column, measure in enumerate(measures):
            if measure not in set(Statistic):
                continue
            status = cube["status"].get(str(place * width + column), "")
            if values[measure] is None and not status:
                continue
            found.add((table, code, "".join(area), measure, values[measure],
                       values[f"{measure}_low"], values[f"{measure}_high"], status,
                       values["businesses"], values["people"]))  # fmt: skip
    return found


def observe_workbook(client):
    book = load_workbook(
        io.BytesIO(client.get(address("city_xlsx", "ystad")).getvalue()), read_only=True
    )
    numbers = {}
    for sheet in book.worksheets[1:-1]:
        if sheet.title == "Over time":
            continue
        head, *rows = sheet.iter_rows(values_only=True)
        for row in rows:
            for place, name in enumerate(head):
                if name in {"Lower end (90 %)", "Upper end (90 %)"} or place < head.index("Code"):
                    continue
                numbers.setdefault((sheet.title, name), []).append(row[place])
    return numbers


@pytest.fixture
def extreme(city):
    """A city in which everybody is at the top of one skill and nobody needs another."""
    first = Skill.objects.filter(area__isnull=False).order_by("pk").first()

    CountedAnswer.objects.filter(skill=first).update(value=5)
    return first


def test_every_channel_has_the_same_numbers(client, city, extreme, officer, release):
    OpenDataFactory(municipality=city)
    expected = expected_observations(city)
    assert len(expected) > 120
    assert {one[7] for one in expected} >= {"", "nearly_all", "almost_none"}
    assert {observe(row) for row in read_csv(client)} == expected
    public = csv.DictReader(
        io.StringIO(client.get(f"/data/ystad/{release.pk}/figures.csv").getvalue().decode())
    )
    assert {observe(row) for row in public} == expected
    assert observe_api(client, release) == expected
    assert observe_cube(client, release) == {one[:10] for one in expected}


def test_the_workbook_has_the_same_numbers(client, city, officer, release):
    found = observe_workbook(client)
    skills = [
        line for line in list_lines(one.row for one in get_newest_release(municipality=city).rows)
        if line.table == "skill"
    ]  # fmt: skip
    names = {
        Statistic.MEAN_GAP: "Average gap to the need",
        Statistic.SHARE_WITH_GAP: "Share of people below the need",
    }
    for statistic, name in names.items():
        shown = [
            (figure.value if not figure.status else write_figure(line, statistic))
            for line in skills
            if (figure := line.get(statistic))
        ]
        cells = [one for one in found["Skills", name] if one is not None]
        assert cells == shown
    assert found["Skills", "People"] == [line.people for line in skills]


@pytest.mark.parametrize("page", ["council_page", "city"])
def test_screens_have_the_same_numbers(client, city, officer, release, page):
    html = text_of(client.get(address(page, "ystad")))
    stored = get_newest_release(municipality=city)
    for line in list_lines(one.row for one in stored.rows):
        if line.table not in {"skill", "occupation", "occupation_area", "sector", "total"}:
            continue
        figure = line.get(Statistic.MEAN_GAP)
        if figure and not figure.status:
            assert write_figure(line, Statistic.MEAN_GAP) in html, line.key
    for line in list_lines(one.row for one in stored.rows):
        if line.table == "skill" and (figure := line.get(Statistic.SHARE_WITH_GAP)):
            assert write_figure(line, Statistic.SHARE_WITH_GAP) in html, (line.key, figure)


def test_intervals_and_ends_of_the_scale_reach_every_channel(client, city, officer):
    release = make_long_release(rows=3, municipality=city, taken_at=timezone.now())
    ReleasedRow.objects.filter(position=2).update(mean_gap=0.02, share_with_gap=0.998)
    OpenDataFactory(municipality=city)
    lines = list(iterate_lines(release_id=release.pk))
    gap, share = lines[1].get(Statistic.MEAN_GAP), lines[1].get(Statistic.SHARE_WITH_GAP)
    assert (gap.value, gap.low, gap.high, gap.unit) == (1.7, 1.2, 2.2, Unit.LEVELS)
    assert (share.value, share.low, share.high) == (0.61, 0.4, 0.8)
    assert lines[2].get(Statistic.MEAN_GAP).status == Status.ALMOST_NONE
    assert lines[2].get(Statistic.SHARE_WITH_GAP).status == Status.NEARLY_ALL
    assert lines[2].get(Statistic.SHARE_WITH_GAP).low is None
    for text in (
        client.get(address("city_csv", "ystad")).getvalue().decode(),
        client.get(f"/data/ystad/{release.pk}/figures.json").getvalue().decode(),
        client.get(f"/api/v1/cities/ystad/releases/{release.pk}/lines").content.decode(),
    ):
        assert "nearly_all" in text
        assert "0.998" not in text
        assert "0.02" not in text
    page = text_of(client.get(address("council_page", "ystad")))
    assert "1.2 to 2.2" in page
    assert "40 % to 80 %" in page
    assert "nearly all" in page
    assert write_ends(lines[1], Statistic.MEAN_GAP) == "1.2 to 2.2"


@pytest.mark.parametrize("language", ["en", "sv", "it", "hr"])
def test_files_are_in_the_chosen_language(client, city, officer, release, language):
    rows = read_csv(client, language)
    assert f"label_{language}" in rows[0]
    with translation.override(language):
        label = read_labels([language]).name_here(next(iterate_lines(release_id=release.pk)))
    assert rows[0][f"label_{language}"] == label


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_name_becomes_a_formula(client, city, officer, release, start):
    Skill.objects.update(name_en=f"{start}1+1")
    rows = [row for row in read_csv(client) if row["table"] == "skill"]
    assert any(row["label_en"] == f"'{start}1+1" for row in rows)
    assert not any(row["label_en"].startswith(start) for row in rows)
    book = load_workbook(io.BytesIO(client.get(address("city_xlsx", "ystad")).getvalue()))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "+", "-", "@"))


def test_the_workbook_has_a_sheet_for_each_table_and_the_method(client, officer, release):
    content = client.get(address("city_xlsx", "ystad"), {"language": "sv"}).getvalue()
    book = load_workbook(io.BytesIO(content), read_only=True)
    assert len(book.sheetnames) == 10
    about = [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    assert ("12 maj 2026") in about[1][1]
    content = client.get(address("city_xlsx", "ystad")).getvalue()
    method = load_workbook(io.BytesIO(content), read_only=True).worksheets[-1]
    texts = dict(row[:2] for row in method.iter_rows(values_only=True))
    assert texts["Weights"].startswith("Unweighted: no register. Each of the 12 businesses")


# --- Memory ---------------------------------------------------------------------------------------


def peak(work):
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def consume(pieces):
    for _ in pieces:
        pass


@pytest.mark.parametrize("kind", ["csv", "xlsx", "cube"])
def test_memory_does_not_grow_with_the_rows(city, kind):
    small = make_long_release(rows=400, municipality=city)
    large = make_long_release(rows=4_000, municipality=city)
    OpenDataFactory(municipality=city)
    labels = read_labels()

    def work(release):
        if kind == "csv":
            file = write_city_csv(municipality=city, release=release, language="sv")
            consume(file.pieces)
        elif kind == "xlsx":
            write_city_workbook(municipality=city, release=release, language="sv")[1].close()
        else:
            consume(write_open_cube(get_open_release(slug="ystad", release_id=release.pk), labels))

    work(small)  # what is loaded once is not counted
    few, many = peak(lambda: work(small)), peak(lambda: work(large))
    assert many < few + 600_000, (few, many)


# --- Disclosure -----------------------------------------------------------------------------------

NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")


def collect(client, release):
    """Return every figure that any public channel gives of a release, read through HTTP."""
    found = set()
    text = client.get(f"/data/ystad/{release.pk}/figures.csv").getvalue().decode()
    for row in csv.DictReader(io.StringIO(text)):
        found |= {float(row[one]) for one in
                  ("value", "low", "high", "businesses", "people") if row[one]}  # fmt: skip
    cube = json.loads(client.get(f"/data/ystad/{release.pk}/figures.json").getvalue())
    found |= {float(one) for one in cube["value"] if one is not None}
    for table in ("", *[f"?table={one}" for one in ("skill", "occupation", "occupation_area")]):
        items = client.get(f"/api/v1/cities/ystad/releases/{release.pk}/lines{table}").json()
        for line in items["items"]:
            found |= {float(line["businesses"]), float(line["people"])}
            for figure in line["figures"]:
                found |= {
                    figure[one] for one in ("value", "low", "high") if figure[one] is not None
                }
    return found


def published_numbers(release):
    found = set()
    for line in iterate_lines(release_id=release.pk):
        found |= {float(line.businesses), float(line.people)}
        for figure in line.figures:
            found |= {one for one in (figure.value, figure.low, figure.high) if one is not None}
    return found


def test_two_releases_give_nothing_that_is_not_in_published_rows(client, city, officer):
    first = take_release(municipality=city, at=NOW, by=None)
    # six businesses of one sector answer anew, and one of the other sector: too few to be seen
    food = list(Organisation.objects.filter(municipality=city, sector="food"))
    lodging = list(Organisation.objects.filter(municipality=city, sector="accommodation"))
    for organisation in [*food, lodging[0]]:
        answer(organisation=organisation, people=2, level=5, start=50)
    second = take_release(municipality=city, at=NOW + timedelta(days=30), by=None)
    OpenDataFactory(municipality=city)
    assert first.pk != second.pk
    for release in (first, second):
        assert collect(client, release) == published_numbers(release)
    # a row that was not released anew is the same to the last digit, so that no difference tells
    rows = {
        release.pk: {line.key: line for line in iterate_lines(release_id=release.pk)}
        for release in (first, second)
    }
    for key in rows[first.pk].keys() & rows[second.pk].keys():
        old, new = rows[first.pk][key], rows[second.pk][key]
        assert (old == new) == (old.published_on == new.published_on), key
    for line in rows[second.pk].values():
        assert line.businesses >= 5
        assert line.people >= 10


def test_no_channel_shows_the_private_side_of_a_release(client, city, officer, release):
    OpenDataFactory(municipality=city)
    businesses = Organisation.objects.filter(municipality=city).values_list("name", flat=True)
    stored = ReleasedRow.objects.filter(release=release)
    full = {repr(row.mean_gap) for row in stored if row.mean_gap and len(repr(row.mean_gap)) > 6}
    assert full
    texts = [
        client.get(address(page, "ystad")).getvalue().decode("utf-8", "replace")
        for page in ("exports", "city_csv", "council_page")
    ]
    texts += [
        client.get(f"/data/ystad/{release.pk}/{file}").getvalue().decode()
        for file in ("figures.csv", "figures.json", "figures.csv-metadata.json")
    ]
    texts += [
        client.get(url).content.decode()
        for url in ("/data/catalog.ttl", "/data/catalog.jsonld", "/api/v1/openapi.json",
                    f"/api/v1/cities/ystad/releases/{release.pk}/lines")
    ]  # fmt: skip
    for text in texts:
        assert not any(re.search(rf"\b{re.escape(name)}\b", text) for name in businesses)
        assert not any(number in text for number in full)


def test_lines_come_in_the_order_of_the_release(release):
    days = [line.table for line in iterate_lines(release_id=release.pk)]
    order = ["total", "skill", "occupation", "occupation_area", "sector", "size", "area"]
    kinds = [order.index(one) for one in days if one != "occupation_area"]
    assert all(first <= second for first, second in pairwise(kinds))


def test_an_officers_file_of_a_report_is_private(client, city):
    path = "reports/secret.pdf"

    name = default_storage.save(path, ContentFile(b"%PDF"))
    assert client.get(f"/media/{name}").status_code == 404
    default_storage.delete(name)


def test_another_city_has_its_own_files(client, city, officer, release):
    OfficerRoleFactory(user=officer, municipality=MunicipalityFactory(slug="lund"))
    assert client.get(address("city_csv", "lund")).getvalue().decode().count("\r\n") == 1


def test_what_an_officer_did_is_in_their_file_and_loses_their_name(client, city, officer, release):
    client.post(address("decide_open_data", "ystad"), {**TERMS, "is_open": "on"})
    client.post(address("withdraw_release", "ystad"), {"release": release.pk, "wanted": "out"})
    told = collect_personal_data(user=officer, at=NOW)["figures"]
    assert [one["city"] for one in told["open_data"] + told["withdrawn"]] == ["Ystad", "Ystad"]
    erase_person(user_id=officer.pk, at=NOW)
    assert OpenData.objects.get().changed_by is None
    assert Withdrawal.objects.get().withdrawn_by is None
    assert OpenData.objects.get().is_open
