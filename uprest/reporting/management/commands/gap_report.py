"""Print a city's figures for the operator; see docs/commands.md."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from skills_gap.management.strict import StrictCommand, refuse
from uprest.ecosystem.selectors import find_city
from uprest.reporting.reports.files import report_to_json, rows_to_csv
from uprest.reporting.services.releases import preview


class Command(StrictCommand):
    """``gap_report --municipality SLUG --format json|csv``: what a snapshot would show."""

    help = "Print the figures that a snapshot taken now would show. Nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--municipality", required=True, metavar="SLUG")
        parser.add_argument("--format", choices=["json", "csv"], default="json")

    def run(self, **options: Any) -> None:
        """Work out the figures and print them."""
        municipality = find_city(slug=options["municipality"])
        if municipality is None:
            refuse(f"there is no municipality {options['municipality']!r}")
        report = preview(municipality=municipality, at=timezone.now())
        if options["format"] == "json":
            self.write_json(report_to_json(report))
        else:
            self.stdout.write(rows_to_csv(report.rows), ending="")
