"""What ``council_report_bench`` measures, in a process of its own with its own database."""

import json
import statistics
import sys
import time
from datetime import UTC, datetime
from typing import Any

import django

django.setup()

from django.core.checks import run_checks  # noqa: E402
from django.core.management import call_command  # noqa: E402

from uprest.ecosystem.models import Municipality  # noqa: E402
from uprest.reporting.models import CouncilReport, Release  # noqa: E402
from uprest.reporting.reports.council_pdf import draw_council_report  # noqa: E402
from uprest.reporting.selectors.releases import build_row  # noqa: E402
from uprest.reporting.types import Cell, Interval, Row, Table  # noqa: E402
from uprest.skills.selectors import list_areas, list_occupations, list_skills  # noqa: E402
from uprest.skills.services import load_vocabulary  # noqa: E402

SKILLS, ROUNDS = 40, 3
NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)


def fill() -> Release:
    """Store a release of forty skills, all jobs by area, sectors, sizes and areas."""
    load_vocabulary()
    city = Municipality.objects.create(slug="bench", name="Bench", language="sv")
    release = Release.objects.create(
        municipality=city, taken_at=NOW, as_of=NOW.date(), method="bench"
    )
    areas = tuple(area.code for area in list_areas())
    codes = [skill.code for skill in list_skills()]
    codes = [*codes, *codes][:SKILLS]

    def row(table: Table, units: tuple[str, ...], number: int, **fields: Any) -> Row:
        gap = 0.2 + number % 17 / 8
        return Row(
            table=table, units=units, businesses=20, people=90, published_on=NOW.date(),
            mean_gap=gap, mean_gap_interval=Interval(gap - 0.2, gap + 0.2),
            share_with_gap=0.4, share_interval=Interval(0.3, 0.5), **fields,
        )  # fmt: skip

    cells = tuple(Cell((area,), 8, 30, 1.2) for area in areas)
    rows = [
        row(Table.TOTAL, (), 5, mean_level=2.0, mean_required=3.2),
        *(
            row(Table.SKILLS, (code,), number, mean_level=2.0, mean_required=3.2)
            for number, code in enumerate(codes)
        ),
        *(
            row(Table.OCCUPATIONS, (job.code,), number, cells=cells)
            for number, job in enumerate(list_occupations())
        ),
        *(
            row(Table.SECTORS, (code,), number)
            for number, code in enumerate(("accommodation", "food", "activities", "retail"))
        ),
    ]
    for position, one in enumerate(rows):
        build_row(release=release, position=position, row=one, basis_id=None).save()
    return release


def measure(release: Release, language: str) -> dict[str, Any]:
    """Draw the report several times; the first one loads what draws, the others tell the median."""
    report = CouncilReport(release=release, language=language, ordered_at=NOW)
    times, size = [], 0
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        size = len(draw_council_report(report, lambda _percent: None))
        times.append(time.perf_counter() - begun)
    return {
        "language": language,
        "median_s": statistics.median(times[1:]),
        "worst_s": max(times),
        "kilobytes": size // 1024,
    }


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    stored = fill()
    # a worker of the queue and the site's own process have checked the addresses when they started
    run_checks()
    sys.stdout.write(json.dumps([measure(stored, code) for code in ("en", "sv", "it", "hr")]))
