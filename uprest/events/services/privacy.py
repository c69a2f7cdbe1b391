"""What becomes of somebody at events who deletes their account."""

from datetime import datetime

from django.db import transaction

from uprest.events.models import Event, Registration, Speaker
from uprest.events.services.registering import leave


@transaction.atomic
def erase_person(*, user_id: int, at: datetime) -> None:
    """Free the seats of coming events, and forget name and needs everywhere.

    That somebody was there stays counted, and belongs to the nameless tombstone. Who spoke
    publicly under their name stays in the programme, apart from the account.
    """
    coming = Event.objects.filter(registrations__user_id=user_id, ends_at__gt=at).values_list(
        "pk", flat=True
    )
    for event_id in sorted(set(coming)):
        leave(event_id=event_id, user_id=user_id, at=at)
    Registration.objects.filter(user_id=user_id).update(name="", needs="")
    Speaker.objects.filter(user_id=user_id).update(user=None)
