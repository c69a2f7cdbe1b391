"""Store the xAPI statements that are missing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from courses.services.statements import get_longest_delay, project_everybody
from uprest.xapi.services import read_again


class Command(BaseCommand):
    """Statements, from the learning record."""

    help = "Store the xAPI statements that are missing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--again``."""
        parser.add_argument(
            "--again",
            action="store_true",
            help="Read the whole record anew, after another choice of verbs.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Store and say how many."""
        if options["again"]:
            read_again()
        stored = project_everybody(at=timezone.now(), overlap=get_longest_delay())
        self.stdout.write(f"Statements stored: {stored}.")
