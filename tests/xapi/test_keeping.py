"""Statements are stored once, in order, and no longer than they are wanted."""

import json
import threading
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories.accounts import UserFactory
from tests.xapi.events import NOW, keep, make_event, make_person
from uprest.accounts.services import collect_personal_data, erase_person
from uprest.xapi.checks import check_settings
from uprest.xapi.models import Actor, ApiKey, Ledger, Statement
from uprest.xapi.selectors.keys import find_key, list_keys
from uprest.xapi.services import (
    create_key,
    delete_old_statements,
    find_accounts,
    keep_events,
    read_again,
)
from uprest.xapi.statements import make_id
from uprest.xapi.tasks import delete_old_statements as delete_task

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_the_same_again_is_the_same_statement():
    _user, anna = make_person()
    assert keep(anna, 3) == 3
    before = list(Statement.objects.values_list("pk", "stored", "body"))
    assert keep(anna, 4, at=NOW + DAY) == 1
    assert list(Statement.objects.order_by("stored").values_list("pk", "stored", "body"))[
        :3
    ] == sorted(before, key=lambda row: row[1])


def test_the_same_twice_in_one_batch_is_stored_once():
    _user, anna = make_person()
    event = make_event(anna)
    assert keep_events(events=[event, event], at=NOW) == 1


def test_no_two_statements_are_stored_at_the_same_moment_and_time_never_goes_back():
    _user, anna = make_person()
    keep(anna, 3)
    keep_events(events=[make_event(anna, 9)], at=NOW - DAY)  # a worker whose clock is slow
    stored = list(Statement.objects.order_by("stored").values_list("stored", flat=True))
    assert len(set(stored)) == 4
    assert Statement.objects.latest("stored").pk == make_id(f"attempt:{anna}:9")
    assert Ledger.objects.get().stored_through == stored[-1]


def test_what_is_not_valid_is_not_stored_and_stops_nothing(caplog):
    _user, anna = make_person()
    wrong = replace(make_event(anna, 1), language="not a language")
    assert keep_events(events=[wrong, make_event(anna, 2)], at=NOW) == 1
    assert "not valid" in caplog.text


def test_voiding_what_is_not_there_is_pointless():
    _user, anna = make_person()
    void = replace(make_event(anna, 2, verb="voided"), row="void:1", voids=f"attempt:{anna}:1")
    assert keep_events(events=[void], at=NOW) == 0
    assert keep_events(events=[make_event(anna, 1), void], at=NOW) == 2
    assert Statement.objects.filter(is_voided=True).count() == 1


def test_work_grows_with_batches_not_with_statements(django_assert_max_num_queries):
    _user, anna = make_person()
    keep(anna)
    with django_assert_max_num_queries(16):
        keep(anna, 200)
    with django_assert_max_num_queries(1):
        keep(anna, 200)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_workers_at_once_store_everything_once():
    _user, anna = make_person()
    failures = []

    def work():
        try:
            for number in range(20):
                keep_events(events=[make_event(anna, number)], at=NOW)
        except Exception as error:  # noqa: BLE001  # told by the test below
            failures.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert Statement.objects.count() == 20
    assert Statement.objects.values("stored").distinct().count() == 20


# --- How long -----------------------------------------------------------------------------------


def test_statements_stay_for_good_unless_somebody_says_otherwise():
    _user, anna = make_person()
    keep(anna)
    assert delete_old_statements(at=NOW + 9999 * DAY) == 0


def test_old_statements_go_and_do_not_come_back(settings):
    _user, anna = make_person()
    keep(anna, 2)
    keep_events(events=[make_event(anna, 5, happened_at=NOW + 20 * DAY)], at=NOW + 20 * DAY)
    settings.UPREST_XAPI_DAYS = 30
    later = NOW + 31 * DAY
    assert delete_old_statements(at=later) == 2
    assert keep(anna, 2, at=later) == 0
    settings.UPREST_XAPI_DAYS = 365  # keeping more from now on brings nothing back
    assert delete_old_statements(at=later) == 0
    assert keep(anna, 2, at=later) == 0
    settings.UPREST_XAPI_DAYS = 0
    assert keep(anna, 2, at=later) == 0
    assert Statement.objects.count() == 1


def test_the_task_deletes(settings):
    settings.UPREST_XAPI_DAYS = 30
    _user, anna = make_person()
    keep(anna, happened_at=NOW - 9000 * DAY)
    assert delete_task.delay().get() == 1


# --- Whose --------------------------------------------------------------------------------------


def test_an_account_is_opaque_and_stays():
    users = [UserFactory() for _ in range(3)]
    accounts = find_accounts(user_ids=[user.pk for user in users])
    assert find_accounts(user_ids=[user.pk for user in users]) == accounts
    assert len(set(accounts.values())) == 3
    assert all(account.version == 4 for account in accounts.values())


def test_who_is_erased_has_no_account_any_more():
    user, anna = make_person(display_name="Anna Ek")
    keep(anna, 2)
    erase_person(user_id=user.pk, at=NOW)
    assert not Actor.objects.exists()
    assert find_accounts(user_ids=[user.pk]) == {}
    assert Statement.objects.count() == 2
    columns = [field.name for field in Statement._meta.get_fields()]
    assert "user" not in columns
    assert "Anna" not in json.dumps(list(Statement.objects.values_list("body", flat=True)))


def test_the_file_of_somebodys_data_says_where_the_statements_are():
    user, anna = make_person()
    keep(anna, 2)
    other = UserFactory()
    assert collect_personal_data(user=user, at=NOW)["statements"] == {
        "account": str(anna),
        "count": 2,
        "newest": "2026-05-04T10:00:00.000001+00:00",
        "file": "/xapi/my-statements",
    }
    assert collect_personal_data(user=other, at=NOW)["statements"]["count"] == 0


def test_everything_can_be_read_again():
    user, _anna = make_person()
    Actor.objects.update(read_through=NOW)
    read_again()
    assert Actor.objects.get(user=user).read_through is None


# --- Keys ---------------------------------------------------------------------------------------


def test_a_key_is_known_by_its_secret_alone():
    key, secret = create_key(name="City archive", at=NOW)
    assert find_key(key_id=key.pk, secret=secret) == key
    assert find_key(key_id=key.pk, secret=f"{secret}x") is None
    assert find_key(key_id="0" * 16, secret=secret) is None
    assert find_key(key_id="", secret="") is None
    assert secret not in json.dumps(list(ApiKey.objects.values()), default=str)


def test_keys_are_made_listed_and_revoked_by_command(capsys):
    call_command("create_xapi_key", "City archive")
    out, err = capsys.readouterr()
    key_id, secret = (line.split(": ")[1] for line in out.strip().splitlines())
    assert "note it now" in err
    assert find_key(key_id=key_id, secret=secret)
    call_command("revoke_xapi_key", key_id)
    assert find_key(key_id=key_id, secret=secret) is None
    call_command("revoke_xapi_key", key_id)
    call_command("revoke_xapi_key")
    out = capsys.readouterr().out
    assert "City archive" in out
    assert "revoked" in out
    assert secret not in out
    assert len(list_keys()) == 1


@pytest.mark.parametrize(
    "command",
    [("revoke_xapi_key", "nothing"), ("create_xapi_key", " "), ("create_xapi_key", "x" * 81)],
)
def test_commands_refuse_what_is_not_there(command):
    with pytest.raises(CommandError):
        call_command(*command)


# --- Settings -----------------------------------------------------------------------------------


def test_settings_are_checked_at_the_start(settings):
    assert check_settings() == []
    settings.UPREST_XAPI_VERBS = ["completed", "finished"]
    settings.UPREST_LRS_URL = "http://lrs.example.org/xapi"
    assert [error.id for error in check_settings()] == ["xapi.E001", "xapi.E002"]
    settings.UPREST_XAPI_VERBS = []
    for url in ("https://lrs.example.org/xapi", "http://localhost:8080/xapi"):
        settings.UPREST_LRS_URL = url
        assert check_settings() == []


def test_ids_of_others_are_never_ours():
    assert make_id("attempt:1") != uuid.uuid5(uuid.NAMESPACE_URL, "attempt:1")
