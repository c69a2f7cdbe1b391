from importlib import import_module

from django.apps import AppConfig

from uprest.notifications.kinds import Kind, register
from uprest.notifications.types import Group

MESSAGES = ("registered", "waiting", "moved_up", "changed", "cancelled", "reminder")


class EventsConfig(AppConfig):
    name = "uprest.events"
    label = "events"

    def ready(self) -> None:
        """Connect the receivers, and make the messages known.

        All belong to an event that the reader is registered for: they come at once.
        """
        import_module("uprest.events.receivers")
        register(
            *(
                Kind(
                    code=f"events.{name}",
                    group=Group.EVENTS,
                    template=f"events/notifications/{name}.txt",
                    service=True,
                )
                for name in MESSAGES
            )
        )
