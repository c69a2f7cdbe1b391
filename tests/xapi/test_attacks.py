"""Odd questions to the record store: each is answered, none with an error of the server."""

import base64
import json

import pytest

from tests.xapi.events import keep, make_person

URL = "/xapi/statements"
VERSION = {"X-Experience-API-Version": "1.0.3"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(client):
    """Return the account of somebody signed in, with a statement."""
    user, account = make_person()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    keep(account, 1)
    return account


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("since", "0001-01-01T00:00:00+14:00"),
        ("until", "9999-12-31T23:59:59-12:00"),
        ("after", "0001-01-01T00:00:00+23:59"),
    ],
)
def test_moments_before_and_after_all_time_are_refused(client, anna, name, moment):
    answer = client.get(URL, {name: moment}, headers=VERSION)
    assert answer.status_code == 400
    assert name in answer.json()["error"]


@pytest.mark.parametrize(
    "agent",
    [
        {"\ud800": 1},
        {"account": {"homePage": "http://a.example", "name": "\ud800"}},
        {"account": {"homePage": "\ud800", "name": "x"}},
        {"objectType": "\ud800"},
        {"mbox": "mailto:\ud800@\0"},
    ],
)
def test_half_characters_in_an_agent_are_answered(client, anna, agent):
    answer = client.get(URL, {"agent": json.dumps(agent)}, headers=VERSION)
    assert answer.status_code in (400, 403)
    answer.content.decode()


@pytest.mark.parametrize("key", ["\0:b", "a\0:b", "é:b", ":", "", "a" * 5000 + ":b"])
def test_odd_keys_open_nothing(client, key):
    token = base64.b64encode(key.encode()).decode()
    for value in (f"Basic {token}", "Bearer \xff.\xfe", "Basic ===", "Bearer a\0b.c"):
        answer = client.get(URL, headers={**VERSION, "Authorization": value})
        assert answer.status_code == 401


@pytest.mark.parametrize("name", ["activity", "verb", "registration", "statementId", "limit"])
@pytest.mark.parametrize("value", ["x:\ufffd\U0001f600", "9" * 5000, "²", "x:" + "a" * 50_000])
def test_odd_values_are_answered(client, anna, name, value):
    assert client.get(URL, {name: value}, headers=VERSION).status_code in (200, 400, 404)
