"""The demo site, built once for these modules inside a transaction that is taken back at its end.

As that is never committed, background jobs (the search index) do not run.
"""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings


def build(*options):
    """Run the command as on a demo site and return what it printed."""
    output = StringIO()
    call_command("build_demo_site", *options, stdout=output)
    return output.getvalue()


@pytest.fixture(scope="package")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """What the first build printed."""
    media = str(tmp_path_factory.mktemp("media"))
    with (
        django_db_blocker.unblock(),
        override_settings(UPREST_DEMO=True, MEDIA_ROOT=media),
        transaction.atomic(),
    ):
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def demo(built, db):
    """Let a test see the demo site; what the test changes is taken back."""
    return built
