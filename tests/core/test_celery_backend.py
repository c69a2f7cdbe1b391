"""Wagtail's background tasks: sent at the commit, and once for one transaction."""

import pytest
from django.db import transaction
from wagtail.tasks import update_reference_index_task

from uprest.core import celery_backend


@pytest.fixture
def sent(monkeypatch):
    found = []
    monkeypatch.setattr(
        celery_backend.run_django_task, "delay", lambda **message: found.append(message["args"])
    )
    return found


def ask(number):
    update_reference_index_task.enqueue("wagtailcore", "page", number)


def test_a_task_is_sent_at_the_commit_and_once(db, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for number in ("1", "2", "1"):
            ask(number)
        assert sent == []
    assert sent == [["wagtailcore", "page", "1"], ["wagtailcore", "page", "2"]]


def test_what_a_savepoint_took_back_is_asked_for_again(
    db, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            ask("1")
            transaction.set_rollback(True)
        with transaction.atomic():
            ask("1")
        ask("1")
    assert sent == [["wagtailcore", "page", "1"]]


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_it_is_sent_at_once(sent):
    ask("1")
    ask("1")
    assert len(sent) == 2
