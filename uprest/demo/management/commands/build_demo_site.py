"""Build the demo site: ``manage.py build_demo_site``."""

import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from uprest.core.loading import DataFileError
from uprest.demo.building.cities import RealCityError
from uprest.demo.building.printing import describe_site
from uprest.demo.building.removing import remove_sample_data
from uprest.demo.building.site import list_stages
from uprest.demo.building.stages import Stage, build_stages


class Command(BaseCommand):
    """Build what is missing of the demo site, and say who can sign in."""

    help = (
        "Build the demo site: vocabulary, courses, five sample cities with two seasons of answers, "
        "and one account a role. Again: only what is missing."
    )

    requires_system_checks = []  # `make run` builds each time, and the server checks

    def add_arguments(self, parser: CommandParser) -> None:
        """Define the options."""
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="remove the sample data (nothing else) and make it anew",
        )
        parser.add_argument(
            "--on-a-real-site",
            action="store_true",
            help="build it although UPREST_DEMO is off; nobody knows the accounts' passwords then",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the stages and print the accounts."""
        if not (settings.UPREST_DEMO or options["on_a_real_site"]):
            raise CommandError(
                "This is no demo site (UPREST_DEMO is off), so no sample data was put on it. "
                "If that is what you want: build_demo_site --on-a-real-site",
                returncode=2,
            )
        if options["rebuild"]:
            remove_sample_data(list_stages())
            self._say("Removed the sample data.")
        # background jobs, of which there are hundreds, would each say that they are done
        logging.disable(logging.INFO)
        try:
            build_stages(list_stages(), at=timezone.now(), report=self._report)
        except RealCityError as error:
            raise CommandError(
                f"The city {error} is there and is no sample: it was left as it is.", returncode=2
            ) from error
        except DataFileError as error:
            raise CommandError(str(error), returncode=2) from error
        finally:
            logging.disable(logging.NOTSET)
        for line in describe_site():
            self._say(line)

    def _report(self, stage: Stage) -> None:
        self._say(f"Built: {stage.label}.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
