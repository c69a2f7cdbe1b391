"""What this package does when accounts announce something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from uprest.accounts.signals import consent_withdrawn, person_erased, personal_data_requested
from uprest.ecosystem.selectors import export_person
from uprest.ecosystem.services.memberships import SHARING, erase_person, stop_sharing


@receiver(person_erased)
def remove_from_businesses_and_cities(*, user_id: int, at: datetime, **_kwargs: Any) -> None:
    """End the memberships and the officer's roles of somebody who deletes their account."""
    erase_person(user_id=user_id, at=at)


@receiver(consent_withdrawn)
def stop_what_was_allowed(
    *, user_id: int | None, code: str, subject_key: str, **_kwargs: Any
) -> None:
    """Stop sharing with a business as soon as the consent is taken back, wherever that was."""
    if code == SHARING and user_id is not None and subject_key.isdecimal():
        stop_sharing(user_id=user_id, organisation_id=int(subject_key))


@receiver(personal_data_requested)
def hand_over_businesses_and_cities(*, user_id: int, **_kwargs: Any) -> tuple[str, object]:
    """Return the section "ecosystem" of somebody's data as a file."""
    return "ecosystem", export_person(user_id=user_id)
