"""Time the council report of forty skills, from the stored release to the file, by language.

A scratch SQLite database is filled with one release, measured, and dropped. It ends with an error
where the slowest drawing takes five seconds or more.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

MEASURED = "tests.benchmarks.council_report_measured"
LIMIT = 5.0


def run() -> list[dict[str, Any]]:
    """Return and print one row a language: median and worst seconds, pages and bytes."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", MEASURED],
            env={
                **os.environ,
                "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}",
                "DJANGO_SETTINGS_MODULE": "uprest.settings.test",
            },
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    rows: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    print(f"{'language':10}{'median s':>10}{'worst s':>10}{'KB':>8}")
    for row in rows:
        print(
            f"{row['language']:10}{row['median_s']:10.2f}{row['worst_s']:10.2f}{row['kilobytes']:8}"
        )
    slowest = max(row["worst_s"] for row in rows)
    if slowest >= LIMIT:
        raise SystemExit(f"A council report took {slowest:.1f} s, and {LIMIT} s are the limit.")
    return rows


if __name__ == "__main__":
    run()
