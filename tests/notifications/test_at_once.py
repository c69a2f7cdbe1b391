"""Two workers at once, on PostgreSQL: a mail goes out once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection, connections

from tests.factories.accounts import UserFactory
from uprest.notifications.models import Notification
from uprest.notifications.services import notify
from uprest.notifications.services.sending import send_due

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="NEEDS POSTGRESQL: SQLite ignores row locks"
    ),
]
NOON = datetime(2026, 11, 29, 11, tzinfo=UTC)
THREADS = 6


def at_once(work):
    barrier = Barrier(THREADS)

    def run(_number):
        try:
            barrier.wait()
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_a_message_is_written_and_mailed_once():
    ids = [UserFactory().pk for _ in range(5)]

    def work():
        notify(
            user_ids=ids, kind="tests.said", key="k", context={"what": "x", "when": NOON}, at=NOON
        )
        send_due(at=NOON)

    at_once(work)
    assert Notification.objects.count() == 5
    assert len(mail.outbox) == 5
