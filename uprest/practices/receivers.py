"""What happens in practices when other packages announce something."""

from typing import Any

from django.dispatch import receiver

from uprest.accounts.signals import person_erased, personal_data_requested
from uprest.ecosystem.signals import site_set_up
from uprest.practices.selectors.adaptations import export_person
from uprest.practices.services.adaptations import erase_person
from uprest.practices.services.library import set_up_library


@receiver(site_set_up, dispatch_uid="practices.site")
def make_library(**_kwargs: Any) -> None:
    """Make the index of the library in every language."""
    set_up_library()


@receiver(person_erased, dispatch_uid="practices.person_erased")
def take_name_away(*, user_id: int, **_kwargs: Any) -> None:
    """Take the name of somebody who deletes their account from what they wrote for their city."""
    erase_person(user_id=user_id)


@receiver(personal_data_requested, dispatch_uid="practices.personal_data")
def hand_over_practices(*, user_id: int, **_kwargs: Any) -> tuple[str, object]:
    """Return the section "practices" of somebody's data as a file."""
    return "practices", export_person(user_id=user_id)
