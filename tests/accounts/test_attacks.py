"""What somebody with bad intent tries at the doors of an account."""

import pytest
from django.test import Client

from uprest.accounts.models import User

pytestmark = pytest.mark.django_db
EMAIL = "alma@example.org"
PLANTED = "a password of somebody else"


@pytest.fixture
def planted(client, last_code):
    """An account that a stranger began with Alma's address and a password of their own."""
    client.post("/en/account/signup/", {"email": EMAIL, "password1": PLANTED, "keep_profile": "on"})


def opens(password):
    other = Client()
    other.post("/en/account/login/", {"login": EMAIL, "password": password})
    return "_auth_user_id" in other.session


def test_a_password_set_before_the_address_was_confirmed_opens_nothing_after_a_code(
    planted, last_code
):
    alma = Client()
    alma.post("/en/account/login/", {"login": EMAIL, "password": ""})
    alma.post("/en/account/login/code/confirm/", {"code": last_code()})
    assert alma.get("/en/account/").status_code == 200
    assert not User.objects.get().has_usable_password()
    assert not opens(PLANTED)


def test_nor_after_a_reset_that_was_begun_and_not_ended(planted, last_code):
    alma = Client()
    alma.post("/en/account/password/reset/", {"email": EMAIL})
    alma.post("/en/account/password/reset/confirm/", {"code": last_code()})
    assert not opens(PLANTED)


def test_a_reset_that_is_ended_sets_the_new_password(planted, last_code):
    alma = Client()
    alma.post("/en/account/password/reset/", {"email": EMAIL})
    answer = alma.post("/en/account/password/reset/confirm/", {"code": last_code()})
    new = {"password1": "a sentence of her own", "password2": "a sentence of her own"}
    alma.post(answer.url, new)
    assert opens("a sentence of her own")
    assert not opens(PLANTED)


def test_who_confirms_the_address_where_they_signed_up_keeps_the_password(
    client, planted, last_code
):
    client.post("/en/account/confirm-email/", {"code": last_code()})
    assert opens(PLANTED)


def test_a_code_leaves_the_password_of_a_confirmed_address(client, planted, last_code):
    client.post("/en/account/confirm-email/", {"code": last_code()})
    other = Client()
    other.post("/en/account/login/", {"login": EMAIL, "password": ""})
    other.post("/en/account/login/code/confirm/", {"code": last_code()})
    assert opens(PLANTED)
