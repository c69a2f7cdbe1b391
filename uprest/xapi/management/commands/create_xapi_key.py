"""Make a key with which a program reads all statements."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from uprest.xapi.services import create_key

LONGEST_NAME = 80


class Command(BaseCommand):
    """A new key; its secret is shown once."""

    help = "Make a key to all statements. Its secret is shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a name."""
        parser.add_argument("name", help="What it is for, so that it is known when to revoke it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make and show it."""
        if not 0 < len(options["name"].strip()) <= LONGEST_NAME:
            raise CommandError(f"A name has 1 to {LONGEST_NAME} characters.", returncode=2)
        key, secret = create_key(name=options["name"].strip(), at=timezone.now())
        self.stdout.write(f"Key: {key.pk}\nSecret: {secret}")
        self.stderr.write("The secret is kept nowhere: note it now.")
