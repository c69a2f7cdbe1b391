from importlib import import_module

from django.apps import AppConfig


class SkillsGapConfig(AppConfig):
    name = "skills_gap"

    def ready(self) -> None:
        """Connect the receivers."""
        import_module("skills_gap.receivers")
