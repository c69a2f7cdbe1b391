"""What all tests share: the shipped vocabulary, loaded once."""

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import hypothesis
import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.utils.translation import override

from uprest.skills.services import load_vocabulary

# Playwright's loop runs in the thread of the tests that come after it, and Django would refuse
# them the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


# How long an example takes says how busy the machine is, and nothing of our code.
hypothesis.settings.register_profile(
    "busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy")


ROOT = Path(__file__).resolve().parents[1]


TEMPLATES = ROOT / ".build" / "test-templates"


def hash_inputs():
    """Return a hash of each file that makes the migrated database what it is."""
    files = [
        *ROOT.glob("uprest/*/migrations/*.py"),
        *ROOT.glob("*/migrations/*.py"),
        *ROOT.glob("uprest/skills/data/**/*.json"),
        ROOT / ".requirements" / "development.txt",
    ]
    return {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
    }


def template_path(inputs):
    """Return where the database of exactly these inputs is kept."""
    digest = hashlib.sha256(json.dumps(inputs).encode()).hexdigest()
    return TEMPLATES / f"{digest[:16]}.sqlite3"


def find_template(inputs):
    """Return the kept database nearest to these inputs: of them all, or of the most of them.

    One of which an input has changed or gone is of no use. What is missing, Django migrates.
    """
    found = []
    for listed in TEMPLATES.glob("*.json"):
        theirs = json.loads(listed.read_text(encoding="utf-8"))
        if theirs.items() <= inputs.items() and listed.with_suffix(".sqlite3").exists():
            found.append((len(theirs), listed.with_suffix(".sqlite3")))
    return max(found)[1] if found else None


@pytest.fixture(scope="session")
def _sqlite_template(django_db_modify_db_settings):
    """Fill the empty database in memory with one of an earlier run, if there is one.

    Migrating takes most of the time of a short run.
    """
    name = connection.creation._get_test_db_name() if connection.vendor == "sqlite" else ""
    template = find_template(hash_inputs()) if name else None
    if template is None:
        yield
        return
    with (
        closing(sqlite3.connect(name, uri=True)) as memory,
        closing(sqlite3.connect(template)) as kept,
    ):
        kept.backup(memory)
        # the memory goes with its last connection, so this one stays
        yield


@pytest.fixture(scope="session")
def django_db_setup(_sqlite_template, django_db_setup, django_db_blocker):
    """Load the shipped vocabulary once: it takes a second, and nearly every test needs it.

    Tests that commit (``transaction=True``) empty the database behind them; they run last, and
    ``_vocabulary_again`` loads it for each of them.
    """
    with django_db_blocker.unblock():
        load_vocabulary()
        # a running site has read each type of content once, and keeps it
        ContentType.objects.get_for_models(*apps.get_models())
        inputs = hash_inputs()
        if connection.vendor == "sqlite" and not template_path(inputs).exists():
            keep_template(inputs)


def keep_template(inputs):
    """Keep the migrated database for the next run; two workers at once do no harm."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    template = template_path(inputs)
    written = template.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(written)) as copy:
        connection.connection.backup(copy)
    written.replace(template)
    template.with_suffix(".json").write_text(json.dumps(inputs), encoding="utf-8")
    kept = sorted(TEMPLATES.glob("*.json"), key=lambda path: path.stat().st_mtime)
    for old in kept[:-3]:
        old.unlink(missing_ok=True)
        old.with_suffix(".sqlite3").unlink(missing_ok=True)


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
