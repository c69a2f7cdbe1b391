"""What all tests share: the shipped vocabulary, loaded once."""

import os

import hypothesis
import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.utils.translation import override

from tests import migrated
from uprest.skills.services import load_vocabulary

# Playwright's loop runs in the thread of the tests that come after it, and Django would refuse
# them the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


# How long an example takes says how busy the machine is, and nothing of our code.
hypothesis.settings.register_profile(
    "busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy")


def pytest_collection_modifyitems(items):
    """Mark what reaches the database, and so is worth a run on each kind of database."""
    for item in items:
        if item.get_closest_marker("django_db") or "django_db_setup" in item.fixturenames:
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session")
def _migrated(django_db_modify_db_settings):
    """Let the database of the tests begin with the one that an earlier run has kept."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated.find_database(
            os.environ["DATABASE_URL"]
        )
    if connection.vendor != "sqlite":
        yield
        return
    with migrated.fill_memory(connection.creation._get_test_db_name()):
        yield


@pytest.fixture(scope="session")
def django_db_setup(_migrated, django_db_setup, django_db_blocker):
    """Load the shipped vocabulary once: it takes a second, and nearly every test needs it.

    Tests that commit (``transaction=True``) empty the database behind them; they run last, and
    ``_vocabulary_again`` loads it for each of them.
    """
    with django_db_blocker.unblock():
        load_vocabulary()
        # a running site has read each type of content once, and keeps it
        ContentType.objects.get_for_models(*apps.get_models())
        migrated.keep()


@pytest.fixture(autouse=True)
def _vocabulary_again(request):
    """Load the shipped vocabulary for a test that runs after one that has emptied the database."""
    marked = request.node.get_closest_marker("django_db")
    if marked and marked.kwargs.get("transaction"):
        request.getfixturevalue("transactional_db")
        load_vocabulary()


@pytest.fixture(autouse=True)
def _in_english():
    """Let no test inherit the language of another's last request."""
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def _empty_cache():
    """Let no test see what another has cached (rate limits, compiled modules, mails)."""
    cache.clear()
    yield
    cache.clear()
