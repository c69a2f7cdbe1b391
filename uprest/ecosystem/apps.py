from importlib import import_module

from django.apps import AppConfig


class EcosystemConfig(AppConfig):
    name = "uprest.ecosystem"
    label = "ecosystem"

    def ready(self) -> None:
        """Connect the receivers."""
        import_module("uprest.ecosystem.receivers")
