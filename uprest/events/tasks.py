"""Background work of events."""

from celery import shared_task
from django.utils import timezone

from uprest.events.services.attending import list_due, record_attendance
from uprest.events.services.reminding import forget_needs, remind_everybody


@shared_task(name="uprest.events.tasks.send_reminders")
def send_reminders() -> int:
    """Remind people of events that are near; return how many messages were written."""
    return remind_everybody(at=timezone.now())


@shared_task(name="uprest.events.tasks.record_attendances")
def record_attendances() -> int:
    """Write into learning records who was at events that are over; return how many."""
    at = timezone.now()
    return sum(record_attendance(check_in_id=number, at=at) for number in list_due(at=at))


@shared_task(name="uprest.events.tasks.forget_what_people_needed")
def forget_what_people_needed() -> int:
    """Delete what people needed at events that are over; return how many."""
    return forget_needs(at=timezone.now())
