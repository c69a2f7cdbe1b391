from django.apps import AppConfig


class SkillsGapConfig(AppConfig):
    name = "skills_gap"
