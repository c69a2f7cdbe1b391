from django.apps import AppConfig


class EcosystemConfig(AppConfig):
    name = "uprest.ecosystem"
    label = "ecosystem"
