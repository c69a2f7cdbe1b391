"""Take in answers collected elsewhere; see docs/commands.md."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from skills_gap.management.strict import EXIT_CODE, StrictCommand, refuse
from skills_gap.rows import RowsFileError
from skills_gap.services.importing import Imported, RowsError, import_counted_responses

MOST_ERRORS = 50


class Command(StrictCommand):
    """``import_responses FILE.csv``: all rows, or none and what is wrong with which line."""

    help = "Take in answers from a CSV file: all of them, or none if a row is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the file."""
        parser.add_argument("path", type=Path, metavar="FILE.csv")

    def run(self, **options: Any) -> None:
        """Take the file in and say how much was new."""
        path: Path = options["path"]
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                imported = import_counted_responses(lines=lines, at=timezone.now())
        except OSError as error:
            refuse(f"{path}: the file cannot be read: {error.strerror}")
        except RowsFileError as error:
            refuse(f"{path}: {error}")
        except RowsError as error:
            self._list_errors(path, error)
        self.stdout.write(_describe(imported))

    def _list_errors(self, path: Path, error: RowsError) -> None:
        """Write a line for each wrong row, up to 50, and end the command."""
        for row in error.errors[:MOST_ERRORS]:
            self.stderr.write(f"{path}: {row}")
        count, more = len(error.errors), len(error.errors) - MOST_ERRORS
        rest = f", {more} of them not listed" if more > 0 else ""
        raise CommandError(
            f"{path}: {count} {'error' if count == 1 else 'errors'}{rest}; nothing was taken in",
            returncode=EXIT_CODE,
        )


def _describe(imported: Imported) -> str:
    if imported.is_nothing:
        return "Nothing changed."
    return (
        f"Written: {imported.answers} answers in {imported.responses} new responses, "
        f"{imported.businesses} new businesses, {imported.municipalities} new municipalities."
    )
