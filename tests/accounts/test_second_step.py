import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a long and odd sentence"


def app_code(secret):
    """The code of this moment: one before and one after it are taken as well."""
    _before, now, _after = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now))


@pytest.fixture
def user(client):
    user = UserFactory(password=PASSWORD, language="sv")
    client.force_login(user)
    return user


@pytest.fixture
def passkey(user):
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "My phone", "credential": {}}
    )


@pytest.fixture
def confirmed(client, user):
    client.post("/sv/account/reauthenticate/", {"password": PASSWORD})


def switch_on_the_app(client):
    path = "/sv/account/2fa/totp/activate/"
    secret = client.get(path).context["form"].secret
    response = client.post(path, {"code": app_code(secret)})
    assert response.status_code == 302
    return response


@pytest.mark.parametrize("language", ["en", "sv", "it", "hr"])
def test_every_page_of_the_account_is_ours(client, user, confirmed, language):
    switch_on_the_app(client)
    for path in (
        "email/",
        "password/change/",
        "reauthenticate/",
        "logout/",
        "2fa/",
        "2fa/reauthenticate/",
        "2fa/totp/deactivate/",
        "2fa/recovery-codes/",
        "2fa/recovery-codes/generate/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
    ):
        response = client.get(f"/{language}/account/{path}")
        assert response.status_code == 200, path
        page = response.content.decode()
        assert 'class="skip"' in page, path
        assert 'href="/static/uprest/css/uprest.css"' in page, path
        assert " style=" not in page, path
        assert " onclick" not in page, path


def test_important_changes_ask_who_is_there(client, user):
    for path in ("2fa/totp/activate/", "2fa/webauthn/add/", "2fa/recovery-codes/generate/"):
        response = client.get(f"/sv/account/{path}")
        assert response.url.startswith("/sv/account/reauthenticate/"), path
    assert client.get("/sv/account/reauthenticate/").status_code == 200
    wrong = client.post("/sv/account/reauthenticate/", {"password": "wrong"})
    assert wrong.context["form"].errors


def test_signing_in_with_the_app_and_with_a_recovery_code(client, user, confirmed):
    response = switch_on_the_app(client)
    assert response.url == "/sv/account/2fa/recovery-codes/"
    codes = client.get(response.url).context["unused_codes"]
    assert len(codes) == 10
    for answer in (codes[0], "wrong"):
        other = Client()
        response = other.post("/it/account/login/", {"login": user.email, "password": PASSWORD})
        assert response.url == "/it/account/2fa/authenticate/"
        assert other.get(response.url).status_code == 200
        other.post(response.url, {"code": answer})
        assert ("_auth_user_id" in other.session) == (answer == codes[0])
    used = Client()
    used.post("/it/account/login/", {"login": user.email, "password": PASSWORD})
    used.post("/it/account/2fa/authenticate/", {"code": codes[0]})
    assert "_auth_user_id" not in used.session


def test_the_app_is_switched_off(client, user, confirmed):
    switch_on_the_app(client)
    client.post("/sv/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_a_wrong_code_does_not_switch_it_on(client, user, confirmed):
    client.get("/sv/account/2fa/totp/activate/")
    response = client.post("/sv/account/2fa/totp/activate/", {"code": "000000"})
    assert response.context["form"].errors
    assert not Authenticator.objects.exists()


def test_the_page_to_add_a_passkey_works_with_script_and_says_so_without(client, user, confirmed):
    page = client.get("/sv/account/2fa/webauthn/add/").content.decode()
    assert "<noscript>" in page
    assert "mfa/js/webauthn.js" in page
    assert "creation_options" in page
    assert "data-passkey hidden" in page
    response = client.post("/sv/account/2fa/webauthn/add/", {"name": "x", "credential": "{}"})
    assert response.status_code == 200
    assert not Authenticator.objects.exists()


def test_a_passkey_is_removed(client, user, passkey, confirmed):
    path = f"/sv/account/2fa/webauthn/keys/{passkey.pk}/"
    assert client.get(f"{path}remove/").status_code == 200
    client.post(f"{path}remove/")
    assert not Authenticator.objects.exists()


def test_nobody_touches_somebody_elses_passkey(client, passkey):
    other = Client()
    other.force_login(UserFactory(password=PASSWORD))
    other.post("/sv/account/reauthenticate/", {"password": PASSWORD})
    for action in ("remove", "edit"):
        path = f"/sv/account/2fa/webauthn/keys/{passkey.pk}/{action}/"
        assert other.get(path).status_code == 404
        assert other.post(path).status_code == 404


# --- E-mail addresses -----------------------------------------------------------------------------


def test_an_address_is_added_confirmed_and_signed_in_with(client, user, confirmed, last_code):
    old, new = user.email, "new@example.org"
    response = client.post("/sv/account/email/", {"action_add": "", "email": new})
    assert response.url in ("/sv/account/email/", "/sv/account/confirm-email/")
    assert mail.outbox[-1].to == [new]
    assert client.get("/sv/account/confirm-email/").status_code == 200
    response = client.post("/sv/account/confirm-email/", {"code": last_code()})
    assert response.url == "/sv/account/email/"
    assert client.get("/sv/account/email/").status_code == 200
    client.post("/sv/account/email/", {"action_primary": "", "email": new})
    user.refresh_from_db()
    assert user.email == new
    client.post("/sv/account/email/", {"action_remove": "", "email": old})
    assert [a.email for a in EmailAddress.objects.filter(user=user)] == [new]
    client.post("/sv/account/email/", {"action_remove": "", "email": new})
    assert EmailAddress.objects.filter(user=user).count() == 1


def test_an_address_of_somebody_else_is_not_told(client, user, confirmed):
    other = UserFactory()
    response = client.post("/sv/account/email/", {"action_add": "", "email": other.email})
    assert response.status_code == 302
    assert EmailAddress.objects.get(email=other.email).user == other


def test_a_passkey_is_asked_for_before_a_code_of_an_app(client, user, passkey):
    response = client.get("/sv/account/2fa/totp/activate/")
    assert response.url.startswith("/sv/account/2fa/webauthn/reauthenticate/")


def test_a_new_passkey_has_a_name_in_the_persons_language(client, user, confirmed):
    form = client.get("/sv/account/2fa/webauthn/add/").context["form"]
    assert form.initial["name"].endswith("1")
