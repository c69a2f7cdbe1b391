from django.apps import AppConfig


class SkillsConfig(AppConfig):
    name = "uprest.skills"
    label = "skills"
