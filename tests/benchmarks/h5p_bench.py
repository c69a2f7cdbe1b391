"""Validate every real H5P package, each in a process of its own, beside a bare unpacking of it.

Time is the median of rounds; memory is the peak of the process, Python and its modules included.
The floor reads every file of the archive to its end and does nothing else.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.factories.h5p import REAL, list_real_packages, zeros_package

ROUNDS = 5
LIMIT_S, LIMIT_MB = 2.0, 150
ZEROS_MB = 300
MEASURE = """
import io, json, resource, statistics, sys, time, zipfile
from uprest.h5p.archives import open_package
from uprest.h5p.validating import validate_package

path, rounds = sys.argv[1], int(sys.argv[2])
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before, times, floors = peak(), [], []
for _ in range(rounds):
    start = time.perf_counter()
    with open(path, "rb") as file, open_package(file) as package:
        status = str(validate_package(package).status)
    times.append(time.perf_counter() - start)
top = peak()
if len(sys.argv) > 3:
    for _ in range(rounds):
        start = time.perf_counter()
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                with archive.open(name) as source:
                    while source.read(65536):
                        pass
        floors.append(time.perf_counter() - start)
floor = statistics.median(floors) if floors else 0
print(json.dumps([status, statistics.median(times), max(times), top, top - before, floor]))
"""


def run() -> list[dict[str, str | float]]:
    """Return and print one row per package; say loudly where a bound is broken."""
    paths = list_real_packages("valid")
    if not paths:
        print(f"REAL H5P PACKAGES ARE ABSENT: no {REAL / 'valid'} (set UPREST_SHARED_DATA)")
    rows = [_measure(path, floor=True) for path in paths]
    with tempfile.TemporaryDirectory() as folder:
        zeros = zeros_package(Path(folder) / "300 MB of zeros.h5p", ZEROS_MB * 1024 * 1024)
        rows.append(_measure(zeros, floor=False))
    print(
        f"{'package':40}{'status':>10}{'median s':>10}{'max s':>8}{'MB':>7}{'grown':>7}{'floor':>7}"
    )
    for row in rows:
        print(
            f"{row['package']:40}{row['status']:>10}{row['median_s']:10.3f}{row['max_s']:8.3f}"
            f"{row['peak_mb']:7.0f}{row['grown_mb']:7.0f}{row['times_the_floor']:7.1f}"
        )
        if float(row["max_s"]) > LIMIT_S or float(row["peak_mb"]) > LIMIT_MB:
            print(f"OVER THE BOUND OF {LIMIT_S} s AND {LIMIT_MB} MB: {row['package']}")
    return rows


def _measure(path: Path, *, floor: bool) -> dict[str, str | float]:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, path, str(ROUNDS), *(["floor"] if floor else [])],
        capture_output=True,
        text=True,
        check=True,
    )
    status, median, longest, peak, grown, bare = json.loads(done.stdout)
    return {
        "package": path.stem,
        "status": status,
        "median_s": median,
        "max_s": longest,
        "peak_mb": peak,
        "grown_mb": grown,
        "times_the_floor": median / bare if bare else 0.0,
    }


if __name__ == "__main__":
    run()
