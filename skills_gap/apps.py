from importlib import import_module

from django.apps import AppConfig

from uprest.notifications.kinds import Kind, register
from uprest.notifications.types import Group


class SkillsGapConfig(AppConfig):
    name = "skills_gap"

    def ready(self) -> None:
        """Connect the receivers, and make the messages known."""
        import_module("skills_gap.receivers")
        register(
            Kind(
                code="skills_gap.assigned",
                group=Group.TEAM,
                template="skills_gap/notifications/assigned.txt",
            ),
            Kind(
                code="skills_gap.assignment_due",
                group=Group.TEAM,
                template="skills_gap/notifications/assignment_due.txt",
            ),
        )
