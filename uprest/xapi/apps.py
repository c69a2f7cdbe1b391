from importlib import import_module

from django.apps import AppConfig


class XapiConfig(AppConfig):
    name = "uprest.xapi"
    label = "xapi"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect receivers and checks."""
        import_module("uprest.xapi.receivers")
        import_module("uprest.xapi.checks")
