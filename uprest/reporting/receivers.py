"""What this package does when accounts announce something."""

from typing import Any

from django.dispatch import receiver

from uprest.accounts.signals import person_erased, personal_data_requested
from uprest.reporting.selectors.people import export_person
from uprest.reporting.services.people import erase_person


@receiver(person_erased)
def leave_what_was_ordered(*, user_id: int, **_kwargs: Any) -> None:
    """Keep a city's releases, reports and decisions, and no longer say who made them."""
    erase_person(user_id=user_id)


@receiver(personal_data_requested)
def hand_over_what_was_ordered(*, user_id: int, **_kwargs: Any) -> tuple[str, object]:
    """Return the section "figures" of somebody's data as a file."""
    return "figures", export_person(user_id=user_id)
