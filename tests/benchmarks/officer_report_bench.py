"""Time the officer's figures over a million answers beside raw SQL that computes the same ones.

A scratch PostgreSQL database (on the server of ``BENCH_DATABASE_URL``, by default
``postgres://postgres@127.0.0.1:5432/postgres``) is made, filled with 40,000 people of 2,000
businesses who answered 25 of 36 skills each, measured, and dropped.
"""

import json
import os
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

DATABASE = "uprest_bench_report"
DEFAULT_URL = "postgres://postgres@127.0.0.1:5432/postgres"
MEASURED = "tests.benchmarks.officer_report_measured"


def run() -> list[dict[str, Any]]:
    """Return and print one row a way: median and worst seconds, and times the floor."""
    server = os.environ.get("BENCH_DATABASE_URL", DEFAULT_URL)
    url = urlunsplit(urlsplit(server)._replace(path=f"/{DATABASE}"))
    _execute(server, f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}")
    try:
        done = subprocess.run(
            [sys.executable, "-m", MEASURED],
            env={
                **os.environ,
                "DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "uprest.settings.test",
            },
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    finally:
        _execute(server, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    rows: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    print(f"{'way':44}{'median s':>10}{'worst s':>10}{'x floor':>9}")
    for row in rows:
        print(
            f"{row['way']:44}{row['median_s']:10.2f}{row['worst_s']:10.2f}{row['times_floor']:9.2f}"
        )
    return rows


def _execute(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


if __name__ == "__main__":
    run()
