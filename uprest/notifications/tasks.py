"""Mails go out in the background: at once after what they tell of, and every five minutes."""

from collections.abc import Sequence

from celery import shared_task
from django.utils import timezone

from uprest.notifications.services.sending import send_due as send_all_due
from uprest.notifications.services.sending import send_to_addresses, send_to_people
from uprest.notifications.services.wishes import delete_old as delete_all_old


@shared_task(name="uprest.notifications.tasks.send_mails")
def send_mails(notification_ids: Sequence[str], address_ids: Sequence[int]) -> int:
    """Send the mails of these messages; one that went out already is left as it is."""
    now = timezone.now()
    return send_to_people(ids=notification_ids, at=now) + send_to_addresses(ids=address_ids, at=now)


@shared_task(name="uprest.notifications.tasks.send_due")
def send_due() -> int:
    """Send what waits for a digest, for the end of the quiet hours or for another try."""
    return send_all_due(at=timezone.now())


@shared_task(name="uprest.notifications.tasks.delete_old")
def delete_old() -> int:
    """Delete old messages; return how many."""
    return delete_all_old(at=timezone.now())
