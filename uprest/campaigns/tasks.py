"""What happens to campaigns and actions by itself, once a day."""

from celery import shared_task
from django.utils import timezone

from uprest.campaigns.services.actions import remind_of_actions
from uprest.campaigns.services.campaigns import tend_campaigns


@shared_task(name="uprest.campaigns.tasks.tend")
def tend() -> int:
    """End, invite and count anew what runs, remind of actions due; return how many campaigns ran.

    Twice a day does no harm: nothing is sent or counted a second time.
    """
    at = timezone.now()
    remind_of_actions(at=at)
    return tend_campaigns(at=at)
