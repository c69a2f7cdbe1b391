from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "uprest.core"
    label = "core"
