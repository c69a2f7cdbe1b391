"""Take a key to statements back; without one, list them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from uprest.xapi.models import ApiKey
from uprest.xapi.selectors.keys import list_keys
from uprest.xapi.services import revoke_key


class Command(BaseCommand):
    """Revoke one key, or see which there are."""

    help = "Take back a key to statements. Without a key: list them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the key, or none."""
        parser.add_argument("key", nargs="?", help="The key, as create_xapi_key showed it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Revoke or list."""
        if options["key"] is None:
            for key in list_keys():
                self.stdout.write(_describe(key))
            return
        try:
            key = revoke_key(key_id=options["key"], at=timezone.now())
        except ApiKey.DoesNotExist as error:
            raise CommandError("There is no such key.", returncode=2) from error
        self.stdout.write(_describe(key))


def _describe(key: ApiKey) -> str:
    used = f"last used {key.last_used_on:%Y-%m-%d}" if key.last_used_on else "never used"
    state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "valid"
    return f"{key.pk}\t{state}\t{used}\t{key.name}"
