"""What the tests and the sites of browser tests begin with is kept, and its copies are whole."""

import os
import sqlite3
from contextlib import closing

import psycopg
import pytest
from django.db import connection

from tests import migrated
from uprest.skills.models import Skill

pytestmark = pytest.mark.django_db
COUNTED = "SELECT count(*) FROM skills_skill"


def test_a_copy_has_the_shipped_vocabulary(tmp_path):
    name = f"uprest_copied_{os.environ.get('PYTEST_XDIST_WORKER', 'only')}"
    url = migrated.make_copy(tmp_path, name)
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as copy:
            (found,) = copy.execute(COUNTED).fetchone()
    else:
        with closing(psycopg.connect(url)) as copy:
            (found,) = copy.execute(COUNTED).fetchone()
        with migrated.connect_server(os.environ["DATABASE_URL"]) as server:
            migrated.drop_database(server, name)
    assert found == Skill.objects.count() > 0
