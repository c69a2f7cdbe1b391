"""Plan a learning path from files; see docs/commands.md."""

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from skills_gap.json_files import FileFormatError
from skills_gap.management.strict import StrictCommand, refuse
from skills_gap.plan_files import MOST_MINUTES, path_to_json, read_catalogue, read_profile
from skills_gap.recommending import plan_path


def read_minutes(text: str) -> int:
    """Return the minutes of a path: a whole number from 0."""
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) > MOST_MINUTES:
        raise ArgumentTypeError(f"must be a whole number from 0 to {MOST_MINUTES}, not {text!r}")
    return int(text)


class Command(StrictCommand):
    """``recommend --profile FILE.json --catalogue FILE.json --minutes N --format json``."""

    help = "Print the path that closes the most of a profile's gaps in the minutes there are."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--profile", required=True, type=Path, metavar="FILE.json")
        parser.add_argument("--catalogue", required=True, type=Path, metavar="FILE.json")
        parser.add_argument("--minutes", required=True, type=read_minutes, metavar="N")
        parser.add_argument("--format", choices=["json"], default="json")

    def run(self, **options: Any) -> None:
        """Plan the path and print it."""
        path = options["profile"]
        try:
            profile = read_profile(path)
            path = options["catalogue"]
            modules = read_catalogue(path)
        except FileFormatError as error:
            refuse(f"{path}: {error}")
        self.write_json(path_to_json(plan_path(profile, modules, minutes=options["minutes"])))
