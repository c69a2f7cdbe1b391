import json
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from tests.factories.accounts import ConsentFactory, HandoverCodeFactory, UserFactory
from uprest.accounts.models import Consent, ConsentText, HandoverCode, User
from uprest.accounts.services import erase_person
from uprest.accounts.signals import person_erased

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
EMAIL, SECOND, NAME = "alma.berg@example.org", "alma2@example.org", "Alma Bergqvist"


def find_everywhere(*words):
    """Return table and column of every text of the database that holds one of the words."""
    found = []
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                for word in words:
                    cursor.execute(
                        f"SELECT 1 FROM {quote(table)} "  # noqa: S608
                        f"WHERE CAST({quote(column.name)} AS text) LIKE %s LIMIT 1",
                        [f"%{word}%"],
                    )
                    if cursor.fetchone():
                        found.append((table, column.name, word))
    for session in Session.objects.all():
        content = json.dumps(session.get_decoded())
        found += [("session", "decoded", word) for word in words if word in content]
    return found


@pytest.fixture
def user():
    user = UserFactory(email=EMAIL, display_name=NAME, language="sv", is_superuser=True)
    EmailAddress.objects.create(user=user, email=SECOND, verified=True)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"name": NAME, "secret": "x"}
    )
    user.groups.add(Group.objects.create(name="Trainers of the test"))
    UserProfile.objects.create(user=user, preferred_language="sv")
    ConsentFactory(user=user)
    HandoverCodeFactory(user=user, visitor_id=None)
    kind = ContentType.objects.get_for_model(User)
    ModelLogEntry.objects.create(
        content_type=kind, object_id=str(user.pk), label=NAME, action="wagtail.edit",
        timestamp=AT, data={"title": NAME},
    )  # fmt: skip
    ModelLogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(Group), object_id="7", label=EMAIL,
        action="wagtail.edit", timestamp=AT, user=user,
    )  # fmt: skip
    return user


def test_no_name_is_left_in_any_table_and_every_count_stays(client, user):
    client.force_login(user)
    other_phone, unfinished = Client(), Client()
    other_phone.force_login(user)
    unfinished.post("/sv/account/login/", {"login": SECOND})
    assert find_everywhere(EMAIL, SECOND, NAME)
    counts = [model.objects.count() for model in (User, Consent, ConsentText, ModelLogEntry)]

    response = client.post("/sv/account/delete/", {"email": EMAIL.upper()})

    assert response.url == "/sv/account/deleted/"
    assert client.get(response.url).status_code == 200
    assert find_everywhere(EMAIL, SECOND, NAME) == []
    assert counts == [m.objects.count() for m in (User, Consent, ConsentText, ModelLogEntry)]
    user.refresh_from_db()
    assert user.email.startswith("erased-")
    assert user.email.endswith("@invalid")
    assert (user.display_name, user.is_active, user.is_superuser) == ("", False, False)
    assert user.erased_at
    assert not user.has_usable_password()
    assert not user.groups.exists()
    assert Consent.objects.get().withdrawn_at
    assert not HandoverCode.objects.exists()
    for browser in (client, other_phone):
        assert "/login/" in browser.get("/sv/account/").url


def test_the_address_can_be_used_for_a_new_account(client, user):
    erase_person(user_id=user.pk, at=AT)
    data = {"email": EMAIL, "keep_profile": "on"}
    client.post("/sv/account/signup/", data)
    assert User.objects.get(email=EMAIL).pk != user.pk


@pytest.mark.parametrize("typed", ["", "somebody@example.org", "alma.berg@example"])
def test_another_address_deletes_nothing(client, user, typed):
    client.force_login(user)
    assert client.get("/it/account/delete/").status_code == 200
    response = client.post("/it/account/delete/", {"email": typed})
    assert response.status_code == 422
    user.refresh_from_db()
    assert user.email == EMAIL


def test_erasing_is_announced_once_and_inside_the_transaction(user):
    heard = []

    def hear(sender, user_id, at, **kwargs):
        heard.append((user_id, at, connection.in_atomic_block, User.objects.get(pk=user_id).email))

    person_erased.connect(hear)
    try:
        for _ in range(2):
            erase_person(user_id=user.pk, at=AT)
    finally:
        person_erased.disconnect(hear)
    assert heard == [(user.pk, AT, True, EMAIL)]


def test_where_a_receiver_fails_nobody_is_half_erased(user):
    def fail(**kwargs):
        raise RuntimeError

    person_erased.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            erase_person(user_id=user.pk, at=AT)
    finally:
        person_erased.disconnect(fail)
    user.refresh_from_db()
    assert user.email == EMAIL
    assert EmailAddress.objects.filter(user=user).count() == 2


def test_somebody_else_is_untouched(client, user):
    other = UserFactory()
    client.force_login(other)
    erase_person(user_id=user.pk, at=AT)
    assert client.get("/sv/account/").status_code == 200
