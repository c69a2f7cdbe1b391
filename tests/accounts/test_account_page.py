import json
import logging
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import NOW, ConsentFactory, UserFactory
from uprest.accounts.models import Consent
from uprest.accounts.services import give_consent
from uprest.accounts.signals import (
    consent_withdrawn,
    language_changed,
    minutes_changed,
    personal_data_requested,
)
from uprest.accounts.types import Learner

pytestmark = pytest.mark.django_db
FORM = {"display_name": "Alma Berg", "language": "sv", "minutes_a_week": "45"}


@pytest.fixture
def user(client):
    user = UserFactory(display_name="Alma Berg", language="sv", minutes_a_week=45)
    client.force_login(user)
    return user


@pytest.fixture
def heard():
    said = []
    receivers = []
    for name, signal in {
        "language": language_changed, "minutes": minutes_changed, "consent": consent_withdrawn,
    }.items():  # fmt: skip

        def hear(sender, signal, name=name, **kwargs):
            said.append((name, kwargs["user_id"]))

        signal.connect(hear, weak=False)
        receivers.append((signal, hear))
    yield said
    for signal, hear in receivers:
        signal.disconnect(hear)


@pytest.mark.parametrize("language", ["en", "sv", "it", "hr"])
def test_the_page_costs_few_queries(client, user, language, django_assert_max_num_queries):
    for _ in range(20):
        ConsentFactory(user=user)
    with django_assert_max_num_queries(15):
        response = client.get(f"/{language}/account/")
    assert response.status_code == 200
    assert user.email in response.content.decode()


@pytest.mark.parametrize(
    ("method", "name", "kwargs"),
    [
        ("get", "account", {}),
        ("get", "erase", {}),
        ("post", "erase", {}),
        ("post", "my_data", {}),
        ("post", "claim_visit", {}),
        ("post", "withdraw_consent", {"consent_id": 1}),
    ],
)
def test_nobody_gets_in_without_signing_in(client, method, name, kwargs):
    response = getattr(client, method)(reverse(f"accounts:{name}", kwargs=kwargs))
    assert response.status_code == 302
    assert "/account/login/?next=" in response.url


def test_saving_what_is_there_announces_nothing(client, user, heard):
    assert client.post("/sv/account/", FORM).url == "/sv/account/"
    assert heard == []


def test_another_language_holds_at_once(client, user, heard):
    response = client.post("/sv/account/", FORM | {"language": "it"})
    assert response.url == "/it/account/"
    assert response.cookies["django_language"].value == "it"
    assert heard == [("language", user.pk)]
    user.refresh_from_db()
    assert user.language == "it"
    # Where the address says nothing, the cookie does.
    assert client.get("/").url.startswith("/it/")


def test_other_minutes_are_announced(client, user, heard):
    client.post("/sv/account/", FORM | {"minutes_a_week": "120"})
    assert heard == [("minutes", user.pk)]
    user.refresh_from_db()
    assert user.minutes_a_week == 120


def test_a_failing_receiver_undoes_everything(client, user):
    def fail(**kwargs):
        raise RuntimeError

    minutes_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            client.post("/sv/account/", FORM | {"minutes_a_week": "120", "display_name": "Bo"})
    finally:
        minutes_changed.disconnect(fail)
    user.refresh_from_db()
    assert (user.minutes_a_week, user.display_name) == (45, "Alma Berg")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"minutes_a_week": "4"}, "minutes_a_week"),
        ({"minutes_a_week": "601"}, "minutes_a_week"),
        ({"minutes_a_week": "many"}, "minutes_a_week"),
        ({"language": "xx"}, "language"),
        ({"display_name": "x" * 81}, "display_name"),
    ],
)
def test_what_cannot_be_is_refused(client, user, change, field):
    response = client.post("/sv/account/", FORM | change)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    # The frame still says who they are.
    assert response.context["user"].display_name == "Alma Berg"


# --- Consents ---------------------------------------------------------------------------------


def test_a_consent_is_taken_back_from_the_page(client, user, heard):
    consent = give_consent(
        learner=Learner(user_id=user.pk), code="count-anonymously", language="sv", at=NOW
    )
    page = client.get("/sv/account/").content.decode()
    url = reverse("accounts:withdraw_consent", args=[consent.pk])
    assert consent.text.title_sv in page
    assert url.split("/", 2)[2] in page
    for _ in range(2):
        assert client.post(url).status_code == 302
    assert heard == [("consent", user.pk)]
    consent.refresh_from_db()
    assert consent.withdrawn_at
    page = client.get("/sv/account/").content.decode()
    assert url.split("/", 2)[2] not in page
    assert consent.text.title_sv in page, "what was taken back is still told"


def test_somebody_elses_consent_stays(client, user):
    consent = ConsentFactory()
    response = client.post(reverse("accounts:withdraw_consent", args=[consent.pk]))
    assert response.status_code == 404
    assert Consent.objects.get(pk=consent.pk).withdrawn_at is None


# --- My data ----------------------------------------------------------------------------------


def test_my_data_is_one_file_that_can_be_read(client, user):
    give_consent(learner=Learner(user_id=user.pk), code="keep-profile", language="sv", at=NOW)

    def answer(sender, user_id, **kwargs):
        return "test_section", {"user": user_id}

    personal_data_requested.connect(answer)
    try:
        response = client.post("/sv/account/my-data/")
    finally:
        personal_data_requested.disconnect(answer)
    assert response["Content-Disposition"].startswith('attachment; filename="uprest-')
    data = json.loads(response.content)
    assert data["format"] == "uprest-personal-data/1"
    assert data["account"]["email"] == user.email
    assert data["account"]["display_name"] == "Alma Berg"
    assert data["email_addresses"] == [{"email": user.email, "verified": True, "primary": True}]
    assert data["consents"][0]["code"] == "keep-profile"
    assert "UPREST sparar" in data["consents"][0]["text"]
    assert data["test_section"] == {"user": user.pk}
    assert "password" not in json.dumps(data["sign_in_methods"])


def test_my_data_is_not_given_by_a_link(client, user):
    assert client.get("/sv/account/my-data/").status_code == 405


def test_my_data_holds_nothing_of_others(client, user):
    other = ConsentFactory().user
    text = client.post("/sv/account/my-data/").content.decode()
    assert other.email not in text


# --- Cookies and logs -----------------------------------------------------------------------------


def test_only_necessary_cookies_are_set(client, user):
    anonymous = Client()
    for path in ("/sv/account/login/", "/sv/account/signup/", "/sv/account/keep/"):
        anonymous.get(path)
    assert set(anonymous.cookies) <= {"csrftoken"}
    client.get("/sv/account/")
    client.post("/sv/account/", FORM | {"language": "it"})
    allowed = {"sessionid", "csrftoken", "django_language", "messages", "uprest_visit"}
    assert set(client.cookies) <= allowed
    assert client.cookies["django_language"]["samesite"] == "Lax"
    assert client.cookies["django_language"]["httponly"]


def test_no_name_and_no_address_is_logged(client, user, caplog):
    with caplog.at_level(logging.DEBUG):
        client.get("/sv/account/")
        client.post("/sv/account/", FORM | {"minutes_a_week": "0"})
        client.post("/sv/account/my-data/")
        client.post("/sv/account/delete/", {"email": "wrong@example.org"})
        client.post("/sv/account/delete/", {"email": user.email})
        Client().post("/sv/account/login/", {"login": user.email, "password": "wrong"})
        Client().post("/sv/account/other-phone/enter/", {"code": uuid.uuid4().hex[:8]})
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db")]
    assert not [line for line in ours if user.email in line or "Alma" in line]
