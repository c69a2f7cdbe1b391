"""Background work about cities and businesses."""

from celery import shared_task
from django.utils import timezone

from uprest.ecosystem.services.register import forget_old_imports


@shared_task(name="uprest.ecosystem.tasks.forget_old_imports")
def forget_uploads() -> int:
    """Forget files for a register that nobody imported within a day.

    Return how many. Runs every hour; running it twice changes nothing.
    """
    return forget_old_imports(at=timezone.now())
