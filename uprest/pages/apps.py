from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "uprest.pages"
    label = "pages"
