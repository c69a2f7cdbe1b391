"""What happens by itself: reminders, and forgetting what people needed."""

from datetime import datetime, timedelta

from django.db import transaction

from uprest.events.models import Event, Place, Registration, State
from uprest.events.services.announcing import tell
from uprest.events.services.registering import lock_event

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def remind_everybody(*, at: datetime) -> int:
    """Remind who has a seat: the day before, and an hour before where it is online."""
    coming = Event.objects.filter(state=State.PUBLISHED, starts_at__gt=at)
    day = coming.filter(starts_at__lte=at + DAY, day_reminder_at=None)
    hour = coming.filter(starts_at__lte=at + HOUR, hour_reminder_at=None)
    sent = sum(_remind(pk, name="hour", at=at) for pk in list(hour.values_list("pk", flat=True)))
    return sent + sum(
        _remind(pk, name="day", at=at) for pk in list(day.values_list("pk", flat=True))
    )


@transaction.atomic
def _remind(event_id: int, *, name: str, at: datetime) -> int:
    """Send one reminder of an event, once: the mark on the event and the key both see to it."""
    event = lock_event(event_id)
    mark = f"{name}_reminder_at"
    if getattr(event, mark) is not None:
        return 0
    setattr(event, mark, at)
    event.save(update_fields=[mark])
    is_hour = name == "hour"
    if not is_hour and event.starts_at - at <= HOUR:
        return 0  # planned at short notice: the reminder of the hour is enough
    places = Place.objects.filter(event=event)
    return sum(
        _remind_place(event, place, name=name, at=at)
        for place in places
        if place.is_virtual or not is_hour
    )


def _remind_place(event: Event, place: Place, *, name: str, at: datetime) -> int:
    rows = Registration.objects.filter(place=place, state=Registration.State.REGISTERED)
    return tell(
        event=event,
        user_ids=list(rows.order_by("user_id").values_list("user_id", flat=True)),
        kind="reminder",
        occasion=f"{name}:{event.starts_at:%Y%m%dT%H%M}",
        at=at,
        words={
            "place": place.name,
            "address": place.address,
            "meeting_url": place.meeting_url,
            "is_hour": name == "hour",
        },
    )


def forget_needs(*, at: datetime) -> int:
    """Delete what people needed at events that are over or cancelled; return how many."""
    needs = Registration.objects.exclude(needs="")
    over = needs.filter(event__ends_at__lte=at) | needs.filter(event__state=State.CANCELLED)
    return Registration.objects.filter(pk__in=over.values("pk")).update(needs="")
