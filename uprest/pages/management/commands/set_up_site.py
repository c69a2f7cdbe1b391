"""Make what every site needs before its first visitor."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from uprest.pages.services import set_up_site


class Command(BaseCommand):
    """Vocabulary, skills check, consent texts, groups and pages; again: only what is new."""

    help = "Load what every site needs and make its pages (again: only what is new)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Set the site up."""
        set_up_site(at=timezone.now())
        self.stdout.write("The site is set up.")
