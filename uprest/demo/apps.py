from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "uprest.demo"
    label = "demo"
