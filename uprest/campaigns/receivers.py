"""What this package does when others announce something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from skills_gap.signals import home_opened
from skills_gap.types import HomeCard
from uprest.accounts.signals import person_erased, personal_data_requested
from uprest.campaigns.selectors.offers import list_home_cards
from uprest.campaigns.selectors.people import export_person
from uprest.campaigns.services.privacy import erase_person


@receiver(person_erased)
def take_name_off(*, user_id: int, at: datetime, **_kwargs: Any) -> None:
    """Take the name of somebody who deletes their account off campaigns, needs and actions."""
    erase_person(user_id=user_id, at=at)


@receiver(personal_data_requested)
def hand_over_what_somebody_did(*, user_id: int, **_kwargs: Any) -> tuple[str, object]:
    """Return the section "campaigns" of somebody's data as a file."""
    return "campaigns", export_person(user_id=user_id)


@receiver(home_opened)
def offer_courses(*, user_id: int, language: str, **_kwargs: Any) -> list[HomeCard]:
    """Show the courses of campaigns on the home of people whose business takes part."""
    return list_home_cards(user_id=user_id, language=language)
