"""Forwarding: everything arrives once, whatever the other store and the line do."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.xapi.events import NOW, keep, make_person
from tests.xapi.record_store import start_store
from tests.xapi.test_statements import SCHEMA
from uprest.accounts.services import erase_person
from uprest.xapi.models import Ledger, Statement
from uprest.xapi.services.forwarding import BATCH, LEASE, forward_statements
from uprest.xapi.tasks import forward_statements as forward_task

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def store(settings):
    """Return another record store, where UPREST is told to forward to."""
    store, server = start_store()
    settings.UPREST_LRS_URL = store.url
    settings.UPREST_LRS_KEY, settings.UPREST_LRS_SECRET = "key", "secret"
    yield store
    server.shutdown()
    server.server_close()


@pytest.fixture
def anna():
    return make_person()[1]


def forward(at=LATER):
    return forward_statements(at=at, clock=lambda: at)


def ids():
    return [str(pk) for pk in Statement.objects.order_by("stored").values_list("pk", flat=True)]


def test_nothing_is_sent_unless_somebody_says_where(anna, settings):
    assert settings.UPREST_LRS_URL == ""
    keep(anna)
    assert forward().sent == 0
    assert not Ledger.objects.filter(forwarding_until__isnull=False).exists()


def test_all_arrive_once_in_order_and_valid(store, anna):
    keep(anna, 120)
    assert forward().sent == 120
    assert [len(batch) for batch in store.batches] == [BATCH, BATCH, 20]
    assert list(store.kept) == ids()
    assert forward().sent == 0
    assert len(store.batches) == 3
    for one in store.kept.values():
        assert not list(SCHEMA.iter_errors(one))
        assert "stored" not in one
        assert "authority" not in one
    assert store.headers[0]["X-Experience-API-Version"] == "1.0.3"
    assert Statement.objects.filter(forwarded_at=LATER, tries=1).count() == 120


def test_no_content_is_an_answer_too(store, anna):
    keep(anna)
    store.troubles = [204]
    assert forward().sent == 1


def test_the_task_forwards(store, anna):
    keep(anna, 2)
    assert forward_task.delay().get() == 2


# --- The line and the store fail ----------------------------------------------------------------


@pytest.mark.parametrize("trouble", [500, 502, 503, 429, 401, 403, 404, 302, "dead", "lost"])
def test_what_was_not_answered_is_sent_again_later(store, anna, trouble, caplog):
    keep(anna, 3)
    store.troubles = [trouble]
    done = forward()
    assert done.sent == 0
    assert done.reason
    assert forward(LATER + timedelta(seconds=1)).sent == 0, "not at once"
    assert len(store.batches) == 1
    assert forward(LATER + timedelta(minutes=5)).sent == 3
    assert list(store.kept) == ids()
    ledger = Ledger.objects.get()
    assert (ledger.failures, ledger.forward_after, ledger.forwarding_until) == (0, None, None)


def test_a_store_out_of_reach_is_asked_later_and_later(settings, anna):
    settings.UPREST_LRS_URL = "http://127.0.0.1:9/xapi"  # nobody listens
    keep(anna)
    at, waits = LATER, []
    for _ in range(12):
        assert forward(at).reason
        after = Ledger.objects.get().forward_after
        waits.append((after - at).total_seconds())
        at = after
    assert waits[0] < 60
    assert waits[4] > waits[0]
    assert all(wait <= 1.5 * 6 * 3600 for wait in waits)
    assert waits[-1] > 3 * 3600


def test_two_sites_do_not_ask_in_step(store, anna):
    keep(anna)
    waits = set()
    for _ in range(8):
        store.troubles = [503]
        Ledger.objects.update(failures=0, forward_after=None)
        forward()
        waits.add(Ledger.objects.get().forward_after)
    assert len(waits) > 4


def test_what_the_store_asks_for_is_waited(store, anna):
    keep(anna)
    store.troubles, store.retry_after = [429], "3600"
    forward()
    assert Ledger.objects.get().forward_after >= LATER + timedelta(hours=1)


def test_a_wrong_key_marks_nothing(store, anna, settings):
    settings.UPREST_LRS_SECRET = "old"
    keep(anna, 3)
    assert forward().reason == "HTTP 401"
    assert not Statement.objects.exclude(refusal="").exists()
    assert store.kept == {}


def test_a_redirect_gets_no_key(store, anna):
    keep(anna)
    store.troubles = [302]
    assert forward().reason == "HTTP 302"
    assert len(store.headers) == 1


def test_a_lost_answer_gives_nothing_twice(store, anna):
    keep(anna, 60)
    store.troubles = ["lost", 200]
    forward()
    forward(LATER + timedelta(minutes=5))
    assert list(store.kept) == ids()
    assert len(store.kept) == 60


def test_a_worker_that_died_is_followed_by_another(store, anna):
    """It sent a batch and fell before it could note so; its lease runs out."""
    keep(anna, 3)
    forward()
    Statement.objects.update(forwarded_at=None)
    Ledger.objects.update(forwarding_until=LATER + LEASE)
    assert forward(LATER + timedelta(minutes=1)).sent == 0
    assert forward(LATER + LEASE + timedelta(minutes=1)).sent == 3
    assert len(store.kept) == 3


def test_one_worker_at_a_time(store, anna):
    keep(anna, 3)
    Ledger.objects.update_or_create(pk=1, defaults={"forwarding_until": LATER + LEASE})
    assert forward().sent == 0
    assert store.batches == []


# --- The store refuses --------------------------------------------------------------------------


def test_a_bad_statement_is_found_and_set_aside_and_the_others_go(store, anna):
    keep(anna, 50)
    bad = {ids()[7], ids()[31]}
    store.bad = bad
    done = forward()
    assert (done.sent, done.refused) == (48, 2)
    assert set(store.kept) == set(ids()) - bad
    refused = Statement.objects.exclude(refusal="")
    assert {str(one.pk) for one in refused} == bad
    assert refused[0].refusal == "400 the store says so"
    before = len(store.batches)
    assert before < 25, "by halves, not one by one"
    assert forward().sent == 0
    assert len(store.batches) == before, "what was refused is never sent again"


def test_what_the_store_has_already_counts_as_sent_alone(store, anna):
    keep(anna, 10)
    store.known = {ids()[3]}
    done = forward()
    assert (done.sent, done.refused) == (10, 0)
    assert set(store.kept) == set(ids()) - store.known
    assert not Statement.objects.filter(forwarded_at=None).exists()


def test_batches_too_large_are_halved(store, anna):
    keep(anna, 50)
    store.largest = 13
    assert forward().sent == 50
    assert list(store.kept) == ids()


def test_a_failure_in_the_middle_of_halves_loses_nothing(store, anna):
    keep(anna, 20)
    store.bad = {ids()[5]}
    store.troubles = [None, None, 503]
    first = forward()
    assert first.reason == "HTTP 503"
    store.troubles = []
    second = forward(LATER + timedelta(hours=1))
    assert first.sent + second.sent == 19
    assert set(store.kept) == set(ids()) - store.bad


# --- Whose --------------------------------------------------------------------------------------


def test_nothing_more_is_sent_of_who_was_erased(store):
    user, anna = make_person()
    _other, bo = make_person()
    keep(anna, 2)
    keep(bo, 2)
    erase_person(user_id=user.pk, at=NOW)
    assert forward().sent == 2
    assert {one["actor"]["account"]["name"] for one in store.kept.values()} == {str(bo)}


@pytest.mark.parametrize("url", ["http://lrs.example.org/xapi", "ftp://localhost/", "lrs", "//x"])
def test_statements_travel_by_https_only(anna, settings, url):
    settings.UPREST_LRS_URL = url
    keep(anna)
    with pytest.raises(ImproperlyConfigured):
        forward()
