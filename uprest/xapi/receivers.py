"""What happens to statements when people come, take their data along and go."""

from typing import Any

from django.dispatch import receiver

from uprest.accounts.signals import person_erased, personal_data_requested, visit_claimed
from uprest.xapi.selectors.personal import collect_personal_data
from uprest.xapi.services import forget_person, reread_person


@receiver(visit_claimed, dispatch_uid="xapi.visit_claimed")
def follow_claim(user_id: int, **kwargs: Any) -> None:
    """Look at what a visitor did before it was theirs."""
    reread_person(user_id=user_id)


@receiver(personal_data_requested, dispatch_uid="xapi.personal_data")
def hand_out_personal_data(user_id: int, **kwargs: Any) -> tuple[str, Any]:
    """Return what statements are kept, and where they can be had."""
    return "statements", collect_personal_data(user_id=user_id)


@receiver(person_erased, dispatch_uid="xapi.person_erased")
def follow_erasure(user_id: int, **kwargs: Any) -> None:
    """Leave the statements without anybody whose they are."""
    forget_person(user_id=user_id)
