from django.apps import AppConfig


class H5PConfig(AppConfig):
    name = "uprest.h5p"
    label = "h5p"
