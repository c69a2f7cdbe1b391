from importlib import import_module

from django.apps import AppConfig

from uprest.notifications.kinds import Kind, register
from uprest.notifications.types import Group


class EcosystemConfig(AppConfig):
    name = "uprest.ecosystem"
    label = "ecosystem"

    def ready(self) -> None:
        """Connect the receivers, and say which messages there are."""
        import_module("uprest.ecosystem.receivers")
        register(
            Kind(
                code="ecosystem.invitation",
                group=Group.TEAM,
                template="ecosystem/notifications/invitation.txt",
                service=True,
            )
        )
