"""Background work of the skills check."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from courses import services as courses
from skills_gap.services.assignments import remind_people
from skills_gap.services.city_needs import publish_all_needs
from skills_gap.services.ownership import delete_visits


@shared_task(name="skills_gap.tasks.delete_unclaimed_visits")
def delete_unclaimed_visits() -> int:
    """Delete what visitors did without an account more than ``UPREST_VISIT_DAYS`` ago.

    Return how many checks were deleted. Runs every hour; running it twice changes nothing.
    """
    before = timezone.now() - timedelta(days=settings.UPREST_VISIT_DAYS)
    courses.delete_unclaimed_visits(before=before)
    return delete_visits(before=before)


@shared_task(name="skills_gap.tasks.publish_needs")
def publish_needs() -> int:
    """Publish what the businesses of each city need in sum; return how many rows were renewed.

    Runs every night; running it twice changes nothing.
    """
    return publish_all_needs(at=timezone.now())


@shared_task(name="skills_gap.tasks.remind_assigned")
def remind_assigned() -> int:
    """Remind people once of what their business asks of them; return how many were told.

    Runs every day; running it twice changes nothing.
    """
    return remind_people(at=timezone.now())
