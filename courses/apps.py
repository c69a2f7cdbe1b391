from importlib import import_module

from django.apps import AppConfig

from courses.types import EXPIRING
from uprest.notifications.kinds import Kind, register
from uprest.notifications.types import Group


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        """Connect the receivers, and make the kinds of messages known."""
        import_module("courses.receivers")
        register(
            Kind(code=EXPIRING, group=Group.LEARNING, template="courses/mails/expiring.txt"),
        )
