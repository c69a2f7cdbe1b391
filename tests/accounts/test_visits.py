import uuid

import pytest
from django.db import connection

from tests.factories.accounts import NOW, UserFactory
from uprest.accounts.middleware import COOKIE
from uprest.accounts.models import Consent
from uprest.accounts.services import give_consent
from uprest.accounts.signals import visit_claimed
from uprest.accounts.types import Learner

pytestmark = pytest.mark.django_db
PASSWORD = "a long and odd sentence"


@pytest.fixture
def claims():
    heard = []

    def hear(sender, user_id, visitor_id, at, **kwargs):
        heard.append((user_id, visitor_id, connection.in_atomic_block))

    visit_claimed.connect(hear)
    yield heard
    visit_claimed.disconnect(hear)


@pytest.fixture
def visitor_id(client, visit_as):
    visitor_id = uuid.uuid4()
    visit_as(client, visitor_id)
    return visitor_id


def sign_in(client, user):
    return client.post("/sv/account/login/", {"login": user.email, "password": PASSWORD})


@pytest.mark.parametrize("language", ["sv", "it"])
def test_sign_up_keeps_the_profile_of_whoever_asked(
    client, visitor_id, claims, last_code, language
):
    give_consent(
        learner=Learner(visitor_id=visitor_id), code="count-anonymously", language="sv", at=NOW
    )
    assert client.get(f"/{language}/account/keep/").status_code == 200
    client.post(f"/{language}/account/signup/", {"email": "alma@example.org", "keep_profile": "on"})
    assert claims == []
    response = client.post(f"/{language}/account/confirm-email/", {"code": last_code()})
    (claim,) = claims
    assert claim[1:] == (visitor_id, True)
    assert response.cookies[COOKIE].value == ""
    assert Consent.objects.filter(user_id=claim[0]).count() == 2


def test_sign_in_keeps_it_too(client, visitor_id, claims):
    user = UserFactory(password=PASSWORD)
    client.get("/sv/account/keep/")
    response = sign_in(client, user)
    assert claims == [(user.pk, visitor_id, True)]
    assert response.cookies[COOKIE].value == ""


def test_without_the_wish_nothing_moves(client, visitor_id, claims):
    response = sign_in(client, UserFactory(password=PASSWORD))
    assert response.status_code == 302
    assert claims == []
    assert client.cookies[COOKIE].value


def test_the_wish_holds_for_that_visit_alone(client, visitor_id, claims, visit_as):
    client.get("/sv/account/keep/")
    visit_as(client, uuid.uuid4())
    sign_in(client, UserFactory(password=PASSWORD))
    assert claims == []


def test_a_forged_visit_is_nobodys(client, claims):
    client.cookies[COOKIE] = "forged"
    client.get("/sv/account/keep/")
    sign_in(client, UserFactory(password=PASSWORD))
    assert claims == []


def test_the_page_says_when_there_is_nothing_to_keep(client):
    response = client.get("/sv/account/keep/")
    assert response.status_code == 200
    assert not response.context["has_visit"]
    assert "sessionid" not in client.cookies


def test_a_profile_on_the_phone_is_added_on_request(client, visitor_id, claims):
    user = UserFactory()
    client.force_login(user)
    assert client.get("/it/account/keep/").status_code == 200
    response = client.post("/it/account/keep/mine/", {"next": "/it/account/other-phone/"})
    assert response.url == "/it/account/other-phone/"
    assert claims == [(user.pk, visitor_id, True)]
    client.post("/it/account/keep/mine/")
    assert len(claims) == 1


def test_or_left_behind(client, visitor_id, claims):
    client.force_login(UserFactory())
    response = client.post("/sv/account/keep/not-mine/", {"next": "https://evil.example/"})
    assert response.url == "/sv/"
    assert response.cookies[COOKIE].value == ""
    assert claims == []


@pytest.mark.parametrize("path", ["/sv/account/keep/mine/", "/sv/account/keep/not-mine/"])
def test_no_link_does_either(client, visitor_id, claims, path):
    client.force_login(UserFactory())
    assert client.get(path).status_code == 405
    assert claims == []


def test_a_failing_receiver_leaves_the_visit_where_it_was(client, visitor_id):
    give_consent(
        learner=Learner(visitor_id=visitor_id), code="count-anonymously", language="sv", at=NOW
    )

    def fail(**kwargs):
        raise RuntimeError

    client.force_login(UserFactory())
    visit_claimed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            client.post("/sv/account/keep/mine/")
    finally:
        visit_claimed.disconnect(fail)
    assert Consent.objects.get().visitor_id == visitor_id
