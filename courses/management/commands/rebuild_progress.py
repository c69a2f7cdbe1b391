"""Work out progress anew from the log of attempts, or check that it is what the log says."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from courses.services.rebuilding import check_progress, rebuild_progress


class Command(BaseCommand):
    """States, tested levels and completions, from the attempts."""

    help = "Rebuild states, tested levels and completions from the attempts."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--check``."""
        parser.add_argument(
            "--check",
            action="store_true",
            help="Change nothing; print what differs from the log, and exit with 1 if so.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild or check."""
        if not options["check"]:
            changed = rebuild_progress(at=timezone.now())
            self.stdout.write(f"Rows put right: {changed}.")
            return
        drift = check_progress()
        for line in drift:
            self.stdout.write(line)
        self.stdout.write(f"Rows that differ from the log: {len(drift)}.")
        if drift:
            sys.exit(1)
