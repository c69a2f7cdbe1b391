"""Commands whose errors are one line each on stderr, with exit code 2 and no traceback."""

from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

EXIT_CODE = 2


def refuse(message: str) -> NoReturn:
    """End the command."""
    raise CommandError(" ".join(message.split()), returncode=EXIT_CODE)


class OneLineParser(CommandParser):
    """A parser that does not print the usage with each error."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the options."""
        if getattr(self, "called_from_command_line", False):
            self.exit(EXIT_CODE, f"{self.prog}: {' '.join(message.split())}\n")
        refuse(message)


class OneLineCommand(BaseCommand):
    """Subclasses do their work in ``run``."""

    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Return Django's parser with errors of one line."""
        parser = super().create_parser(prog_name, subcommand, allow_abbrev=False, **kwargs)
        parser.__class__ = OneLineParser  # Django makes the parser itself and has no hook for it
        return parser

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the work; a database that cannot be used is an error as others are."""
        try:
            self.run(**options)
        except DatabaseError as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            refuse(f"the database cannot be used ({reason}); was manage.py migrate run?")

    def run(self, **options: Any) -> None:
        """Do the work, or ``refuse`` it."""
        raise NotImplementedError
