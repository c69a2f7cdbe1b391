from importlib import import_module

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "uprest.reporting"
    label = "reporting"

    def ready(self) -> None:
        """Connect the receivers."""
        import_module("uprest.reporting.receivers")
