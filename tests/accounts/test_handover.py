import re
import uuid
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import signing
from django.test import Client

from tests.factories.accounts import NOW, UserFactory
from uprest.accounts.middleware import COOKIE, SALT
from uprest.accounts.models import HandoverCode
from uprest.accounts.services import (
    HandoverError,
    SecondStepError,
    make_handover_code,
    use_handover_code,
)
from uprest.accounts.types import CODE_ALPHABET, Learner

pytestmark = pytest.mark.django_db
SHOW, ENTER = "/sv/account/other-phone/", "/sv/account/other-phone/enter/"


def read_code(response):
    return re.search(r'handover-code number">([^<]+)<', response.content.decode())[1]


def visit_of(client):
    return signing.loads(client.cookies[COOKIE].value, salt=SALT)


@pytest.fixture
def visitor_id(client, visit_as):
    visitor_id = uuid.uuid4()
    visit_as(client, visitor_id)
    return visitor_id


@pytest.mark.parametrize("language", ["sv", "it"])
def test_a_visit_goes_on_on_another_phone(client, visitor_id, language):
    path = f"/{language}/account/other-phone/"
    assert client.get(path).status_code == 200
    assert not HandoverCode.objects.exists()
    code = read_code(client.post(path))
    other = Client()
    assert other.get(f"{path}enter/").status_code == 200
    response = other.post(f"{path}enter/", {"code": f" {code.lower().replace(' ', '-')} "})
    assert response.url == f"{path}done/"
    assert visit_of(other) == str(visitor_id)
    assert other.get(response.url).status_code == 200
    assert client.get(path).status_code == 200


def test_an_account_goes_on_on_another_phone(client):
    user = UserFactory(language="it")
    client.force_login(user)
    code = read_code(client.post(SHOW))
    other = Client()
    response = other.post(ENTER, {"code": code})
    assert response.url == "/it/account/"
    assert other.session["_auth_user_id"] == str(user.pk)
    methods = other.session["account_authentication_methods"]
    assert [method["method"] for method in methods] == ["handover"]


def test_opening_the_qr_code_uses_nothing_up(client, visitor_id):
    page = client.post(SHOW)
    code = read_code(page).replace(" ", "")
    assert "<svg" in page.content.decode()
    assert " style=" not in page.content.decode()
    other = Client()
    for _ in range(3):
        answer = other.get(ENTER, {"code": code})
        assert f'value="{code}"' in answer.content.decode()
    assert HandoverCode.objects.get().used_at is None
    assert other.post(ENTER, {"code": code}).status_code == 302


def test_a_code_works_once(client, visitor_id):
    code = read_code(client.post(SHOW))
    assert Client().post(ENTER, {"code": code}).status_code == 302
    second = Client()
    assert second.post(ENTER, {"code": code}).status_code == 422
    assert COOKIE not in second.cookies


def test_wrong_expired_and_used_get_the_same_answer(client, visitor_id):
    used = read_code(client.post(SHOW))
    Client().post(ENTER, {"code": used})
    expired = make_handover_code(
        learner=Learner(visitor_id=uuid.uuid4()), at=NOW - timedelta(days=400)
    )
    answers = set()
    for code in (used, expired, "ABCDEFGH", "!", "1"):
        response = Client().post(ENTER, {"code": code})
        assert response.status_code == 422
        answers.add(str(response.context["form"].errors["code"]))
    assert len(answers) == 1


def test_a_code_lives_ten_minutes():
    learner = Learner(visitor_id=uuid.uuid4())
    code = make_handover_code(learner=learner, at=NOW)
    with pytest.raises(HandoverError):
        use_handover_code(code=code, at=NOW + timedelta(minutes=10), is_signed_in=False)
    late = NOW + timedelta(minutes=9, seconds=59)
    assert use_handover_code(code=code, at=late, is_signed_in=False) == learner


def test_a_new_code_ends_the_old_one():
    learner = Learner(visitor_id=uuid.uuid4())
    old = make_handover_code(learner=learner, at=NOW)
    new = make_handover_code(learner=learner, at=NOW)
    with pytest.raises(HandoverError):
        use_handover_code(code=old, at=NOW, is_signed_in=False)
    use_handover_code(code=new, at=NOW, is_signed_in=False)


def test_a_code_has_no_letters_that_look_alike_and_only_its_hash_is_kept():
    code = make_handover_code(learner=Learner(visitor_id=uuid.uuid4()), at=NOW)
    assert len(code) == 8
    assert not set(CODE_ALPHABET) & set("01OILUV")
    assert set(code) <= set(CODE_ALPHABET)
    row = HandoverCode.objects.get()
    assert len(row.code_hash) == 64
    assert code.lower() not in str(vars(row)).lower()


def test_a_second_step_is_not_gone_round(client):
    user = UserFactory()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    response = client.post(SHOW)
    assert response.status_code == 200
    assert not HandoverCode.objects.exists()
    with pytest.raises(SecondStepError):
        make_handover_code(learner=Learner(user_id=user.pk), at=NOW)


def test_a_second_step_added_meanwhile_is_asked_for(client):
    user = UserFactory()
    client.force_login(user)
    code = read_code(client.post(SHOW))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    other = Client()
    assert other.post(ENTER, {"code": code}).url == "/sv/account/2fa/authenticate/"
    assert "_auth_user_id" not in other.session


def test_a_closed_account_is_not_carried_over(client):
    user = UserFactory()
    code = make_handover_code(learner=Learner(user_id=user.pk), at=NOW)
    user.is_active = False
    user.save()
    with pytest.raises(HandoverError):
        use_handover_code(code=code, at=NOW, is_signed_in=False)


def test_whoever_is_signed_in_stays_who_they_are(client):
    code = make_handover_code(learner=Learner(user_id=UserFactory().pk), at=NOW)
    with pytest.raises(HandoverError):
        use_handover_code(code=code, at=NOW, is_signed_in=True)
    use_handover_code(code=code, at=NOW, is_signed_in=False)


def test_whoever_is_signed_in_may_fetch_a_visit(client, visitor_id):
    code = read_code(client.post(SHOW))
    other = Client()
    other.force_login(UserFactory())
    assert other.get(ENTER).status_code == 200
    assert other.post(ENTER, {"code": code}).status_code == 302
    assert visit_of(other) == str(visitor_id)


def test_nothing_to_carry_over_makes_no_code(client):
    assert client.get(SHOW).status_code == 200
    assert client.post(SHOW).status_code == 200
    assert not HandoverCode.objects.exists()


def test_guessing_stops_after_ten_tries(client):
    for _ in range(10):
        assert client.post(ENTER, {"code": "ABCDEFGH"}).status_code == 422
    assert client.post(ENTER, {"code": "ABCDEFGH"}).status_code == 429


def test_guessing_from_everywhere_at_once_stops_too(settings):
    settings.ACCOUNT_RATE_LIMITS = {"handover": "10/10m/ip,15/10m/key"}
    answers = [
        Client(REMOTE_ADDR=f"10.0.0.{n}").post(ENTER, {"code": "ABCDEFGH"}).status_code
        for n in range(20)
    ]
    assert answers.count(422) == 15
    assert answers.count(429) == 5
