"""Judge H5P packages and keep those that are right; see docs/commands.md."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from uprest.h5p.archives import open_package
from uprest.h5p.conf import get_limits
from uprest.h5p.management.one_line import OneLineCommand, refuse
from uprest.h5p.selectors.store import DatabaseStore
from uprest.h5p.services.importing import import_package
from uprest.h5p.types import Verdict
from uprest.h5p.validating import validate_package
from uprest.h5p.wording import describe_all


class Command(OneLineCommand):
    """``import_h5p FILE... [--check] [--format text|json]``."""

    help = "Import H5P packages with their libraries. With --check: only judge, and store nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="only judge, and store nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def run(self, **options: Any) -> None:
        """Judge every file; end with exit code 2 where one could not be opened."""
        rows, unopened = [], []
        for path in options["files"]:
            try:
                verdict, content_id = _take(path, is_check=options["check"], at=timezone.now())
            except OSError as error:
                unopened.append(f"{path} cannot be opened: {error.strerror or error}")
            else:
                rows.append(_describe(path, verdict))
                if options["format"] == "text":
                    self._write(rows[-1], content_id)
        if options["format"] == "json":
            self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False))
        for line in unopened[:-1]:
            self.stderr.write(line)
        if unopened:
            refuse(unopened[-1])

    def _write(self, row: dict[str, Any], content_id: int | None) -> None:
        number = f" as {content_id}" if content_id is not None else ""
        self.stdout.write(f"{row['file']}: {row['status']}{number} ({row['main_library']})")
        for problem in row["problems"]:
            self.stdout.write(f"  {problem['message']} [{problem['code']}]")


def _take(path: Path, *, is_check: bool, at: datetime) -> tuple[Verdict, int | None]:
    """Judge one file and, unless it is a check, keep it; return the content's id too."""
    with path.open("rb") as file:
        if is_check:
            with open_package(file, limits=get_limits()) as package:
                return validate_package(package, store=DatabaseStore()), None
        result = import_package(file=file, may_install=True, at=at)
        return result.verdict, result.content.pk if result.content else None


def _describe(path: Path, verdict: Verdict) -> dict[str, Any]:
    return {
        "file": str(path),
        "status": str(verdict.status),
        "main_library": verdict.main_machine_name or None,
        "problems": describe_all(verdict.problems),
    }
