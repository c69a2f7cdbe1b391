from importlib import import_module

from django.apps import AppConfig

from uprest.campaigns.kinds import register_kinds


class CampaignsConfig(AppConfig):
    name = "uprest.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        """Connect the receivers, and make the messages known."""
        import_module("uprest.campaigns.receivers")
        register_kinds()
