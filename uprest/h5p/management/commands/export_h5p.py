"""Write stored content as a ``.h5p`` file; see docs/commands.md."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from uprest.h5p.management.one_line import OneLineCommand, refuse
from uprest.h5p.models import Content
from uprest.h5p.services.exporting import export_content


class Command(OneLineCommand):
    """``export_h5p ID --out FILE``."""

    help = "Write H5P content with all its libraries as a package."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("id", type=int, metavar="ID", help="as import_h5p prints it")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")

    def run(self, **options: Any) -> None:
        """Write the file, whole or not at all."""
        content = Content.objects.filter(pk=options["id"]).first()
        if content is None:
            refuse(f"there is no H5P content {options['id']}")
        path: Path = options["out"]
        partial = path.with_name(f"{path.name}.part")
        try:
            with partial.open("wb") as out:
                export_content(content=content, out=out)
            partial.replace(path)
        except OSError as error:
            partial.unlink(missing_ok=True)
            refuse(f"{path} cannot be written: {error.strerror or error}")
