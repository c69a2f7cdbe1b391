"""Load the shipped vocabulary, or a framework of others from its official file."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from uprest.core.loading import DataFileError
from uprest.skills.importers import IMPORTERS
from uprest.skills.services import load_vocabulary


class Command(BaseCommand):
    """``import_skills`` loads ours; with a source and a file it loads another's beside it."""

    help = (
        "Load the skills, levels and occupations that UPREST ships. "
        "With a source and its files: load an official framework beside them "
        "(digcomp FILE.xlsx, esco FILE.csv..., greencomp FILE.csv)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare source, path and language."""
        parser.add_argument("source", nargs="?", choices=sorted(IMPORTERS))
        parser.add_argument("paths", nargs="*", type=Path)
        languages = [code for code, _ in settings.LANGUAGES]
        parser.add_argument(
            "--language", default="en", choices=languages, help="language of the files' texts"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how much changed."""
        source, paths = options["source"], options["paths"]
        try:
            if source is None:
                changed = load_vocabulary()
            elif not paths:
                raise CommandError(f"Say which file: import_skills {source} FILE", returncode=2)
            else:
                changed = IMPORTERS[source](paths=paths, language=options["language"])
        except DataFileError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(f"{changed} rows written." if changed else "Nothing changed.")
