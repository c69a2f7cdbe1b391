"""``make bench``: measure beside the floor in one run; print the tables of docs/performance.md."""

import importlib
import os
import sys

BENCHES = (
    "plan_path_bench",
    "pages_bench",
    "attempts_bench",
    "coverage_bench",
    "officer_report_bench",
    "council_report_bench",
    "insights_bench",
    "h5p_bench",
    "xapi_bench",
)


def main(names: list[str]) -> None:
    """Run the benches named on the command line, else all of them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uprest.settings.dev")
    for name in names or BENCHES:
        print(f"\n== {name}")
        importlib.import_module(f"tests.benchmarks.{name}").run()


if __name__ == "__main__":
    main(sys.argv[1:])
