from importlib import import_module

from django.apps import AppConfig

from uprest.notifications.kinds import Kind, register
from uprest.notifications.types import Group
from uprest.practices.types import ADAPTATION_BEGUN, ROUND_BEGUN


class PracticesConfig(AppConfig):
    name = "uprest.practices"
    label = "practices"

    def ready(self) -> None:
        """Connect the receivers, and make the messages known."""
        register(
            Kind(
                code=ADAPTATION_BEGUN,
                group=Group.CITY,
                template="practices/messages/adaptation.txt",
            ),
            Kind(code=ROUND_BEGUN, group=Group.CITY, template="practices/messages/round.txt"),
        )
        import_module("uprest.practices.receivers")
