"""What all tests share: the shipped vocabulary, loaded once."""

import os

import pytest
from django.core.cache import cache
from django.utils.translation import override

from uprest.skills.services import load_vocabulary

# Playwright's loop runs in the thread of the tests that come after it, and Django would refuse
# them the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the shipped vocabulary once: it takes a second, and nearly every test needs it.

    Tests that commit (``transaction=True``) empty the database behind them; they run last, and
    those that need the vocabulary ask for ``vocabulary``.
    """
    with django_db_blocker.unblock():
        load_vocabulary()


@pytest.fixture
def vocabulary(db):
    """Make sure of the shipped vocabulary, also after a test that has emptied the database."""
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
