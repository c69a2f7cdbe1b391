"""Background work of the skills check."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from courses import services as courses
from skills_gap.services.ownership import delete_visits


@shared_task(name="skills_gap.tasks.delete_unclaimed_visits")
def delete_unclaimed_visits() -> int:
    """Delete what visitors did without an account more than ``UPREST_VISIT_DAYS`` ago.

    Return how many checks were deleted. Runs every hour; running it twice changes nothing.
    """
    before = timezone.now() - timedelta(days=settings.UPREST_VISIT_DAYS)
    courses.delete_unclaimed_visits(before=before)
    return delete_visits(before=before)
