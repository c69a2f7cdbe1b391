"""What the tests of accounts share."""

import re

import pytest
from django.core import mail
from django.core.signing import dumps

from uprest.accounts.middleware import COOKIE, SALT


@pytest.fixture(autouse=True)
def _home(settings):
    """Land on a page of this package: the learner's home lies above it."""
    settings.LOGIN_REDIRECT_URL = "accounts:account"


@pytest.fixture
def last_code():
    """Return the six digits of the newest mail."""

    def read():
        return re.search(r"\b(\d{6})\b", mail.outbox[-1].body)[1]

    return read


@pytest.fixture
def visit_as():
    """Let a client's browser carry the visit of ``visitor_id``."""

    def begin(client, visitor_id):
        client.cookies[COOKIE] = dumps(str(visitor_id), salt=SALT)

    return begin
