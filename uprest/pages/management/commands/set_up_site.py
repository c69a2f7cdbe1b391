"""Make what every site needs before its first visitor."""

from typing import Any

from django.core.management.base import BaseCommand

from uprest.pages.services import set_up_site


class Command(BaseCommand):
    """Languages, landing pages, the courses' index and the standing pages."""

    help = "Make languages, landing pages, course index and standing pages (again: nothing new)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Set the site up."""
        set_up_site()
        self.stdout.write("The site is set up.")
