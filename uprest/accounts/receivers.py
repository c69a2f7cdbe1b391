"""What accounts do when something else has happened."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from uprest.accounts.models import ConsentText
from uprest.accounts.services import load_consent_texts


@receiver(post_migrate, dispatch_uid="accounts.load_consent_texts")
def keep_consent_texts(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Load the shipped texts after every migration: no page can ask for consent without them."""
    if sender.label != "accounts" or using != "default":
        return
    # Migrated back to before the first migration, there is nothing to load into.
    table = ConsentText._meta.db_table  # noqa: SLF001  # public in Django
    if table in connections[using].introspection.table_names():
        load_consent_texts()
