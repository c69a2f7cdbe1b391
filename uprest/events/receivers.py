"""What this package does when accounts announce something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from uprest.accounts.signals import person_erased, personal_data_requested
from uprest.events.selectors.people import export_person
from uprest.events.services.privacy import erase_person


@receiver(person_erased, dispatch_uid="events.person_erased")
def follow_erasure(*, user_id: int, at: datetime, **_kwargs: Any) -> None:
    """Free the seats of somebody who deletes their account, and forget their name and needs."""
    erase_person(user_id=user_id, at=at)


@receiver(personal_data_requested, dispatch_uid="events.personal_data")
def hand_over_registrations(*, user_id: int, **_kwargs: Any) -> tuple[str, object]:
    """Return the section "events" of somebody's data as a file."""
    return "events", export_person(user_id=user_id)
