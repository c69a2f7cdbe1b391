from importlib import import_module

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "uprest.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Connect the receivers."""
        import_module("uprest.notifications.receivers")
