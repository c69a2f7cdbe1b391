from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "uprest.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Connect the receivers."""
        import_module("uprest.accounts.receivers")
