"""``GET /xapi/statements``: the specification's rules, and who may read what."""

import base64
import json
import uuid
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import UserFactory
from tests.factories.ecosystem import (
    AdministratorFactory,
    MembershipFactory,
    OfficerRoleFactory,
    TrainerFactory,
)
from tests.xapi.events import COURSE, HOME, NOW, keep, make_event, make_person
from tests.xapi.test_statements import SCHEMA
from uprest.xapi.asking import read_query
from uprest.xapi.models import ApiKey, Statement
from uprest.xapi.services import create_key, keep_events, revoke_key
from uprest.xapi.types import BadQueryError

URL = "/xapi/statements"
VERSION = {"X-Experience-API-Version": "1.0.3"}
ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(client):
    """Return the account of somebody signed in, with three statements."""
    user, account = make_person()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    keep(account, 3)
    return account


@pytest.fixture
def key():
    """Return the headers of an operator's program."""
    made, secret = create_key(name="Archive", at=NOW)
    token = base64.b64encode(f"{made.pk}:{secret}".encode()).decode()
    return {**VERSION, "Authorization": f"Basic {token}"}


def ask(client, headers=VERSION, **params):
    return client.get(URL, params, headers=headers)


def ids(response):
    assert response.status_code == 200, response.content
    return [one["id"] for one in response.json()["statements"]]


# --- Who ----------------------------------------------------------------------------------------


def test_somebody_reads_their_own_and_nobody_elses(client, anna):
    _other, bo = make_person()
    keep(bo, 2)
    found = ask(client).json()["statements"]
    assert len(found) == 3
    assert {one["actor"]["account"]["name"] for one in found} == {str(anna)}
    other = Statement.objects.filter(account=bo).first()
    assert ask(client, statementId=str(other.pk)).status_code == 404


def test_asking_for_somebody_else_is_refused(client, anna):
    _other, bo = make_person()
    keep(bo)
    agent = {"account": {"homePage": HOME, "name": str(bo)}}
    assert ask(client, agent=json.dumps(agent)).status_code == 403
    agent = {"mbox": "mailto:anna@example.org"}
    assert ask(client, agent=json.dumps(agent)).status_code == 403
    agent = {"account": {"homePage": HOME, "name": str(anna)}}
    assert len(ids(ask(client, agent=json.dumps(agent)))) == 3


def test_nobody_reads_nothing(client):
    _user, account = make_person()
    keep(account)
    response = ask(client)
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Basic")
    assert b"http" not in response.content


def test_somebody_new_has_an_empty_record(client):
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    assert ids(ask(client)) == []


@pytest.mark.parametrize("role", ["officer", "owner", "manager", "trainer", "administrator"])
def test_no_role_reads_more_than_its_own(client, role):
    _user, account = make_person()
    keep(account, 2)
    people = {
        "officer": lambda: OfficerRoleFactory().user,
        "owner": lambda: MembershipFactory(role="OWNER").user,
        "manager": lambda: MembershipFactory(role="MANAGER").user,
        "trainer": TrainerFactory,
        "administrator": AdministratorFactory,
    }
    client.force_login(people[role](), backend="django.contrib.auth.backends.ModelBackend")
    assert ids(ask(client)) == []
    one = Statement.objects.first()
    assert ask(client, statementId=str(one.pk)).status_code == 404
    agent = json.dumps({"account": {"homePage": HOME, "name": str(account)}})
    assert ask(client, agent=agent).status_code == 403


def test_a_program_with_a_key_reads_everybody(client, key):
    for _ in range(2):
        keep(make_person()[1], 2)
    assert len(ids(ask(client, key))) == 4
    assert ApiKey.objects.get().last_used_on is not None


def test_a_key_as_bearer(client):
    made, secret = create_key(name="Archive", at=NOW)
    keep(make_person()[1])
    headers = {**VERSION, "Authorization": f"Bearer {made.pk}.{secret}"}
    assert len(ids(ask(client, headers))) == 1
    revoke_key(key_id=made.pk, at=NOW)
    assert ask(client, headers).status_code == 401


@pytest.mark.parametrize(
    "value", ["", "Basic", "Basic !", "Basic bm9wZQ==", "Bearer x.y", "Digest a", "Basic /w=="]
)
def test_a_wrong_key_reads_nothing_also_of_whoever_is_signed_in(client, anna, value):
    assert ask(client, {**VERSION, "Authorization": value}).status_code == 401


# --- What the specification asks ----------------------------------------------------------------


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_declared_from_outside(anna, method, key):
    client = Client(enforce_csrf_checks=True)
    response = getattr(client, method)(URL, "{}", content_type="application/json", headers=key)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert Statement.objects.count() == 3


@pytest.mark.parametrize("headers", [{}, {"X-Experience-API-Version": "2.0.0"}])
def test_another_version_is_refused(client, anna, headers):
    response = ask(client, headers)
    assert response.status_code == 400
    assert "X-Experience-API-Version" in response.json()["error"]
    assert response["X-Experience-API-Version"] == "1.0.3"


@pytest.mark.parametrize("version", ["1.0", "1.0.0", "1.0.9"])
def test_every_1_0_is_answered(client, anna, version):
    assert ask(client, {"X-Experience-API-Version": version}).status_code == 200


def test_what_is_answered_is_valid_and_newest_first(client, anna):
    response = ask(client)
    assert response["Content-Type"] == "application/json"
    assert response["X-Experience-API-Version"] == "1.0.3"
    newest = response.json()["statements"][0]["stored"]
    assert response["X-Experience-API-Consistent-Through"] == newest
    assert "no-cache" in response["Cache-Control"]
    found = response.json()["statements"]
    assert [one["stored"] for one in found] == sorted(
        (one["stored"] for one in found), reverse=True
    )
    for one in found:
        assert not list(SCHEMA.iter_errors(one))
    assert response.json()["more"] == ""


def test_head_is_answered_as_get_without_content(client, anna):
    response = client.head(URL, headers=VERSION)
    assert (response.status_code, response.content) == (200, b"")
    assert response["X-Experience-API-Version"] == "1.0.3"


def test_one_statement_by_its_id(client, anna):
    one = Statement.objects.first()
    response = ask(client, statementId=str(one.pk))
    assert response.json() == one.body
    assert response["Last-Modified"] == "Mon, 04 May 2026 10:00:00 GMT"
    assert ask(client, statementId=str(uuid.uuid4())).status_code == 404
    assert ask(client, voidedStatementId=str(one.pk)).status_code == 404


def test_what_is_voided_is_found_by_asking_for_it_alone(client, anna):
    void = replace(make_event(anna, 9, verb="voided"), row="void:1", voids=f"attempt:{anna}:1")
    keep_events(events=[void], at=NOW)
    voided = Statement.objects.get(is_voided=True)
    found = ids(ask(client))
    assert len(found) == 3
    assert str(voided.pk) not in found
    assert ask(client, statementId=str(voided.pk)).status_code == 404
    assert ask(client, voidedStatementId=str(voided.pk)).json()["id"] == str(voided.pk)


def test_filters(client, key):
    _user, anna = make_person()
    _user, bo = make_person()
    keep_events(
        events=[
            make_event(anna, 1),
            make_event(anna, 2, exercise="e2", verb="completed"),
            make_event(bo, 1),
        ],
        at=NOW,
    )
    base = f"{HOME}/xapi/activities"
    anna_agent = json.dumps({"account": {"homePage": HOME, "name": str(anna)}})
    registration = str(Statement.objects.filter(account=bo).get().registration)
    cases = [
        ({}, 3),
        ({"agent": anna_agent}, 2),
        ({"agent": anna_agent, "related_agents": "true"}, 2),
        ({"agent": json.dumps({"mbox": "mailto:a@example.org"})}, 0),
        ({"agent": json.dumps({"account": {"homePage": "https://x.y", "name": str(anna)}})}, 0),
        ({"agent": json.dumps({"account": {"homePage": HOME, "name": "uprest"}})}, 0),
        ({"verb": ANSWERED}, 2),
        ({"verb": COMPLETED}, 1),
        ({"verb": "http://example.org/verbs/sang"}, 0),
        ({"activity": f"{base}/exercise/e2"}, 1),
        ({"activity": f"{base}/course/{COURSE}"}, 0),
        ({"activity": f"{base}/course/{COURSE}", "related_activities": "true"}, 3),
        ({"activity": f"{base}/lesson/l1", "related_activities": "true"}, 3),
        ({"activity": f"{base}/lesson/l1", "related_activities": "false"}, 0),
        ({"registration": registration}, 1),
        ({"registration": registration, "verb": COMPLETED}, 0),
        ({"since": "2026-05-04T10:00:00Z"}, 2),
        ({"since": "2026-05-04T12:00:00+02:00"}, 2),
        ({"until": "2026-05-04T10:00:00Z"}, 1),
        ({"until": "2026-05-04T09:59:59Z"}, 0),
        ({"since": "2027-01-01T00:00:00Z"}, 0),
        ({"limit": "2"}, 2),
        ({"limit": "0"}, 3),
    ]
    for params, count in cases:
        assert len(ids(ask(client, key, **params))) == count, params


@pytest.mark.parametrize(
    ("params", "word"),
    [
        ({"colour": "red"}, "colour"),
        ({"statementId": "1"}, "statementId"),
        ({"voidedStatementId": "x"}, "voidedStatementId"),
        ({"statementId": str(COURSE), "voidedStatementId": str(COURSE)}, "not for both"),
        ({"statementId": str(COURSE), "verb": ANSWERED}, "verb"),
        ({"statementId": str(COURSE), "limit": "1"}, "limit"),
        ({"voidedStatementId": str(COURSE), "ascending": "true"}, "ascending"),
        ({"agent": "{"}, "JSON"),
        ({"agent": "[" * 5000}, "JSON"),
        ({"agent": "[]"}, "agent"),
        ({"agent": "{}"}, "agent"),
        ({"agent": '{"mbox": "anna"}'}, "agent"),
        ({"verb": "answered"}, "verb"),
        ({"activity": "exercise 5"}, "activity"),
        ({"registration": "1"}, "registration"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-05-04"}, "since"),
        ({"until": "2026-05-04T10:00:00"}, "until"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"limit": "٣"}, "limit"),
        ({"ascending": "yes"}, "ascending"),
        ({"related_activities": "1"}, "related_activities"),
        ({"related_agents": "1"}, "related_agents"),
        ({"format": "short"}, "format"),
        ({"attachments": ""}, "attachments"),
        ({"after": "1"}, "after"),
        ({"limit": ["1", "2"]}, "limit"),
    ],
)
def test_what_cannot_be_asked_is_said_in_plain_words(client, anna, params, word):
    response = ask(client, **params)
    assert response.status_code == 400
    assert word in response.json()["error"]
    assert "X-Experience-API-Consistent-Through" in response


@given(
    st.dictionaries(
        st.sampled_from(["agent", "since", "limit", "verb", "statementId", "format", "x", "after"]),
        st.lists(st.text(), min_size=1, max_size=2),
    )
)
def test_whatever_is_asked_is_read_or_refused(params):
    try:
        query = read_query(params, home=HOME)
    except BadQueryError:
        return
    assert 1 <= query.limit <= 200


# --- Pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_pages_hang_together_while_others_learn(client, anna, ascending):
    keep(anna, 10)
    first = ask(client, limit=4, ascending=ascending).json()
    more, found = first["more"], [one["id"] for one in first["statements"]]
    assert more.startswith("/xapi/statements?")
    keep_events(events=[make_event(anna, 77)], at=NOW + timedelta(days=1))
    while more:
        page = client.get(more, headers=VERSION).json()
        assert len(page["statements"]) <= 4
        found += [one["id"] for one in page["statements"]]
        more = page["more"]
    order = "stored" if ascending == "true" else "-stored"
    expected = [str(one.pk) for one in Statement.objects.order_by(order)]
    if ascending == "false":
        expected = expected[1:]  # what came since is on a page before
    assert found == expected


def test_a_page_is_never_longer_than_two_hundred(client, anna):
    keep(anna, 210)
    page = ask(client, limit=1000).json()
    assert len(page["statements"]) == 200
    assert len(client.get(page["more"], headers=VERSION).json()["statements"]) == 10


def test_a_poller_misses_nothing(client, anna):
    """Whoever asks since the moment that they have read through gets what came after."""
    through = ask(client)["X-Experience-API-Consistent-Through"]
    keep_events(events=[make_event(anna, 50)], at=NOW - timedelta(days=3))
    assert ids(ask(client, since=through)) == [str(Statement.objects.latest("stored").pk)]


def test_the_number_of_queries_does_not_grow(client, anna, django_assert_max_num_queries):
    keep(anna, 150)
    ask(client)
    with django_assert_max_num_queries(18):
        ask(client)


def test_an_operators_page_takes_few_queries(client, key, django_assert_max_num_queries):
    keep(make_person()[1], 150)
    ask(client, key)
    with django_assert_max_num_queries(20):
        ask(client, key)


# --- Formats ------------------------------------------------------------------------------------


def test_ids_and_canonical(client, anna):
    short = ask(client, format="ids", limit=1).json()["statements"][0]
    assert short["verb"] == {"id": ANSWERED}
    assert set(short["object"]) == {"objectType", "id"}
    headers = {**VERSION, "Accept-Language": "sv-FI,sv;q=0.9,en;q=0.5"}
    one = ask(client, headers, format="canonical", limit=1).json()["statements"][0]
    assert one["object"]["definition"]["name"] == {"sv": "Allergier · 1"}
    assert one["verb"]["display"] == {"sv": "svarade på"}
    exact = ask(client, headers, format="exact", limit=1).json()["statements"][0]
    assert len(exact["verb"]["display"]) == 4


def test_attachments_make_it_multipart(client, anna):
    response = ask(client, attachments="true", limit=1)
    assert response["Content-Type"].startswith("multipart/mixed; boundary=")
    boundary = response["Content-Type"].split('"')[1]
    _, part, end = response.content.decode().split(f"--{boundary}")
    head, content = part.strip().split("\r\n\r\n")
    assert head == "Content-Type: application/json"
    assert len(json.loads(content)["statements"]) == 1
    assert end.strip() == "--"


def test_what_has_not_changed_is_not_sent_again(client, anna):
    etag = ask(client)["ETag"]
    response = ask(client, {**VERSION, "If-None-Match": etag})
    assert (response.status_code, response.content) == (304, b"")
    assert "X-Experience-API-Consistent-Through" in response
    keep(anna, 5)
    assert ask(client, {**VERSION, "If-None-Match": etag}).status_code == 200


def test_about(client):
    response = client.get("/xapi/about")
    assert response.json() == {"version": ["1.0.3"]}
    assert response["X-Experience-API-Version"] == "1.0.3"
    assert client.post("/xapi/about").status_code in (403, 405)


# --- As a file ----------------------------------------------------------------------------------


def test_my_statements_as_a_file(client, anna):
    _other, bo = make_person()
    keep(bo)
    response = client.get("/xapi/my-statements")
    found = json.loads(b"".join(response.streaming_content))
    assert [one["actor"]["account"]["name"] for one in found] == [str(anna)] * 3
    assert response["Content-Disposition"].startswith('attachment; filename="uprest-statements-')
    assert "no-store" in response["Cache-Control"]


def test_a_file_of_nothing_is_an_empty_list(client):
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    response = client.get("/xapi/my-statements")
    assert json.loads(b"".join(response.streaming_content)) == []


def test_the_file_is_for_whoever_is_signed_in(client, key):
    keep(make_person()[1])
    response = client.get("/xapi/my-statements", headers=key)
    assert response.status_code == 302
    assert quote("/xapi/my-statements") in response["Location"]
