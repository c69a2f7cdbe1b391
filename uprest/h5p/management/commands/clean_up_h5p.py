"""Delete H5P content and files that nothing uses; see docs/commands.md."""

from typing import Any

from django.utils import timezone

from uprest.h5p.management.one_line import OneLineCommand
from uprest.h5p.services.cleaning import clean_up


class Command(OneLineCommand):
    """``clean_up_h5p``: what the nightly task does, now."""

    help = "Delete H5P content, libraries that were never approved, and files that nothing uses."

    def run(self, **options: Any) -> None:
        """Clean up and say how much went."""
        cleaned = clean_up(at=timezone.now())
        self.stdout.write(
            f"{cleaned.contents} contents, {cleaned.libraries} libraries and "
            f"{cleaned.files} files deleted."
        )
