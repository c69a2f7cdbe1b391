"""Open data: only what is open, at addresses that stay, and in formats that validators accept."""

import csv
import io
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from csvw import CSVW
from django.conf import settings
from django.urls import reverse
from frictionless import Resource, Schema
from jsonstat_validator import validate_jsonstat
from pyshacl import validate
from rdflib import DCTERMS, RDF, Graph
from rdflib.compare import isomorphic

from tests.factories.reporting import (
    MERGED_JOBS,
    NOW,
    OpenDataFactory,
    make_city,
    make_long_release,
)
from uprest.reporting.exports.catalogues import DCAT, VCARD
from uprest.reporting.models import OpenData, Release, ReleasedRow
from uprest.reporting.services.open_data import restore_release, withdraw_release
from uprest.reporting.services.releases import take_release

SHARED = Path(os.environ.get("UPREST_SHARED_DATA", Path(settings.BASE_DIR).parent / "shared/data"))
SHAPES = SHARED / "opendata" / "dcat-ap-3.0.1-shapes.ttl"
FILES = ("csv", "csvw", "table_schema", "cube")
pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return make_city(slug="ystad", name="Ystad", country="SE")


@pytest.fixture
def release(city):
    return take_release(municipality=city, at=NOW, by=None)


@pytest.fixture
def opened(city, release):
    OpenDataFactory(municipality=city)
    return release


def address(name, *args):
    return reverse(f"open_data:{name}", args=args)


def get_text(client, name, *args):
    response = client.get(address(name, *args))
    assert response.status_code == 200, name
    return response.getvalue().decode()


# --- What is reached, and by whom -----------------------------------------------------------------


@pytest.mark.parametrize("name", [*FILES, "release"])
def test_nothing_is_public_before_the_city_has_decided(client, city, release, name):
    assert client.get(address(name, "ystad", release.pk)).status_code == 404
    policy = OpenDataFactory(municipality=city, is_open=False)
    assert client.get(address(name, "ystad", release.pk)).status_code == 404
    assert client.get(address("city", "ystad")).status_code == 404
    policy.is_open = True
    policy.save()
    assert client.get(address(name, "ystad", release.pk)).status_code in {200, 302}
    assert client.get(address("city", "ystad")).status_code == 302


@pytest.mark.parametrize("name", ["turtle", "json_ld"])
def test_there_is_no_catalogue_of_nothing(client, release, name):
    assert client.get(address(name)).status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_a_withdrawn_release_is_gone_until_it_is_put_back(client, city, opened, name):
    withdraw_release(municipality=city, release_id=opened.pk, by=None, at=NOW)
    assert client.get(address(name, "ystad", opened.pk)).status_code == 404
    assert client.get(address("turtle")).status_code == 404
    restore_release(municipality=city, release_id=opened.pk, by=None, at=NOW)
    assert client.get(address(name, "ystad", opened.pk)).status_code == 200


@pytest.mark.parametrize("name", FILES)
def test_a_release_is_not_reached_through_another_city(client, opened, name):
    other = make_long_release(rows=2, municipality__slug="lund")
    OpenDataFactory(municipality=make_long_release(rows=2, municipality__slug="pula").municipality)
    for slug, key in (("lund", other.pk), ("ystad", other.pk), ("pula", opened.pk)):
        assert client.get(address(name, slug, key)).status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_files_can_only_be_read_and_by_every_site(client, opened, name):
    url = address(name, "ystad", opened.pk)
    assert client.post(url).status_code == 405
    response = client.get(url)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    assert client.head(url).status_code == 200


def test_content_types(client, opened):
    kinds = {name: client.get(address(name, "ystad", opened.pk))["Content-Type"] for name in FILES}
    assert kinds == {
        "csv": "text/csv; charset=utf-8",
        "csvw": "application/csvm+json",
        "table_schema": "application/json",
        "cube": "application/json",
    }
    assert client.get(address("turtle"))["Content-Type"] == "text/turtle; charset=utf-8"
    assert client.get(address("json_ld"))["Content-Type"] == "application/ld+json"


@pytest.mark.parametrize("name", ["csv", "csvw", "cube"])
def test_what_has_not_changed_is_not_sent_again(client, city, opened, name):
    url = address(name, "ystad", opened.pk)
    first = client.get(url)
    assert client.get(url, headers={"if-none-match": first["ETag"]}).status_code == 304
    since = {"if-modified-since": first["Last-Modified"]}
    assert client.get(url, headers=since).status_code == 304
    OpenData.objects.update(licence=OpenData.Licence.CC0, changed_at=NOW + timedelta(days=1))
    assert client.get(url, headers={"if-none-match": first["ETag"]}).status_code == 200
    assert client.get(url, headers=since).status_code == 200


def test_the_catalogue_changes_with_a_new_release(client, city, opened):
    first = client.get(address("turtle"))
    again = {"if-none-match": first["ETag"]}
    assert client.get(address("turtle"), headers=again).status_code == 304
    make_long_release(rows=3, municipality=city, taken_at=NOW + timedelta(days=60))
    assert client.get(address("turtle"), headers=again).status_code == 200


def test_each_file_takes_few_queries(client, opened, django_assert_max_num_queries):
    for name, most in (("csv", 7), ("csvw", 6), ("cube", 16)):
        with django_assert_max_num_queries(most):
            client.get(address(name, "ystad", opened.pk)).getvalue()


def test_the_catalogue_takes_few_queries_however_many_there_are(
    client, city, opened, django_assert_max_num_queries
):
    for number in range(5):
        make_long_release(rows=2, municipality=city, taken_at=NOW + timedelta(days=number))
        other = make_long_release(rows=2, municipality__slug=f"other-{number}")
        OpenDataFactory(municipality=other.municipality)
    with django_assert_max_num_queries(3):
        assert client.get(address("turtle")).status_code == 200


# --- Formats --------------------------------------------------------------------------------------


@pytest.fixture
def folder(client, opened, tmp_path):
    names = {"csv": "figures.csv", "csvw": "figures.csv-metadata.json",
             "table_schema": "figures.schema.json", "cube": "figures.json"}  # fmt: skip
    for name, file in names.items():
        content = client.get(address(name, "ystad", opened.pk)).getvalue()
        (tmp_path / file).write_bytes(content)
    return tmp_path


def test_csvw_accepts_the_file_and_its_description(folder):
    table = CSVW(str(folder / "figures.csv"), validate=True)
    assert table.is_valid, table.warnings
    rows = list(table.tables[0].iterdicts())
    assert len(rows) > 100
    assert {type(row["businesses"]) for row in rows} == {int}


def test_csvw_refuses_what_the_description_forbids(folder):
    path = folder / "figures.csv"
    text = path.read_text(encoding="utf-8").replace(",mean_gap,", ",mean_gaps,")
    path.write_text(text, encoding="utf-8")
    assert not CSVW(str(path), validate=True).is_valid


def test_frictionless_accepts_the_file_with_its_schema(folder):
    schema = Schema.from_descriptor(json.loads((folder / "figures.schema.json").read_text()))
    resource = Resource(path="figures.csv", basepath=str(folder), schema=schema)
    report = resource.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    assert report.tasks[0].stats["rows"] > 100


def test_frictionless_refuses_too_small_a_group(folder):
    path = folder / "figures.csv"
    first, second, *rest = path.read_text(encoding="utf-8").splitlines()
    fields = next(csv.reader([second]))
    fields[first.split(",").index("businesses")] = "4"
    path.write_text("\n".join([first, ",".join(fields), *rest]), encoding="utf-8")
    schema = Schema.from_descriptor(json.loads((folder / "figures.schema.json").read_text()))
    assert not Resource(path="figures.csv", basepath=str(folder), schema=schema).validate().valid


def test_jsonstat_validator_accepts_the_cube(folder):
    cube = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    validate_jsonstat(cube)
    assert len(cube["value"]) == cube["size"][0] * cube["size"][1] * cube["size"][2]
    assert cube["size"][1] > 40
    assert set(cube["extension"]["labels"]) == {"en", "sv", "it", "hr"}
    labels = cube["extension"]["labels"]
    assert labels["sv"] != labels["en"]


@pytest.mark.parametrize("size", [0, 27])
def test_files_for_programs_say_what_the_figures_are_weighted_to(client, opened, size):
    Release.objects.update(register_size=size)
    described = json.loads(get_text(client, "csvw", "ystad", opened.pk))
    cube = json.loads(get_text(client, "cube", "ystad", opened.pk))
    validate_jsonstat(cube)
    weights = {"is_weighted": size > 0, "register_size": size}
    assert described["notes"] == [weights]
    assert weights.items() <= cube["extension"].items()
    words = {one["@language"]: one["@value"] for one in described["rdfs:comment"]}
    assert set(words) == {"en", "sv", "it", "hr"}
    assert words["en"] == cube["note"][1]
    assert words["en"].startswith("Weighted" if size else "Unweighted: no register.")
    assert not size or str(size) in words["en"]


def test_names_are_in_four_languages_and_codes_in_none(folder):
    rows = list(csv.DictReader(io.StringIO((folder / "figures.csv").read_text(encoding="utf-8"))))
    jobs = [row for row in rows if row["table"] == "occupation"]
    assert jobs
    assert {row["code"] for row in jobs} == {"+".join(units) for units in MERGED_JOBS}
    named = {row["label_en"] for row in jobs}
    assert "Receptionist, Guide and activity leader and 6 other jobs" in named
    assert any(row["label_it"] != row["label_en"] for row in jobs)
    described = json.loads((folder / "figures.csv-metadata.json").read_text(encoding="utf-8"))
    titles = {column["name"]: column["titles"] for column in described["tableSchema"]["columns"]}
    assert set(titles["businesses"]) == {"und", "en", "sv", "it", "hr"}


# --- The catalogue --------------------------------------------------------------------------------


@pytest.fixture
def catalogue(client, city, opened):
    make_long_release(rows=3, municipality=city, taken_at=NOW + timedelta(days=90))
    other = make_long_release(rows=2, municipality__slug="pula", municipality__country="HR")
    OpenDataFactory(municipality=other.municipality, licence=OpenData.Licence.CC0)
    return Graph().parse(data=get_text(client, "turtle"), format="turtle")


def conforms(graph):
    if not SHAPES.is_file():
        if os.environ.get("CI"):
            pytest.fail(f"DCAT-AP SHAPES ARE ABSENT in CI: no {SHAPES} (set UPREST_SHARED_DATA)")
        pytest.skip(f"DCAT-AP SHAPES ARE ABSENT: no {SHAPES} (set UPREST_SHARED_DATA)")
    shapes = Graph().parse(SHAPES, format="turtle")
    result, _, text = validate(graph, shacl_graph=shapes, advanced=True)
    return result, text


def test_the_catalogue_conforms_to_dcat_ap(catalogue):
    # an empty graph conforms to everything
    assert len(catalogue) > 200
    assert len(list(catalogue.subjects(RDF.type, DCAT.Distribution))) == 6
    result, text = conforms(catalogue)
    assert result, text


@pytest.mark.parametrize("kind", [DCAT.Catalog, DCAT.Dataset, DCAT.DataService, DCAT.DatasetSeries])
def test_the_shapes_find_what_lacks_a_title(catalogue, kind):
    for subject in set(catalogue.subjects(RDF.type, kind)):
        catalogue.remove((subject, DCTERMS.title, None))
    result, _ = conforms(catalogue)
    assert not result


def test_both_forms_are_the_same_graph(client, catalogue):
    other = Graph().parse(data=get_text(client, "json_ld"), format="json-ld")
    assert isomorphic(catalogue, other)


def test_the_catalogue_tells_terms_contact_time_and_place(client, catalogue):
    series = set(catalogue.subjects(RDF.type, DCAT.DatasetSeries))
    assert len(series) == 2
    datasets = set(catalogue.subjects(DCAT.inSeries))
    assert len(datasets) == 3
    for dataset in datasets:
        contact = catalogue.value(dataset, DCAT.contactPoint)
        assert catalogue.value(contact, VCARD.hasEmail)
        period = catalogue.value(dataset, DCTERMS.temporal)
        assert catalogue.value(period, DCAT.startDate) < catalogue.value(period, DCAT.endDate)
        for predicate in (DCTERMS.spatial, DCTERMS.publisher, DCTERMS.language, DCAT.theme,
                          DCTERMS.accrualPeriodicity, DCTERMS.issued):  # fmt: skip
            assert catalogue.value(dataset, predicate, any=True), predicate
    licences = {str(one) for one in catalogue.objects(None, DCTERMS.license)}
    assert licences == {
        "https://creativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    }


def test_every_address_in_the_catalogue_is_answered(client, catalogue):
    base = settings.BASE_URL.rstrip("/")
    found = set()
    for triple in catalogue:
        for node in triple:
            url = str(node).partition("#")[0]
            if url.startswith(f"{base}/"):
                found.add(url.removeprefix(base))
    assert len(found) > 15
    for path in found:
        assert client.get(path).status_code in {200, 302}, path


# --- The page -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_page_lists_what_is_open(client, opened, language, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        response = client.get(f"/{language}/open-data/")
    html = response.content.decode()
    assert address("csv", "ystad", opened.pk) in html
    assert "/api/v1/openapi.json" in html
    assert "cdn" not in html.lower()


def test_the_page_says_when_nothing_is_open(client, release):
    html = client.get("/en/open-data/").content.decode()
    assert "Nothing is open yet" in html
    assert "Ystad" not in html


def test_the_plain_address_leads_to_the_page(client, opened):
    assert client.get("/data/", headers={"accept-language": "sv"}).url == "/sv/open-data/"


def test_releases_are_never_changed_by_reading(client, opened):
    before = list(ReleasedRow.objects.values())
    for name in FILES:
        client.get(address(name, "ystad", opened.pk)).getvalue()
    assert list(ReleasedRow.objects.values()) == before
    assert Release.objects.count() == 1
