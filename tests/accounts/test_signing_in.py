import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.factories.accounts import UserFactory
from uprest.accounts.models import Consent, User

pytestmark = pytest.mark.django_db
PASSWORD = "a long and odd sentence"
SIGN_UP = {"email": "alma@example.org", "display_name": "Alma Berg", "keep_profile": "on"}


def signed_in(client):
    return client.session.get("_auth_user_id")


# --- Sign-up ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "sv", "it", "hr"])
def test_sign_up_by_code_keeps_language_name_and_consent(client, last_code, language):
    assert client.get(f"/{language}/account/signup/").status_code == 200
    response = client.post(f"/{language}/account/signup/", SIGN_UP)
    assert response.url == f"/{language}/account/confirm-email/"
    assert not signed_in(client)
    assert client.get(response.url).status_code == 200
    response = client.post(response.url, {"code": last_code()})
    assert response.url == f"/{language}/account/"
    user = User.objects.get()
    assert (user.email, user.display_name, user.language) == (
        "alma@example.org", "Alma Berg", language,
    )  # fmt: skip
    assert not user.has_usable_password()
    assert signed_in(client) == str(user.pk)
    consent = Consent.objects.get()
    assert (consent.user, consent.text.code, consent.language) == (user, "keep-profile", language)
    assert client.get(response.url).status_code == 200


def test_sign_up_with_a_password_then_sign_in_with_it(client, last_code):
    client.post("/en/account/signup/", SIGN_UP | {"password1": PASSWORD})
    client.post("/en/account/confirm-email/", {"code": last_code()})
    other = Client()
    response = other.post("/en/account/login/", {"login": "Alma@example.org", "password": PASSWORD})
    assert response.url == "/en/account/"
    assert signed_in(other)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"keep_profile": ""}, "keep_profile"),
        ({"password1": "short"}, "password1"),
        ({"password1": "alma@example.org"}, "password1"),
    ],
)
def test_sign_up_says_what_is_wrong(client, change, field):
    response = client.post("/sv/account/signup/", SIGN_UP | change)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {field}
    assert not User.objects.exists()


def test_sign_up_without_consent_makes_no_account(client):
    client.post("/sv/account/signup/", SIGN_UP | {"keep_profile": ""})
    assert not User.objects.exists()
    assert not mail.outbox


def test_a_double_submit_makes_one_account(client, last_code):
    for _ in range(2):
        client.post("/en/account/signup/", SIGN_UP)
    assert User.objects.count() == 1
    code = last_code()
    for _ in range(2):
        client.post("/en/account/confirm-email/", {"code": code})
    assert EmailAddress.objects.filter(verified=True).count() == 1
    assert Consent.objects.count() == 1


def test_nobody_learns_from_sign_up_who_has_an_account(client, last_code):
    UserFactory(email="alma@example.org", language="it")
    known = client.post("/sv/account/signup/", SIGN_UP)
    unknown = Client().post("/sv/account/signup/", SIGN_UP | {"email": "new@example.org"})
    assert known.url == unknown.url
    assert known.status_code == unknown.status_code
    assert User.objects.filter(email="alma@example.org").count() == 1
    notice = mail.outbox[0]
    assert notice.to == ["alma@example.org"]
    assert "/it/account/login/" in notice.body


# --- Sign-in ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["sv", "hr"])
def test_sign_in_by_code_leads_home_in_the_persons_language(client, last_code, language):
    user = UserFactory(language=language)
    response = client.post("/en/account/login/", {"login": user.email, "password": ""})
    assert response.url == "/en/account/login/code/confirm/"
    assert client.get(response.url).status_code == 200
    response = client.post(response.url, {"code": last_code()})
    assert response.url == f"/{language}/account/"
    assert signed_in(client) == str(user.pk)


def test_the_page_for_codes_works_by_itself(client, last_code):
    user = UserFactory()
    assert client.get("/it/account/login/code/").status_code == 200
    response = client.post("/it/account/login/code/", {"email": user.email})
    client.post(response.url, {"code": last_code()})
    assert signed_in(client)


def test_a_wrong_code_is_refused_and_three_end_it(client, last_code):
    user = UserFactory()
    client.post("/sv/account/login/", {"login": user.email})
    code = last_code()
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(2):
        response = client.post("/sv/account/login/code/confirm/", {"code": wrong})
        assert response.status_code == 200
        assert response.context["verify_form"].errors
    client.post("/sv/account/login/code/confirm/", {"code": wrong})
    client.post("/sv/account/login/code/confirm/", {"code": code})
    assert not signed_in(client)


def test_an_expired_code_is_refused(client, last_code, settings):
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    user = UserFactory()
    client.post("/sv/account/login/", {"login": user.email})
    client.post("/sv/account/login/code/confirm/", {"code": last_code()})
    assert not signed_in(client)


def test_nobody_learns_from_sign_in_who_has_an_account(client):
    user = UserFactory()
    known = client.post("/sv/account/login/", {"login": user.email})
    unknown = Client().post("/sv/account/login/", {"login": "nobody@example.org"})
    assert known.url == unknown.url
    assert "/sv/account/signup/" in mail.outbox[-1].body


def test_a_wrong_password_is_refused(client):
    user = UserFactory(password=PASSWORD)
    response = client.post("/sv/account/login/", {"login": user.email, "password": "wrong"})
    assert response.context["form"].errors
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/sv/account/other-phone/", "/it/account/other-phone/"),
        ("https://evil.example/", "/it/account/"),
        ("//evil.example/", "/it/account/"),
    ],
)
def test_sign_in_goes_on_only_to_our_own_pages(client, target, lands):
    user = UserFactory(password=PASSWORD, language="it")
    response = client.post(
        "/sv/account/login/", {"login": user.email, "password": PASSWORD, "next": target}
    )
    assert response.url == lands


def test_a_closed_account_is_told_so(client, last_code):
    user = UserFactory(password=PASSWORD, is_active=False)
    response = client.post(
        "/sv/account/login/", {"login": user.email, "password": PASSWORD}, follow=True
    )
    assert not signed_in(client)
    assert client.get("/sv/account/inactive/").status_code == 200
    assert response.status_code == 200


# --- Limits -----------------------------------------------------------------------------------


def test_too_many_tries_get_the_page_that_says_so(client):
    for _ in range(30):
        client.post("/sv/account/login/", {"login": "x", "password": "y"})
    response = client.post("/sv/account/login/", {"login": "x", "password": "y"})
    assert response.status_code == 429
    assert "429" in response.content.decode()
    cache.clear()
    assert client.post("/sv/account/login/", {"login": "x", "password": "y"}).status_code == 200


def test_one_address_gets_three_codes_a_minute(client):
    user = UserFactory()
    for _ in range(5):
        Client().post("/sv/account/login/", {"login": user.email})
    assert len(mail.outbox) == 3


def test_guessing_a_password_stops_after_five_tries(client):
    user = UserFactory(password=PASSWORD)
    for _ in range(5):
        client.post("/sv/account/login/", {"login": user.email, "password": "wrong"})
    client.post("/sv/account/login/", {"login": user.email, "password": PASSWORD})
    assert not signed_in(client)


# --- Password -----------------------------------------------------------------------------------


def test_a_forgotten_password_is_replaced_with_a_code(client, last_code):
    user = UserFactory(password="the old long password")
    assert client.get("/sv/account/password/reset/").status_code == 200
    response = client.post("/sv/account/password/reset/", {"email": user.email})
    assert client.get(response.url).status_code == 200
    response = client.post(response.url, {"code": last_code()})
    assert client.get(response.url).status_code == 200
    client.post(response.url, {"password1": PASSWORD, "password2": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert signed_in(client)
    assert mail.outbox[-1].to == [user.email]


def test_a_password_is_set_and_changed(client):
    user = UserFactory()
    client.force_login(user)
    assert client.get("/en/account/password/change/").url == "/en/account/password/set/"
    assert client.get("/en/account/password/set/").status_code == 200
    client.post("/en/account/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    assert client.get("/en/account/password/change/").status_code == 200
    new = "another long sentence"
    response = client.post(
        "/en/account/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert response.url == "/en/account/"
    user.refresh_from_db()
    assert user.check_password(new)
    # Whoever was not asked learns of it.
    assert [message.to for message in mail.outbox] == [[user.email]] * 2


# --- Mails ----------------------------------------------------------------------------------------


def test_mails_are_in_the_persons_language_whatever_page_they_come_from(client):
    user = UserFactory(language="sv")
    client.post("/it/account/login/", {"login": user.email})
    assert len(mail.outbox) == 1
    code = re.search(r"\d{6}", mail.outbox[0].body)[0]
    assert code in mail.outbox[0].subject
    assert "testserver" not in mail.outbox[0].subject


# --- Signing out ---------------------------------------------------------------------------------


def test_signing_out_takes_a_click(client):
    client.force_login(UserFactory())
    assert client.get("/sv/account/logout/").status_code == 200
    assert signed_in(client)
    assert client.post("/sv/account/logout/").url == "/sv/"
    assert not signed_in(client)


# --- Passkeys -------------------------------------------------------------------------------------


def test_what_needs_script_is_hidden_until_script_shows_it(client):
    for path in ("/sv/account/login/", "/sv/account/signup/"):
        page = client.get(path).content.decode()
        assert re.search(r"data-passkey hidden", page)
        assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
        assert " onclick" not in page
        assert " style=" not in page


def test_sign_up_with_a_passkey_begins_with_the_address(client, last_code):
    data = {"email": "alma@example.org", "display_name": "", "keep_profile": "on"}
    assert client.get("/sv/account/signup/passkey/").status_code == 200
    response = client.post("/sv/account/signup/passkey/", data)
    response = client.post(response.url, {"code": last_code()})
    assert response.url == "/sv/account/2fa/webauthn/signup/"
    page = client.get(response.url)
    assert page.status_code == 200
    assert "creation_options" in page.content.decode()
    assert not signed_in(client)


def test_the_browser_is_asked_for_any_passkey(client):
    answer = client.get("/sv/account/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert "challenge" in str(answer.json())
    assert client.post("/sv/account/2fa/webauthn/login/", {"credential": "{}"}).status_code == 302
    assert not signed_in(client)
