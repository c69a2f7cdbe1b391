"""What the tests of courses share."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

TRANSACTION_WORDS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@pytest.fixture
def at_most():
    """Return a context that fails above a number of queries, transaction statements not counted."""

    @contextmanager
    def check(number):
        with CaptureQueriesContext(connection) as captured:
            yield
        queries = [
            one["sql"]
            for one in captured.captured_queries
            if not one["sql"].startswith(TRANSACTION_WORDS)
        ]
        assert len(queries) <= number, "\n".join([f"{len(queries)} queries", *queries])

    return check
