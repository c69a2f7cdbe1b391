from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "uprest.reporting"
    label = "reporting"
