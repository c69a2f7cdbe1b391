"""The public API: read-only, of open releases alone, and every answer as it is described."""

import json

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, RefResolver

from tests.factories.reporting import NOW, OpenDataFactory, make_city, make_long_release
from uprest.reporting.exports.observations import TABLES
from uprest.reporting.services.open_data import withdraw_release
from uprest.reporting.services.releases import take_release

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"


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


def read(client, path, status=200, **query):
    response = client.get(f"{ROOT}{path}", query)
    assert response.status_code == status, response.content
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Type"].startswith("application/json")
    return response.json()


def test_from_cities_to_lines(client, opened):
    [city] = read(client, "/cities")["items"]
    assert (city["slug"], city["licence"]) == ("ystad", "CC BY 4.0")
    [release] = client.get(city["releases_url"]).json()["items"]
    assert release["as_of"] == "2026-05-12"
    assert (release["is_weighted"], release["register_size"]) == (False, 0)
    lines = client.get(release["lines_url"]).json()
    assert lines["count"] == len(lines["items"]) > 40
    total = lines["items"][0]
    assert (total["table"], total["code"], total["label"]) == ("total", "all", "The whole city")
    for url in (release["csv_url"], release["csvw_url"], release["json_stat_url"]):
        assert client.get(url).status_code == 200


def test_lines_of_one_table_in_a_language(client, opened):
    path = f"/cities/ystad/releases/{opened.pk}/lines"
    everything = read(client, path)["items"]
    for table in TABLES:
        found = read(client, path, table=table)
        assert found["items"] == [line for line in everything if line["table"] == table]
    italian = read(client, path, table="skill", language="it")["items"]
    english = [line for line in everything if line["table"] == "skill"]
    assert [line["code"] for line in italian] == [line["code"] for line in english]
    assert [line["label"] for line in italian] != [line["label"] for line in english]


def test_page_by_page(client, opened):
    path = f"/cities/ystad/releases/{opened.pk}/lines"
    everything = read(client, path)["items"]
    pages = [read(client, path, limit=7, offset=start) for start in range(0, len(everything), 7)]
    assert [line for page in pages for line in page["items"]] == everything
    assert {page["count"] for page in pages} == {len(everything)}
    assert read(client, path, offset=10_000)["items"] == []


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 201}, {"offset": -1}, {"table": "people"}, {"language": "de"}]
)
def test_what_cannot_be_is_said_in_a_sentence(client, opened, query):
    answer = read(client, f"/cities/ystad/releases/{opened.pk}/lines", 422, **query)
    assert next(iter(query)) in answer["detail"]
    assert answer["detail"].endswith(".")


def test_nothing_is_there_before_the_city_has_decided(client, city, release):
    for is_decided in (False, True):
        if is_decided:
            OpenDataFactory(municipality=city, is_open=False)
        assert read(client, "/cities") == {"count": 0, "items": []}
        for path in ("/cities/ystad/releases", f"/cities/ystad/releases/{release.pk}/lines"):
            assert "no open figures" in read(client, path, 404)["detail"]


def test_a_withdrawn_release_is_not_there(client, city, opened):
    withdraw_release(municipality=city, release_id=opened.pk, by=None, at=NOW)
    read(client, f"/cities/ystad/releases/{opened.pk}/lines", 404)
    assert read(client, "/cities")["count"] == 0


def test_a_release_is_not_reached_through_another_city(client, opened):
    other = make_long_release(rows=2, municipality__slug="lund")
    OpenDataFactory(municipality=make_long_release(rows=2, municipality__slug="pula").municipality)
    for slug, key in (("lund", other.pk), ("ystad", other.pk), ("pula", opened.pk)):
        read(client, f"/cities/{slug}/releases/{key}/lines", 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed(opened, method):
    client = Client(enforce_csrf_checks=True)
    for path in ("/cities", f"/cities/ystad/releases/{opened.pk}/lines", "/openapi.json", "/x"):
        response = getattr(client, method)(f"{ROOT}{path}")
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD"
        assert response.json()["detail"].endswith(".")


def test_the_head_alone_can_be_asked_for(client, opened):
    assert client.head(f"{ROOT}/cities").status_code == 200


@pytest.mark.parametrize("path", ["/", "/nothing", "/cities/", "/docs", "/pages/", "/documents/"])
def test_other_addresses_are_answered_in_json(client, opened, path):
    response = client.get(f"{ROOT}{path}")
    if path == "/":
        assert response.url.endswith("/open-data/")
    else:
        assert response.status_code == 404
        assert response.json()["detail"]


@pytest.mark.parametrize("path", ["/api/v2/pages/", "/api/v2/", "/api/", "/en/api/v1/cities"])
def test_wagtails_own_api_is_not_reached(client, opened, path):
    assert client.get(path, follow=True).status_code == 404


def test_who_asks_too_often_is_asked_to_wait(client, opened, settings):
    settings.UPREST_API_RATE = "120/m"
    answers = [client.get(f"{ROOT}/cities", REMOTE_ADDR="192.0.2.7") for _ in range(125)]
    assert [one.status_code for one in answers[:120]] == [200] * 120
    last = answers[-1]
    assert last.status_code == 429
    assert int(last["Retry-After"]) > 0
    assert "Try again" in last.json()["detail"]
    # a header that anybody can write does not help
    told = {"x-forwarded-for": "198.51.100.1"}
    again = client.get(f"{ROOT}/cities", headers=told, REMOTE_ADDR="192.0.2.7")
    assert again.status_code == 429
    assert client.get(f"{ROOT}/cities", REMOTE_ADDR="192.0.2.8").status_code == 200


def test_answers_are_as_described(client, opened):
    schema = read(client, "/openapi.json")
    assert schema["openapi"].startswith("3.1")
    operations = {(path, how) for path, ways in schema["paths"].items() for how in ways}
    assert {how for _, how in operations} == {"get"}
    assert len(operations) == 3
    examples = {
        "/api/v1/cities": "/cities",
        "/api/v1/cities/{slug}/releases": "/cities/ystad/releases",
        "/api/v1/cities/{slug}/releases/{release_id}/lines": (
            f"/cities/ystad/releases/{opened.pk}/lines"
        ),
    }
    assert set(examples) == set(schema["paths"])
    for path, example in examples.items():
        answers = schema["paths"][path]["get"]["responses"]
        assert set(answers) == {"200", "404", "422", "429"}
        shape = answers["200"]["content"]["application/json"]["schema"]
        resolver = RefResolver.from_schema(schema)
        Draft202012Validator(shape, resolver=resolver).validate(read(client, example))


def test_nothing_is_said_of_a_person_or_a_business(client, opened):
    text = json.dumps(read(client, f"/cities/ystad/releases/{opened.pk}/lines"))
    for word in ("organisation", "person", "answer", "basis", "taken_by", "effective"):
        assert f'"{word}' not in text


def test_each_answer_takes_few_queries(client, opened, django_assert_max_num_queries):
    make_long_release(rows=300, municipality=opened.municipality, taken_at=NOW)
    for path, most in (
        ("/cities", 1),
        ("/cities/ystad/releases", 2),
        (f"/cities/ystad/releases/{opened.pk}/lines", 5),
    ):
        with django_assert_max_num_queries(most):
            read(client, path)
