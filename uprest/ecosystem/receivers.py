"""What this package does when accounts announce something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from uprest.accounts.signals import (
    consent_subjects_requested,
    consent_withdrawn,
    person_erased,
    personal_data_requested,
)
from uprest.ecosystem.selectors import export_person, name_organisations
from uprest.ecosystem.selectors.telling import CHOICES, CONTACT
from uprest.ecosystem.services.memberships import SHARING, erase_person, stop_sharing
from uprest.ecosystem.services.telling import forget_contact

# The copy of answers that counts for a business is asked for by the skills check.
COUNTING = "count-anonymously"
ABOUT_BUSINESSES = {COUNTING, SHARING, *CHOICES}


@receiver(person_erased)
def remove_from_businesses_and_cities(*, user_id: int, at: datetime, **_kwargs: Any) -> None:
    """End the memberships and the officer's roles of somebody who deletes their account."""
    erase_person(user_id=user_id, at=at)


@receiver(consent_withdrawn)
def stop_what_was_allowed(
    *, user_id: int | None, code: str, subject_key: str, **_kwargs: Any
) -> None:
    """Stop what was allowed as soon as the consent is taken back, wherever that was."""
    if user_id is None or not subject_key.isdecimal():
        return
    if code == SHARING:
        stop_sharing(user_id=user_id, organisation_id=int(subject_key))
    elif code == CONTACT:
        forget_contact(user_id=user_id, organisation_id=int(subject_key))


@receiver(consent_subjects_requested)
def name_businesses(
    *, subjects: set[tuple[str, str]], **_kwargs: Any
) -> dict[tuple[str, str], str]:
    """Return the names of the businesses that consents are about."""
    ours = {(code, key) for code, key in subjects if code in ABOUT_BUSINESSES}
    names = name_organisations(keys={key for _code, key in ours})
    return {(code, key): names[key] for code, key in ours if key in names}


@receiver(personal_data_requested)
def hand_over_businesses_and_cities(*, user_id: int, **_kwargs: Any) -> tuple[str, object]:
    """Return the section "ecosystem" of somebody's data as a file."""
    return "ecosystem", export_person(user_id=user_id)
