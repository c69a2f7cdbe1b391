"""The migrated database that tests and the sites of browser tests begin with.

Migrating takes a minute. So the first run keeps what it has migrated, as a file under ``.build`` or
as a database on the PostgreSQL server, and whoever needs one after that begins with a copy. The
name of what is kept tells from which migrations, vocabulary and libraries it was made.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
from django.db import connection
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".build" / "test-templates"
PREFIX = "uprest_migrated_"


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


def find_name(inputs):
    """Return what the database of exactly these inputs is called."""
    digest = hashlib.sha256(json.dumps(inputs).encode()).hexdigest()
    return digest[:16]


# --- SQLite ---------------------------------------------------------------------------------------


def find_file(inputs):
    """Return the kept file nearest to these inputs: of them all, or of the most of them.

    One of which an input has changed or gone is of no use. What is missing, Django migrates.
    """
    found = []
    for listed in FOLDER.glob("*.json"):
        theirs = json.loads(listed.read_text(encoding="utf-8"))
        if theirs.items() <= inputs.items() and listed.with_suffix(".sqlite3").exists():
            found.append((len(theirs), listed.with_suffix(".sqlite3")))
    return max(found)[1] if found else None


@contextmanager
def fill_memory(name):
    """Fill the database ``name`` in memory with the kept one, if there is one.

    The memory goes with its last connection, so this one stays open.
    """
    kept = find_file(hash_inputs())
    with closing(sqlite3.connect(name, uri=True)) as memory:
        if kept is not None:
            with closing(sqlite3.connect(kept)) as source:
                source.backup(memory)
        yield


def keep_file():
    """Keep the database of the tests for the next run; two workers at once do no harm."""
    inputs = hash_inputs()
    kept = FOLDER / f"{find_name(inputs)}.sqlite3"
    if kept.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = kept.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(written)) as copy:
        connection.connection.backup(copy)
    written.replace(kept)
    kept.with_suffix(".json").write_text(json.dumps(inputs), encoding="utf-8")
    listed = sorted(FOLDER.glob("*.json"), key=lambda path: path.stat().st_mtime)
    for old in listed[:-3]:
        old.unlink(missing_ok=True)
        old.with_suffix(".sqlite3").unlink(missing_ok=True)


# --- PostgreSQL -----------------------------------------------------------------------------------


def connect_server(url):
    """Return a connection to the server of the database at ``url``, outside of transactions."""
    return psycopg.connect(url, autocommit=True)


def list_databases(server):
    """Return the names of the kept databases on the server."""
    rows = server.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]
    )
    return {name for (name,) in rows}


def find_database(url):
    """Return the name of the kept database of exactly the present inputs, if there is one."""
    name = PREFIX + find_name(hash_inputs())
    with connect_server(url) as server:
        return name if name in list_databases(server) else None


def keep_database(url):
    """Keep the database of the tests on the server, and drop those of other inputs."""
    name = PREFIX + find_name(hash_inputs())
    with connect_server(url) as server:
        found = list_databases(server)
        if name not in found:
            source = connection.settings_dict["NAME"]
            connection.close()  # a database in use is not copied
            # another worker has done the same at the same moment
            with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                copy_database(server, name, source)
        for other in found - {name}:
            drop_database(server, other)


def copy_database(server, name, source):
    """Make the database ``name`` as a copy of another."""
    server.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(source)
        )
    )


def drop_database(server, name):
    """Drop the database ``name``, whoever is connected to it."""
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


# --- Both -----------------------------------------------------------------------------------------


def keep():
    """Keep the migrated database that the tests are connected to."""
    if connection.vendor == "sqlite":
        keep_file()
    elif connection.vendor == "postgresql":
        keep_database(os.environ["DATABASE_URL"])


def make_copy(folder, name):
    """Return the address of a new copy of what is kept: a file in ``folder``, or ``name``."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith(("postgres://", "postgresql://")):
        shutil.copy(find_file(hash_inputs()), folder / "demo.sqlite3")
        return f"sqlite:///{folder / 'demo.sqlite3'}"
    with connect_server(url) as server:
        drop_database(server, name)
        copy_database(server, name, find_database(url))
    return url.rsplit("/", 1)[0] + "/" + name
